"""It lives in somebody else's page: neither disturbs the other, and it stays as it was from one page to the next."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Screen
from tests.browser.test_talking import unique
from tests.connectors.web.serving import ScriptedServer

Show = Callable[..., Screen]

SHORTCUTS = """capture => { window.heard = [];
  for (const type of ['keydown', 'keypress', 'keyup'])
    document.addEventListener(type, event => {
      heard.push(event.key);
      if ('sh/'.includes(event.key)) event.preventDefault();
    }, capture); }"""


@pytest.mark.parametrize("capture", [False, True])
def test_the_shortcuts_of_the_page_do_not_take_letters_away(
    scripted: ScriptedServer, screen: Show, capture: bool
) -> None:
    one = screen(scripted)
    one.page.evaluate(SHORTCUTS, capture)
    box = one.talk().get_by_label("Escribe tu mensaje")
    box.press_sequentially("hermanamientos/año")
    assert box.input_value() == "hermanamientos/año"
    assert one.page.evaluate("heard") == []
    box.press("Enter")
    one.hears("Dijiste: hermanamientos/año")
    one.page.keyboard.press("Escape")
    one.page.keyboard.press("s")
    assert one.page.evaluate("heard").count("s") >= 1  # outside of it, the page hears its keys


def test_an_older_browser_has_its_button_and_its_conversation_too(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/w/etiqueta")
    # As Safari before 16.4: no sheet can be constructed, and no module is fetched ahead.
    one.context.add_init_script("""window.CSSStyleSheet = class { constructor() { throw new TypeError('Illegal'); } };
      DOMTokenList.prototype.supports = () => false""")
    one.page.goto(scripted.site + "/_prueba/sitio?libre")
    one.strange.clear()
    page = one.page
    page.get_by_role("button", name="Pregúntale a Enlace").click()
    page.get_by_text("Antes de empezar.", exact=True).wait_for()
    assert page.locator(".cab").evaluate("head => getComputedStyle(head).backgroundColor") == "rgb(21, 94, 99)"


def test_a_page_that_swaps_its_body_keeps_button_and_conversation(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted, "/_prueba/sitio?libre", scripted.site), unique()
    page = one.talk()
    one.say(text)
    one.hears(f"Dijiste: {text}")
    swap = """again => { const body = document.createElement('body'); body.textContent = 'Otra página';
      if (again) { const tag = document.createElement('script'); tag.src = again; body.append(tag); }
      document.body.replaceWith(body); }"""
    source = page.evaluate("document.querySelector('script').src")
    for again in ("", source, source):
        page.evaluate(swap, again)
        one.hears(f"Dijiste: {text}")
        assert page.locator("enlace-chat").count() == 1
    one.say(unique("sigue"))
    one.hears("Dijiste: sigue")
    page.get_by_role("button", name="Cerrar").click()
    page.evaluate(swap, source)
    page.get_by_role("button", name="Pregúntale a Enlace").wait_for()


def test_what_the_page_does_to_all_its_text_stays_outside(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/_prueba/sitio?libre", scripted.site)
    one.page.evaluate("""() => { const rules = `text-transform: uppercase; letter-spacing: 9px; white-space: nowrap;
      text-indent: 40px; word-spacing: 20px; font-style: italic; text-align: right; line-height: 4`;
      const sheet = new CSSStyleSheet(); sheet.replaceSync(`body, * { ${rules} }`);
      document.adoptedStyleSheets = [sheet]; }""")
    names = """node => { const style = getComputedStyle(node); return ['textTransform', 'letterSpacing', 'whiteSpace',
      'textIndent', 'wordSpacing', 'fontStyle', 'textAlign'].map(name => style[name]).join(' '); }"""
    plain = "none normal normal 0px 0px normal start"
    assert one.page.locator(".abrir").evaluate(names) == plain
    page = one.talk()
    one.say("botones")
    page.get_by_role("button", name="No sé").wait_for()
    assert page.locator(".m p").last.evaluate(names) == plain
    assert page.locator(".m p").first.evaluate("p => getComputedStyle(p).lineHeight") == "24px"


def test_the_name_that_the_page_gives_it_is_the_one_it_greets_with(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/w/etiqueta")

    def named(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer,
            body=answer.text().replace("data-municipio", 'data-nombre="Lupita $&amp; Co" data-municipio'),
        )

    one.page.route("**/demo", named)
    one.page.goto(scripted.url + "/demo")
    one.page.get_by_role("button", name="Pregúntale a Lupita $& Co").click()
    one.page.get_by_text("Hola, soy Lupita $& Co.").wait_for()


def test_the_next_page_of_the_site_shows_it_as_it_was(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique()
    page = one.talk()
    one.say(text)
    one.hears(f"Dijiste: {text}")
    page.goto(scripted.url + "/w/etiqueta")
    page.goto(scripted.url + "/demo")
    one.hears(f"Dijiste: {text}")
    assert page.evaluate("document.activeElement.localName") == "body"  # nobody asked for the focus to move
    page.route("**/sesion", lambda route: None)  # also where one leaves before the answer came
    page.reload()
    page.get_by_text("Conectando…").wait_for()
    page.unroute("**/sesion")
    page.reload()
    one.hears(f"Dijiste: {text}")
    page.get_by_role("button", name="Cerrar").click()
    page.reload()
    expect(page.get_by_role("button", name="Pregúntale a Enlace")).to_be_visible()
    assert page.get_by_role("dialog").count() == 0


def test_a_duplicated_tab_shows_what_is_said_in_the_other(scripted: ScriptedServer, screen: Show) -> None:
    one, before, after = screen(scripted), unique("antes"), unique("después")
    page = one.talk()
    one.say(before)
    one.hears(f"Dijiste: {before}")
    stored = page.evaluate("({...sessionStorage})")
    twin = Screen(one.context, (scripted.url,))
    twin.page.goto(scripted.url + "/w/etiqueta")
    twin.page.evaluate("stored => Object.assign(sessionStorage, stored)", stored)
    twin.page.goto(scripted.url + "/demo")
    twin.hears(f"Dijiste: {before}")
    twin.say(after)
    twin.hears(f"Dijiste: {after}")
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    one.hears(f"Dijiste: {after}")
    texts = page.locator(".m[data-id]").evaluate_all("nodes => nodes.map(node => node.textContent.split(': ').pop())")
    assert texts == [before, before, after, after]
    twin.say("json " + json.dumps({"text": "Listo. Folio 7.", "custom": {"forget": True}}))
    twin.hears("Folio 7.")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(".yo")).to_have_count(0)  # what was erased leaves every screen
    twin.page.evaluate("dispatchEvent(new Event('focus'))")
    twin.say("sigo")
    twin.hears("Dijiste: sigo")
    assert twin.page.get_by_text("Folio 7.").is_visible()
    twin.page.close()


def test_the_whole_conversation_is_printed_and_the_towns_page_without_it(
    scripted: ScriptedServer, screen: Show
) -> None:
    one, texts = screen(scripted, "/chat"), [unique(f"línea {number}") for number in range(12)]
    page = one.page
    page.get_by_text("Antes de empezar.", exact=True).wait_for()
    for text in texts:
        one.say(text)
        one.hears(f"Dijiste: {text}")
    page.emulate_media(media="print")
    assert page.locator(".log").evaluate("log => log.scrollHeight <= log.clientHeight + 1")
    assert page.locator("html").evaluate("html => html.scrollHeight") > 1200
    assert not page.get_by_label("Escribe tu mensaje").is_visible()
    assert len(re.findall(rb"/Type /Page\b", page.pdf())) > 1
    town = screen(scripted)
    town.talk()
    town.page.emulate_media(media="print")
    assert not town.page.locator("enlace-chat").is_visible()
