"""Conversations that somebody wants erased, and those that are too old to be kept."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.engine import Connection, Engine

from bot.rasa.tracking.tables import EVENTS, SNAPSHOTS, create_tables


def forget(connection: Connection, sender_id: str) -> None:
    """Delete every event of whoever writes from `sender_id`, «channel:identity»; what follows it names one talk."""
    for table in (EVENTS, SNAPSHOTS):
        connection.execute(delete(table).where(_of(table, sender_id)))


def people_who_talked(connection: Connection) -> set[str]:
    """Everybody with whom something was said, «channel:identity»."""
    return {
        ":".join(sender.split(":")[:2])
        for sender in connection.execute(select(EVENTS.c.sender_id).distinct()).scalars()
    }


def said_by(connection: Connection, sender_id: str) -> list[tuple[datetime, str, str]]:
    """All that is kept of what was said with whoever writes from `sender_id`: when, «tú» or «Enlace», and what."""
    spoken = EVENTS.c.type_name.in_(("user", "bot"))
    statement = select(EVENTS.c.timestamp, EVENTS.c.type_name, EVENTS.c.data).where(_of(EVENTS, sender_id), spoken)
    return [
        (
            datetime.fromtimestamp(row.timestamp, timezone.utc),
            "tú" if row.type_name == "user" else "Enlace",
            str(json.loads(row.data).get("text") or ""),
        )
        for row in connection.execute(statement.order_by(EVENTS.c.id))
    ]


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


def _of(table: Any, sender_id: str) -> Any:
    person = ":".join(sender_id.split(":")[:2])
    return or_(table.c.sender_id == person, table.c.sender_id.startswith(person + ":", autoescape=True))
