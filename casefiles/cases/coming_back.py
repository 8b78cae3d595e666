"""Coming back: the same human under another address becomes the person they were, with all that is theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from casefiles.cases.history import note_change
from casefiles.models import Base, CaseFile, Participant, Person, SeenAlert


def take_place(session: Session, newcomer_id: str, returned_id: str, case_id: str, now: datetime) -> str:
    """Whoever writes as `newcomer_id` is `returned_id` from now on; the address of before is nobody's.

    Consent, ownership and answers stay under the returned person's name, and what the newcomer had becomes theirs too.
    The caller holds both people and has checked that they are one.

    Returns:
        The hash of the address of before, see `casefiles.cases.people`.
    """
    _join_shared(session, newcomer_id, returned_id)
    for column in _naming_a_person():
        moved = update(column.table).where(column == newcomer_id).values({column.name: returned_id})
        session.execute(moved.execution_options(synchronize_session=False))
    here = session.execute(select(Person.__table__).where(Person.id == newcomer_id)).one()
    session.execute(delete(Person).where(Person.id == newcomer_id).execution_options(synchronize_session=False))
    session.expire_all()
    person = session.get(Person, returned_id)
    before = str(person.sender_hash)
    person.channel, person.sender_hash = here.channel, here.sender_hash
    person.last_message, person.last_seen = here.last_message, now
    person.active_case_id = case_id
    note_change(session, session.get(CaseFile, case_id), returned_id, now, "participante", after="volvió con su clave")
    session.flush()
    return before


def _join_shared(session: Session, newcomer_id: str, returned_id: str) -> None:
    """Of two places of one human in one case file, the returned person's stays; it owns if either did."""
    mine = select(Participant).where(Participant.person_id == newcomer_id)
    for place in session.scalars(mine).all():
        kept = session.get(Participant, (place.case_id, returned_id))
        if kept is not None:
            kept.role = "duenio" if "duenio" in (kept.role, place.role) else "colabora"
            session.delete(place)
    for seen in session.scalars(select(SeenAlert).where(SeenAlert.person_id == newcomer_id)).all():
        if session.get(SeenAlert, (seen.case_id, returned_id, seen.key)) is not None:
            session.delete(seen)
    session.flush()


def _naming_a_person() -> list[Any]:
    """Every column of every table that names a person, also of a table added later."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == Person.__tablename__ for key in column.foreign_keys)
    ]
