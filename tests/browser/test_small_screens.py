"""On a phone lying down or a screen magnified, the answer comes into view and header and box stay where they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Screen
from tests.connectors.web.serving import ScriptedServer

Show = Callable[..., Screen]

SIZES = [(640, 400), (683, 320), (844, 390), (320, 640), (320, 256), (1280, 800)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("path", ["/demo", "/chat"])
def test_the_answer_comes_into_view_and_header_and_box_stay(
    scripted: ScriptedServer, screen: Show, size: tuple[int, int], path: str
) -> None:
    width, height = size
    one = screen(scripted, path, viewport={"width": width, "height": height})
    page = one.talk() if path == "/demo" else one.page
    page.get_by_text("Antes de empezar.", exact=True).wait_for()
    for number in range(4):
        one.say(f"pregunta {number}")
        one.hears(f"Dijiste: pregunta {number}")
    one.say("botones")
    page.get_by_role("button", name="No sé").wait_for()
    log = page.locator(".log").bounding_box()
    assert log and log["height"] > height * 0.4
    for inside in (
        page.locator(".cab"),
        page.get_by_label("Escribe tu mensaje"),
        page.get_by_role("button", name="Enviar"),
    ):
        box = inside.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= height
    answer = page.locator(".m:not(.yo)").last.bounding_box()
    assert answer and log["y"] - 1 <= answer["y"] < log["y"] + log["height"] - 20
