"""After each answer the guide goes on with exactly what was stored, without reading it again."""

from __future__ import annotations

import pytest

from bot.guide.session import Desk
from casefiles.cases import lifecycle
from casefiles.engine import Step
from tests.conversations.talk import Talk
from tests.conversations.walk import begin, walk


def test_what_it_goes_on_with_is_what_was_stored(chat: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[str] = []
    save = Desk.save

    def compared(desk: Desk, step: Step) -> list[str]:
        told = save(desk, step)
        assert desk.state == lifecycle.load_state(desk.session, desk.open_case.id, desk.person)
        assert desk.open_case.paused == desk.open_state.paused
        saved.append(desk.open_state.current or "")
        return told

    monkeypatch.setattr(Desk, "save", compared)
    said = walk(chat, begin(chat), until="E1.5")
    for order in ("omitir", "regresar", "no sé", "corregir la deuda", "no"):
        said = chat.say(order)
    walk(chat, said, until="E2.3")
    assert len(saved) > 15
