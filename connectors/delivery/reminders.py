"""What the house says on its own: what people asked to be reminded of, and that somebody used their code."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.services import Notice, Reminder, claim_reminders, notices_to_tell
from connectors.delivery.store import contacts, outbox
from connectors.delivery.store.transactions import reading, writing
from connectors.messages.reply import Part

# How long after their last message a person may be written to; a channel that is not here lets us write any time.
# What cannot be sent waits: the assistant says it when the person writes.
WINDOWS = {
    "whatsapp": timedelta(hours=23, minutes=55),  # Meta's window of 24 hours, less what a delivery takes
    "web": timedelta(hours=12),  # the life of a session; who asked to be remembered comes back to it later
}

SOON = timedelta(days=1)  # a notice that could not be sent by then waits until they write


def send_due(channel: str) -> list[str]:
    """Put the due reminders of a channel in the outbox; to whom.

    Raises:
        DatabaseUnavailable: they stay due.
    """
    due = claim_reminders(channel)
    if not due:
        return []
    return writing(lambda session, now: [to for one in due if (to := _put(session, channel, one, now))])


def tell_now(channel: str) -> list[str]:
    """Put in the outbox what people of a channel should hear although they did not write; whom it is for.

    What they have not been told once it is delivered, the assistant says when they write.

    Raises:
        DatabaseUnavailable: it is still to be told.
    """
    # Mostly there is nothing, and looking must not keep those who write waiting.
    if not reading(lambda session, now: _to_tell(session, channel, now)):
        return []

    def put(session: Session, now: datetime) -> list[str]:
        found = _to_tell(session, channel, now)
        return [to for one, to in found
                if outbox.put_once(session, to, Part("texto", one.text), now, notice_id=one.id)]  # fmt: skip

    return writing(put)


def _to_tell(session: Session, channel: str, now: datetime) -> list[tuple[Notice, str]]:
    """What can be told now, and to whom."""
    waiting = (one for one in notices_to_tell(session, channel, now - SOON) if not outbox.tells(session, one.id))
    return [(one, to) for one in waiting if (to := _reachable(session, channel, one.person, now))]


def _put(session: Session, channel: str, reminder: Reminder, now: datetime) -> str | None:
    to = _reachable(session, channel, reminder.person, now)
    if to is not None:
        outbox.put_once(session, to, Part("texto", reminder.text), now, reminder_id=reminder.id)
    return to


def _reachable(session: Session, channel: str, person: str, now: datetime) -> str | None:
    """Where a person may be written to now, if anywhere."""
    contact = contacts.of_person(session, channel, person)
    if contact is None or contact.unreachable:
        return None
    window = WINDOWS.get(channel)
    late = window is not None and now - contact.last_in_at > window and not contact.address.get("lasting")
    return None if late else str(contact.sender)
