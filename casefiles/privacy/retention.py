"""What is kept for how long (LGPDPPSO 2025, arts. 17 and 18: data no longer needed is deleted)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from casefiles.agenda.notices import tell
from casefiles.cases.codes import WINDOW
from casefiles.models import CaseCode, CaseFile, Consent, Notice, Participant, Person, Reminder, WrongCode
from casefiles.privacy.deleting import Receipt, delete_case_rows, leave_receipt
from casefiles.privacy.erasure import erase_person
from spanish.dates.moments import spell_day


@dataclass(frozen=True)
class Policy:
    """How long things are kept. The periods are ours; a municipality sets its own with its transparency unit.

    Attributes:
        cases: A case file that nobody touches.
        warning: How long before that its people are told.
        strangers: Somebody who never agreed to the notice and is in no case file.
        idle: Somebody in no case file who no longer writes.
        leftovers: Codes, reminders and notices that have served.
    """

    cases: timedelta = timedelta(days=730)
    warning: timedelta = timedelta(days=30)
    strangers: timedelta = timedelta(days=30)
    idle: timedelta = timedelta(days=365)
    leftovers: timedelta = timedelta(days=90)


@dataclass(frozen=True)
class Applied:
    """What one run of the retention did."""

    warned: int
    cases: int
    people: int
    leftovers: int
    receipts: tuple[Receipt, ...]


def apply_retention(session: Session, now: datetime, policy: Policy | None = None) -> Applied:
    """Warn about what is about to expire and delete what has; running it twice does nothing more."""
    policy = policy or Policy()
    receipts = [*_delete_cases(session, now, policy)]
    cases = len(receipts)
    warned = _warn(session, now, policy)
    people = 0
    for person_id in _idle_people(session, now, policy):
        receipts.append(erase_person(session, person_id, now, reason="retencion"))
        people += 1
    return Applied(warned, cases, people, _delete_leftovers(session, now, policy), tuple(receipts))


def _warn(session: Session, now: datetime, policy: Policy) -> int:
    warned = 0
    old = select(CaseFile).where(CaseFile.updated_at <= now - policy.cases + policy.warning)
    for case in session.scalars(old).all():
        already = select(Notice.id).where(
            Notice.case_id == case.id, Notice.kind == "retencion", Notice.created_at > case.updated_at
        )
        if session.scalars(already.limit(1)).first():
            continue
        text = (
            f"El expediente «{case.title}» lleva mucho sin cambios. Se borrará el {spell_day(now + policy.warning)} "
            "si nadie lo usa; con una respuesta basta para conservarlo."
        )
        for person_id in session.scalars(select(Participant.person_id).where(Participant.case_id == case.id)):
            tell(session, person_id, "retencion", text, now, case.id)
        warned += 1
    session.flush()
    return warned


def _delete_cases(session: Session, now: datetime, policy: Policy) -> list[Receipt]:
    # Only after a warning old enough: if this job did not run for months, nobody loses a case file untold.
    told = exists().where(
        Notice.case_id == CaseFile.id,
        Notice.kind == "retencion",
        Notice.created_at > CaseFile.updated_at,
        Notice.created_at <= now - policy.warning,
    )
    nobody = ~exists().where(Participant.case_id == CaseFile.id)
    expired = select(CaseFile.id).where(CaseFile.updated_at <= now - policy.cases, told | nobody)
    return [
        leave_receipt(session, "retencion", delete_case_rows(session, case_id), now)
        for case_id in session.scalars(expired).all()
    ]


def _idle_people(session: Session, now: datetime, policy: Policy) -> list[str]:
    nowhere = ~exists().where(Participant.person_id == Person.id)
    agreed = exists().where(Consent.person_id == Person.id)
    waiting = exists().where(
        Reminder.person_id == Person.id, Reminder.delivered_at.is_(None), Reminder.cancelled_at.is_(None)
    )
    stranger = ~agreed & (Person.last_seen <= now - policy.strangers)
    statement = select(Person.id).where(nowhere, stranger | ((Person.last_seen <= now - policy.idle) & ~waiting))
    return list(session.scalars(statement))


def _delete_leftovers(session: Session, now: datetime, policy: Policy) -> int:
    limit = now - policy.leftovers
    deleted: Counter[str] = Counter()
    for model, condition in (
        (CaseCode, CaseCode.expires_at <= limit),
        (WrongCode, WrongCode.at <= now - WINDOW),
        (Notice, (Notice.delivered_at <= limit) & (Notice.kind != "retencion")),
        (Reminder, (Reminder.delivered_at <= limit) | (Reminder.cancelled_at <= limit)),
    ):
        statement = delete(model).where(condition).execution_options(synchronize_session=False)
        deleted[model.__tablename__] += session.execute(statement).rowcount
    session.expire_all()
    return sum(deleted.values())
