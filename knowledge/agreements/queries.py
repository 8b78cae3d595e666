"""Questions about the reported agreements: which, how many, who has most, and one in detail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, Optional

from pyroaring import BitMap
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from knowledge.agreements.index.column_index import Columns, Order, count_together, together
from knowledge.agreements.index.column_storage import read_columns
from knowledge.agreements.vocabulary import topic_members
from knowledge.models import Agreement, Country, Municipality, State

Dimension = Literal["estado", "municipio", "pais"]
_PLACES: dict[str, tuple[str, Any, Any]] = {
    "estado": ("state", State.key, State.short_name),
    "municipio": ("municipality", Municipality.key, Municipality.name),
    "pais": ("country", Country.iso, Country.name),
}


@dataclass(frozen=True)
class AgreementQuery:
    """Filters that an agreement must all meet; None means any.

    Attributes:
        state: INEGI key of the state, two digits.
        municipality: INEGI key of the municipality, five digits.
        country: ISO alpha-2 of the counterpart's country.
        city: Folded name of the foreign city.
        region: Folded name of the foreign state or province.
        kind: Kind of agreement, as stored.
        topic: Topic of `knowledge.agreements.vocabulary`.
        since, until: First and last year of signature.
        order: Those signed last come first («recientes»), or those signed first («antiguos»); those whose date nobody
            gives, at the end.
    """

    state: Optional[str] = None
    municipality: Optional[str] = None
    country: Optional[str] = None
    city: Optional[str] = None
    region: Optional[str] = None
    kind: Optional[str] = None
    topic: Optional[str] = None
    since: Optional[int] = None
    until: Optional[int] = None
    order: Optional[Order] = None

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> AgreementQuery:
        """The query that `to_dict` wrote; names it does not know are ignored."""
        known = cls.__dataclass_fields__
        return cls(**{name: value for name, value in values.items() if name in known})

    def to_dict(self) -> dict[str, Any]:
        """Only the filters that are set, ready for JSON."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def __bool__(self) -> bool:
        return bool(self.to_dict())


@dataclass(frozen=True)
class Tally:
    """How many agreements a place has."""

    key: str
    name: str
    count: int


def count(session: Session, query: AgreementQuery) -> int:
    """How many agreements meet `query`."""
    return count_together(_asked(read_columns(session), query))


# Made once: it costs more to build than to run.
_WITH_PLACES = (
    select(Agreement)
    .options(
        joinedload(Agreement.state),
        joinedload(Agreement.municipality),
        joinedload(Agreement.counterpart),
        joinedload(Agreement.country),
    )
    .where(Agreement.id.in_(bindparam("ids", expanding=True)))
)


def page(session: Session, query: AgreementQuery, *, offset: int = 0, limit: int = 5) -> list[str]:
    """Ids of one page of the agreements that meet `query`, in a stable order."""
    columns = read_columns(session)
    return columns.page(_chosen(columns, query), offset, limit, query.order)


def find(session: Session, query: AgreementQuery, *, offset: int = 0, limit: int = 5) -> list[Agreement]:
    """The agreements of a page, with their places: all of each, which takes longer than its `parties`."""
    ids = page(session, query, offset=offset, limit=limit)
    found = {agreement.id: agreement for agreement in session.scalars(_WITH_PLACES, {"ids": ids})} if ids else {}
    return [found[key] for key in ids if key in found]


def get(session: Session, agreement_id: str) -> Agreement | None:
    """One agreement, or None."""
    return session.get(Agreement, agreement_id)


def ranking(
    session: Session, query: AgreementQuery, by: Dimension, *, limit: int = 10, least: bool = False
) -> list[Tally]:
    """The places with most agreements among those that meet `query`, most first.

    Args:
        least: Those with fewest instead, fewest first; those without any are not among them.
    """
    column, key, name = _PLACES[by]
    columns = read_columns(session)
    side = 1 if least else -1
    tallies = [(place, side * total) for place, total in columns.tally(_chosen(columns, query), column) if place]
    first = sorted(total for _, total in tallies)[:limit]
    # With those that tie for the last place: their names decide.
    totals = {place: side * total for place, total in tallies if total <= first[-1]}
    named = session.execute(select(key, name).where(key.in_(totals))) if totals else ()
    found = [Tally(place, spoken, totals[place]) for place, spoken in named]
    return sorted(found, key=lambda tally: (side * tally.count, tally.name))[:limit]


def places_without(session: Session, query: AgreementQuery, by: Dimension) -> int:
    """How many states or municipalities have no agreement that meets `query`; 0 for countries, which are no side."""
    if by == "pais" or query.municipality:
        return 0
    column, key, _ = _PLACES[by]
    columns = read_columns(session)
    having = sum(1 for place, _ in columns.tally(_chosen(columns, query), column) if place)
    # The key of a municipality begins with that of its state.
    there = select(func.count()).select_from(key.class_).where(key.startswith(query.state or ""))
    return int(session.scalar(there)) - having


def sources(session: Session, query: AgreementQuery) -> list[tuple[str, str, int]]:
    """Who reports the agreements that meet `query`: source, address and how many, most first."""
    columns = read_columns(session)
    found: dict[str, tuple[str, int]] = {}
    for value, total in columns.tally(_chosen(columns, query), "source"):
        source, _, address = value.partition("\n")
        other, more = found.get(source, (address, 0))
        found[source] = (min(address, other), total + more)
    ordered = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
    return [(source, address, total) for source, (address, total) in ordered]


def nearest(session: Session, query: AgreementQuery) -> list[tuple[AgreementQuery, int]]:
    """Wider queries that do find something, closest first: same state, same country, without each filter."""
    candidates: list[AgreementQuery] = []
    for name in ("topic", "since", "kind", "city", "region"):
        if getattr(query, name) is not None:
            wider = {"since": None, "until": None} if name == "since" else {name: None}
            candidates.append(replace(query, **wider))
    if query.municipality:
        candidates.append(replace(query, municipality=None, state=query.municipality[:2]))
        candidates.append(AgreementQuery(state=query.municipality[:2]))
        candidates.append(AgreementQuery(municipality=query.municipality))
    elif query.state:
        candidates.append(AgreementQuery(state=query.state))
    if query.country:
        candidates.append(AgreementQuery(country=query.country))
    found: list[tuple[AgreementQuery, int]] = []
    for candidate in dict.fromkeys(candidates):
        # Only of a kind, or of a time, is all the country's.
        here, abroad = (
            candidate.municipality or candidate.state,
            candidate.country or candidate.city or candidate.region,
        )
        anywhere = not (here or abroad or candidate.topic)
        total = count(session, candidate) if not anywhere and candidate != query else 0
        filters = candidate.to_dict().items()
        # Wider and yet as many: the same agreements once more.
        repeated = any(total == known and filters <= narrow.to_dict().items() for narrow, known in found)
        if total and not repeated:
            found.append((candidate, total))
    return found


def _chosen(columns: Columns, query: AgreementQuery) -> BitMap:
    return together(_asked(columns, query))


def _asked(columns: Columns, query: AgreementQuery) -> list[BitMap]:
    return columns.where(
        {
            "state": None if query.municipality else query.state,  # the municipality says its state
            "municipality": query.municipality,
            "country": query.country,
            "city": query.city,
            "region": query.region,
            "kind": query.kind,
        },
        topics=topic_members(query.topic) if query.topic else (),
        since=query.since,
        until=query.until,
    )
