"""/chat on a slow line: what was begun with the plain form goes on when the script is there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.conftest import Screen
from tests.browser.test_talking import unique
from tests.connectors.web.serving import ScriptedServer

Show = Callable[..., Screen]


class SlowLine:
    """Keeps the scripts of a page back until they are let go."""

    def __init__(self, one: Screen) -> None:
        self._waiting: list[Route] = []
        self._open = False
        one.page.route("**/w/*/*.js*", self._held)

    def _held(self, route: Route) -> None:
        if self._open:
            route.continue_()
        else:
            self._waiting.append(route)

    def let_go(self) -> None:
        """Let the scripts come; those of a page that was left have nowhere to go."""
        self._open = True
        self._waiting[-1].continue_()


def test_what_is_being_written_and_the_focus_are_taken_over(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/w/etiqueta")
    line = SlowLine(one)
    one.page.goto(scripted.url + "/chat", wait_until="commit")
    box = one.page.get_by_label("Escribe tu mensaje")
    box.fill("¿cuánto tarda el dictamen?")
    box.evaluate("box => { box.focus(); box.setSelectionRange(3, 9); }")
    line.let_go()
    one.page.get_by_text("Antes de empezar.", exact=True).wait_for()
    box = one.page.get_by_role("textbox", name="Escribe tu mensaje")
    expect(box).to_have_value("¿cuánto tarda el dictamen?")
    expect(box).to_be_focused()
    assert box.evaluate("box => [box.selectionStart, box.selectionEnd]") == [3, 9]


def test_a_question_sent_by_the_form_goes_on_in_its_own_session(scripted: ScriptedServer, screen: Show) -> None:
    one, first, second = screen(scripted, "/w/etiqueta"), unique("formulario"), unique("widget")
    line = SlowLine(one)
    one.page.goto(scripted.url + "/chat", wait_until="commit")
    one.page.get_by_label("Escribe tu mensaje").fill(first)
    one.page.get_by_role("button", name="Enviar").click()
    one.page.get_by_text(f"Dijiste: {first}").wait_for()
    line.let_go()
    one.hears(f"Dijiste: {first}")
    one.say(second)
    one.hears(f"Dijiste: {second}")
    assert scripted.turns()[first] == 1
    assert "#" not in one.page.url
    one.page.reload()
    one.hears(f"Dijiste: {first}")
    one.hears(f"Dijiste: {second}")


def test_the_form_says_the_receipt_and_loses_nothing_too_long(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/w/etiqueta")
    SlowLine(one)
    page = one.page
    page.goto(scripted.url + "/chat", wait_until="commit")
    page.get_by_label("Escribe tu mensaje").fill("x" * 9000)
    page.get_by_role("button", name="Enviar").click()
    page.get_by_role("alert").filter(has_text="demasiado largo").wait_for()
    assert page.get_by_label("Escribe tu mensaje").input_value() == "x" * 9000
    page.get_by_label("Escribe tu mensaje").fill('json {"text": "Listo. Folio 7.", "custom": {"forget": true}}')
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text("Listo. Folio 7.").wait_for()
    page.unroute_all(behavior="ignoreErrors")
