"""The last wall: personal data is never stored, whatever way it came in."""

from __future__ import annotations

from casefiles.errors import InvalidText, PersonalDataRefused
from knowledge.guide.model.guide import Answer
from spanish.personal_data import personal_datum


def refuse_personal_data(text: str) -> None:
    """Do nothing if `text` may be stored.

    Raises:
        PersonalDataRefused: it carries personal data.
    """
    if found := personal_datum(text):
        raise PersonalDataRefused(found)


def check_answer(answer: Answer) -> None:
    """The same for what a person wrote in an answer and in its note."""
    refuse_personal_data(answer.note)
    if isinstance(answer.value, str):
        refuse_personal_data(answer.value)


def short_text(text: str, longest: int, what: str) -> str:
    """`text` in one line, at most `longest` characters. `what` names it: «el nombre del expediente».

    Raises:
        InvalidText: it is empty or too long.
        PersonalDataRefused: it carries personal data.
    """
    line = " ".join(text.split())
    if len(line) < 2:
        raise InvalidText(f"Me falta {what}.")
    if len(line) > longest:
        raise InvalidText(f"Es muy largo: {what} debe caber en {longest} letras.")
    refuse_personal_data(line)
    return line
