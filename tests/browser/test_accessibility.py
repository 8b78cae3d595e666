"""Anybody can use it: axe finds nothing in any state, and the keyboard reaches everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.connectors.web.serving import ScriptedServer

LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "forced": {"viewport": {"width": 1280, "height": 800}, "forced_colors": "active"},
    "narrow": {"viewport": {"width": 320, "height": 568}},
    "zoomed": {"viewport": {"width": 320, "height": 256}},  # 1280 × 1024 at 400 %
}
Show = Callable[..., Screen]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state(scripted: ScriptedServer, screen: Show, look: str) -> None:
    one = screen(scripted, **LOOKS[look])
    found = {"closed": one.axe()}
    page = one.talk()
    found["open"] = one.axe()
    one.say("botones")
    page.get_by_role("button", name="No sé").wait_for()
    found["buttons"] = one.axe()
    one.say("imagen")
    page.get_by_role("img", name="Acuerdos por país").wait_for()
    one.say("documento")
    page.get_by_role("button", name="Descargar Guía práctica.txt").wait_for()
    found["files"] = one.axe()
    page.get_by_role("button", name="Nueva conversación").click()
    found["asking"] = one.axe()
    page.get_by_role("button", name="Seguir aquí").click()
    page.route("**/mensajes", lambda route: route.fulfill(status=400, json={"error": "No entendí."}))
    one.say("hola")
    page.get_by_role("button", name="Reintentar").wait_for()
    found["error"] = one.axe()
    assert found == {state: [] for state in found}


@pytest.mark.parametrize("color", ["#ffd500", "#00ff66", "#0000ff", "#d0021b", "#777777", "#ffffff", "#000000"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_municipal_colour_can_be_read(scripted: ScriptedServer, screen: Show, color: str, scheme: str) -> None:
    one = screen(scripted, color_scheme=scheme)
    one.page.evaluate(
        "color => document.querySelector('enlace-chat').style.setProperty('--enlace-color', color)", color
    )
    found = one.axe()
    page = one.talk()
    one.say("botones")
    page.get_by_role("button", name="No sé").wait_for()
    assert found + one.axe() == []


@pytest.mark.parametrize("look", ["narrow", "zoomed"])
def test_nothing_scrolls_sideways(scripted: ScriptedServer, screen: Show, look: str) -> None:
    one = screen(scripted, **LOOKS[look])
    page = one.talk()
    one.say("w" * 300)
    one.hears("Dijiste: www")
    too_wide = """() => {
      const root = document.querySelector('enlace-chat').shadowRoot;
      const wide = [...root.querySelectorAll('.panel, .log')].filter(e => e.scrollWidth > e.clientWidth);
      return wide.length || document.documentElement.scrollWidth > innerWidth;
    }"""
    assert not page.evaluate(too_wide)


def test_every_target_is_large_enough(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, viewport={"width": 390, "height": 780})
    page = one.talk()
    one.say("botones")
    page.get_by_role("button", name="No sé").wait_for()
    sizes = [button.bounding_box() for button in page.locator("enlace-chat button:visible").all()]
    assert len(sizes) > 4
    assert all(size and size["width"] >= 44 and size["height"] >= 44 for size in sizes)


def test_the_keyboard_alone_is_enough(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    keys = one.page.keyboard
    focused = "document.activeElement.shadowRoot?.activeElement?.textContent"
    for _ in range(40):
        keys.press("Tab")
        if "Pregúntale" in (one.page.evaluate(focused) or ""):
            break
    keys.press("Enter")
    one.page.get_by_text("Antes de empezar.", exact=True).wait_for()
    keys.type("botones")  # the focus is where one writes
    keys.press("Enter")
    one.page.get_by_role("button", name="No sé").wait_for()
    for _ in range(3):
        keys.press("Shift+Tab")  # back over the buttons of the answer: «No sé», «No», «Sí»
    assert one.page.evaluate(focused) == "Sí"
    keys.press("Enter")
    one.hears("Dijiste: Sí")
    assert one.page.evaluate("document.activeElement.shadowRoot.activeElement.id") == "texto"
    keys.press("Escape")
    assert "Pregúntale" in one.page.evaluate(focused)
    assert one.page.get_by_role("dialog").count() == 0


def test_escape_stops_asking_before_it_closes(scripted: ScriptedServer, screen: Show) -> None:
    page = screen(scripted).talk()
    page.get_by_role("button", name="Nueva conversación").click()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").is_visible()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.title") == "Nueva conversación"


def test_on_a_phone_it_covers_the_page_and_nothing_behind_it_is_reached(scripted: ScriptedServer, screen: Show) -> None:
    page = screen(scripted, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True).talk()
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 780}
    page.keyboard.press("Tab")
    for _ in range(12):
        assert page.evaluate("document.activeElement.localName") in ("enlace-chat", "body")
        page.keyboard.press("Tab")


def test_shift_enter_and_composing_do_not_send(scripted: ScriptedServer, screen: Show) -> None:
    page = screen(scripted).talk()
    box = page.get_by_label("Escribe tu mensaje")
    box.type("uno")
    box.press("Shift+Enter")
    box.type("dos")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert box.input_value() == "uno\ndos"
    assert page.locator(".yo").count() == 0


def test_answers_are_announced_and_a_restored_conversation_is_not(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    log = one.talk().get_by_role("log", name="Conversación")
    one.say("hola")
    one.hears("Dijiste: hola")
    expect(log).to_have_attribute("aria-live", "polite")
    one.page.keyboard.press("Escape")
    one.page.reload()
    note = """() => { window.live = []; const root = document.querySelector('enlace-chat').shadowRoot;
      const inLog = m => m.addedNodes.length && m.target.className === 'log';
      new MutationObserver(all => all.forEach(m => inLog(m) && live.push(m.target.getAttribute('aria-live'))))
        .observe(root, {childList: true, subtree: true}); }"""
    one.page.evaluate(note)
    one.talk()
    one.hears("Dijiste: hola")
    assert set(one.page.evaluate("live")) == {"off"}
    expect(log).to_have_attribute("aria-live", "polite")


def test_who_speaks_is_said_in_words(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    one.talk()
    one.say("hola")
    one.hears("Dijiste: hola")
    said = " ".join(one.page.get_by_role("log").inner_text().split())
    assert "Tú: hola Enlace: Dijiste: hola" in said
