"""Answers in words, as the person gave them."""

from __future__ import annotations

from datetime import date

from knowledge.guide.model.guide import NOT_YET, Answer, Question
from spanish.dates.written import spell_date
from spanish.text import without_markup

_WITHOUT_VALUE = {"no_se": "no lo sabes todavía", "no_aplica": "no aplica", "omitida": "para después"}


def answer_words(answer: Answer, question: Question | None = None) -> str:
    """«Sí», «14 de noviembre de 2026», «Presidencia, Turismo»; `question` gives the names of the options."""
    if answer.kind != "valor":
        words = _WITHOUT_VALUE[answer.kind]
        return f"{words} ({without_markup(answer.note)})" if answer.note else words
    value = answer.value
    if value is None:
        return "sin respuesta"
    if isinstance(value, bool):
        return "Sí" if value else "No"
    if isinstance(value, date):
        return spell_date(value.isoformat())
    if value == NOT_YET and (question is None or question.kind == "fecha"):
        return "aún no"
    names = {option.key: option.text for option in question.options} if question else {}
    if isinstance(value, tuple):
        return ", ".join(names.get(key) or without_markup(key) for key in value)
    return names.get(value) or without_markup(value) if isinstance(value, str) else f"{value:,}".replace(",", " ")
