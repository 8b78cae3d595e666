"""What somebody lives through: sending, losing the connection, coming back, beginning again."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable

from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import Screen
from tests.connectors.web.serving import ScriptedServer

Show = Callable[..., Screen]


def unique(word: str = "hola") -> str:
    return f"{word} {uuid.uuid4().hex}"


def test_a_reload_restores_the_conversation_from_its_token_alone(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique()
    one.talk()
    one.say(text)
    one.hears(f"Dijiste: {text}")
    stored = one.page.evaluate("[{...sessionStorage}, {...localStorage}, document.cookie]")
    assert sorted(stored[0]) == ["enlace", "enlace-abierto"]
    assert text not in json.dumps(stored) and stored[1:] == [{}, ""]
    one.page.reload()
    one.talk()
    one.hears(f"Dijiste: {text}")
    one.say("botones")
    one.page.get_by_role("button", name="No sé").wait_for()


def test_nothing_is_asked_of_the_server_before_it_is_opened(scripted: ScriptedServer, screen: Show) -> None:
    asked: list[str] = []
    one = screen(scripted, "/w/etiqueta")  # a page without it first, to listen from the beginning of the next
    one.page.on("request", lambda request: asked.append(request.url))
    one.page.goto(scripted.url + "/demo")
    one.page.get_by_role("button", name="Pregúntale a Enlace").wait_for()
    assert [url for url in asked if "/webhooks/" in url or "/conversacion.js" in url] == []


def test_offline_it_waits_and_sends_the_same_message_once(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique()
    page = one.talk()
    one.context.set_offline(True)
    one.say(text)
    page.get_by_role("status").filter(has_text="Sin conexión").wait_for()
    one.context.set_offline(False)
    one.hears(f"Dijiste: {text}")
    assert scripted.turns()[text] == 1
    assert page.locator(".yo").count() == 1


def test_a_failure_is_tried_again_with_the_same_id(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique()
    page, ids = one.talk(), []

    def fail_twice(route: Route) -> None:
        ids.append(json.loads(route.request.post_data)["id"])
        if len(ids) == 1:
            route.abort()
        elif len(ids) == 2:
            route.fulfill(status=503, json={"error": "ocupado"})
        else:
            route.continue_()

    page.route("**/mensajes", fail_twice)
    one.say(text)
    one.hears(f"Dijiste: {text}")
    assert len(ids) == 3 and len(set(ids)) == 1
    assert scripted.turns()[text] == 1


def test_an_answer_that_was_left_waiting_arrives_after_the_reload(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique("espera")
    page = one.talk()
    one.say(text)
    page.get_by_role("status").filter(has_text="está escribiendo").wait_for()
    page.reload()
    one.talk()
    page.get_by_role("status").filter(has_text="está escribiendo").wait_for()
    scripted.release()
    one.hears(f"Dijiste: {text}")
    assert page.locator(".yo").count() == 1
    assert scripted.turns()[text] == 1


def test_an_expired_session_gives_way_to_a_new_one(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique()
    page = one.talk()
    page.evaluate("sessionStorage.setItem('enlace', 'x.y.z')")
    page.reload()
    one.talk()
    page.route("**/mensajes", lambda route: route.fulfill(status=401, json={"error": "no"}), times=1)
    one.say(text)
    one.hears(f"Dijiste: {text}")
    assert page.get_by_text("Seguimos en una nueva").is_visible()


def test_a_pressed_button_goes_with_those_beside_it(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page = one.talk()
    page.get_by_role("button", name="Llévame paso a paso").click()
    one.hears("Dijiste: Llévame paso a paso")
    one.say("botones")
    page.get_by_role("button", name="No", exact=True).click()
    one.hears("Dijiste: No")
    assert page.get_by_role("group", name="Respuestas sugeridas").count() == 0


def test_sources_are_links_with_their_caution(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page = one.talk()
    one.say("botones")
    link = page.get_by_role("link", name="Ley sobre la Celebración de Tratados, art. 7")
    assert link.get_attribute("href") == "https://www.diputados.gob.mx/LeyesBiblio/pdf/LCT.pdf"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert page.get_by_text("Confírmalo con la DGCP.").is_visible()


def test_pictures_and_documents_come_with_the_session(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page = one.talk()
    one.say("imagen")
    picture = page.get_by_role("img", name="Acuerdos por país")
    expect(picture).to_have_js_property("width", 320)
    expect(picture).to_be_visible()
    one.say("documento")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Descargar Guía práctica.txt").click()
    assert saved.value.suggested_filename == "Guía práctica.txt"


def test_a_reminder_waits_on_the_button_and_then_in_the_conversation(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page = one.talk()
    one.say("hola")
    one.hears("Dijiste: hola")
    page.keyboard.press("Escape")
    scripted.remind(page.evaluate("sessionStorage.enlace"), "Me pediste recordarte: el dictamen.")
    waiting, until = page.get_by_role("button", name="1 sin leer"), time.monotonic() + 20
    while not waiting.is_visible():  # while the answer before is still being closed, nothing is asked
        assert time.monotonic() < until
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.wait_for_timeout(100)
    waiting.click()
    one.hears("Me pediste recordarte: el dictamen.")
    page.keyboard.press("Escape")
    expect(page.get_by_text("sin leer")).to_be_hidden()


def test_a_new_conversation_leaves_the_old_one_behind(scripted: ScriptedServer, screen: Show) -> None:
    one, text = screen(scripted), unique()
    page = one.talk()
    one.say(text)
    one.hears(f"Dijiste: {text}")
    page.get_by_role("button", name="Nueva conversación").click()
    page.get_by_role("button", name="Empezar otra").click()
    page.locator(".yo").wait_for(state="detached")
    page.reload()
    one.talk()
    assert page.locator(".yo").count() == 0


def test_a_full_page_works_with_and_without_javascript(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/chat")
    one.page.get_by_text("Antes de empezar.", exact=True).wait_for()
    assert one.axe() == []
    one.say("botones")
    one.page.get_by_role("button", name="No sé").click()
    one.hears("Dijiste: No sé")


def test_without_javascript_a_plain_form_does(scripted: ScriptedServer, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page, text = context.new_page(), unique()
    page.goto(scripted.url + "/demo")
    page.get_by_role("link", name="Pregúntale a Enlace").click()
    page.get_by_label("Escribe tu mensaje").fill(text)
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text(f"Dijiste: {text}").wait_for()
    page.get_by_label("Escribe tu mensaje").fill("botones")
    page.get_by_role("button", name="Enviar").click()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_text("Dijiste: No", exact=True).wait_for()
    (cookie,) = context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    assert scripted.turns()[text] == 1
    context.close()
