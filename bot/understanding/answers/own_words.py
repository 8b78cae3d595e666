"""Reads what says yes or no to one question only: «puro gmail» to whether they use institutional e-mail."""

from __future__ import annotations

import re

from bot.understanding.answers.result import Parsed
from knowledge.guide.model.guide import Question
from spanish.text import words

_PIECES = re.compile(r"[,;.]|\bpero\b", re.IGNORECASE)
_NEGATIONS = frozenset({"no", "ni", "nunca", "sin"})


def read_own_words(question: Question, text: str) -> Parsed | None:
    """Yes or no by the longest phrase of the question's own that is said; None if none is, or both as long.

    A phrase does not run over a comma: «no, le cambiaron una coma» does not say «no le cambiaron».
    """
    yes = _longest(question.means_yes, text)
    no = _longest(question.means_no, text)
    return None if yes == no else Parsed("valor", value=yes > no, sure=False)


def _longest(phrases: tuple[str, ...], text: str) -> int:
    """Words in the longest phrase that is said and not denied; 0 for none."""
    pieces = dict.fromkeys(_spaced(piece) for piece in _PIECES.split(text))
    wanted = [_spaced(phrase) for phrase in phrases]
    return max((len(phrase.split()) for phrase in wanted for piece in pieces if _says(piece, phrase)), default=0)


def _spaced(text: str) -> str:
    return f" {' '.join(words(text))} "


def _says(piece: str, phrase: str) -> bool:
    start = piece.find(phrase)
    return start >= 0 and not _NEGATIONS & set(piece[:start].split())
