"""Extracts places, kinds, topics, terms and years from a message. Knows nothing of Rasa."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import spacy

# Imported for their pipeline components, which register themselves by name.
from bot.understanding.places import (
    context,  # noqa: F401
    fuzzy,  # noqa: F401
    matcher,  # noqa: F401
)
from bot.understanding.places.context_features import is_own
from bot.understanding.places.matcher import FoldingTokenizer, Message
from bot.understanding.places.mentions import Reading
from bot.understanding.places.years import Period, periods
from knowledge.places.gazetteer import Entry

LONGEST = 2_000  # characters read; whoever pastes a law does not name a place in it for us
EXTRACTOR = "enlace"
OWN = "propio"  # the role of the person's own municipality: a slot remembers it
# A demonym is only another way to name the country.
_ENTITY = {"gentilicio": "pais"}


@dataclass(frozen=True)
class Entity:
    """Something recognised in a message.

    Attributes:
        entity: estado, municipio, pais, ciudad_extranjera, region_extranjera, tipo, tema, termino or anio.
        value: Its key in the knowledge base, or the period.
        start, end: Where in the message, in characters.
        name: As people should read it.
        text: As the person wrote it.
        confidence: 1 when written exactly.
        candidates: Keys of everything it may be, likeliest first; empty when it can only be one.
        own: Whether it is the municipality of the person who writes: «somos de Tala, Jalisco».
    """

    entity: str
    value: str
    start: int
    end: int
    name: str
    text: str
    confidence: float = 1.0
    candidates: tuple[str, ...] = ()
    own: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is written as the knowledge base has it; otherwise it should be confirmed."""
        return self.confidence == 1.0

    def as_dict(self) -> dict[str, Any]:
        """As Rasa carries entities, with this project's own keys in Spanish."""
        values: dict[str, Any] = {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "confidence": self.confidence,
            "extractor": EXTRACTOR,
            "nombre": self.name,
            "coincidencia": "exacta" if self.exact else "aproximada",
            "texto": self.text,
        }
        if self.candidates:
            values["candidatos"] = list(self.candidates)
        if self.own:
            values["role"] = OWN
        return values


class Extractor:
    """Recognises what the knowledge base has names for."""

    def __init__(self, entries: Iterable[Entry], known_words: Iterable[str] = ()) -> None:
        """Build the pipeline.

        Args:
            entries: The names to look for.
            known_words: Folded words that are never taken for a misspelt name.
        """
        names = list(entries)
        self._nlp = spacy.blank("es")
        words = frozenset(word for entry in names for word in entry.phrase.split())
        self._nlp.tokenizer = FoldingTokenizer(self._nlp.vocab, words)
        self._nlp.add_pipe("enlace_names").add(names)
        self._nlp.add_pipe("enlace_misspelt").add(names, frozenset(known_words))
        self._nlp.add_pipe("enlace_context")

    def extract(self, text: str) -> list[Entity]:
        """The entities of `text`, in order; only its first 2,000 characters are read."""
        doc = self._nlp(text[:LONGEST])
        message: Message = doc.user_data["message"]
        readings: list[Reading] = doc.user_data["readings"]
        taken = {word for reading in readings for word in range(reading.start, reading.end)}
        found = [_entity(message, reading) for reading in readings]
        found += [
            _year(message, period) for period in periods(message) if taken.isdisjoint(range(period.start, period.end))
        ]
        return sorted(found, key=lambda entity: (entity.start, entity.end, entity.entity))


def _entity(message: Message, reading: Reading) -> Entity:
    first = reading.entries[0]
    keys = tuple(dict.fromkeys(entry.key for entry in (*reading.entries, *reading.undecided)))
    same_key = {entry.name for entry in reading.entries if entry.key == first.key}
    return Entity(
        entity=_ENTITY.get(first.kind, first.kind),
        value=first.key,
        start=message.offsets[reading.start][0],
        end=message.offsets[reading.end - 1][1],
        # Two cities abroad with the same key are told apart by their country, which nobody has said.
        name=first.name if len(same_key) == 1 else first.name.split(",")[0],
        text=message.surface(reading.start, reading.end),
        confidence=round(reading.similarity, 2),
        candidates=keys if len(keys) > 1 else (),
        own=first.kind == "municipio" and len(keys) == 1 and is_own(message, reading.start),
    )


def _year(message: Message, period: Period) -> Entity:
    return Entity(
        entity="anio",
        value=period.value,
        start=message.offsets[period.start][0],
        end=message.offsets[period.end - 1][1],
        name=period.name,
        text=message.surface(period.start, period.end),
    )
