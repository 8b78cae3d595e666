"""Attends one person: their messages one at a time and in order, and after each what is said to them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot.services import DatabaseUnavailable, Held
from connectors.delivery import bells, metrics, turns
from connectors.delivery.door import Door
from connectors.delivery.limits.slots import Slots
from connectors.delivery.logs import where, who
from connectors.delivery.sender import deliver
from connectors.delivery.store import buttons, contacts, inbox, outbox
from connectors.delivery.store.erasure import forget
from connectors.delivery.store.transactions import read, write
from connectors.delivery.turns import OnNewMessage, Task
from connectors.delivery.work import Delivery, First, Queued, Rest, Store, Work
from connectors.messages.rendering import render
from connectors.messages.reply import Incoming, Part, Reply

logger = logging.getLogger(__name__)

STORING = 600.0  # seconds that an answer waits for the database


class LostLease(Exception):
    """Another process attends this person, or they were erased."""


@dataclass
class Pace:
    """How often things are looked at, in seconds.

    Attributes:
        lease: How long a process that died still keeps its people.
        sweep: How often forgotten work is looked for.
        typing: How often «escribiendo…» is shown.
        again: Wait after a failure, longer each time.
        reminders: How often what is due is looked for.
        retention: How often what has served is deleted.
    """

    lease: float = 15
    sweep: float = 2
    typing: float = 4
    again: float = 1
    reminders: float = 30
    retention: float = 3600


@dataclass
class Duty:
    """What every attendant of a process shares.

    Attributes:
        owner: Names this process in the leases.
        slots: Places for Rasa's turns.
        history: Channels that show the conversation again.
        stopping: No new work is begun.
    """

    owner: str
    on_new_message: OnNewMessage
    doors: dict[str, Door]
    slots: Slots
    pace: Pace = field(default_factory=Pace)
    history: set[str] = field(default_factory=set)
    stopping: bool = False


class Attendant:
    """Attends one sender while there is something to do, if no other process does.

    Each transaction stores what was done and begins what comes next.
    """

    def __init__(self, sender: str, duty: Duty) -> None:
        self._sender = sender
        self._duty = duty
        self._door = duty.doors[inbox.channel_of(sender)]
        self._keep = self._door.channel in duty.history
        self._lost = False
        self._turn: asyncio.Task[turns.Done] | None = None

    async def work(self, first: First | None = None) -> float | None:
        """Do all there is to do; the seconds until the next part may go, if one has to wait.

        Args:
            first: Begins, in a transaction that may do something else before (see `begin`).

        Raises:
            DatabaseUnavailable: what was not stored will be done again.
        """
        renewing = asyncio.create_task(self._renew())
        try:
            return await self._work(first)
        except LostLease:
            logger.info("%s is not attended here", who(self._sender))
            return None
        finally:
            renewing.cancel()

    async def _work(self, first: First | None) -> float | None:
        begin, queued = first or self._begin, None
        done: Store | None = None
        while True:
            async with self._place(queued) as places:
                work = await self._store(done, places) if done else await begin(places)
                while isinstance(work, Task):
                    work = await self._answer(work)
            begin, queued, done = self._go_on, None, None
            if isinstance(work, Queued):
                queued = work
            elif isinstance(work, Rest):
                await asyncio.sleep(work.seconds)
            elif not isinstance(work, Delivery):
                return work
            # Where the channel wanted a moment first, somebody else may be the one to deliver it by now.
            elif not await self._door.ready(work.address) or await read(partial(self._is_next, part=work.waiting.id)):
                done = await deliver(self._door, self._sender, work.address, work.waiting, keep=self._keep)

    @asynccontextmanager
    async def _place(self, queued: Queued | None) -> AsyncIterator[int]:
        """Places for the turn of a message that waits for them, or for whatever comes next the one that is free."""
        if queued is None:
            async with self._duty.slots.if_free() as places:
                yield places
        else:
            async with self._typing(queued.incoming), self._duty.slots.wait(queued.places) as places:
                yield places

    async def _begin(self, places: int) -> Work:
        return await write(partial(self.begin, places=places))

    async def _go_on(self, places: int) -> Work:
        return await write(partial(self._next, places=places))

    async def _store(self, done: Store, places: int = 0) -> Work:
        """Store what was done, as soon as the database takes it, and begin what comes next."""
        wait, until = self._duty.pace.again, time.monotonic() + STORING
        while True:
            try:
                return await write(partial(self._next, done=done, places=places))
            except DatabaseUnavailable:
                logger.error("What was done for %s cannot be stored yet", who(self._sender))
                if time.monotonic() > until:
                    raise  # it will be done again, a turn at most as often as any other
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30)

    def begin(self, session: Session, now: datetime, places: int) -> Work:
        """Take this person, and what is to be done first.

        Raises:
            LostLease: another process attends them.
        """
        lease = timedelta(seconds=self._duty.pace.lease)
        if not contacts.claim(session, self._sender, self._duty.owner, now, lease):
            raise LostLease
        return self._next(session, now, places)

    def _next(self, session: Session, now: datetime, places: int, done: Store | None = None) -> Work:
        # The contact is locked first: what another process stores from here on finds this person released.
        address = contacts.hold(session, self._sender, self._duty.owner)
        if done:
            done(session, now)
        if address is None:
            return None  # what was done stays, and another process goes on
        waiting = None if self._duty.stopping else outbox.head(session, self._sender, now)
        if isinstance(waiting, outbox.Delivery):
            return Delivery(waiting, address)
        row = None if self._duty.stopping else inbox.oldest(session, self._sender)
        if row is None:
            contacts.release(session, self._sender, self._duty.owner)
            return waiting
        incoming = inbox.incoming_of(row, address)
        # Whoever was in work when a process died may have killed it.
        needed = self._duty.slots.needed(alone=inbox.was_interrupted(row))
        if places < needed:
            return Queued(incoming, needed)
        choice = turns.choice_of(session, row.id, incoming, now)
        attempt = inbox.begin(session, row, choice.title if choice else row.text)
        return Task(row.id, incoming, attempt, choice)

    def _is_next(self, session: Session, now: datetime, part: int) -> bool:
        waiting = outbox.head(session, self._sender, now)
        is_first = isinstance(waiting, outbox.Delivery) and waiting.id == part
        return is_first and contacts.hold(session, self._sender, self._duty.owner) is not None

    async def _answer(self, task: Task) -> Work:
        """Run a turn and store its answer; what comes next."""
        if task.attempts > inbox.MOST_ATTEMPTS:
            # It took the process with it as often as it was tried.
            return await self._give_up(task, "attempts")
        started = time.monotonic()
        try:
            async with self._typing(task.incoming):
                done = await self._run(task)
        except LostLease:
            raise
        except Exception as error:
            logger.error("A turn of %s failed (attempt %s): %s", who(self._sender), task.attempts, where(error))
            metrics.TURNS.labels(self._door.channel, "fallo").observe(time.monotonic() - started)
            if task.attempts >= inbox.MOST_ATTEMPTS:
                return await self._give_up(task, type(error).__name__)
            await write(lambda session, now: inbox.put_back(session, task.id, task.attempts))
            return Rest(self._duty.pace.again * task.attempts)
        seconds = time.monotonic() - started
        metrics.TURNS.labels(self._door.channel, "bien").observe(seconds)
        parts = render(done.replies, self._door.limits)
        work = await self._say(task, parts, done.conversation)
        logger.info(
            "%s: %s answered with %s in %.0f ms", who(self._sender), task.incoming.kind, len(parts), seconds * 1e3
        )
        return work

    async def _run(self, task: Task) -> turns.Done:
        """What a turn makes; it ends at once when another process attends this person."""
        self._turn = asyncio.create_task(turns.run(task, self._duty.on_new_message))
        try:
            return await self._turn
        except asyncio.CancelledError:
            if self._lost:
                raise LostLease from None
            self._turn.cancel()
            raise
        finally:
            self._turn = None

    async def _give_up(self, task: Task, reason: str) -> Work:
        logger.error("A message of %s was put aside: %s", who(self._sender), reason)
        return await self._say(task, render([Reply(turns.LOST)], self._door.limits), None)

    async def _say(self, task: Task, parts: list[Part], conversation: Held | None) -> Work:
        """Store all that a turn made, or nothing, and begin what comes next.

        Args:
            conversation: What Rasa keeps of it; None if the message was given up.
        """
        fetched = self._door.fetched

        def store(session: Session, now: datetime) -> None:
            parked = conversation is None
            if not inbox.finish(session, task.id, task.attempts, now, keep=self._keep, parked=parked):
                raise LostLease  # it was begun again elsewhere, and is answered there
            if conversation is not None:
                conversation.store(session)
            issued = buttons.issue(session, self._sender, task.id, parts, now)
            outbox.put(session, self._sender, issued, now, task.id, fetched=fetched)
            if fetched:
                bells.ring(session, self._sender)
            if fetched and any(part.forget for part in parts):
                forget(session, self._sender, task.id)

        work = await self._store(store)
        if fetched:
            self._door.tell(self._sender)
            metrics.OUTGOING.labels(self._door.channel, "entregada").inc(len(parts))
        return work

    @asynccontextmanager
    async def _typing(self, incoming: Incoming) -> AsyncIterator[None]:
        async def show() -> None:
            while True:
                with suppress(Exception):  # it is only a courtesy
                    await self._door.working(incoming.address, incoming)
                await asyncio.sleep(self._duty.pace.typing)

        showing = asyncio.create_task(show())
        try:
            yield
        finally:
            showing.cancel()

    async def _renew(self) -> None:
        lease = timedelta(seconds=self._duty.pace.lease)
        while not self._lost:
            await asyncio.sleep(self._duty.pace.lease / 3)
            with suppress(DatabaseUnavailable):
                self._lost = not await write(
                    lambda session, now: contacts.renew(session, self._sender, self._duty.owner, now, lease)
                )
        if self._turn is not None:
            self._turn.cancel()
