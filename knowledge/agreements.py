"""Questions about the reported agreements: which, how many, who has most, and one in detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Optional

from sqlalchemy import distinct, func, literal_column, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql import ColumnElement, Select

from knowledge.models import (
    ANY,
    Agreement,
    AgreementTopic,
    AgreementTotal,
    Counterpart,
    Country,
    Municipality,
    MunicipalityTotal,
    State,
)
from knowledge.vocabulary import topic_members

Dimension = Literal["estado", "municipio", "pais"]
_PLACES: dict[str, tuple[Any, Any, Any]] = {
    "estado": (State, State.key, State.short_name),
    "municipio": (Municipality, Municipality.key, Municipality.name),
    "pais": (Country, Country.iso, Country.name),
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
        topic: Topic of `knowledge.vocabulary`.
        since, until: First and last year of signature.
        newest: Those signed last come first; those whose date nobody gives, at the end.
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
    newest: Optional[bool] = None

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> AgreementQuery:
        """The query that `to_dict` wrote; names it does not know are ignored."""
        known = cls.__dataclass_fields__
        return cls(**{name: value for name, value in values.items() if name in known})

    def to_dict(self) -> dict[str, Any]:
        """Only the filters that are set, ready for JSON."""
        return {name: value for name, value in asdict(self).items() if value is not None}

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
    totals = _totals(query)
    statement = select(func.coalesce(func.sum(totals.number), 0)).where(*totals.conditions)
    return int(session.execute(statement).scalar_one())


def find(session: Session, query: AgreementQuery, *, offset: int = 0, limit: int = 5) -> list[Agreement]:
    """One page of the agreements that meet `query`, with their places, in a stable order."""
    statement = (
        _filtered(select(Agreement), query)
        .options(
            joinedload(Agreement.state),
            joinedload(Agreement.municipality),
            joinedload(Agreement.counterpart),
            joinedload(Agreement.country),
        )
        .order_by(*([Agreement.signed.desc()] if query.newest else []), Agreement.sort_key)
        .offset(offset)
        .limit(limit)
    )
    return list(session.scalars(statement))


def get(session: Session, agreement_id: str) -> Agreement | None:
    """One agreement, or None."""
    return session.get(Agreement, agreement_id)


def ranking(session: Session, query: AgreementQuery, by: Dimension, *, limit: int = 10) -> list[Tally]:
    """The places with most agreements among those that meet `query`, most first."""
    place, key, name = _PLACES[by]
    totals = _totals(query, by)
    each = (
        select(totals.column(by).label("key"), func.sum(totals.number).label("total"))
        .where(*totals.conditions)
        .group_by(totals.column(by))
        .subquery()
    )
    statement = (
        select(each.c.key, name.label("name"), each.c.total)
        .select_from(each)
        .join(place, key == each.c.key)
        .order_by(each.c.total.desc(), name)
        .limit(limit)
    )
    return [Tally(row.key, row.name, int(row.total)) for row in session.execute(statement)]


def sources(session: Session, query: AgreementQuery) -> list[tuple[str, str, int]]:
    """Who reports the agreements that meet `query`: source, address and how many, most first."""
    totals = _totals(query, "fuente")
    total = func.sum(totals.number)
    statement = (
        select(totals.model.source, func.min(totals.model.source_url), total)
        .where(*totals.conditions)
        .group_by(totals.model.source)
        .order_by(total.desc(), totals.model.source)
    )
    return [(row[0], row[1], int(row[2])) for row in session.execute(statement)]


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
        total = count(session, candidate) if candidate and candidate != query else 0
        filters = candidate.to_dict().items()
        # Wider and yet as many: the same agreements once more.
        repeated = any(total == known and filters <= narrow.to_dict().items() for narrow, known in found)
        if total and not repeated:
            found.append((candidate, total))
    return found


def matching(session: Session, ids: Sequence[str], *, name: str) -> list[Agreement]:
    """The agreements of `ids` whose foreign or Mexican side bears the folded `name`, in the order of `ids`."""
    statement = (
        select(Agreement)
        .join(Agreement.counterpart)
        .outerjoin(Agreement.municipality)
        .where(Agreement.id.in_(ids), or_(Counterpart.city_key == name, Counterpart.region_key == name))
    )
    found = {agreement.id: agreement for agreement in session.scalars(statement)}
    return [found[key] for key in ids if key in found]


def states_with_none(session: Session) -> int:
    """How many states have no reported agreement."""
    with_some = select(func.count(distinct(Agreement.state_key))).scalar_subquery()
    return int(session.execute(select(func.count(State.key) - with_some)).scalar_one())


@dataclass(frozen=True)
class _Totals:
    """Where the numbers of a query are to be summed: in one of the tables of totals, or over the agreements."""

    model: Any
    number: Any
    conditions: list[ColumnElement[bool]]

    def column(self, by: Dimension) -> Any:
        return getattr(self.model, {"estado": "state_key", "municipio": "municipality_key", "pais": "country_iso"}[by])


def _totals(query: AgreementQuery, by: str = "") -> _Totals:
    """The smallest table that knows the filters of `query`, and what it is to be grouped by."""
    filters = query.to_dict().keys() - {"newest"}
    if not query.municipality and by != "municipio" and filters <= {"state", "country", "kind"}:
        known = {"state_key": query.state, "country_iso": query.country, "kind": query.kind}
        grouped = {"estado": "state_key", "pais": "country_iso"}.get(by)
        conditions = [
            getattr(AgreementTotal, name) == (value or ANY)
            for name, value in known.items()
            if value or name != grouped  # each place is a group; what stands for any is none, as no place is called so
        ]
        return _Totals(AgreementTotal, AgreementTotal.total, conditions)
    if by in ("", "municipio") and (query.municipality or by) and filters <= {"municipality", "state", "kind"}:
        conditions = [MunicipalityTotal.kind == (query.kind or ANY)]
        if query.municipality:
            conditions.append(MunicipalityTotal.municipality_key == query.municipality)
        elif query.state:
            of_state = select(Municipality.key).where(Municipality.state_key == query.state)
            conditions.append(MunicipalityTotal.municipality_key.in_(of_state))
        return _Totals(MunicipalityTotal, MunicipalityTotal.total, conditions)
    return _Totals(Agreement, literal_column("1"), _conditions(query))


def _filtered(statement: Select, query: AgreementQuery) -> Select:
    return statement.where(*_conditions(query))


def _conditions(query: AgreementQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.municipality:
        conditions.append(Agreement.municipality_key == query.municipality)
    elif query.state:
        conditions.append(Agreement.state_key == query.state)
    if query.country:
        conditions.append(Agreement.country_iso == query.country)
    if query.kind:
        conditions.append(Agreement.kind == query.kind)
    if query.city or query.region:
        counterparts = select(Counterpart.id)
        if query.city:
            counterparts = counterparts.where(Counterpart.city_key == query.city)
        if query.region:
            counterparts = counterparts.where(Counterpart.region_key == query.region)
        conditions.append(Agreement.counterpart_id.in_(counterparts))
    if query.topic:
        conditions.append(
            Agreement.id.in_(
                select(AgreementTopic.agreement_id).where(AgreementTopic.topic.in_(topic_members(query.topic)))
            )
        )
    if query.since:
        conditions.append(Agreement.signed_year >= query.since)
    if query.until:
        conditions.append(Agreement.signed_year <= query.until)
    return conditions
