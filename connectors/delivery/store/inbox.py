"""What came in: stored once, taken in order, and not lost if the process dies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from connectors.delivery.store.models import DONE, NEW, PARKED, WORKING, Inbox
from connectors.delivery.store.transactions import in_parts, insert_new
from connectors.messages.reply import Incoming

MOST_ATTEMPTS = 3  # turns begun for one message; a message that kills the process must not kill it for ever

# What every message needs is made once, on the tables themselves: a statement costs more to build than to run.
_T = Inbox.__table__
_KNOWN = select(_T.c.id).where(_T.c.channel == bindparam("of"), _T.c.external_id == bindparam("id"))
_MOMENTS = select(_T.c.sender, _T.c.written_at).where(
    _T.c.sender.in_(bindparam("of", expanding=True)), _T.c.written_at.between(bindparam("since"), bindparam("until"))
)
_OLDEST = (
    select(_T)
    .where(_T.c.sender == bindparam("of"), or_(_T.c.state == NEW, _T.c.state == WORKING))
    .order_by(_T.c.id)
    .limit(1)
)
_BEGIN = (
    update(_T)
    .where(_T.c.id == bindparam("row"))
    .values(state=WORKING, attempts=bindparam("attempt"), text=bindparam("words"))
)
_IN_WORK = (_T.c.id == bindparam("row"), _T.c.state == WORKING, _T.c.attempts == bindparam("attempt"))
_FINISH = update(_T).where(*_IN_WORK).values(state=bindparam("as"), done_at=bindparam("at"))
_PUT_BACK = update(_T).where(*_IN_WORK).values(state=NEW)
_ERASED: dict[str, Any] = {"text": "", "details": {}}
_FINISH_AND_ERASE = _FINISH.values(**_ERASED)


def channel_of(sender: str) -> str:
    """The channel in a sender's name, «telegram:…»."""
    return sender.partition(":")[0]


def known(session: Session, channel: str, external_ids: Collection[str]) -> set[str]:
    """Those of `external_ids` that came in before."""
    if len(external_ids) == 1:
        [only] = external_ids
        row = session.connection().execute(_KNOWN, {"of": channel, "id": only}).first()
        return set() if row is None else {only}
    found: set[str] = set()
    for some in in_parts(external_ids):
        same = Inbox.external_id.in_(some)
        found.update(session.scalars(select(Inbox.external_id).where(Inbox.channel == channel, same)))
    return found


def moments(session: Session, senders: Collection[str], since: datetime, until: datetime) -> dict[str, list[datetime]]:
    """When the messages of each of `senders` between two moments were written."""
    found: dict[str, list[datetime]] = {sender: [] for sender in senders}
    for some in in_parts(senders):
        given = {"of": some, "since": since, "until": until}
        for sender, at in session.connection().execute(_MOMENTS, given):
            found[sender].append(at)
    return found


def store(session: Session, incoming: Incoming, now: datetime) -> bool:
    """Store a message; False if it was known, even if it is arriving twice at this moment."""
    return insert_new(
        session,
        Inbox,
        channel=channel_of(incoming.sender),
        external_id=incoming.external_id,
        sender=incoming.sender,
        kind=incoming.kind,
        text=incoming.text,
        token=incoming.token,
        details=incoming.details,
        state=NEW,
        attempts=0,
        received_at=now,
        written_at=incoming.written_at or now,
    )


def oldest(session: Session, sender: str) -> Row | None:
    """The sender's oldest unanswered message; one that is in work was left there by a process that died."""
    return session.connection().execute(_OLDEST, {"of": sender}).first()


def was_interrupted(row: Row) -> bool:
    """Whether a process died, or stood still, while it was in work."""
    return bool(row.state == WORKING)


def begin(session: Session, row: Row, text: str) -> int:
    """Its turn begins now: what only waits its turn is not to blame if the process dies meanwhile.

    Args:
        text: What the person meant, where the conversation is shown again.

    Returns:
        Which attempt at it this is.
    """
    attempt = int(row.attempts) + 1
    session.connection().execute(_BEGIN, {"row": row.id, "attempt": attempt, "words": text})
    return attempt


def put_back(session: Session, inbox_id: int, attempt: int) -> None:
    """Its turn failed and the process lives: it will be begun again, beside others."""
    session.connection().execute(_PUT_BACK, {"row": inbox_id, "attempt": attempt})


def finish(session: Session, inbox_id: int, attempt: int, now: datetime, *, keep: bool, parked: bool = False) -> bool:
    """It was answered, or given up; False if that attempt at it is no longer the one in work.

    Args:
        attempt: Which one the answer comes from, as `begin` counted it.
        keep: Leave its text, for a door that shows the conversation again.
    """
    values = {"row": inbox_id, "attempt": attempt, "as": PARKED if parked else DONE, "at": now}
    return bool(session.connection().execute(_FINISH if keep else _FINISH_AND_ERASE, values).rowcount)


def incoming_of(row: Row, address: dict[str, object]) -> Incoming:
    """The message as its door handed it over."""
    return Incoming(row.external_id, row.sender, row.kind, row.text, row.token, address, row.details)
