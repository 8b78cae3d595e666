"""Other names under which a channel knows a person, so that two names do not become two people."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from connectors.delivery.store.models import Alias
from connectors.delivery.store.transactions import in_parts, upsert


def sender_of(session: Session, channel: str, alias: str) -> str | None:
    """Who is known under `alias`."""
    statement = select(Alias.sender).where(Alias.channel == channel, Alias.alias == alias)
    return session.scalars(statement).first()


def senders_of(session: Session, channel: str, names: Collection[str]) -> dict[str, str]:
    """Who is known under each of `names`; those of nobody are left out."""
    found: dict[str, str] = {}
    for some in in_parts(names):
        statement = select(Alias.alias, Alias.sender).where(Alias.channel == channel, Alias.alias.in_(some))
        found.update((alias, sender) for alias, sender in session.execute(statement))
    return found


def remember(session: Session, channel: str, alias: str, sender: str) -> None:
    """`alias` is another name of `sender`."""
    upsert(session, Alias, {"channel": channel, "alias": alias}, {"sender": sender})


def names(session: Session, channel: str, sender: str) -> list[str]:
    """All the other names of `sender`."""
    statement = select(Alias.alias).where(Alias.channel == channel, Alias.sender == sender)
    return list(session.scalars(statement))


def forget(session: Session, channel: str, aliases: Collection[str]) -> None:
    """These names lead to nobody from now on."""
    session.execute(delete(Alias).where(Alias.channel == channel, Alias.alias.in_(aliases)))
