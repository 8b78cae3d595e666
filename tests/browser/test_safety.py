"""Nothing that is said becomes code, nothing leaves for another server, and nobody reads what is not theirs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Screen
from tests.connectors.web.serving import ScriptedServer

Show = Callable[..., Screen]

CORPUS = [
    "<img src=x onerror=boom()>",
    "<svg/onload=boom()>",
    "<script>boom()</script>",
    "</textarea><script>boom()</script>",
    "<iframe srcdoc='<script>parent.boom()</script>'></iframe>",
    "[x](javascript:boom())",
    "[x](JaVaScRiPt:boom())",
    "[x](java\tscript:boom())",
    "[x](\x01javascript:boom())",
    "[x](data:text/html,<script>parent.boom()</script>)",
    "[x](vbscript:boom())",
    "[x](//evil.example/x)",
    "[x](http://evil.example/x)",
    '[x](https://a" onmouseover="boom())',
    'https://a.example/"onmouseover=boom()//',
    "*<b onmouseover=boom()>*",
    "${boom()} {{boom()}} `boom()`",
    "\u202eboom()\u202c \u200b<img src=x onerror=boom()>",
]
INSIDE = """() => {
  const all = [...document.querySelector('enlace-chat').shadowRoot.querySelectorAll('*')];
  return {
    tags: all.filter(e => ['script', 'iframe', 'style', 'object', 'embed', 'b'].includes(e.localName)).length,
    handlers: all.filter(e => e.getAttributeNames().some(name => name.startsWith('on'))).length,
    links: all.filter(e => e.href).map(e => e.protocol),
    images: all.filter(e => e.localName === 'img').length,
  };
}"""


def inert(one: Screen, images: int = 0) -> None:
    found = one.page.evaluate(INSIDE)
    assert (found["tags"], found["handlers"], found["images"]) == (0, 0, images)
    assert set(found["links"]) <= {"https:", "mailto:", "tel:"}
    assert one.page.evaluate("window.booms") == 0


@pytest.mark.parametrize("policy", ["", "?libre"])
def test_whatever_is_said_stays_text_also_without_a_policy(scripted: ScriptedServer, screen: Show, policy: str) -> None:
    one = screen(scripted, "/_prueba/sitio" + policy, scripted.site)
    one.page.evaluate("window.booms = 0; window.boom = () => booms++; undefined")
    one.talk()
    for number, attack in enumerate(CORPUS):
        said = {
            "text": f"{number} {attack}",
            "buttons": [{"title": attack, "payload": "/x"}],
            "custom": {
                "sources": [dict.fromkeys(("titulo", "cita", "fecha", "url", "cautela"), attack)],
                "data": {
                    "copiar": {"titulo": attack, "texto": attack},
                    "clave": {"codigo": attack, "expediente": attack},
                    "barras": {"titulo": attack, "filas": [{"nombre": attack, "valor": 1}], "unidad": attack},
                    "etapas": {"titulo": attack, "pasos": [{"nombre": attack, "estado": attack, "actual": True}]},
                },
            },
        }
        one.say("json " + json.dumps(said))
        one.hears(f"{number} ")
        inert(one)
    one.page.get_by_role("button").last.press("Enter")
    for link in one.page.locator(".m a").all():
        link.hover()
    inert(one)


def test_an_address_never_bears_another_name(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/_prueba/sitio", scripted.site)
    one.talk()
    one.say("json " + json.dumps({"text": "Abrí «x [SRE](https://evil.example)» y https://sre.gob.mx"}))
    one.hears("Abrí «x [SRE](")
    links = one.page.locator(".m a").all()
    named = [(link.get_attribute("href"), link.evaluate("a => a.firstChild.textContent")) for link in links]
    assert named == [("https://evil.example/", "https://evil.example"), ("https://sre.gob.mx/", "https://sre.gob.mx")]


def test_the_strictest_policy_of_a_page_is_enough(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/_prueba/sitio", scripted.site)
    page = one.talk()
    background = page.locator(".abrir").evaluate("button => getComputedStyle(button).backgroundColor")
    assert background == "rgb(21, 94, 99)"  # its own sheet is at work
    one.say("imagen")
    expect(page.get_by_role("img", name="Acuerdos por país")).to_have_js_property("width", 320)
    one.say("documento")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Descargar Guía práctica.txt").click()
    assert saved.value.suggested_filename == "Guía práctica.txt"


def test_a_page_that_is_not_registered_gets_nothing(scripted: ScriptedServer, screen: Show) -> None:
    stranger = scripted.site.replace("localhost", "enlace.localhost")
    one = screen(scripted, "/_prueba/sitio", stranger)
    one.page.get_by_role("button", name="Pregúntale a Enlace").click()
    one.page.get_by_role("button", name="Reintentar").wait_for()
    assert one.page.evaluate("sessionStorage.length") == 0


def test_a_changed_file_does_not_run(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/chat")
    one.page.route("**/enlace.js", lambda route: route.fulfill(body="document.title = 'evil'"))
    one.page.goto(scripted.site + "/_prueba/sitio")
    assert one.page.title() == "Sitio"
    assert one.page.locator("enlace-chat").count() == 0
    one.strange.clear()


def test_a_changed_conversation_does_not_run(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/_prueba/sitio", scripted.site)
    one.page.route(
        "**/conversacion.js",
        lambda route: route.fulfill(
            body="document.title = 'evil'", content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    one.page.get_by_role("button", name="Pregúntale a Enlace").click()
    one.page.get_by_text("No se pudo abrir.").wait_for()
    assert one.page.title() == "Sitio"
    one.page.unroute("**/conversacion.js")
    one.page.get_by_role("button", name="Pregúntale a Enlace").click()
    one.page.get_by_text("Antes de empezar.", exact=True).wait_for()


def test_two_visitors_share_nothing(scripted: ScriptedServer, screen: Show) -> None:
    first, second = screen(scripted), screen(scripted)
    first.talk()
    first.say("un secreto")
    first.hears("Dijiste: un secreto")
    second.talk()
    assert "secreto" not in second.page.get_by_role("log").inner_text()


def test_the_conversation_may_be_framed_by_registered_pages_only(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/_prueba/sitio?libre", scripted.site)
    frame = "url => document.body.append(Object.assign(document.createElement('iframe'), {src: url, title: 'Enlace'}))"
    one.page.evaluate(frame, scripted.url + "/chat")
    one.page.frame_locator("iframe").get_by_text("Antes de empezar.", exact=True).wait_for()
    policy = one.page.request.get(scripted.url + "/chat").headers["content-security-policy"]
    assert f"frame-ancestors 'self' {scripted.site};" in policy
    assert "frame-ancestors 'none'" in one.page.request.get(scripted.url + "/demo").headers["content-security-policy"]


def test_the_plain_page_links_to_nothing_but_https(scripted: ScriptedServer, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(scripted.url + "/chat")
    links = ("javascript:boom()", "http://evil.example/", "data:text/html,x", "https://www.gob.mx/sre")
    sources = [{"titulo": f"Fuente {number}", "url": link} for number, link in enumerate(links)]
    said = {"text": "Aquí está.", "custom": {"sources": sources}}
    page.get_by_label("Escribe tu mensaje").fill("json " + json.dumps(said))
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text("Fuente: Fuente 0").wait_for()
    found = page.locator(".fuente a").evaluate_all("all => all.map(link => link.href)")
    assert found == ["https://www.gob.mx/sre"]
    context.close()
