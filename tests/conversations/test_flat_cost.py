"""What a turn costs, by the functions it calls: no clock, no chance."""

from __future__ import annotations

import asyncio
import cProfile
import pstats
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conversations.talk import Talk
from tests.conversations.walk import begin, walk

SAID = ("cuánto tarda el dictamen", "qué hermanamientos tiene guadalajara", "quién firma el acuerdo", "¿y zapopan?")
REPEATED = 3  # times that everything is said while it is counted: as often as the window moves on
LONG = 120  # turns
ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(str(ROOT / room) for room in ("bot", "casefiles", "knowledge"))
ONCE = 27_056  # calls of our own functions that an answer to the guide entered when the case was evaluated nine times


def test_turn_120_calls_no_more_functions_than_turn_12(chat: Talk) -> None:
    def calls() -> int:
        profile = cProfile.Profile()
        for _ in range(REPEATED):
            for text in SAID:
                profile.enable()
                chat.say(text)
                profile.disable()
        return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    for text in SAID * REPEATED:
        chat.say(text)
    early = calls()
    for text in SAID * (LONG // len(SAID)):
        chat.say(text)
    assert abs(calls() - early) < early / 100


@pytest.fixture
def own_calls(chat: Talk, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """How many of our own functions a message enters, in whatever thread."""

    def count(text: str) -> int:
        profiles = [cProfile.Profile()]
        to_thread = asyncio.to_thread

        async def counted(work: Any, *arguments: Any) -> Any:
            profile = cProfile.Profile()
            profiles.append(profile)
            return await to_thread(profile.runcall, work, *arguments)

        with monkeypatch.context() as patched:
            patched.setattr(asyncio, "to_thread", counted)
            profiles[0].runcall(chat.say, text)
        found = pstats.Stats(*profiles).stats  # type: ignore[attr-defined]
        return sum(calls for (file, *_), (_, calls, *_) in found.items() if file.startswith(OURS))

    return count


def test_an_answer_to_the_guide_enters_half_of_what_it_once_did(chat: Talk, own_calls: Callable[[str], int]) -> None:
    walk(chat, begin(chat), until="E3.5")
    assert 0 < max(own_calls(text) for text in ("8", "sí", "cuatro", "hermanamiento")) <= ONCE / 2
