"""What goes out: kept, in order, until the channel accepts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from connectors.delivery.store.inbox import channel_of
from connectors.delivery.store.models import ACCEPTED, PARKED, WAITING, Outbox
from connectors.delivery.store.transactions import insert_new
from connectors.messages.reply import Part

MOST_ATTEMPTS = 40  # with the waits below, some eight hours
LONGEST_WAIT = 900.0  # seconds
LONGEST_LIFE = timedelta(hours=24)  # an answer from the day before answers nothing

# What every message needs is made once: a statement costs more to build than to run.
_T = Outbox.__table__
_INSERT = insert(_T)
_HEAD = select(_T).where(_T.c.sender == bindparam("of"), _T.c.state == WAITING).order_by(_T.c.id).limit(1)
_ACCEPTED = delete(_T).where(_T.c.id == bindparam("row"), _T.c.state == WAITING)


@dataclass(frozen=True)
class Delivery:
    """A part to be delivered."""

    id: int
    part: Part
    attempts: int
    created_at: datetime
    reminder_id: int | None = None
    notice_id: int | None = None
    turn: int | None = None


def put(
    session: Session,
    sender: str,
    parts: Iterable[Part],
    now: datetime,
    turn: int | None = None,
    *,
    fetched: bool = False,
) -> list[int]:
    """Let `parts` go out, after what already waits for the sender; the ids of their rows.

    Args:
        fetched: They are where they are looked for once they are stored.
    """
    ids = []
    for part in parts:  # one by one: their order is that of their ids
        values = {**_values(sender, part, now), "turn": turn, "state": ACCEPTED if fetched else WAITING}
        [row] = session.connection().execute(_INSERT, values).inserted_primary_key
        ids.append(row)
    return ids


def put_once(session: Session, sender: str, part: Part, now: datetime, **source: int) -> bool:
    """Let a part go out that the house says on its own; False if it already waits.

    Args:
        source: What it says: `reminder_id` or `notice_id`.
    """
    return insert_new(session, Outbox, **_values(sender, part, now), **source)


def tells(session: Session, notice_id: int) -> bool:
    """Whether a part with that notice is on its way, or was refused."""
    return session.scalars(select(Outbox.id).where(Outbox.notice_id == notice_id)).first() is not None


def _values(sender: str, part: Part, now: datetime) -> dict[str, Any]:
    return {
        "channel": channel_of(sender), "sender": sender, "part": part.as_dict(), "state": WAITING, "attempts": 0,
        "created_at": now, "external_id": "", "reason": "",
    }  # fmt: skip


def head(session: Session, sender: str, now: datetime) -> Delivery | float | None:
    """The sender's next part; the seconds until it may go, if it has to wait; None if nothing waits."""
    row = session.connection().execute(_HEAD, {"of": sender}).first()
    if row is None:
        return None
    if row.not_before is not None and row.not_before > now:
        return float((row.not_before - now).total_seconds())
    part = Part.from_dict(row.part)
    return Delivery(row.id, part, row.attempts, row.created_at, row.reminder_id, row.notice_id, row.turn)


def accepted(session: Session, delivery: Delivery, external_id: str, *, keep: bool) -> bool:
    """The channel has it; it is deleted unless the door shows the conversation again. False if that was known."""
    if not keep:
        return bool(session.connection().execute(_ACCEPTED, {"row": delivery.id}).rowcount)
    statement = update(Outbox).values(state=ACCEPTED, external_id=external_id, not_before=None)
    return bool(session.execute(_waiting(statement, delivery)).rowcount)


def postpone(
    session: Session, delivery: Delivery, now: datetime, seconds: float | None = None, *, counts: bool = True
) -> bool:
    """Try it again later, longer each time if `seconds` does not say when; False if it was tried long enough."""
    attempts = delivery.attempts + counts
    if attempts >= MOST_ATTEMPTS or now - delivery.created_at > LONGEST_LIFE:
        put_aside(session, delivery, "demasiados intentos")
        return False
    wait = min(2.0**attempts, LONGEST_WAIT) if seconds is None else seconds
    statement = update(Outbox).values(attempts=attempts, not_before=now + timedelta(seconds=wait))
    session.execute(_waiting(statement, delivery))
    return True


def put_aside(session: Session, delivery: Delivery, reason: str) -> None:
    """It cannot be delivered: what it said is erased, why it failed stays for the operator."""
    statement = update(Outbox).values(state=PARKED, reason=reason[:100], part={}, reminder_id=None)
    session.execute(_waiting(statement, delivery))


def _waiting(statement: Any, delivery: Delivery) -> Any:
    # Whoever stood still for long must not undo what was done meanwhile.
    return statement.where(Outbox.id == delivery.id, Outbox.state == WAITING)


def drop(session: Session, sender: str) -> int:
    """Forget all that waits for somebody who cannot be reached; how many parts there were."""
    return int(session.execute(delete(Outbox).where(Outbox.sender == sender, Outbox.state == WAITING)).rowcount)
