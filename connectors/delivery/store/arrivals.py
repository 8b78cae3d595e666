"""Stores what a door hands over, all of it in one transaction: each message once, and none that is one too many."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from connectors.delivery.errors import TooMany
from connectors.delivery.limits.rates import Rates
from connectors.delivery.store import contacts, inbox
from connectors.messages.reply import Incoming
from connectors.messages.text import clean_text

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
    ids = {message.external_id for messages in senders.values() for message in messages}
    before = {channel: inbox.known(session, channel, ids) for channel in set(map(inbox.channel_of, senders))}
    moments = {} if counted else _moments(session, senders, rates, now)
    for sender, messages in senders.items():
        known = before[inbox.channel_of(sender)]
        unknown = [message for message in messages if message.external_id not in known]
        taken.known += [message for message in messages if message.external_id in known]
        for message in unknown:
            try:
                if not counted:
                    rates.written(message.written_at or now, moments[sender])
            except TooMany as many:
                taken.refused[sender] = many
                continue
            if inbox.store(session, message, now):
                taken.new.append(message)
                moments.setdefault(sender, []).append(message.written_at or now)
            else:
                taken.known.append(message)  # it came twice at this moment
        if unknown:
            contacts.wrote(session, unknown[-1], now)
    return taken


def storable(incoming: Incoming) -> Incoming:
    """The message with nothing that a database refuses."""
    external_id = incoming.external_id
    if len(external_id) > 200 or "\0" in external_id:
        external_id = hashlib.sha256(external_id.encode("utf-8", "surrogatepass")).hexdigest()
    text, token = clean_text(incoming.text), clean_text(incoming.token)[:80]
    return replace(incoming, external_id=external_id, text=text, token=token)


def _moments(
    session: Session, senders: Mapping[str, Sequence[Incoming]], rates: Rates, now: datetime
) -> dict[str, list[datetime]]:
    written = [message.written_at or now for messages in senders.values() for message in messages]
    if not written:
        return {}
    return inbox.moments(session, senders.keys(), min(written) - rates.reach, max(written) + rates.reach)
