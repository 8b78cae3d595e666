"""Stores what a door hands over, all of it in one transaction: each message once, and none that is one too many."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from connectors import contacts, inbox
from connectors.errors import TooMany
from connectors.rates import Rates
from connectors.reply import Incoming
from connectors.text import clean_text

# The messages of one delivery in the order in which they are to be answered; read in the transaction that stores them.
Delivered = Callable[[Session, datetime], Sequence[Incoming]]


@dataclass
class Taken:
    """What became of the messages of one delivery.

    Attributes:
        new: Stored now.
        known: Stored before.
        refused: Who wrote too fast, so that some of theirs was not stored.
    """

    new: list[Incoming] = field(default_factory=list)
    known: list[Incoming] = field(default_factory=list)
    refused: dict[str, TooMany] = field(default_factory=dict)


def take(session: Session, now: datetime, delivered: Delivered, rates: Rates, *, counted: bool = False) -> Taken:
    """Store messages.

    Args:
        counted: They have been counted already, by their arrival.
    """
    taken = Taken()
    senders: dict[str, list[Incoming]] = defaultdict(list)
    for incoming in map(storable, delivered(session, now)):
        senders[incoming.sender].append(incoming)
    for sender, messages in senders.items():
        ids = {message.external_id for message in messages}
        before = inbox.known(session, inbox.channel_of(sender), ids)
        unknown = ids - before
        moments = [] if counted or not unknown else _moments(session, messages, rates, now)
        for message in messages:
            if message.external_id in before:
                taken.known.append(message)
                continue
            at = message.written_at or now
            try:
                if not counted:
                    rates.written(at, moments)
            except TooMany as many:
                taken.refused[sender] = many
                continue
            moments.append(at)
            if inbox.store(session, message, now):
                before.add(message.external_id)
                taken.new.append(message)
            else:
                taken.known.append(message)
        if unknown:
            contacts.wrote(session, messages[-1], now)
    return taken


def storable(incoming: Incoming) -> Incoming:
    """The message with nothing that a database refuses."""
    external_id = incoming.external_id
    if len(external_id) > 200 or "\0" in external_id:
        external_id = hashlib.sha256(external_id.encode("utf-8", "surrogatepass")).hexdigest()
    text, token = clean_text(incoming.text), clean_text(incoming.token)[:80]
    return replace(incoming, external_id=external_id, text=text, token=token)


def _moments(session: Session, messages: Sequence[Incoming], rates: Rates, now: datetime) -> list[datetime]:
    written = [message.written_at or now for message in messages]
    return inbox.moments(session, messages[0].sender, min(written) - rates.reach, max(written) + rates.reach)
