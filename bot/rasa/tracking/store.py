"""Tracker store for Rasa: every event is kept, and a turn reads only the last few."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, Optional, Type

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import sessionmaker

import settings
from bot.actions.base import engine_for
from bot.rasa.tracking.erasure import forget
from bot.rasa.tracking.held import Write, hold
from bot.rasa.tracking.tables import EVENTS, SNAPSHOTS, create_tables
from bot.rasa.tracking.tracker import WindowTracker
from casefiles.errors import CaseFilesUnavailable
from knowledge.database import reported
from knowledge.errors import KnowledgeUnavailable
from knowledge.scrubbing import scrub

# Made once: a statement costs more to build than to run.
_SENDER = bindparam("sender")
_START = select(SNAPSHOTS.c.begin).where(SNAPSHOTS.c.sender_id == _SENDER).scalar_subquery()
_SLOTS = select(SNAPSHOTS.c.slots).where(SNAPSHOTS.c.sender_id == _SENDER).scalar_subquery()
_WINDOW = (
    select(EVENTS.c.id, EVENTS.c.data, _SLOTS.label("slots"))
    .where(EVENTS.c.sender_id == _SENDER, EVENTS.c.id >= func.coalesce(_START, 0))
    .order_by(EVENTS.c.id)
)
_INSERT = insert(EVENTS)
# Where a conversation begins to be read: id of its first event, slots before it as JSON, and when it was.
Place = tuple[int, str, float]
ERASE = "olvidar"  # the slot by which a conversation asks to be erased


class WindowTrackerStore(SQLTrackerStore):
    """Rasa's SQL store, with its table of events, that reads a bounded window of each conversation.

    Once a conversation is longer than `most` turns, a second table says where it begins to be read and the value of
    each slot there, so that nothing before is read again. The place moves on as the conversation does, and always
    leaves `keep` turns or more. With rules only, which look at one turn, the same actions follow as with all events;
    with memorised stories `keep` must reach as far back as their `max_history`.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[str] = None,
        event_broker: Optional[EventBroker] = None,
        most: int = 3,
        keep: int = 1,
        engine: Optional[Engine] = None,
    ) -> None:
        """Open the store, making its tables if they are missing.

        Args:
            domain: The model's domain.
            host: The address that `endpoints.yml` may give; it gives none, the settings do.
            event_broker: Where new events are also sent, if anywhere.
            most: Turns held before the place to begin moves.
            keep: Turns that are left after it.
            engine: The engine to use instead of the process's own.
        """
        # Not SQLTrackerStore's own __init__, which would open a second engine and wait for ever for its database.
        TrackerStore.__init__(self, domain, event_broker)
        self.engine = engine or engine_for(host or settings.load().database_url)
        self.sessionmaker = sessionmaker(bind=self.engine)
        self._most, self._keep = most, keep
        with _explained(self.engine):
            create_tables(self.engine)

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """An empty tracker."""
        return WindowTracker(sender_id, self.domain.slots)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The last turns of the conversation's session; None if nothing is stored.

        Raises:
            CaseFilesUnavailable: the database cannot be reached or read; its message says why in Spanish.
        """
        if self.engine.dialect.name == "sqlite":  # whose readers wait for nobody: a thread would take longer than it
            stored, before = self._read(sender_id)
        else:  # in a thread, so that a database that is busy does not stop the other conversations
            stored, before = await asyncio.to_thread(self._read, sender_id)
        if not stored:
            return None
        return WindowTracker.load(sender_id, self.domain.slots, before, stored)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events; if the person asked to be erased, delete all their conversations instead.

        A door that runs a turn stores them itself, with the answer (see `bot.rasa.tracking.held`).

        Raises:
            CaseFilesUnavailable: nothing was stored or deleted; its message says why in Spanish.
        """
        if ERASE in tracker.slots and tracker.get_slot(ERASE):
            # A door leaves nothing of them in the files either, once the answer is delivered.
            if not hold(self.engine, partial(forget, sender_id=tracker.sender_id)):
                await asyncio.to_thread(self.delete, tracker.sender_id)
            return
        if not isinstance(tracker, WindowTracker):
            await super().save(tracker)  # made elsewhere, as by Rasa's HTTP API: it counts the stored events
            return
        new = tracker.new_events
        if not new:
            return
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)
        rows = [_row(tracker.sender_id, event) for event in new]
        await self._store(partial(_write, rows=rows, place=self._new_place(tracker)))
        tracker.ids += [None] * len(rows)

    def delete(self, sender_id: str) -> None:
        """Delete every event of whoever writes from `sender_id`, also from what the files of the database keep."""
        self._write(partial(forget, sender_id=sender_id))
        with _explained(self.engine):
            scrub(self.engine)

    async def _store(self, write: Write) -> None:
        if not hold(self.engine, write):
            await asyncio.to_thread(self._write, write)

    def _write(self, write: Write) -> None:
        with _explained(self.engine), self.engine.begin() as connection:
            write(connection)

    def _new_place(self, tracker: WindowTracker) -> Optional[Place]:
        if sum(isinstance(event, UserUttered) for event in tracker.events) <= self._most:
            return None
        place = tracker.cut(self._keep)
        if place is None:
            return None
        begin, slots = place
        return begin, json.dumps(slots), list(tracker.events)[tracker.ids.index(begin)].timestamp

    def _read(self, sender_id: str) -> tuple[list[tuple[int, Event]], Optional[dict[str, Any]]]:
        with _explained(self.engine), self.engine.connect() as connection:
            rows = connection.execute(_WINDOW, {"sender": sender_id}).all()
        stored = [(row.id, event) for row in rows if (event := _event(json.loads(row.data)))]
        # As the stock store: a new session makes what came before it of no account.
        for position in range(len(stored) - 1, -1, -1):
            if isinstance(stored[position][1], SessionStarted):
                return stored[position:], None
        return stored, json.loads(rows[0].slots) if rows and rows[0].slots is not None else None


def _write(connection: Connection, rows: list[dict[str, Any]], place: Optional[Place]) -> None:
    connection.execute(_INSERT, rows)
    if place:
        begin, slots, moment = place
        sender_id = rows[0]["sender_id"]
        connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.sender_id == sender_id))
        connection.execute(insert(SNAPSHOTS).values(sender_id=sender_id, begin=begin, slots=slots, moment=moment))


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    try:
        with reported(engine):
            yield
    except KnowledgeUnavailable as error:
        raise CaseFilesUnavailable(str(error)) from error


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


@cache
def _class_of(type_name: str) -> Optional[Type[Event]]:
    """The class of an event; Rasa walks all its subclasses for each event."""
    return Event.resolve_by_type(type_name)


def _event(data: dict[str, Any]) -> Optional[Event]:
    kind = _class_of(data["event"])
    return kind._from_parameters(data) if kind else None
