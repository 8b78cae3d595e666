"""Who is writing, without knowing who it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casefiles.models import Person
from casefiles.secret import keyed_hash

_STEP = timedelta(hours=1)  # `last_seen` is kept to the hour: one write less per message


def sender_hash(secret: bytes, channel: str, sender: str) -> str:
    """How a sender of a channel is known here; the address cannot be worked out from it."""
    return keyed_hash(secret, "sender", channel, sender)


def find_person(session: Session, channel: str, sender: str, secret: bytes) -> str | None:
    """The id of whoever writes from `sender` (the channel's own identifier), or None if never seen."""
    digest = sender_hash(secret, channel, sender)
    person_id: str | None = session.scalars(
        select(Person.id).where(Person.channel == channel, Person.sender_hash == digest)
    ).one_or_none()
    return person_id


def is_new_message(session: Session, person_id: str, message_id: str, secret: bytes) -> bool:
    """Whether a message is another one than the last handled for this person; from then on it is the last.

    Being in the transaction of what the message does, it says whether that was stored.

    Args:
        message_id: The channel's own identifier.
    """
    digest = keyed_hash(secret, "message", message_id)
    statement = update(Person).where(Person.id == person_id, Person.last_message.is_distinct_from(digest))
    done = session.execute(statement.values(last_message=digest).execution_options(synchronize_session=False))
    return bool(done.rowcount)


def identify(session: Session, channel: str, sender: str, secret: bytes, now: datetime) -> str:
    """The id of whoever writes from `sender`, made the first time. Nothing else is stored without consent."""
    person_id = find_person(session, channel, sender, secret)
    if person_id is None:
        try:
            with session.begin_nested():
                person = Person(
                    channel=channel, sender_hash=sender_hash(secret, channel, sender), created_at=now, last_seen=now
                )
                session.add(person)
            return str(person.id)
        except IntegrityError:  # two first messages at once: the other one made it
            person_id = find_person(session, channel, sender, secret)
            if person_id is None:
                raise
    person = session.get(Person, person_id)
    if now - person.last_seen > _STEP:
        person.last_seen = now
    return person_id
