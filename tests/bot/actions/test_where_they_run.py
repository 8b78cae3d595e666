"""An answer that takes long does not stop the other conversations."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import base
from bot.actions.agreements.ranking import ActionRanking
from bot.actions.agreements.search import ActionSearch
from bot.actions.base import KnowledgeAction
from bot.actions.fallback import ActionOutOfScope


@pytest.fixture
def threads(loaded_house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads in which the database was used."""
    shutil.copy(loaded_house, tmp_path / "enlace.db")
    monkeypatch.setenv("ENLACE_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    seen = []

    def recording(scope: Any) -> Any:
        @contextmanager
        def recorded(engine: Any) -> Iterator[Any]:
            seen.append(threading.current_thread())
            with scope(engine) as session:
                yield session

        return recorded

    for name in ("session_scope", "writing"):
        monkeypatch.setattr(base, name, recording(getattr(base, name)))
    return seen


@pytest.mark.parametrize(
    ("action", "in_the_loop"),
    [(ActionSearch, [True]), (ActionRanking, [False]), (ActionOutOfScope, [True, False])],
)
async def test_pictures_and_writing_happen_elsewhere(
    threads: list[threading.Thread], action: type[KnowledgeAction], in_the_loop: list[bool]
) -> None:
    said = CollectingDispatcher()
    await action().run(said, Tracker("web:a", {}, {"text": "¿quién tiene más?"}, [], False, None, {}, ""), {})
    assert said.messages
    # One that comes to something to be stored begins again.
    assert [thread is threading.current_thread() for thread in threads] == in_the_loop


def test_whoever_draws_says_so() -> None:
    drawing = [action for action in _actions(KnowledgeAction) if "charts" in vars(sys.modules[action.__module__])]
    assert drawing
    assert all(action.draws or action.writes for action in drawing)


def _actions(base_class: type) -> Iterator[type]:
    for action in base_class.__subclasses__():
        yield action
        yield from _actions(action)
