"""What the doors need of the house besides a turn: its database, and the reminders that are due."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

import settings
from bot.actions.base import engine_for
from bot.guide.session import identity_hash
from bot.rasa.tracking.held import Held, held
from casefiles import database
from casefiles.agenda import notices, reminders
from casefiles.database import upgrade
from casefiles.errors import CaseFilesUnavailable, Occupied
from casefiles.models.base import UtcDateTime
from casefiles.privacy import retention
from casefiles.secret import keyed_hash, load_secret
from knowledge import scrubbing
from knowledge.answers import unanswered
from knowledge.errors import KnowledgeUnavailable

__all__ = ["DatabaseAddressError", "DatabaseUnavailable", "Held", "Notice", "Occupied", "Reminder", "UtcDateTime",
           "apply_retention", "claim_reminders", "engine", "held_turn", "kept_secret", "notice_told",
           "notices_to_tell", "person_of", "reading", "reminder_delivered", "scrub", "seal", "upgrade",
           "writing"]  # fmt: skip

DatabaseUnavailable = CaseFilesUnavailable  # its message says in Spanish what is wrong
DatabaseAddressError = KnowledgeUnavailable  # there is no such address; its message says so in Spanish


EXPORTS = timedelta(days=1)
_left = False  # whether something of what was deleted is still in the files


@dataclass(frozen=True)
class Reminder:
    """A reminder to be said now.

    Attributes:
        text: The whole sentence.
        person: As `person_of` names whoever asked for it.
    """

    id: int
    text: str
    person: str


@dataclass(frozen=True)
class Notice:
    """What others did to a case file, to be said now.

    Attributes:
        text: All of it.
        person: As `person_of` names whom to tell.
    """

    id: int
    text: str
    person: str


def engine() -> Engine:
    """The engine of this process for the configured database."""
    return engine_for(settings.load().database_url)


def reading() -> AbstractContextManager[Session]:
    """A session in one transaction for looking things up, which waits for nobody who writes.

    Raises:
        DatabaseUnavailable: the database cannot be reached or read.
    """
    return database.reading(engine())


def writing(*, wait: bool = True) -> AbstractContextManager[Session]:
    """A session in one transaction that may write, once its turn to write has come.

    Args:
        wait: For that turn, where one writes at a time.

    Raises:
        Occupied: it is somebody else's turn, and this one does not wait.
        DatabaseUnavailable: the database cannot be reached or written.
    """
    return database.writing(engine(), wait=wait)


def held_turn() -> AbstractContextManager[Held]:
    """What the turn that runs inside stores of its conversation is held back, to be stored with its answer."""
    return held(engine())


def scrub(*, large: bool = False) -> bool:
    """Leave nothing of what was deleted in the files of the database; whether that could be done now.

    Args:
        large: Also if the database is large, which takes long.

    Raises:
        DatabaseAddressError: the database cannot be written.
    """
    global _left
    done = scrubbing.scrub(engine(), large=large)
    _left = not done
    return done


def person_of(sender: str) -> str:
    """How the case files name whoever writes from `sender`; the address cannot be worked out from it."""
    return identity_hash(sender)


def seal(text: str) -> str:
    """The same for the same text, and no way back to it without the installation's secret."""
    return keyed_hash(kept_secret("secret").encode(), hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def kept_secret(name: str) -> str:
    """The secret of this installation for one purpose, made the first time and kept in the folder `var`."""
    return _kept_in(settings.load().var / name)


@cache
def _kept_in(path: Path) -> str:
    """A secret, read once: each message may need one."""
    return load_secret(path).decode()


def apply_retention() -> None:
    """Delete what the case files, exports and conversations no longer need, and warn about what is about to go.

    Once a day is often enough.
    """
    # Here, because it imports Rasa, which a process that serves does only once it knows what to leave out.
    from bot.rasa.tracking.erasure import delete_old

    now = datetime.now(timezone.utc)
    with writing() as session:
        retention.apply_retention(session, now)
        unanswered.delete_old(session, now.date())
    for path in (settings.load().var / "exports").glob("*.json"):  # «qué sabes de mí», once it was handed over
        if path.stat().st_mtime < (now - EXPORTS).timestamp():
            path.unlink(missing_ok=True)
    delete_old(engine(), settings.load().conversation_days)
    if _left:  # somebody was reading when it was to be done
        scrub()


def claim_reminders(channel: str) -> list[Reminder]:
    """Take the due reminders of a channel; nobody else gets them for five minutes."""
    now = datetime.now(timezone.utc)
    with reading() as session:  # mostly there is none, and looking must not keep those who write waiting
        if not reminders.are_due(session, now, channel):
            return []
    with writing() as session:
        taken = reminders.claim_due(session, now, channel)
    return [Reminder(one.reminder.id, f"Me pediste recordarte: {one.reminder.text}.", one.sender_hash) for one in taken]


def notices_to_tell(session: Session, channel: str, since: datetime) -> list[Notice]:
    """What people of a channel should hear now although they did not write."""
    return [Notice(one.id, one.text, person) for one, person in notices.to_tell_now(session, channel, since)]


def notice_told(session: Session, notice_id: int, now: datetime) -> None:
    """It was accepted by the channel."""
    notices.mark_one_told(session, notice_id, now)


def reminder_delivered(session: Session, reminder_id: int, now: datetime) -> None:
    """It was accepted by the channel."""
    reminders.mark_delivered(session, reminder_id, now)
