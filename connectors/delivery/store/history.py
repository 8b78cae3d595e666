"""What was said, for a door that shows the conversation again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from connectors.delivery.store.inbox import channel_of
from connectors.delivery.store.models import DONE, PARKED, RECEIPT, WAITING, Inbox, Outbox
from connectors.messages.reply import Part

# What every message needs is made once: a statement costs more to build than to run.
_T, _OUT = Inbox.__table__, Outbox.__table__
_ASKED = select(_T.c.id, _T.c.state).where(
    _T.c.channel == bindparam("channel"), _T.c.external_id == bindparam("id"), _T.c.sender == bindparam("of")
)
_SAID = select(_OUT).where(_OUT.c.turn == bindparam("turn")).order_by(_OUT.c.id)


@dataclass(frozen=True)
class Said:
    """One message of a conversation.

    Attributes:
        person: What the person wrote or pressed; None where the house speaks.
        part: What the house said; None where the person speaks.
        id: Of the message in its table, for telling it from others of the same side.
        external_id: Of the person's message, as the door gave it.
        unasked: The house says it on its own: a reminder.
    """

    at: datetime
    id: int
    person: str | None = None
    part: Part | None = None
    external_id: str = ""
    unasked: bool = False


@dataclass(frozen=True)
class Answer:
    """How far the answer to one message is.

    Attributes:
        done: Nothing more will be said about it.
        parts: What has been said so far.
    """

    done: bool
    parts: tuple[Said, ...]


def conversation(session: Session, sender: str) -> list[Said]:
    """All that was said with `sender`, in order: after each message its answer, and what the house said on its own.

    The receipt of an erasure is not part of it: only whoever asked for that gets it, as an answer.
    """
    receipts = select(Outbox.turn).where(Outbox.sender == sender, Outbox.state == RECEIPT)
    theirs = select(Inbox).where(Inbox.sender == sender, Inbox.id.not_in(receipts)).order_by(Inbox.id)
    wrote = session.scalars(theirs).all()
    # By their ids: a clock may go back between two messages.
    said = [(row.id, 0, _theirs(row)) for row in wrote]
    answers = select(Outbox).where(Outbox.sender == sender, Outbox.state.not_in((PARKED, RECEIPT))).order_by(Outbox.id)
    for row in session.scalars(answers):
        # An answer stands under its message, even if the next one came in before.
        before = [one.id for one in wrote if one.received_at <= row.created_at]
        said.append((row.turn or max(before, default=0), 1, _ours(row)))
    return [one for *_, one in sorted(said, key=lambda entry: entry[:2])]


def answer(session: Session, sender: str, external_id: str) -> Answer | None:
    """The answer to one message; None if it never came in."""
    connection = session.connection()
    row = connection.execute(_ASKED, {"channel": channel_of(sender), "of": sender, "id": external_id}).first()
    if row is None:
        return None
    said = connection.execute(_SAID, {"turn": row.id}).all()
    done = row.state in (DONE, PARKED) and all(part.state != WAITING for part in said)
    return Answer(done, tuple(_ours(part) for part in said if part.state != PARKED))


def _theirs(row: Inbox) -> Said:
    return Said(row.received_at, row.id, person=row.text, external_id=row.external_id)


def _ours(row: Any) -> Said:
    return Said(row.created_at, row.id, part=Part.from_dict(row.part), unasked=row.turn is None)
