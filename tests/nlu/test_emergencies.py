"""An emergency is told from what only sounds like one, through the whole trained pipeline."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml

from bot.rasa.assistant import Assistant
from tests.nlu.test_gates import plain, training

CASES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("emergencies.yml").read_text(encoding="utf-8"))
ENOUGH = 0.95  # of the emergencies; in the others the number is out of place, in these its absence may cost a life
FEW = 0.02
# What was seen: these are right for sure.
SEEN = {
    "auxiliar": False,
    "camioneta chocolate": False,
    "tengo dolor de pecho": True,
    "no tenemos maestros de ingles y los muchachos se van": False,
    "se está muriendo el pueblo": False,
    "estamos ahogados de deuda": False,
    "hay mucha violencia": False,
}


def is_one(agent: Assistant, text: str) -> bool:
    return bool(asyncio.run(agent.parse(text))["intent"]["name"] == "emergencia")


def test_there_are_enough_to_measure_by() -> None:
    assert min(len(texts) for texts in CASES.values()) >= 40


def test_none_of_them_is_trained_on() -> None:
    known = {plain(text) for texts in training().values() for text in texts}
    assert [text for texts in CASES.values() for text in texts if plain(text) in known] == []


def test_emergencies_are_told(agent: Assistant) -> None:
    missed = [text for text in CASES["emergencia"] if not is_one(agent, text)]
    assert len(missed) <= (1 - ENOUGH) * len(CASES["emergencia"]), missed


def test_what_only_sounds_like_one_is_none(agent: Assistant) -> None:
    taken = [text for text in CASES["parecida"] if is_one(agent, text)]
    assert len(taken) <= FEW * len(CASES["parecida"]), taken


@pytest.mark.parametrize(("text", "emergency"), SEEN.items())
def test_what_was_told_the_other_way_round(agent: Assistant, text: str, emergency: bool) -> None:
    assert is_one(agent, text) is emergency
