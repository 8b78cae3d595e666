"""What a person has to be told the next time they write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casefiles.models import Notice, Participant, Person

CODE_USED = "codigo"


@dataclass(frozen=True)
class PendingNotice:
    """A notice not yet delivered. `kind` ∈ codigo, participante, conflicto, borrado, retencion, version_guia."""

    id: int
    kind: str
    text: str
    case_id: str | None


def tell(session: Session, person_id: str, kind: str, text: str, now: datetime, case_id: str | None = None) -> None:
    """Leave `text` for a person."""
    session.add(Notice(person_id=person_id, case_id=case_id, kind=kind, text=text, created_at=now))


def tell_others(session: Session, case_id: str, but: str, kind: str, text: str, now: datetime) -> None:
    """Leave `text` for everybody in the case file except `but`."""
    others = select(Participant.person_id).where(Participant.case_id == case_id, Participant.person_id != but)
    for person_id in session.scalars(others):
        tell(session, person_id, kind, text, now, case_id)


def pending_notices(session: Session, person_id: str, limit: int = 5) -> list[PendingNotice]:
    """What the person has not been told yet, oldest first."""
    statement = (
        select(Notice)
        .where(Notice.person_id == person_id, Notice.delivered_at.is_(None))
        .order_by(Notice.id)
        .limit(limit)
    )
    return [PendingNotice(row.id, row.kind, row.text, row.case_id) for row in session.scalars(statement)]


def to_tell_now(session: Session, channel: str, since: datetime) -> list[tuple[PendingNotice, str]]:
    """What people of a channel should hear without waiting until they write, with the hash of whom to tell.

    Only that somebody used the code of their case file: if they did not expect it, each hour counts. What is older
    than `since` waits until they write.
    """
    statement = (
        select(Notice, Person.sender_hash)
        .join(Person, Person.id == Notice.person_id)
        .where(
            Person.channel == channel,
            Notice.kind == CODE_USED,
            Notice.delivered_at.is_(None),
            Notice.created_at >= since,
        )
        .order_by(Notice.id)
    )
    return [
        (PendingNotice(row.id, row.kind, row.text, row.case_id), sender) for row, sender in session.execute(statement)
    ]


def mark_one_told(session: Session, notice_id: int, now: datetime) -> None:
    """It was said; one that was said already, or erased meanwhile, stays as it is."""
    statement = update(Notice).where(Notice.id == notice_id, Notice.delivered_at.is_(None)).values(delivered_at=now)
    session.execute(statement.execution_options(synchronize_session=False))


def mark_told(session: Session, person_id: str, ids: Iterable[int], now: datetime) -> None:
    """The person has read these notices."""
    session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.id.in_(list(ids)))
        .values(delivered_at=now)
        .execution_options(synchronize_session=False)
    )
