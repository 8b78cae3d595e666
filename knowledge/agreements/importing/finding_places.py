"""Finds the places that a row names, with the titles, notes and abbreviations that offices write around them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import Country, Municipality, PlaceAlias, State
from spanish.text import words

_NOTE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")  # «(CATÁLOGO)», «[capital]»
_INVERTED = re.compile(
    r"^(?P<what>[^,]+?),?\s+(?P<kind>[^,]*\b(?:de|del|de la))$", re.IGNORECASE
)  # «Corea, República de»
# «H. Ayuntamiento Constitucional del Municipio de», «Gobierno Municipal de», «Alcaldía».
_MUNICIPAL_TITLE = re.compile(
    r"^(?:(?:el|la)\s+)?(?:(?:h|muy\s+h)\.\s*|honorable\s+)?"
    r"(?:(?:ayuntamiento|ayto\.?|gobierno|gob\.?|municipio|mpio\.?|presidencia|alcald[ií]a|delegaci[oó]n|municipalidad)"
    r"(?:\s+(?:constitucional|municipal|mpal\.?|local))*(?:\s+(?P<article>del|de\s+el|de\s+la|de)\b)?\s+)+",
    re.IGNORECASE,
)
# «Estado de», «Gobierno del Estado Libre y Soberano de», «Edo. de».
_STATE_TITLE = re.compile(
    r"^(?:(?:el\s+)?(?:gobierno|gob\.?|poder\s+ejecutivo)\s+(?:constitucional\s+)?(?:de\s+la|del|de)\s+)?"
    r"(?:(?:el\s+)?(?:estado|edo\.?|entidad)(?:\s+libre\s+y\s+soberano)?\s+de\s+)?",
    re.IGNORECASE,
)
_ABBREVIATIONS = {
    "rep": "republica", "pop": "popular", "dem": "democratica", "fed": "federal", "edo": "estado", "cd": "ciudad",
    "sta": "santa", "sto": "santo", "sn": "san", "gral": "general",
}  # fmt: skip
_ARTICLES = frozenset({"de", "del", "la", "el", "las", "los"})

Pair = tuple[str, str]  # keys of a state and of a municipality of it


@dataclass
class Places:
    """Every name by which a place may be called, folded → keys."""

    states: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    isos: set[str] = field(default_factory=set)
    municipalities: dict[str, list[Pair]] = field(default_factory=lambda: defaultdict(list))
    _found: dict[tuple[str, str | None], tuple[str, list[Pair]]] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session) -> Places:
        """All the places of the database."""
        places = cls()
        state_of = {}
        for state in session.scalars(select(State)):
            for name in (state.name, state.short_name):
                places.states[_key(name)] = state.key
        for municipality in session.scalars(select(Municipality)):
            state_of[municipality.key] = municipality.state_key
            places.municipalities[_key(municipality.name)].append((municipality.state_key, municipality.key))
        for country in session.scalars(select(Country)):
            places.countries[_key(country.name)] = country.iso
            places.isos.add(country.iso)
        for alias in session.scalars(select(PlaceAlias)):
            if alias.kind == "estado":
                places.states.setdefault(_key(alias.alias), alias.place_key)
            elif alias.kind in ("pais", "oficial"):
                places.countries.setdefault(_key(alias.alias), alias.place_key)
            elif alias.kind == "municipio" and alias.place_key in state_of:
                pair = (state_of[alias.place_key], alias.place_key)
                known = places.municipalities[_key(alias.alias)]
                if pair not in known:
                    known.append(pair)
        for name, iso in list(places.countries.items()):  # «República del Perú» and «República de Perú»
            places.countries.setdefault(_without_articles(name), iso)
        return places

    def state(self, written: str) -> str | None:
        """The key of the state; None if no state is called so."""
        for reading in _plain(written):
            for name in (reading, _STATE_TITLE.sub("", reading)):
                if found := self.states.get(_key(name)):
                    return found
        return None

    def municipality(self, written: str, state_key: str | None) -> tuple[str, list[Pair]]:
        """The name without title nor note, and the municipalities of the state that bear it.

        A state that the cell itself names counts: «Guadalupe (Zacatecas)», «Tala, Jalisco».
        """
        asked = (written, state_key)
        if asked not in self._found:  # a file names the same places over and over
            self._found[asked] = self._find(written, state_key)
        return self._found[asked]

    def _find(self, written: str, state_key: str | None) -> tuple[str, list[Pair]]:
        name = written
        for name, within in self._municipal_readings(written):
            if within and state_key and within != state_key:
                return name, []  # the row contradicts itself
            here = [
                pair for pair in self.municipalities.get(_key(name), ()) if (within or state_key) in (None, pair[0])
            ]
            if here:
                return name, here
        return name, []

    def country(self, written: str) -> str | None:
        """The ISO code of the country, by any of its names; None if no country is called so."""
        for reading in _plain(written):
            key = _key(reading)
            if found := self.countries.get(key) or self.countries.get(_without_articles(key)):
                return found
        return None

    def _municipal_readings(self, written: str) -> Iterator[tuple[str, str | None]]:
        """Ways to read the cell, with the key of the state that it names beside the municipality, if any."""
        yield written, None
        notes = [self.state(note) for note in _NOTE.findall(written)]
        within = next(filter(None, notes), None)
        plain = _NOTE.sub(" ", written).strip()
        head, comma, tail = plain.rpartition(",")
        if comma and (named := self.state(tail.strip())):
            plain, within = head.strip(), named
        yield plain, within
        if title := _MUNICIPAL_TITLE.match(plain):
            bare = plain[title.end() :]
            yield bare, within
            if title["article"] and title["article"].casefold() != "de":  # «Ayuntamiento del Salto»: El Salto
                yield f"{title['article'].split()[-1].casefold().replace('del', 'el').capitalize()} {bare}", within


def has_municipal_title(text: str) -> bool:
    """Whether it is named as a municipality's government is: «H. Ayuntamiento de Tala»."""
    return _MUNICIPAL_TITLE.match(text) is not None


def _plain(written: str) -> Iterator[str]:
    """The name as it is, without notes in brackets, and the right way round: «Corea (República de)»."""
    yield written
    plain = _NOTE.sub(" ", written).strip()
    if plain != written:
        yield plain
    if turned := _INVERTED.match(_NOTE.sub(r", \1", written).strip(" ,")):
        yield f"{turned['kind']} {turned['what']}"


@lru_cache(maxsize=8_192)  # a file names the same places over and over
def _key(name: str) -> str:
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words(name))


def _without_articles(key: str) -> str:
    return " ".join(word for word in key.split() if word not in _ARTICLES)
