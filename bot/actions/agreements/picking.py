"""Which agreement of the list on the screen a message means."""

from __future__ import annotations

import re
from typing import List

from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from bot.actions.agreements.filters import query_from
from bot.actions.agreements.searching import not_read
from bot.actions.base import Turn
from knowledge.agreements import queries
from knowledge.agreements.queries import AgreementQuery
from knowledge.models import Agreement
from spanish.text import fold, words

ALIKE = 85  # out of 100, for a city name with a slip

_ORDINALS = {
    "primero": 1,
    "primera": 1,
    "primer": 1,
    "segundo": 2,
    "segunda": 2,
    "tercero": 3,
    "tercera": 3,
    "tercer": 3,
    "cuarto": 4,
    "cuarta": 4,
    "quinto": 5,
    "quinta": 5,
    "sexto": 6,
    "septimo": 7,
    "octavo": 8,
    "noveno": 9,
    "decimo": 10,
    "uno": 1,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
}
_LAST = frozenset({"ultimo", "ultima"})
_AROUND = frozenset({"y", "el", "la", "a", "ver", "numero", "num", "opcion"})
_NUMBER = re.compile(r"\b(?:el|la|numero|num|no|opcion)?\s*\.?\s*(\d{1,2})\b")


def pick(session: Session, turn: Turn) -> List[Agreement]:
    """The agreements a message means: by ordinal, by foreign city, or by the places it names; [] if none."""
    state = turn.slot("busqueda") or {}
    shown: List[str] = list(state.get("ids", []))
    first = int(state.get("desde", 0)) - len(shown)
    position = _position(turn.text, len(shown))
    if shown and position is not None:
        # «El séptimo» counts from the beginning of the list; «el segundo» of a later page, from that of the page.
        index = position - 1 - first if position > first else position - (position > 0)
        if -len(shown) <= index < len(shown):
            found = queries.get(session, shown[index])
            return [found] if found else []
    previous = AgreementQuery.from_dict(state.get("consulta", {}))
    if state and not shown and position and position > 0:
        return queries.find(session, previous, offset=position - 1, limit=1)  # counted, not listed yet
    named = query_from(turn.entities)
    about_another = named or position is not None or not_read(turn)
    if not about_another and (current := queries.get(session, state.get("actual", ""))):
        return [current]
    if named.city or named.region or named.country:
        candidates = _within(session, previous, named)
        if candidates:
            return candidates
    return _by_name(session, turn.text, shown)


def only_ordinal(text: str) -> bool:
    """Whether a message is nothing but a place in a list: «el primero», «y el 2»."""
    said = [word for word in words(text) if word not in _AROUND]
    return len(said) == 1 and (said[0] in _ORDINALS or said[0] in _LAST or said[0].isdecimal())


def pick_ranked(turn: Turn) -> AgreementQuery | None:
    """The search of the place that an ordinal means after a ranking: «¿y el segundo?»; None if it means none."""
    state = turn.slot("busqueda") or {}
    places: List[str] = list(state.get("lugares", []))
    place = _position(turn.text, len(places))
    if not place or not places or place > len(places):
        return None
    key = places[place - 1 if place > 0 else place]
    return AgreementQuery.from_dict({**state.get("consulta", {}), state["por"]: key})


def _position(text: str, shown: int) -> int | None:
    folded = words(text)
    if any(word in _LAST for word in folded):
        return -1
    for word in folded:
        if word in _ORDINALS:
            return _ORDINALS[word]
    match = _NUMBER.search(fold(text))
    return int(match[1]) if match else None


def _within(session: Session, previous: AgreementQuery, named: AgreementQuery) -> List[Agreement]:
    if not (named.state or named.municipality):
        both = AgreementQuery.from_dict({**previous.to_dict(), **named.to_dict()})
        if found := queries.find(session, both):
            return found
    return queries.find(session, named)


def _by_name(session: Session, text: str, shown: List[str]) -> List[Agreement]:
    """The shown agreement whose foreign side is written, well or nearly, in the text."""
    rows = [row for key in shown if (row := queries.get(session, key))]
    names = {row.id: row.counterpart.city_key for row in rows}
    match = process.extractOne(fold(text), names, scorer=fuzz.partial_ratio, score_cutoff=ALIKE) if names else None
    return [row for row in rows if match and row.id == match[2]]
