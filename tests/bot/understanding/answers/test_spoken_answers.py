"""The parser on messages as officials write them, with the questions of the shipped guide."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding.answers import Parsed, parse
from knowledge.guide.content.reading import shipped_guide
from tests.bot.understanding.answers.spoken_answers import AS_WRITTEN, ASKS, DOUBTFUL, FIRST, SECOND, Meaning, Message

TODAY = date(2026, 11, 23)
GUIDE = shipped_guide()
QUESTIONS = GUIDE.questions() | {question.key: question for question in GUIDE.assessment.questions}
ENOUGH = 0.95


def as_meant(parsed: Parsed, text: str, meaning: Meaning) -> bool:
    if meaning is DOUBTFUL:
        return parsed.kind == "nada" or not parsed.sure
    if meaning == ASKS:
        return parsed.cause == "pregunta"
    got = parsed.value if parsed.kind == "valor" else parsed.kind
    wanted = text if meaning == AS_WRITTEN else meaning
    return type(got) is type(wanted) and got == wanted


@pytest.mark.parametrize("messages", [FIRST, SECOND], ids=["first", "second"])
def test_nearly_every_message_is_taken_as_it_was_meant(messages: list[Message]) -> None:
    missed = [
        text for key, text, meaning in messages if not as_meant(parse(QUESTIONS[key], text, TODAY), text, meaning)
    ]
    assert len(missed) <= (1 - ENOUGH) * len(messages), missed


@pytest.mark.parametrize("messages", [FIRST, SECOND], ids=["first", "second"])
def test_what_is_missed_is_asked_again_and_never_taken_for_sure(messages: list[Message]) -> None:
    for key, text, meaning in messages:
        parsed = parse(QUESTIONS[key], text, TODAY)
        if not as_meant(parsed, text, meaning):
            assert parsed.kind == "nada" and parsed.reason, (text, parsed)


def test_every_question_of_the_guide_takes_its_own_options_by_number_key_and_name() -> None:
    for question in QUESTIONS.values():
        for position, option in enumerate(question.options, 1):
            wanted = option.key if question.kind == "opcion" else (option.key,)
            for said in (str(position), option.key, option.text, *option.aliases):
                if said.isdigit() and said != str(position):
                    continue  # an alias that is a number: a list's position wins
                assert parse(question, said, TODAY).value == wanted, (question.key, said)
