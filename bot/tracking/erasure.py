"""Conversations that somebody wants erased, and those that are too old to be kept."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sqlalchemy import delete, or_
from sqlalchemy.engine import Connection, Engine

from bot.tracking.tables import EVENTS, SNAPSHOTS, create_tables


def forget(connection: Connection, sender_id: str) -> None:
    """Delete every event of whoever writes from `sender_id`, «channel:identity»; what follows it names one talk."""
    person = ":".join(sender_id.split(":")[:2])
    for table in (EVENTS, SNAPSHOTS):
        same = or_(table.c.sender_id == person, table.c.sender_id.startswith(person + ":", autoescape=True))
        connection.execute(delete(table).where(same))


def delete_old(engine: Engine, days: int, now: datetime | None = None) -> int:
    """Delete the events that are more than `days` days old.

    Whoever writes again after that long begins a new session, which reads nothing of the old one, so the rest of the
    conversation stays whole.

    Returns:
        How many were deleted.
    """
    create_tables(engine)  # a process that only cleans may come before the first conversation
    oldest = ((now or datetime.now(timezone.utc)) - timedelta(days=days)).timestamp()
    with engine.begin() as connection:
        connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.moment < oldest))
        return int(connection.execute(delete(EVENTS).where(EVENTS.c.timestamp < oldest)).rowcount)
