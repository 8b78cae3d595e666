"""Tells the option that a message says most of, when no single one is named: «se ha platicado, pero nada escrito»."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from casefiles.parsing.option_names import phrases
from knowledge.guide.model import Option, Question
from knowledge.text import STOPWORDS, stem, words

# A word or a pair of words counts one, a piece of a word a quarter, each the more the fewer options share it.
_PIECE, _PIECE_WEIGHT = 4, 0.25  # letters
LEAST = 2.0  # weight below which nothing was said of any option
CLEARLY = 1.2  # times as much as the second
_NEGATIONS = frozenset({"no", "ni", "sin"})

Weights = dict[str, float]


def weigh(options: tuple[Option, ...], text: str) -> str | None:
    """The key of the option that `text` clearly says most of; None if none stands out."""
    known = _known(options)
    said = _said(words(text), {part for weights in known.values() for part in weights})
    scores = sorted(
        (
            (sum(weight * said.get(part, 0.0) for part, weight in weights.items()), key)
            for key, weights in known.items()
        ),
        reverse=True,
    )
    (best, key), (second, _) = scores[0], scores[1]
    return key if best >= LEAST and best >= CLEARLY * second else None


def weigh_yes_or_no(question: Question, text: str) -> bool | None:
    """Yes or no, by what people say for each to this question; None if neither stands out."""
    if not (question.means_yes and question.means_no):
        return None
    sides = (Option("si", "", aliases=question.means_yes), Option("no", "", aliases=question.means_no))
    best = weigh(sides, text)
    return None if best is None else best == "si"


def _said(message: list[str], known: set[str]) -> Weights:
    """The parts of a message; a word counts by its pieces only if no option is called so."""
    pieces = [word for word in message if stem(word) not in known]
    whole = {part: weight for part, weight in _features(message) if not part.startswith("-")}
    return whole | {part: weight for part, weight in _features(pieces) if part.startswith("-")}


@lru_cache(maxsize=256)  # the guide has some fifty questions with options
def _known(options: tuple[Option, ...]) -> dict[str, Weights]:
    """For each option, the parts of what it is called and how much each tells it from the others."""
    parts = {
        option.key: dict(part for phrase in [*phrases(option), words(option.detail)] for part in _telling(phrase))
        for option in options
    }
    shared = Counter(part for known in parts.values() for part in known)
    return {key: {part: math.log((len(options) + 1) / shared[part]) for part in known} for key, known in parts.items()}


def _telling(phrase: list[str]) -> Iterator[tuple[str, float]]:
    """The parts of a name; of one that denies («ni la mitad»), only what is denied with its denial."""
    if not _NEGATIONS & set(phrase):
        yield from _features(phrase)
    for first, second in pairwise(phrase):
        if first in _NEGATIONS:
            yield f"{first} {second}", 1.0


def _features(said: list[str]) -> Iterator[tuple[str, float]]:
    for word in said:
        if len(word) > _PIECE:
            for start in range(len(word) - _PIECE + 1):
                yield f"-{word[start : start + _PIECE]}", _PIECE_WEIGHT
        if word not in STOPWORDS and len(word) > 1:
            yield stem(word), 1.0
    for first, second in pairwise(said):
        yield f"{first} {second}", 1.0
