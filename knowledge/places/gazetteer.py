"""Every name that a message may mention, with what it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.agreements.vocabulary import kinds, topics
from knowledge.models import Agreement, Counterpart, Country, Municipality, PlaceAlias, State, Term
from knowledge.places.abroad import foreign_places
from spanish.text import words

# The Mexican side of every agreement is Mexico: as a filter it says nothing, and «México» alone is not the state.
_HOME = "MX"
_HOME_STATE = "15"


@dataclass(frozen=True)
class Entry:
    """A name and what it stands for.

    Attributes:
        kind: estado, municipio, pais, gentilicio, ciudad_extranjera, region_extranjera, tipo, tema or termino.
        key: What the knowledge base calls it: INEGI key, ISO code, folded city or region, kind, topic or term key.
        name: As people should read it: «Guadalajara, Jalisco».
        phrase: The name, folded, as it is looked for in a message.
        reported: Agreements of that place; between two of the same name, the one people more likely mean.
    """

    kind: str
    key: str
    name: str
    phrase: str
    reported: int = 0


def entries(session: Session) -> list[Entry]:
    """All the names in the knowledge base, without repeats and in a stable order."""
    signed = list(_foreign(session))
    others = _not_signed(session, signed)
    found = chain(_mexican(session), _countries(session), signed, others, _vocabulary(), _terms(session))
    return list(dict.fromkeys(entry for entry in found if entry.phrase))


def phrase(text: str) -> str:
    """A name as it is looked for: folded words, one space between them."""
    return " ".join(words(text))


def plurals(demonym: str) -> Iterator[str]:
    """Both numbers of a folded demonym: «japones» → japones, japoneses; «marroqui» → marroquies, marroquis."""
    yield demonym
    if demonym[-1] not in "aeo":
        yield demonym + "es"
    if demonym[-1] in "aeiou":
        yield demonym + "s"


def _named(kind: str, key: str, name: str, phrases: Iterable[str], reported: int = 0) -> Iterator[Entry]:
    return (Entry(kind, key, name, phrase(text), reported) for text in phrases)


def _aliases(session: Session, kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for alias in session.scalars(select(PlaceAlias).where(PlaceAlias.kind == kind).order_by(PlaceAlias.alias)):
        found.setdefault(alias.place_key, []).append(alias.alias)
    return found


def _reported(session: Session, column: Any) -> dict[Any, int]:
    """How many agreements each value of `column` has."""
    return {row[0]: row[1] for row in session.execute(select(column, func.count()).group_by(column))}


def _mexican(session: Session) -> Iterator[Entry]:
    aliases = _aliases(session, "estado")
    for state in session.scalars(select(State).order_by(State.key)):
        official = [] if state.key == _HOME_STATE else [state.name]
        yield from _named(
            "estado", state.key, state.short_name, [state.short_name, *official, *aliases.get(state.key, [])]
        )
    aliases = _aliases(session, "municipio")
    reported = _reported(session, Agreement.municipality_key)
    for municipality in session.scalars(select(Municipality).order_by(Municipality.key)):
        key = municipality.key
        yield from _named(
            "municipio",
            key,
            f"{municipality.name}, {municipality.state.short_name}",
            [municipality.name, *aliases.get(key, [])],
            reported.get(key, 0),
        )


def _countries(session: Session) -> Iterator[Entry]:
    aliases, demonyms = _aliases(session, "pais"), _aliases(session, "gentilicio")
    reported = _reported(session, Agreement.country_iso)
    municipalities = {phrase(name) for name in session.scalars(select(Municipality.name))}
    for country in session.scalars(select(Country).where(Country.iso != _HOME).order_by(Country.iso)):
        key, people = country.iso, demonyms.get(country.iso, [])
        if not people and phrase(country.name) in municipalities:
            continue  # islands nobody asks about, such as Guadalupe and Santa Elena
        yield from _named("pais", key, country.name, [country.name, *aliases.get(key, [])], reported.get(key, 0))
        both = chain.from_iterable(plurals(phrase(demonym)) for demonym in people)
        yield from _named("gentilicio", key, country.name, both, reported.get(key, 0))


def _foreign(session: Session) -> Iterator[Entry]:
    agreements = _reported(session, Agreement.counterpart_id)
    counterparts = session.scalars(select(Counterpart).order_by(Counterpart.id)).all()
    reported: Counter[tuple[str, str]] = Counter()
    for counterpart in counterparts:
        reported["ciudad", counterpart.city_key] += agreements.get(counterpart.id, 0)
        reported["region", counterpart.region_key] += agreements.get(counterpart.id, 0)
    for counterpart in counterparts:
        key, region, country = counterpart.city_key, counterpart.region_key, counterpart.country.name
        place, _, region_name = (counterpart.city or counterpart.name).rpartition(", ")
        if key != region:  # the counterpart is not the government of a region itself
            name = f"{place}, {region_name}" if place else f"{region_name}, {country}"
            yield from _named(
                "ciudad_extranjera", key, name, {key: None, key.split(",")[0]: None}, reported["ciudad", key]
            )
        if region:
            # «Provincia de Alberta» is called Alberta.
            shown = region_name if phrase(region_name) == phrase(region) else region_name.rpartition(" de ")[2]
            yield from _named("region_extranjera", region, f"{shown}, {country}", [region], reported["region", region])


def _not_signed(session: Session, signed: Iterable[Entry]) -> Iterator[Entry]:
    """The foreign places of the repository's list; to one that somebody has an agreement with, only other names."""
    countries = {country.iso: country.name for country in session.scalars(select(Country))}
    known = {(entry.kind, entry.key): entry for entry in signed}
    for place in foreign_places():
        # «Shanghái» is the region of the agreement with Putuo, Shanghái.
        own = known.get((f"{place.kind}_extranjera", place.key)) or known.get(("region_extranjera", place.key))
        if own:
            yield from _named(own.kind, own.key, own.name, place.others, own.reported)
            continue
        if place.country_iso not in countries:
            continue  # the places have not been loaded yet
        name = f"{place.name}, {place.region or countries[place.country_iso]}"
        yield from _named(f"{place.kind}_extranjera", place.key, name, [place.name, *place.others])


def _vocabulary() -> Iterator[Entry]:
    for kind, aliases in kinds().items():
        yield from _named("tipo", kind, kind, [kind, *aliases])
    for topic, group in topics().items():
        yield from _named("tema", topic, topic, [topic, *group.members, *group.aliases])


def _terms(session: Session) -> Iterator[Entry]:
    for term in session.scalars(select(Term).order_by(Term.key)):
        aliases = sorted(alias.alias for alias in term.aliases)
        # «Poder blando (soft power)» is also written without what the brackets explain.
        yield from _named(
            "termino", term.key, term.name, [term.key.replace("_", " "), term.name, term.name.split(" (")[0], *aliases]
        )
