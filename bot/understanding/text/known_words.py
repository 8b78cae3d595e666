"""Common Spanish words, taken from what the project itself has written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne
from spacy.lang.es.stop_words import STOP_WORDS
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.understanding.places.fuzzy import sound
from knowledge.models import Answer, Source, Term
from knowledge.places.gazetteer import Entry
from spanish.text import words

LONG_NAME = 7  # sounds
TRAINING = Path(__file__).resolve().parents[2] / "data" / "nlu.yml"


def known_words(session: Session, names: Iterable[Entry], training: Path = TRAINING) -> frozenset[str]:
    """Folded words of the knowledge texts and of the training examples, never taken for misspelt names.

    The examples misspell on purpose: a word they use once and that is one slip away from a long name is not known.
    """
    known = _written_words(session)
    if training.exists():
        times = Counter(words(training.read_text(encoding="utf-8")))
        slips = _Slips(names)
        known.update(word for word, count in times.items() if count > 1 or word not in slips)
    return frozenset(known)


def _written_words(session: Session) -> set[str]:
    texts = [
        part for row in session.execute(select(Answer.title, Answer.text, Answer.more, Answer.rule)) for part in row
    ]
    texts += [part for row in session.execute(select(Term.name, Term.definition)) for part in row]
    texts += list(session.scalars(select(Source.title)))
    known = {word for text in texts if text for word in words(text)}
    known.update(word for stop in STOP_WORDS for word in words(stop))
    return known


class _Slips:
    """Words that sound like a name, or nearly like a long one."""

    def __init__(self, names: Iterable[Entry]) -> None:
        self._sounds = {sound(entry.phrase.split()) for entry in names if " " not in entry.phrase}
        self._long: dict[str, list[str]] = defaultdict(list)
        for name in self._sounds:
            if len(name) >= LONG_NAME:
                self._long[name[0]].append(name)

    def __contains__(self, word: str) -> bool:
        heard = sound([word])
        if not heard or heard in self._sounds:
            return bool(heard)
        return extractOne(heard, self._long[heard[0]], scorer=OSA.distance, score_cutoff=1) is not None
