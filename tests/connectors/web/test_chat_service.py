"""A browser that waits is told so often enough for the proxy in front, however seldom the database is asked."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from connectors.web import chat_service
from connectors.web.chat_service import Desk, Sent
from connectors.web.door import WebDoor
from connectors.web.sessions import Sessions

SIGNS = 6
HANGS = 30.0  # seconds


async def test_signs_of_life_do_not_wait_for_the_next_look(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    async def answer(sender: str, external_id: str) -> Any:
        looks.append(external_id)
        return SimpleNamespace(parts=(), done=False)

    monkeypatch.setattr(chat_service, "SIGN_OF_LIFE", 0.01)
    monkeypatch.setattr(chat_service, "LOOK", 3_600.0)
    sessions = Sessions("k" * 32)
    service = Desk(SimpleNamespace(answer=answer), WebDoor(), sessions)  # type: ignore[arg-type]
    lines = service.answer(sessions.begin("https://m.gob.mx"), Sent("a" * 32, "hola"))
    signs = [(await asyncio.wait_for(anext(lines), HANGS))["tipo"] for _ in range(SIGNS)]
    assert signs == ["escribiendo"] * SIGNS
    assert len(looks) == 1
