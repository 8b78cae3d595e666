"""Text comes compressed to whoever takes it so, and says the same."""

from __future__ import annotations

import pytest

from connectors.server.compression import takes_gzip
from tests.connectors.web.serving import ScriptedServer, Visitor


def test_a_conversation_shown_again_is_a_third_of_itself_and_says_the_same(scripted: ScriptedServer) -> None:
    visitor = Visitor(scripted)
    for number in range(12):
        visitor.say(f"botones {number}")
    plain = visitor.client.get("historial", headers={"Accept-Encoding": "identity"})
    packed = visitor.client.get("historial", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])
    for answer in (plain, packed):
        assert {"origin", "accept-encoding"} <= {name.strip().lower() for name in answer.headers["vary"].split(",")}


def test_pages_are_compressed_and_what_is_small_or_comes_line_by_line_is_not(scripted: ScriptedServer) -> None:
    visitor = Visitor(scripted)
    page = visitor.client.get(scripted.url + "/chat", headers={"Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip" and "<html" in page.text
    small = visitor.client.get("pendientes", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in small.headers
    lines = visitor.client.post("mensajes", json={"id": "0" * 32, "texto": "hola " * 700})
    assert "content-encoding" not in lines.headers and lines.status_code == 200


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("", False), ("br", False), ("gzip;q=0, br", False),
     ("gzip; q=0.0", False), ("xgzip", False)],
)  # fmt: skip
def test_what_a_browser_takes_is_read_as_the_standard_says(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
