"""How messages are understood in the middle of the guide, on ones that are never trained on."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from bot.actions.base import SURE, Turn
from bot.guide.interpretation import meant, order_of, read_answer
from bot.rasa.assistant import Assistant
from knowledge.guide.content.reading import shipped_guide
from knowledge.guide.model.guide import Question

# Whoever made the reading better looked at the failures of the first five, so none says any longer what a new person
# will meet; they keep what is won. The last two were never looked at: they are the measure.
HELD_OUT = ("in_guide_held_out.yml", "in_guide_third_held_out.yml")
FLOORS = {
    "in_guide.yml": 0.97,
    "in_guide_reserved.yml": 0.97,
    "in_guide_blind.yml": 0.97,
    "in_guide_studied.yml": 0.95,
    "in_guide_second_held_out.yml": 0.94,
    **dict.fromkeys(HELD_OUT, 0.95),
}
MOST_STRAY = 0.25
WRITTEN = {  # «today» in the messages; 23 November 2026 in the others
    "in_guide_second_held_out.yml": date(2026, 11, 24),
    "in_guide_third_held_out.yml": date(2026, 11, 24),
}
OUTSIDE_THE_QUESTION = {"guia_iniciar", "guia_recordar", "guia_mis_datos", "guia_borrar_datos"}


@pytest.mark.parametrize("name", FLOORS)
def test_messages_in_the_guide_are_taken_as_they_were_meant(agent: Assistant, name: str) -> None:
    right, total = count_understood(agent, name)
    assert total >= 200
    assert right / total >= FLOORS[name]


def test_few_stray_remarks_are_taken_for_an_answer(agent: Assistant) -> None:
    taken, total = count_stray(agent)
    assert taken <= total * MOST_STRAY


def count_stray(agent: Assistant) -> tuple[int, int]:
    """How many remarks that answer nothing are noted as an answer, and how many there are."""
    remarks = yaml.safe_load((Path(__file__).parent / "stray_remarks.yml").read_text(encoding="utf-8"))
    questions = shipped_guide().questions()

    async def taken() -> list[bool]:
        return [
            is_answer(questions[remark["pregunta"]], await agent.parse(remark["mensaje"]), date(2026, 11, 28))
            for remark in remarks
        ]

    return sum(asyncio.run(taken())), len(remarks)


def is_answer(question: Question, message: dict[str, Any], today: date) -> bool:
    """Whether a message is noted as the value of an answer."""
    turn = Turn(SimpleNamespace(latest_message=message, sender_id="test"))  # type: ignore[arg-type]
    read = read_answer(question, turn, today)
    return meant(question, read, turn, order_of(turn)) == "respuesta" and read.kind == "valor"


def count_understood(agent: Assistant, name: str) -> tuple[int, int]:
    """How many messages of a file got the reading that their author meant, and how many it has."""
    cases = yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))

    async def parse_all() -> list[dict[str, Any]]:
        return [await agent.parse(case["mensaje"]) for case in cases]

    parsed = asyncio.run(parse_all())
    day = WRITTEN.get(name, date(2026, 11, 23))
    return sum(understood(case, message, day) for case, message in zip(cases, parsed, strict=True)), len(cases)


def understood(case: dict[str, Any], message: dict[str, Any], today: date) -> bool:
    """Whether a message got the reading that its author meant on the day `today`."""
    guide = shipped_guide()
    questions = guide.questions() | {question.key: question for question in guide.assessment.questions}
    question = questions[case["pregunta"]]
    turn = Turn(SimpleNamespace(latest_message=message, sender_id="test"))  # type: ignore[arg-type]
    read = read_answer(question, turn, today)
    order = order_of(turn)
    meaning = meant(question, read, turn, order)
    if case["es"] == "respuesta":
        return meaning == "respuesta" and read.kind == "valor" and _same(read.value, case.get("valor"))
    if case["es"] == "no_admitida":
        return read.cause == "no_admitida"  # «no aplica» where something depends on the answer: the person is told so
    if case["es"] in ("no_se", "no_aplica"):
        return meaning == "respuesta" and read.kind == case["es"]
    if case["es"] == "orden":
        if turn.intent in OUTSIDE_THE_QUESTION and turn.confidence >= SURE:
            return bool(turn.intent == case["orden"])
        return meaning == "orden" and bool(order == case["orden"])
    if case["es"] == "mixto":
        return meaning == "respuesta" and bool(read.aside)
    return meaning == case["es"]


def _same(value: Any, expected: Any) -> bool:
    if expected is None:
        return True
    if isinstance(value, tuple):
        return sorted(value) == sorted(expected if isinstance(expected, list) else [expected])
    return str(value) == str(expected)
