"""What is said is shown: whatever cannot be drawn stands as plain text, and never stops what follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.conftest import Screen
from tests.connectors.web.serving import ScriptedServer

Show = Callable[..., Screen]


def answering(*replies: dict[str, Any]) -> Callable[[Route], None]:
    """An answer of the server with these replies in it."""
    lines = [{"tipo": "respuesta", "de": "enlace", **reply} for reply in replies] + [{"tipo": "fin"}]
    return lambda route: route.fulfill(
        content_type="application/x-ndjson", body="".join(json.dumps(line) + "\n" for line in lines)
    )


def test_both_sides_of_a_line_break_are_shown_also_after_a_reload(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page = one.talk()
    one.say("json " + json.dumps({"text": "Primera línea\nSegunda línea\n\n• Uno\n• Dos\nFinal\ndel todo"}))
    one.hears("Segunda línea")
    page.reload()
    one.talk()
    one.hears("Segunda línea")
    said = page.locator(".m:not(.yo)").last
    assert said.locator("p").first.inner_text() == "Primera línea\nSegunda línea"
    assert said.locator("li").all_inner_texts() == ["Uno", "Dos"]
    assert said.locator("p").last.inner_text() == "Final\ndel todo"


def test_what_cannot_be_drawn_is_plain_text_and_is_reported(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page, asked = one.talk(), []
    odd = {"id": "1.x", "texto": "Lo que sí.", "fuentes": [None], "botones": [None], "documento": {"nombre": None}}
    page.on("request", lambda request: asked.append(request.url) if "mensajes" in request.url else None)
    page.route(
        "**/mensajes", answering(odd, {"id": "2.x", "texto": {"no": "es texto"}}, {"id": "3.x", "texto": "Fin."})
    )
    one.say("hola")
    one.hears("Lo que sí.")
    one.hears("Fin.")
    expect(page.get_by_role("status")).to_be_empty()
    assert len(asked) == 1  # a fault of drawing is not taken for one of the network
    assert one.faults and all(fault.startswith("Enlace no pudo dibujar") for fault in one.faults)
    one.faults.clear()


def test_a_message_that_cannot_be_drawn_does_not_block_the_history(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted, "/w/etiqueta")
    message = {"de": "enlace", "id": "2.x", "texto": "Se ve.", "fuentes": [None]}
    history = [{"de": "enlace", "id": "1.x", "texto": 7}, message, {"de": "enlace", "id": "3.x", "texto": "Fin."}]
    opened = {"token": "", "saludo": "Hola.", "aviso": "*Antes de empezar.* Aviso.", "sugerencias": []}
    one.page.route("**/sesion", lambda route: route.fulfill(json={**opened, "historial": history}))
    one.page.goto(scripted.url + "/demo")
    one.talk()
    one.hears("Se ve.")
    one.hears("Fin.")
    assert "no responde" not in one.page.get_by_role("status").inner_text()
    assert one.faults and all(fault.startswith("Enlace no pudo dibujar") for fault in one.faults)
    one.faults.clear()
