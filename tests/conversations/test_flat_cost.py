"""A turn costs the same however long the conversation is, by the functions it calls: no clock, no chance."""

from __future__ import annotations

import cProfile
import pstats

from tests.conversations.talk import Talk

SAID = ("cuánto tarda el dictamen", "qué hermanamientos tiene guadalajara", "quién firma el acuerdo", "¿y zapopan?")
REPEATED = 3  # times that everything is said while it is counted: as often as the window moves on
LONG = 120  # turns


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
