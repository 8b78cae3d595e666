"""«Recuérdame en dos semanas»: stored here, delivered by whoever can reach the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from casefiles.cases.access import require_participant
from casefiles.errors import CaseFileError, InvalidDate, LimitReached
from casefiles.models import CaseFile, Person, Reminder
from casefiles.privacy.consent import require_consent
from casefiles.privacy.stored_text import short_text
from spanish.dates.moments import spell_day

TEXT_LENGTH = 200  # characters
MOST_PENDING = 50  # per person
FARTHEST = timedelta(days=3 * 366)  # an administration
LEASE = timedelta(minutes=5)  # how long a sender may take before another one tries
MOST_ATTEMPTS = 5  # deliveries that failed; then it waits for the person to write


@dataclass(frozen=True)
class ReminderView:
    """A reminder as its person sees it. `case` is the title of its case file, if any."""

    id: int
    text: str
    due_at: datetime
    case_id: str | None
    case: str | None

    def __str__(self) -> str:
        about = f" («{self.case}»)" if self.case else ""
        return f"{spell_day(self.due_at)}: {self.text}{about}"


@dataclass(frozen=True)
class Delivery:
    """A reminder to be sent now. The channel knows the address behind `sender_hash`; this house does not."""

    reminder: ReminderView
    channel: str
    sender_hash: str


def create_reminder(
    session: Session, person_id: str, text: str, due_at: datetime, now: datetime, case_id: str | None = None
) -> ReminderView:
    """Remember to say `text` at `due_at`. Asked twice, there is still one.

    Raises:
        ConsentMissing, InvalidText, PersonalDataRefused.
        CaseNotFound: `case_id` is not one of theirs.
        InvalidDate: the moment has passed or is too far away.
        LimitReached: too many are pending.
    """
    require_consent(session, person_id)
    text = short_text(text, TEXT_LENGTH, "qué quieres que te recuerde")
    if case_id is not None:
        require_participant(session, person_id, case_id)
    if due_at <= now:
        raise InvalidDate("Ese momento ya pasó. Dime una fecha de aquí en adelante.")
    if due_at > now + FARTHEST:
        raise InvalidDate("Es una fecha muy lejana. Puedo recordarte algo hasta dentro de tres años.")
    pending = _pending(person_id)
    same = session.scalars(pending.where(Reminder.text == text, Reminder.due_at == due_at)).first()
    if same is None:
        if session.scalar(select(func.count()).select_from(pending.subquery())) >= MOST_PENDING:
            raise LimitReached(f"Ya tienes {MOST_PENDING} recordatorios pendientes. Quita alguno antes de poner otro.")
        same = Reminder(person_id=person_id, case_id=case_id, text=text, due_at=due_at, created_at=now, attempts=0)
        session.add(same)
        session.flush()
    return _view(session, same)


def upcoming(session: Session, person_id: str, limit: int = 10) -> list[ReminderView]:
    """The person's pending reminders, soonest first; those already due too."""
    rows = session.scalars(_pending(person_id).order_by(Reminder.due_at, Reminder.id).limit(limit))
    return [_view(session, row) for row in rows]


def due_for(session: Session, person_id: str, now: datetime) -> list[ReminderView]:
    """What is due for a person who has just written, oldest first, for channels that cannot write on their own."""
    rows = session.scalars(_pending(person_id).where(Reminder.due_at <= now).order_by(Reminder.due_at, Reminder.id))
    return [_view(session, row) for row in rows]


def are_due(session: Session, now: datetime, channel: str) -> bool:
    """Whether a channel has anything to take with `claim_due`; asking changes nothing."""
    return session.execute(_due(now, channel).limit(1)).first() is not None


def claim_due(session: Session, now: datetime, channel: str, limit: int = 50) -> list[Delivery]:
    """Take the due reminders of a channel in order to send them; nobody else gets them for the time of the lease.

    Commit before sending, then say how it went with `mark_delivered`. If the sender dies in between, they are taken
    again after the lease: a person may be reminded twice, never not at all.
    """
    statement = (
        _due(now, channel)
        .order_by(Reminder.due_at, Reminder.id)
        .limit(limit)
        .with_for_update(of=Reminder, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    taken = []
    for reminder, person in session.execute(statement):
        reminder.claimed_until = now + LEASE
        reminder.attempts += 1
        taken.append(Delivery(_view(session, reminder), person.channel, person.sender_hash))
    session.flush()
    return taken


def mark_delivered(session: Session, reminder_id: int, now: datetime) -> None:
    """It was said; saying it twice changes nothing, and neither does one that was cancelled or erased meanwhile."""
    reminder = session.get(Reminder, reminder_id)
    if reminder is not None and reminder.delivered_at is None:
        reminder.delivered_at, reminder.claimed_until = now, None
        session.flush()


def cancel_reminder(session: Session, person_id: str, reminder_id: int, now: datetime) -> None:
    """Forget a reminder.

    Raises:
        CaseFileError: it is not one of the person's pending ones.
    """
    reminder = session.scalars(_pending(person_id).where(Reminder.id == reminder_id)).one_or_none()
    if reminder is None:
        raise CaseFileError("Ese recordatorio ya no está entre tus pendientes.")
    reminder.cancelled_at = now
    session.flush()


def _due(now: datetime, channel: str) -> Any:
    return (
        select(Reminder, Person)
        .join(Person, Person.id == Reminder.person_id)
        .where(
            Person.channel == channel,
            Reminder.delivered_at.is_(None),
            Reminder.cancelled_at.is_(None),
            Reminder.due_at <= now,
            Reminder.attempts < MOST_ATTEMPTS,
            or_(Reminder.claimed_until.is_(None), Reminder.claimed_until <= now),
        )
    )


def _pending(person_id: str) -> Any:
    return select(Reminder).where(
        Reminder.person_id == person_id, Reminder.delivered_at.is_(None), Reminder.cancelled_at.is_(None)
    )


def _view(session: Session, reminder: Reminder) -> ReminderView:
    case = session.get(CaseFile, reminder.case_id) if reminder.case_id else None
    return ReminderView(reminder.id, reminder.text, reminder.due_at, reminder.case_id, case.title if case else None)
