"""Which answer a person wants to correct: «puse mal lo del internet», «la P4»."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from bot.guide.session import Desk
from casefiles.engine.wording import answer_words
from knowledge.guide.model.guide import Question
from spanish.text import STOPWORDS, fold, stem, words

ALIKE = 84  # of 100, from which two words are the same with a typo
TITLE, TEXT, REPHRASED = 4, 2, 1  # what a word is worth where it is found
MOST_NAMED = 3  # more than these that fit as well are no better than the whole list
ANSWER_LENGTH = 60  # characters of an answer that are repeated
_KEY = re.compile(r"\b([pe]\d{1,2}(?:\.\d{1,2})?)\b")
# Words of «quiero corregir lo que puse en la pregunta de …», which name no question.
_EMPTY = STOPWORDS | frozenset(
    "corregir corrige corrijo correccion quiero quisiera podemos puse pusimos mal error equivoque equivocamos favor "
    "pregunta respuesta dato datos cambiar cambia cambio arreglar editar modificar dije dijimos conteste contestamos "
    "respondi respondimos era eran estaba otra otro vez mejor creo siempre tambien parte anterior pasada ultima "
    "previa antes".split()
)


def answered(desk: Desk) -> list[Question]:
    """The questions of the gate and the stages that have an answer, the last one answered first."""
    questions = desk.guide.questions()
    return [questions[key] for key in reversed(list(desk.open_state.answers)) if key in questions]


def named(desk: Desk, text: str) -> list[Question]:
    """The answered questions that `text` names, best first: one if it is clear which, none if it names too many."""
    known = answered(desk)
    folded = fold(text)
    if keys := {key.upper() for key in _KEY.findall(folded)}:
        return [question for question in known if question.key in keys or question.number in keys][:MOST_NAMED]
    wanted = [stem(word) for word in words(folded) if len(word) > 2 and word not in _EMPTY]
    if not wanted:
        return []
    scores = {question.key: _score(question, wanted) for question in known}
    best = max(scores.values(), default=0)
    found = [question for question in known if scores[question.key] == best > 0]
    return found if len(found) <= MOST_NAMED else []


def describe(desk: Desk, question: Question) -> str:
    """«• Internet: Alcanza para voz»."""
    said = answer_words(desk.open_state.answers[question.key], question)
    return f"• {question.title}: {said if len(said) <= ANSWER_LENGTH else said[:ANSWER_LENGTH].rstrip() + '…'}"


def _score(question: Question, wanted: list[str]) -> int:
    places = ((TITLE, question.title), (TEXT, question.text), (REPHRASED, question.rephrased))
    found = [(worth, [stem(word) for word in words(place)]) for worth, place in places]
    return sum(
        max((worth for worth, there in found if any(fuzz.ratio(word, one) >= ALIKE for one in there)), default=0)
        for word in wanted
    )
