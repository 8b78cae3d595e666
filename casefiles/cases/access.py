"""Case files as a person sees them, and the check that they are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casefiles.errors import CaseNotFound, OwnerOnly
from casefiles.models import CaseFile, Participant, Person
from spanish.text import fold, without_markup

Role = Literal["duenio", "colabora"]
_ALIKE = 75  # of 100, for «cambia al de Laredo»


@dataclass(frozen=True)
class CaseView:
    """A case file seen by one of its participants.

    Attributes:
        municipality_key: INEGI's five digits, if known.
        closed: Whether the procedure is over; it can still be read.
        version: Counts its changes.
        role: What this person is in it.
        people: How many take part.
        paused: Whether this person paused it.
        active: Whether it is the one this person is working on.
    """

    id: str
    title: str
    municipality_key: str | None
    guide_version: int
    closed: bool
    version: int
    created_at: datetime
    updated_at: datetime
    role: Role
    people: int
    paused: bool
    active: bool


def require_participant(session: Session, person_id: str, case_id: str) -> Participant:
    """The person's place in the case file.

    Raises:
        CaseNotFound: there is none.
    """
    participant = session.get(Participant, (case_id, person_id))
    if participant is None:
        raise CaseNotFound
    return participant


def require_owner(session: Session, person_id: str, case_id: str, what: str) -> None:
    """Do nothing if the person owns the case file.

    Raises:
        CaseNotFound: they do not take part in it.
        OwnerOnly: they do, as a colleague. `what` completes «Solo quien abrió el expediente puede …».
    """
    if require_participant(session, person_id, case_id).role != "duenio":
        raise OwnerOnly(what)


def lock_case(session: Session, person_id: str, case_id: str) -> tuple[CaseFile, Participant]:
    """The case file and the person's place in it, as they are now, held against other writers until the end.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    case = session.scalars(
        select(CaseFile).where(CaseFile.id == case_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    participant = session.scalars(
        select(Participant)
        .where(Participant.case_id == case_id, Participant.person_id == person_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if case is None or participant is None:
        raise CaseNotFound
    return case, participant


def view(session: Session, person_id: str, case_id: str) -> CaseView:
    """One case file.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    row = session.execute(_views(person_id).where(CaseFile.id == case_id)).one_or_none()
    if row is None:
        raise CaseNotFound
    return _to_view(row)


def views(session: Session, person_id: str, include_closed: bool = True) -> list[CaseView]:
    """Every case file of the person: the active one first, then the last used."""
    statement = _views(person_id)
    if not include_closed:
        statement = statement.where(CaseFile.status != "cerrado")
    found = [_to_view(row) for row in session.execute(statement.order_by(CaseFile.updated_at.desc(), CaseFile.id))]
    return sorted(found, key=lambda case: not case.active)


def find_cases(session: Session, person_id: str, text: str) -> list[CaseView]:
    """The person's case files whose name is like `text` («el de laredo»), best first."""
    wanted = fold(text)
    scored = [(fuzz.token_set_ratio(wanted, fold(case.title)), case) for case in views(session, person_id)]
    scored = [(max(score, fuzz.partial_ratio(wanted, fold(case.title))), case) for score, case in scored]
    return [case for score, case in sorted(scored, key=lambda pair: -pair[0]) if score >= _ALIKE]


def _views(person_id: str) -> Any:
    people = (
        select(func.count())
        .select_from(Participant)
        .where(Participant.case_id == CaseFile.id)
        .correlate(CaseFile)
        .scalar_subquery()
    )
    mine = Participant
    return (
        select(CaseFile, mine.role, mine.paused, Person.active_case_id, people.label("people"))
        .join(mine, mine.case_id == CaseFile.id)
        .join(Person, Person.id == mine.person_id)
        .where(mine.person_id == person_id)
        .execution_options(populate_existing=True)
    )


def _to_view(row: Any) -> CaseView:
    case = row[0]
    return CaseView(
        id=case.id,
        title=without_markup(case.title),
        municipality_key=case.municipality_key,
        guide_version=case.guide_version,
        closed=case.status == "cerrado",
        version=case.version,
        created_at=case.created_at,
        updated_at=case.updated_at,
        role=cast(Role, row.role),
        people=row.people,
        paused=row.paused,
        active=row.active_case_id == case.id,
    )
