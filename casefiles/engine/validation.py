"""Whether an answer is one that its question admits."""

from __future__ import annotations

from datetime import date, datetime

from knowledge.guide.model.guide import NOT_YET, Answer, Question

_KINDS = ("valor", "no_se", "no_aplica")


def fits(question: Question, answer: Answer) -> bool:
    """Whether `answer` has the type and the options of `question`. Says nothing about when: dates grow old."""
    if answer.kind == "no_aplica":
        return question.allows_na
    if answer.kind != "valor":
        return answer.kind == "no_se"
    return _value_fits(question, answer)


def _value_fits(question: Question, answer: Answer) -> bool:
    value = answer.value
    options = {option.key for option in question.options}
    if question.kind == "si_no":
        return isinstance(value, bool)
    if question.kind == "numero":
        low, high = question.minimum, question.maximum
        number = isinstance(value, int) and not isinstance(value, bool)
        return number and (low is None or value >= low) and (high is None or value <= high)  # type: ignore[operator]
    if question.kind == "fecha":
        if value == NOT_YET:
            return question.allows_not_yet
        return isinstance(value, date) and not isinstance(value, datetime)
    if question.kind == "opcion":
        return isinstance(value, str) and value in options
    if question.kind == "opciones":
        return isinstance(value, tuple) and bool(value) and set(value) <= options and len(set(value)) == len(value)
    return isinstance(value, str) and bool(value.strip())


def objection(question: Question, answer: Answer, today: date) -> str:
    """Why `answer` cannot be taken for `question` today, in Spanish; empty if it can."""
    if answer.kind == "no_aplica" and not question.allows_na:
        return "De esta respuesta depende lo que sigue. Si no la sabes, dime «no sé» y lo dejo como tarea."
    if answer.kind == "no_aplica" and not answer.note.strip():
        return "Dime en pocas palabras por qué no aplica y lo anoto."
    if answer.kind not in _KINDS:
        return "Para dejarla pendiente usa «omitir»."
    if not fits(question, answer):
        return "Esa respuesta no es de las que admite esta pregunta, así que no la guardé. Contéstala otra vez."
    if isinstance(answer.value, date) and question.tense == "pasada" and answer.value > today:
        return "Esa fecha todavía no llega y aquí va algo que ya pasó. No la guardé."
    if isinstance(answer.value, date) and question.tense == "futura" and answer.value < today:
        return "Esa fecha ya pasó y aquí va una por venir. No la guardé."
    return ""


def is_settled(question: Question, answer: Answer | None) -> bool:
    """Whether the question needs nothing more: a value, or «no aplica» with its reason."""
    if answer is None:
        return False
    if answer.kind == "no_aplica":
        return question.allows_na
    return answer.kind == "valor" and answer.value != NOT_YET
