"""A delivery of Meta as the reception takes it: whose each message is, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone

from sqlalchemy.orm import Session

from connectors.delivery.store import aliases, contacts
from connectors.messages.reply import Incoming
from connectors.messages.unread import captioned
from connectors.whatsapp import people, statuses
from connectors.whatsapp.identity import Identity
from connectors.whatsapp.webhook import Change, Event, Message, Status

LATE = 15 * 60  # seconds; what was written before gets an excuse with its answer
EXCUSE = "Perdona la tardanza: tu mensaje apenas me llegó."


class Reader:
    """Reads one delivery in the transaction that stores it; a person is looked up once, however much they wrote."""

    def __init__(self, session: Session, now: datetime, number: str) -> None:
        """Begin.

        Args:
            number: Our phone number id.
        """
        self._session = session
        self._now = now
        self._number = number
        self._senders: dict[Identity, str] = {}
        self._known: dict[str, str] = {}  # name → sender
        self._latest: dict[str, float] = {}  # sender → when they last wrote
        self._failed: dict[str, Status] = {}  # phone → that it was not reached

    def read(self, events: Sequence[Event]) -> list[Incoming]:
        """The messages of `events`; what else they tell is stored."""
        names = {key for event in events if isinstance(event, Message) for key in event.person.keys}
        self._known = aliases.senders_of(self._session, people.CHANNEL, names)
        incoming = []
        for event in _in_order(events, self._now.timestamp()):
            if isinstance(event, Message):
                incoming.append(self._incoming(event))
            elif isinstance(event, Change):
                people.moved(self._session, event)
                self._senders.clear()
                self._known = aliases.senders_of(self._session, people.CHANNEL, names)
            elif isinstance(event, Status) and statuses.is_unreachable(event):
                self._failed.setdefault(event.person.phone, event)
        for failed in self._failed.values():
            statuses.try_other_form(self._session, failed)
        return incoming

    def _incoming(self, message: Message) -> Incoming:
        sender, now = self._sender(message.person), self._now.timestamp()
        at = min(message.at or now, now)
        # An older message may arrive later, and does not close the window that a newer one opened.
        latest = self._latest[sender] = max(at, self._latest[sender])
        excuses = [EXCUSE] if now - at > LATE else []
        if message.beside:
            excuses.append(captioned(message.beside))
        return Incoming(
            message.wamid,
            sender,
            message.kind,
            message.text,
            message.token,
            address={**people.address(message.person), "at": latest, "sender": sender},
            details={"excuse": " ".join(excuses)} if excuses else {},
            written_at=datetime.fromtimestamp(at, timezone.utc),
        )

    def _sender(self, person: Identity) -> str:
        sender = self._senders.get(person)
        if sender is None:
            sender = self._senders[person] = people.sender_of(self._session, self._number, person, self._known)
        if sender not in self._latest:
            contact = contacts.find(self._session, sender)
            self._latest[sender] = contact.address.get("at", 0) if contact else 0
        return sender


def tells_something(events: Sequence[Event]) -> bool:
    """Whether there is anything to store."""
    return any(
        isinstance(event, (Message, Change)) or (isinstance(event, Status) and statuses.is_unreachable(event))
        for event in events
    )


def _in_order(events: Sequence[Event], now: float) -> Iterator[Event]:
    """`events` with the messages among them as they were written; one without a moment was written now."""
    messages = (event for event in events if isinstance(event, Message))
    written = iter(sorted(messages, key=lambda message: message.at or now))
    return (next(written) if isinstance(event, Message) else event for event in events)
