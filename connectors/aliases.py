"""Other names under which a channel knows a person, so that two names do not become two people."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.models import Alias
from connectors.storage import upsert


def sender_of(session: Session, channel: str, alias: str) -> str | None:
    """Who is known under `alias`."""
    statement = select(Alias.sender).where(Alias.channel == channel, Alias.alias == alias)
    return session.scalars(statement).first()


def remember(session: Session, channel: str, alias: str, sender: str) -> None:
    """`alias` is another name of `sender`."""
    upsert(session, Alias, {"channel": channel, "alias": alias}, {"sender": sender})
