"""What a name of a message may be read as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.places import lexicon
from bot.understanding.places.matcher import Candidate, Message
from knowledge.places.gazetteer import Entry

MEXICAN = frozenset({"estado", "municipio"})
FOREIGN = frozenset({"pais", "gentilicio", "region_extranjera", "ciudad_extranjera"})


@dataclass(frozen=True)
class Reading:
    """What a name of the message was decided to be.

    Attributes:
        entries: One, or all the places it may be, likeliest first.
        undecided: Other kinds of place it may be instead: the municipality of the state named.
    """

    start: int
    end: int
    entries: tuple[Entry, ...]
    similarity: float
    undecided: tuple[Entry, ...] = ()


def longest(message: Message, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that do not overlap, longest first, in the order of the message."""

    def size(candidate: Candidate) -> tuple[int, float]:
        return message.offsets[candidate.end - 1][1] - message.offsets[candidate.start][0], candidate.similarity

    taken: set[int] = set()
    chosen = []
    for candidate in sorted(candidates, key=size, reverse=True):
        span = range(candidate.start, candidate.end)
        # «una ciudad de Guatemala» is not Ciudad de Guatemala.
        any_city = (
            candidate.start
            and message.words[candidate.start - 1] in lexicon.INDEFINITE
            and (message.words[candidate.start] == "ciudad")
        )
        if taken.isdisjoint(span) and not any_city:
            taken.update(span)
            chosen.append(candidate)
    return sorted(chosen, key=lambda candidate: candidate.start)


def read_as(candidate: Candidate, order: Iterable[str], undecided: Iterable[Entry] = ()) -> Reading:
    """The reading of the first kind of `order` that the candidate has."""
    kind = next(kind for kind in order if any(entry.kind == kind for entry in candidate.entries))
    entries = sorted((entry for entry in candidate.entries if entry.kind == kind), key=lambda e: (-e.reported, e.key))
    return Reading(candidate.start, candidate.end, tuple(entries), candidate.similarity, tuple(undecided))


def likelier_abroad(candidate: Candidate) -> bool:
    """Whether only the city abroad of that name has agreements."""
    reported = {entry.kind for entry in candidate.entries if entry.reported}
    return "municipio" not in reported and "ciudad_extranjera" in reported


def is_inside(place: Entry, container: Entry) -> bool:
    """Whether `place` is a municipality of the state, or a city of the country or region, `container`."""
    if container.kind == "estado":
        return place.kind == "municipio" and place.key.startswith(container.key)
    if container.kind in ("pais", "region_extranjera") and place.kind == "ciudad_extranjera":
        where = place.name.rpartition(", ")[2]
        return where in (container.name, container.name.rpartition(", ")[0])
    return False
