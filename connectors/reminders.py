"""What people asked to be reminded of, on its way through their channel."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.services import Reminder, claim_reminders
from connectors import contacts, outbox
from connectors.reply import Part
from connectors.storage import writing

# How long after their last message a person may be written to; a channel that is not here lets us write any time.
# What cannot be sent waits: the assistant says it when the person writes.
WINDOWS = {
    "whatsapp": timedelta(hours=23, minutes=55),  # Meta's window of 24 hours, less what a delivery takes
    "web": timedelta(hours=12),  # the life of a session
}


def send_due(channel: str) -> list[str]:
    """Put the due reminders of a channel in the outbox; to whom.

    Raises:
        DatabaseUnavailable: they stay due.
    """
    due = claim_reminders(channel)
    if not due:
        return []
    return writing(lambda session, now: [to for one in due if (to := _put(session, channel, one, now))])


def _put(session: Session, channel: str, reminder: Reminder, now: datetime) -> str | None:
    contact = contacts.of_person(session, channel, reminder.person)
    if contact is None or contact.unreachable:
        return None
    window = WINDOWS.get(channel)
    if window is not None and now - contact.last_in_at > window:
        return None
    outbox.put_reminder(session, contact.sender, reminder.id, Part("texto", reminder.text), now)
    return str(contact.sender)
