"""Under which name the house knows whoever writes, through changes of number and of the ids that Meta gives.

Two rules: one person is one conversation, whether Meta names them by user id, by phone or by both; and a phone that
passes to somebody else does not carry the conversation with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Dict

from sqlalchemy.orm import Session

from connectors.delivery.store import aliases, contacts
from connectors.whatsapp.identity import Identity, canonical
from connectors.whatsapp.webhook import Change

CHANNEL = "whatsapp"


def sender_of(session: Session, number: str, person: Identity, known: dict[str, str] | None = None) -> str:
    """The sender of a message, known from before or new; both names of the person lead to it from now on.

    Args:
        number: Our phone number id.
        known: Who is known under the names of this person, where that was looked up; it is kept up to date.
    """
    if known is None:
        known = aliases.senders_of(session, CHANNEL, person.keys)
    sender = _among(session, person, known) or _new(session, number, person)
    for name in person.keys:
        if known.get(name) != sender:
            aliases.remember(session, CHANNEL, name, sender)
            known[name] = sender
    return sender


def find(session: Session, person: Identity) -> str | None:
    """The sender of a message, if they are known from before."""
    return _among(session, person, aliases.senders_of(session, CHANNEL, person.keys))


def moved(session: Session, change: Change) -> None:
    """A person changed number or user id: the conversation goes with them, and the old names are free."""
    sender = next(filter(None, (_known(session, name) for name in change.old.keys)), None)
    if sender is None:
        return
    aliases.forget(session, CHANNEL, set(change.old.keys) - set(change.new.keys))
    for name in change.new.keys:
        aliases.remember(session, CHANNEL, name, sender)
    contact = contacts.find(session, sender)
    if contact is not None:
        contact.address = {**contact.address, **address(change.new)}


def address(person: Identity) -> Dict[str, Any]:
    """How to write to them: the phone exactly as it came, and the user id for where there is no phone."""
    return {"to": person.phone, "recipient": person.user}


def _among(session: Session, person: Identity, known: Mapping[str, str]) -> str | None:
    phone = canonical(person.phone)
    sender = known.get(person.user) if person.user else None
    if sender is None:
        owner = known.get(phone) if phone else None
        # With another user id than the owner's, the phone belongs to somebody else now.
        sender = owner if owner and not (person.user and _has_user(session, owner)) else None
    return sender


def _known(session: Session, name: str) -> str | None:
    return aliases.sender_of(session, CHANNEL, name) if name else None


def _has_user(session: Session, sender: str) -> bool:
    return any("." in name for name in aliases.names(session, CHANNEL, sender))


def _new(session: Session, number: str, person: Identity) -> str:
    sender = f"{CHANNEL}:{number}/{person.keys[0]}"
    # Somebody who moved to another number may still be known under the one that is new to this person. What was stored
    # a moment ago under this person's own names is a copy of the same delivery.
    while (names := aliases.names(session, CHANNEL, sender)) and not set(person.keys) & set(names):
        sender += "+"
    return sender
