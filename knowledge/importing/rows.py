"""Turns a raw row into an agreement whose places are known, or says why it cannot."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.dates import parse_date
from knowledge.importing.reading import RawRow
from knowledge.models import Country, Municipality, PlaceAlias, State
from knowledge.text import words

CONFIDENCES = ("oficial", "secundaria")


class RefusedRow(Exception):
    """Why a row is not taken, in Spanish."""


@dataclass(frozen=True)
class AgreementRow:
    """A row ready to be stored; field names as in `models.Agreement` and `models.Counterpart`."""

    state_key: str | None
    municipality_key: str | None
    municipality_name: str
    mexican_body: str
    counterpart: str
    city: str
    country_iso: str
    kind: str
    topics: tuple[str, ...]
    signed: str
    registered: str
    registration_number: str
    validity: str
    status: str
    source: str
    source_url: str
    confidence: str

    def identity(self, *, dated: bool = False) -> str:
        """The stable id of this agreement: same parties and kind, same id, whoever reports it.

        Args:
            dated: Also count the date of signature, for a second agreement between the same parties.
        """
        # A body counts only where no municipality does: «Ayuntamiento de X» adds nothing to X.
        mexican_side = self.municipality_key or self.municipality_name or self.mexican_body
        parts = [self.state_key or "", mexican_side, self.counterpart, self.city, self.country_iso, self.kind]
        if dated:
            parts.append(self.signed)
        # A name without a single Latin letter («北京市») has no words, and still is not another name.
        text = "|".join(_key(part) or part.casefold() for part in parts)
        return "a" + hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass
class Places:
    """Every name by which a place may be called, folded → keys."""

    states: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    isos: set[str] = field(default_factory=set)
    municipalities: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

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
            elif alias.kind == "pais":
                places.countries.setdefault(_key(alias.alias), alias.place_key)
            elif alias.kind == "municipio" and alias.place_key in state_of:
                pair = (state_of[alias.place_key], alias.place_key)
                known = places.municipalities[_key(alias.alias)]
                if pair not in known:
                    known.append(pair)
        return places


def parse_row(raw: RawRow, places: Places, *, default_source: str, default_confidence: str) -> AgreementRow:
    """Check one row and look its places up.

    Raises:
        RefusedRow: with the reason.
    """

    def text(name: str, limit: int = 200) -> str:
        cleaned = _clean(raw.cells.get(name))
        if len(cleaned) > limit:
            raise RefusedRow(f"la columna {name} pasa de {limit} caracteres")
        return cleaned

    def moment(name: str) -> str:
        try:
            return parse_date(raw.cells.get(name))
        except ValueError as error:
            raise RefusedRow(f"{name}: {error}") from None

    counterpart = text("contraparte")
    if not counterpart:
        raise RefusedRow("falta la contraparte")
    state_key, municipality_key, municipality_name = _mexican_place(text("estado"), text("municipio", 90), places)
    body = text("dependencia_mexicana")
    if not (state_key or municipality_name or body):
        raise RefusedRow("no dice qué estado, municipio o dependencia de México firma")
    confidence = text("confianza", 20).lower() or default_confidence
    if confidence not in CONFIDENCES:
        raise RefusedRow(f"confianza: «{confidence}» no es {' ni '.join(CONFIDENCES)}")
    topics = [topic.strip().lower() for topic in text("temas", 600).replace(",", ";").split(";")]
    return AgreementRow(
        state_key=state_key,
        municipality_key=municipality_key,
        municipality_name=municipality_name,
        mexican_body=body,
        counterpart=counterpart,
        city=text("contraparte_ciudad"),
        country_iso=_country(text("pais"), text("pais_iso"), places),
        kind=text("tipo", 60).lower(),
        topics=tuple(dict.fromkeys(topic[:60] for topic in topics if topic)),
        signed=moment("fecha_firma"),
        registered=moment("fecha_registro"),
        registration_number=text("numero_registro", 60),
        validity=text("vigencia"),
        status=text("estatus"),
        source=text("fuente", 1_000) or default_source,
        source_url=text("fuente_url", 1_000),
        confidence=confidence,
    )


def _clean(value: object) -> str:
    """A cell as text on one line, without control characters; Excel's «15.0» is «15»."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    text = str(value)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def _mexican_place(state: str, municipality: str, places: Places) -> tuple[str | None, str | None, str]:
    state_key = None
    if state:
        state_key = places.states.get(_key(state))
        if not state_key:
            raise RefusedRow(f"no conozco el estado «{state}»")
    if not municipality:
        return state_key, None, ""
    named = places.municipalities.get(_key(municipality), [])
    here = [pair for pair in named if state_key in (None, pair[0])]
    if not here:
        where = f" en {state}" if state else ""
        raise RefusedRow(f"no conozco el municipio «{municipality}»{where}")
    if len(here) > 1:
        return state_key, None, municipality  # several bear that name: the row stays, its municipality unknown
    return here[0][0], here[0][1], municipality


def _country(name: str, iso: str, places: Places) -> str:
    if iso:
        if iso.upper() not in places.isos:
            raise RefusedRow(f"no conozco el código de país «{iso}»")
        key = iso.upper()
    elif name:
        found = places.countries.get(_key(name))
        if not found:
            raise RefusedRow(f"no conozco el país «{name}»")
        key = found
    else:
        raise RefusedRow("falta el país de la contraparte")
    if key == "MX":
        raise RefusedRow("la contraparte es mexicana: no es un acuerdo interinstitucional (LCT, art. 2-II)")
    return key


@lru_cache(maxsize=8_192)  # a file names the same places over and over
def _key(name: str) -> str:
    return " ".join(words(name))
