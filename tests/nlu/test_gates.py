"""Gates on the held-out sentences, read through the whole trained pipeline. Floors, not goals."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import yaml

import settings
from bot.rasa.assistant import Assistant
from bot.rasa.training import DATA
from bot.understanding.places.entity_component import shared_extractor
from spanish.text import fold
from tests.nlu.measures import Measures, heldout, measure, place_errors, reading, samples
from tests.nlu.terms import answers_of_terms

SENTENCES_PER_LABEL = 12
SENTENCES_OUT_OF_SCOPE = 150
HELDOUT_PER_LABEL = 6


@pytest.fixture(scope="module")
def measured(agent: Assistant) -> Measures:
    terms = answers_of_terms(settings.load().database_url)

    async def read_all() -> list[Any]:
        return [(sample, reading(await agent.parse(sample.text), terms)) for sample in samples()]

    return measure(asyncio.run(read_all()))


def training() -> dict[str, list[str]]:
    """Training sentences by label."""
    loaded = yaml.safe_load((DATA / "nlu.yml").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for block in loaded["nlu"]:
        label = block["metadata"]["clave"] if "metadata" in block else block["intent"]
        found.setdefault(label, []).extend(line.removeprefix("- ") for line in block["examples"].splitlines())
    return found


def test_the_right_answer_comes_first(measured: Measures) -> None:
    assert measured.right_first >= 0.85


def test_the_right_answer_is_among_the_first_three(measured: Measures) -> None:
    assert measured.right_top_three >= 0.95


def test_wrong_answers_are_rare(measured: Measures) -> None:
    assert measured.answered_wrong <= 0.05


def test_out_of_scope_is_seldom_answered(measured: Measures) -> None:
    assert measured.out_of_scope_answered <= 0.12


def test_places_and_years_are_exactly_right(agent: Assistant) -> None:
    extractor = shared_extractor()
    wrong = place_errors(lambda text: [entity.as_dict() for entity in extractor.extract(text)])
    assert 1 - len(wrong) / len(heldout()["lugares"]) >= 0.90


def test_heldout_is_never_trained_on() -> None:
    known = {plain(text) for texts in training().values() for text in texts}
    assert [sample.text for sample in samples() if plain(sample.text) in known] == []


def test_every_label_has_enough_sentences_to_learn_and_to_measure() -> None:
    learnt, kept = training(), heldout()["frases"]
    assert {label: len(texts) for label, texts in learnt.items() if len(texts) < SENTENCES_PER_LABEL} == {}
    assert {label: len(kept.get(label, [])) for label in learnt if len(kept.get(label, [])) < HELDOUT_PER_LABEL} == {}
    assert len(learnt["fuera_de_alcance"]) >= SENTENCES_OUT_OF_SCOPE


def plain(text: str) -> str:
    return fold(text).strip(" ¿?¡!.,")
