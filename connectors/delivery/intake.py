"""Where every message comes in: stored once, acknowledged, and answered in order by a task that nobody can cancel."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from sqlalchemy.orm import Session

import settings
from bot import services
from bot.services import DatabaseUnavailable
from connectors.delivery import metrics, periodic
from connectors.delivery.door import Door
from connectors.delivery.errors import Busy, TooMany
from connectors.delivery.limits.apologies import SLOWLY, Apologies
from connectors.delivery.limits.rates import Rates
from connectors.delivery.limits.slots import Slots
from connectors.delivery.logs import quiet, where, who
from connectors.delivery.store import contacts, history, inbox, outbox
from connectors.delivery.store.arrivals import Delivered, Taken, take
from connectors.delivery.store.transactions import read, write
from connectors.delivery.turns import OnNewMessage
from connectors.delivery.work import First, Work
from connectors.delivery.worker import Attendant, Duty, LostLease, Pace
from connectors.messages.reply import Incoming, Part

logger = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parents[1] / "migrations"
TURNS_AT_ONCE = 4
MOST_PEOPLE = 1_000  # attended at once by one process; beyond, whoever delivers must try again
FAREWELL = 30.0  # seconds that a process which is stopped gives its turns


class Reception:
    """The reception of one process, shared by its doors."""

    def __init__(self, on_new_message: OnNewMessage, pace: Pace | None = None, rates: Rates | None = None) -> None:
        """Make it; nothing happens before `start`.

        Args:
            on_new_message: Runs one turn of Rasa, as an input channel gets it.
        """
        self._rates = rates or Rates(settings.load().redis_url)
        self._duty = Duty(secrets.token_hex(8), on_new_message, {}, Slots(TURNS_AT_ONCE), pace or Pace())
        self._attending: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()  # wrote while the last transaction of their attendant was on its way
        self._rounds: list[asyncio.Task[None]] = []
        self._started: asyncio.Task[None] | None = None
        self._apologies = Apologies(self._rates, self._apologise)

    def register(self, door: Door, *, history: bool = False) -> None:
        """Let messages come in and go out through `door`.

        Args:
            history: The door shows the conversation again: what was said is kept (see `history`).
        """
        self._duty.doors[door.channel] = door
        if history:
            self._duty.history.add(door.channel)

    async def start(self) -> None:
        """Make the tables and go on with what was left; doors call it from «after_server_start», each its own.

        Raises:
            DatabaseUnavailable: the tables cannot be made.
        """
        if self._started is None:
            self._started = asyncio.create_task(self._start())
        await self._started

    async def _start(self) -> None:
        quiet()
        await asyncio.to_thread(lambda: services.upgrade(services.engine(), MIGRATIONS))
        self._rounds = periodic.begin(self._duty, self.wake, self._attending)

    async def stop(self) -> None:
        """Begin nothing new, and let what is being answered be answered; doors call it from «before_server_stop»."""
        if self._started is None:
            return
        await self._apologies.settle()
        self._started = None
        self._duty.stopping = True
        for task in self._rounds:
            task.cancel()
        attending = [*self._attending.values()]
        if attending:
            _, late = await asyncio.wait(attending, timeout=FAREWELL)
            for task in late:
                task.cancel()
        await asyncio.gather(*attending, *self._rounds, return_exceptions=True)
        self._duty.stopping = False

    async def receive(self, incoming: Incoming, network: str = "") -> bool:
        """Store a message and see that it is answered; it returns before that. False if it was known.

        Args:
            network: Address that it came from, where anybody may write from any.

        Raises:
            TooMany: nothing was stored: they write too fast.
            Busy: nothing was stored: it cannot be now.
        """
        count = partial(self._rates.arrived, incoming.sender, network) if network else None
        taken = await self._shielded(inbox.channel_of(incoming.sender), lambda *_: [incoming], count, incoming.sender)
        for many in taken.refused.values():
            raise many
        return bool(taken.new)

    async def receive_all(self, channel: str, delivered: Delivered, sender: str = "") -> None:
        """As `receive`, with all that a channel delivers at once, which is stored whole or not at all.

        Whoever wrote too fast is told by the door, later.

        Args:
            sender: The only one who seems to have written, if it is known; they are attended a little sooner.

        Raises:
            Busy: nothing was stored.
        """
        await self._shielded(channel, delivered, sender=sender)

    async def _shielded(
        self, channel: str, delivered: Delivered, count: Callable[[], None] | None = None, sender: str = ""
    ) -> Taken:
        # In a task of its own: whoever delivers may hang up meanwhile.
        return await asyncio.shield(asyncio.create_task(self._receive(channel, delivered, count, sender)))

    async def _receive(
        self, channel: str, delivered: Delivered, count: Callable[[], None] | None, sender: str
    ) -> Taken:
        """Store what is delivered.

        Args:
            count: Counts it by its arrival.
            sender: The only one whose it seems to be, if that is known.
        """
        if len(self._attending) >= MOST_PEOPLE:
            metrics.BUSY.labels(channel).inc()
            raise Busy

        def store(session: Session, now: datetime) -> Taken:
            return take(session, now, delivered, self._rates, counted=count is not None)

        try:
            if count is not None:
                await self._rates.counting(count)
            idle = sender and sender not in self._attending and self._is_open
            taken = await (self._store_and_attend(sender, store) if idle else write(store))
        except TooMany:
            metrics.LIMITED.labels(channel).inc()
            raise
        except DatabaseUnavailable as error:
            logger.error("A message could not be stored: %s", error)
            metrics.BUSY.labels(channel).inc()
            raise Busy from error
        for incoming in taken.new:
            metrics.INCOMING.labels(channel, incoming.kind).inc()
            logger.info("%s wrote: %s, %s characters", who(incoming.sender), incoming.kind, len(incoming.text))
            if not idle or incoming.sender != sender:
                self.wake(incoming.sender)
        metrics.DUPLICATES.labels(channel).inc(len(taken.known))
        for sender in taken.refused:
            metrics.LIMITED.labels(channel).inc()
            if channel not in self._duty.history:  # such a door says it by itself
                self._apologies.owe(sender)
        return taken

    async def _store_and_attend(self, sender: str, store: Callable[[Session, datetime], Taken]) -> Taken:
        """Store what somebody wrote whom nobody attends, and in the same transaction begin to."""
        attendant, stored = Attendant(sender, self._duty), asyncio.get_running_loop().create_future()

        def arrive(session: Session, now: datetime, places: int) -> tuple[Taken, Work]:
            taken, work = store(session, now), None
            if any(incoming.sender == sender for incoming in taken.new):
                with suppress(LostLease):  # another process attends them, and finds it
                    work = attendant.begin(session, now, places)
            return taken, work

        async def first(places: int) -> Work:
            try:
                taken, work = await write(partial(arrive, places=places))
            except Exception as error:
                stored.set_exception(error)
                return None
            stored.set_result(taken)
            return work

        self._begin_to_attend(sender, attendant, first)
        taken: Taken = await stored
        return taken

    async def _apologise(self, sender: str) -> None:
        await write(lambda session, now: outbox.put(session, sender, [Part("texto", SLOWLY)], now))
        self.wake(sender)

    async def open_again(self, sender: str, network: str) -> None:
        """Somebody opens a session of the web that they had.

        Raises:
            TooMany: it is done too often.
        """
        await asyncio.to_thread(self._rates.opening, sender, network)

    async def new_session(self, network: str) -> None:
        """Somebody begins a session of the web from the address `network`.

        Raises:
            TooMany: too many began there.
        """
        await asyncio.to_thread(self._rates.session, network)

    async def gone(self, sender: str) -> None:
        """They blocked us or left: nothing is delivered to them until they write again.

        Raises:
            Busy: the database is away.
        """

        def leave(session: Session, now: datetime) -> None:
            contacts.mark_unreachable(session, sender)
            outbox.drop(session, sender)

        try:
            await write(leave)
        except DatabaseUnavailable as error:
            raise Busy from error

    async def answer(self, sender: str, external_id: str) -> history.Answer | None:
        """The answer to a message as far as it has been said; None if it never came in.

        Raises:
            Busy: the database is away.
        """
        try:
            return await read(lambda session, now: history.answer(session, sender, external_id))
        except DatabaseUnavailable as error:
            raise Busy from error

    def wake(self, sender: str) -> None:
        """There is something to do for `sender`."""
        if not self._is_open:
            return
        if sender in self._attending:
            self._again.add(sender)
            return
        if len(self._attending) >= MOST_PEOPLE:
            return  # the sweep comes back to them
        self._begin_to_attend(sender, Attendant(sender, self._duty))

    @property
    def _is_open(self) -> bool:
        return self._started is not None and not self._duty.stopping

    def _begin_to_attend(self, sender: str, attendant: Attendant, first: First | None = None) -> None:
        task = asyncio.create_task(self._attend(sender, attendant, first))
        self._attending[sender] = task
        task.add_done_callback(lambda _: self._left(sender))

    def _left(self, sender: str) -> None:
        del self._attending[sender]
        if sender in self._again:
            self._again.discard(sender)
            self.wake(sender)

    async def _attend(self, sender: str, attendant: Attendant, first: First | None) -> None:
        try:
            wait = await attendant.work(first)
        except DatabaseUnavailable as error:
            logger.error("The database is away: %s", error)  # the sweep comes back to it
        except Exception as error:
            logger.error("%s could not be attended: %s", who(sender), where(error))
        else:
            if wait is not None:
                asyncio.get_running_loop().call_later(wait, self.wake, sender)


@cache
def reception_for(on_new_message: OnNewMessage) -> Reception:
    """The reception of this process: the doors of one server get the same `on_new_message`."""
    return Reception(on_new_message)
