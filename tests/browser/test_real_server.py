"""The widget on the server that `make run` starts, with the trained model: what a stranger does on the first visit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.browser.test_safety import CORPUS, inert
from tests.connectors.running_server import Server
from tests.connectors.web.serving import Visitor

Show = Callable[..., Screen]


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}}])
def test_a_stranger_asks_presses_reloads_and_goes_on(
    shared_server: Server, screen: Show, look: dict[str, object]
) -> None:
    one = screen(shared_server, **look)
    page = one.talk()
    one.say("¿cuánto tarda el dictamen?")
    one.hears("No hay un plazo en la ley")
    page.locator(".fuentes summary").last.click()
    expect(page.get_by_text("Ley sobre la Celebración de Tratados, art. 7").first).to_be_visible()
    assert one.axe() == []
    page.get_by_role("group", name="Respuestas sugeridas").get_by_role("button").first.click()
    expect(page.locator(".m:not(.yo)")).to_have_count(3)
    page.reload()
    one.talk()
    expect(page.locator(".m:not(.yo)")).to_have_count(3)
    one.say("que hermanamientos tiene guadalajra")
    one.hears("Entendí Guadalajara, Jalisco")


def test_whatever_a_person_writes_comes_back_as_text(shared_server: Server, screen: Show) -> None:
    one = screen(shared_server)
    one.page.evaluate("window.booms = 0; window.boom = () => booms++; undefined")
    page = one.talk()
    for number, attack in enumerate(CORPUS[:6]):
        one.say(attack)
        expect(page.locator(".yo")).to_have_count(number + 1)
    expect(page.get_by_role("status")).to_be_empty(timeout=60_000)
    inert(one, images=1)  # the shield of the town


def test_who_writes_too_fast_is_told_when_to_go_on(shared_server: Server) -> None:
    visitor = Visitor(shared_server)
    answers = [visitor.client.post("mensajes", json={"id": f"{n:032x}", "texto": "hola"}) for n in range(20)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused and all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert refused[0].json()["error"].startswith("Vas muy rápido")
