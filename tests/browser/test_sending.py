"""What is written gets through, in order and whole, whatever the line does; the server speaks for itself."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Screen
from tests.browser.test_talking import unique
from tests.connectors.web.serving import ScriptedServer

Show = Callable[..., Screen]

ORDER = "nodes => nodes.map(node => node.textContent.replace(/^(Tú|Enlace): /, ''))"


def said(page: Page) -> list[str]:
    return list(page.locator(".m[data-id]").evaluate_all(ORDER))


def test_each_answer_stands_under_its_question_however_fast_one_writes(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page, texts = one.talk(), [unique(f"pregunta {number}") for number in range(8)]
    waiting = unique("espera")
    one.say(waiting)
    page.get_by_role("status").filter(has_text="está escribiendo").wait_for()
    for text in texts:
        one.say(text)
    scripted.release()
    one.hears(f"Dijiste: {texts[-1]}")
    expected = [line for text in (waiting, *texts) for line in (text, f"Dijiste: {text}")]
    assert said(page) == expected
    page.reload()
    one.talk()
    one.hears(f"Dijiste: {texts[-1]}")
    assert said(page) == expected


def test_buttons_of_an_answer_that_was_overtaken_are_not_offered(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page, text = one.talk(), unique()
    one.say("botones")
    one.say(text)
    one.hears(f"Dijiste: {text}")
    assert page.get_by_role("button", name="No sé").count() == 0


def test_who_writes_too_fast_reads_the_servers_own_words(scripted: ScriptedServer, screen: Show) -> None:
    one, tries = screen(scripted), []
    page, text = one.talk(), unique()

    def slow_down(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) > 1:
            route.continue_()
        else:
            words = {"error": "Vas muy rápido. Espera un momento y vuelve a intentarlo."}
            route.fulfill(status=429, headers={"Retry-After": "1"}, json=words)

    page.route("**/mensajes", slow_down)
    one.say(text)
    page.get_by_role("status").filter(has_text="Vas muy rápido.").wait_for()
    one.hears(f"Dijiste: {text}")
    expect(page.locator(".estado")).to_be_empty()


def test_a_failed_message_keeps_its_retry_until_it_gets_through(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page, first, second = one.talk(), unique("falla"), unique("sigue")

    def refuse_the_first(route: Route) -> None:
        if first in (route.request.post_data or ""):
            route.fulfill(status=400, json={"error": "No entendí la petición."})
        else:
            route.continue_()

    page.route("**/mensajes", refuse_the_first)
    one.say(first)
    page.get_by_role("button", name="Reintentar").wait_for()
    one.say(second)
    one.hears(f"Dijiste: {second}")
    assert page.locator(".yo", has_text=first).evaluate("bubble => bubble.nextElementSibling.className") == "fallo"
    page.unroute("**/mensajes")
    page.get_by_role("button", name="Reintentar").click()
    one.hears(f"Dijiste: {first}")
    expect(page.get_by_role("button", name="Reintentar")).to_have_count(0)
    assert said(page) == [first, f"Dijiste: {first}", second, f"Dijiste: {second}"]


def test_a_browser_that_believes_itself_offline_tries_anyway(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique()
    one.page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => false})")
    one.talk()
    one.say(text)
    one.hears(f"Dijiste: {text}")


def test_opened_without_a_connection_it_says_so_and_opens_when_it_is_back(
    scripted: ScriptedServer, screen: Show
) -> None:
    one = screen(scripted)
    one.context.set_offline(True)
    one.page.get_by_role("button", name="Pregúntale a Enlace").click()
    one.page.get_by_text("Sin conexión. Se abrirá en cuanto vuelva.").wait_for()
    one.context.set_offline(False)
    one.page.get_by_text("Antes de empezar.", exact=True).wait_for()


def test_without_a_session_what_is_written_waits_for_the_notice(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique()
    page = one.page
    page.route("**/sesion", lambda route: route.abort())
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => false, configurable: true})")
    page.get_by_role("button", name="Pregúntale a Enlace").click()
    page.get_by_text("Sin conexión. Sigo en cuanto vuelva.").wait_for()
    one.say(text)
    page.unroute("**/sesion")
    page.evaluate("delete navigator.onLine; dispatchEvent(new Event('online'))")
    one.hears(f"Dijiste: {text}")
    order = "nodes => nodes.map(node => node.className).filter(name => !name.startsWith('botones'))"
    assert page.locator(".log > *").evaluate_all(order) == ["m", "privado", "m yo", "m"]
    assert page.get_by_text("Pasó mucho tiempo").count() == 0
    assert scripted.turns()[text] == 1


def test_an_ended_session_shows_the_notice_again_before_going_on(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique()
    page, refused = one.talk(), []

    def refuse(route: Route) -> None:
        refused.append(1)
        if len(refused) > 1:
            route.continue_()
        else:
            route.fulfill(status=401, json={"error": "La sesión terminó."})

    page.route("**/mensajes", refuse)
    one.say(text)
    one.hears(f"Dijiste: {text}")
    assert page.get_by_text("Antes de empezar.", exact=True).count() == 2


def test_a_long_text_is_never_cut_and_one_is_told_what_is_too_much(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page = one.talk()
    box = page.get_by_label("Escribe tu mensaje")
    page.locator(".log").evaluate("log => log.scrollTop = log.scrollHeight")
    box.fill("a" * 3600)
    page.get_by_text("3600 de 4000 caracteres.").wait_for()
    assert page.locator(".log").evaluate("log => log.scrollHeight - log.clientHeight - log.scrollTop") < 2
    box.fill("ñ" * 9000)
    page.get_by_text("Te pasas por 5000 caracteres").wait_for()
    assert one.axe() == []
    box.press("Enter")
    assert len(box.input_value()) == 9000 and page.locator(".yo").count() == 0
    box.fill("a" * 4000)
    box.press("Enter")
    expect(page.locator(".m:not(.yo)").last).to_have_text("Enlace: Dijiste: " + "a" * 4000)
    expect(page.locator(".largo")).to_be_empty()


def test_a_tapped_suggestion_leaves_the_keyboard_down(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    page = one.talk()
    page.get_by_role("button", name="Llévame paso a paso").tap()
    one.hears("Dijiste: Llévame paso a paso")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "log"


def test_a_receipt_is_shown_with_its_folio_and_what_was_erased_leaves_the_screen(
    scripted: ScriptedServer, screen: Show
) -> None:
    one, secret = screen(scripted, permissions=["clipboard-read", "clipboard-write"]), unique("secreto")
    page = one.talk()
    one.say(secret)
    one.hears(f"Dijiste: {secret}")
    folio = {"titulo": "Copiar folio", "texto": "A1B2C3"}
    said_ = {"text": "Listo.\nFolio A1B2C3.", "custom": {"forget": True, "data": {"copiar": folio}}}
    one.say("json " + json.dumps(said_))
    one.hears("Folio A1B2C3.")
    assert secret not in page.locator(".log").inner_text() and page.locator(".yo").count() == 0
    assert one.axe() == []
    page.get_by_role("button", name="Copiar folio").click()
    page.get_by_text("Copiado").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "A1B2C3"
    one.say("hola")
    one.hears("Dijiste: hola")
