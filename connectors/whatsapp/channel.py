"""The door itself: Meta's webhook comes in, and the parts of the answers go out."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Dict, Optional

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, text
from sqlalchemy.orm import Session

import settings
from bot.services import DatabaseUnavailable
from connectors.delivery.errors import Busy
from connectors.delivery.intake import Reception, reception_for
from connectors.delivery.limits.tries import Tries
from connectors.delivery.logs import where
from connectors.delivery.metrics import SET_ASIDE
from connectors.delivery.store import transactions
from connectors.delivery.turns import OnNewMessage
from connectors.messages.reply import WHATSAPP, Incoming, Part
from connectors.whatsapp import people, statuses
from connectors.whatsapp.delivery import Courier
from connectors.whatsapp.errors import GraphError
from connectors.whatsapp.graph import Graph
from connectors.whatsapp.incoming import Reader, tells_something
from connectors.whatsapp.signature import HEADER, refusal
from connectors.whatsapp.webhook import Event, Message, read

logger = logging.getLogger(__name__)

LARGEST = 4 * 2**20  # bytes; Meta's webhooks reach 3 MB
SMALL = 64 * 1024  # bytes that are read in less time than a thread takes to begin
TYPING = 20.0  # seconds; Meta shows «escribiendo…» for 25
FIRST_TICKS = 3.0  # seconds that an answer waits for the blue ticks, which put out of order would show typing after it


@dataclass(frozen=True)
class _Ticks:
    """The blue ticks of the message being answered, which may still be on their way."""

    wamid: str
    until: float  # monotonic; when Meta takes «escribiendo…» away
    task: asyncio.Task[None]


class WhatsAppInput(InputChannel):
    """One phone number on Meta's Cloud API."""

    channel = people.CHANNEL
    limits = WHATSAPP
    largest_body = LARGEST
    fetched = False

    def __init__(self, given: settings.WhatsAppSettings) -> None:
        """Nothing is asked of Meta yet.

        Raises:
            Misconfigured: a variable is missing; without the app's secret anybody could sign a webhook.
        """
        values = (given.token, given.number_id, given.secret, given.verification)
        missing = [name for name, value in zip(settings.WHATSAPP_VARIABLES, values, strict=True) if not value]
        if missing:
            raise settings.Misconfigured(f"Para WhatsApp falta {', '.join(missing)}; mira docs/whatsapp.md.")
        self._given = given
        self._ticks: Dict[str, _Ticks] = {}  # by sender
        self._tries = Tries()
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def name(cls) -> str:
        """The last word of /webhooks/whatsapp."""
        return people.CHANNEL

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> WhatsAppInput:
        """From the environment: credentials.yml is in git, where no secret belongs."""
        return cls(settings.load().whatsapp or settings.WhatsAppSettings("", "", "", ""))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The address that is registered with Meta, /webhooks/whatsapp/webhook."""
        routes = Blueprint("whatsapp", __name__)
        reception = reception_for(on_new_message)
        reception.register(self)

        @routes.listener("before_server_start")
        async def connect(*_: Any) -> None:
            given = self._given
            self._graph = Graph(given.api, given.version, given.number_id, given.token)
            self._courier = Courier(self._graph)

        @routes.listener("after_server_start")
        async def start(*_: Any) -> None:
            await reception.start()

        @routes.listener("before_server_stop")
        async def stop(*_: Any) -> None:
            await reception.stop()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._graph.close()

        @routes.get("/webhook")
        async def verify(request: Request) -> HTTPResponse:
            token = (request.args.get("hub.verify_token") or "").encode()
            if request.args.get("hub.mode") != "subscribe" or not hmac.compare_digest(
                token, self._given.verification.encode()
            ):
                return empty(403)
            return text(request.args.get("hub.challenge") or "")

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if len(request.body) > LARGEST:
                return empty(413)
            refused = refusal(request.body, request.headers.get(HEADER), self._given.secret)
            if refused:
                logger.warning("A webhook that Meta did not sign was refused")
                return empty(refused)
            events = await self._events(request.body)
            try:
                if tells_something(events):
                    await self._store(events, reception)
            except Busy:
                return empty(503)  # Meta sends the whole body again; what was stored is known
            statuses.count(events)
            return empty(200)

        return routes

    def tell(self, sender: str) -> None:
        """Answers are delivered."""

    async def ready(self, address: Dict[str, Any]) -> bool:
        """After the blue ticks of what is answered; see `connectors.delivery.door.Door`."""
        ticks = self._ticks.pop(address["sender"], None)
        if ticks is None or ticks.task.done():
            return False
        await asyncio.wait([ticks.task], timeout=FIRST_TICKS)
        return True

    async def deliver(self, address: Dict[str, Any], part: Part) -> str:
        """Send one part; see `connectors.delivery.door.Door`."""
        return await self._courier.deliver(address, part)

    async def working(self, address: Dict[str, Any], incoming: Incoming) -> None:
        """Blue ticks and «escribiendo…», again before Meta takes it away."""
        now, wamid = time.monotonic(), incoming.external_id
        self._ticks = {sender: told for sender, told in self._ticks.items() if told.until > now}
        told = self._ticks.get(incoming.sender)
        if told is None or told.wamid != wamid:
            task = self._keep(asyncio.create_task(self._tick(wamid)))
            self._ticks[incoming.sender] = _Ticks(wamid, now + TYPING, task)

    async def _tick(self, wamid: str) -> None:
        try:
            await self._graph.mark_read(wamid)
        except GraphError as error:
            logger.info("WhatsApp did not take the blue ticks: %s", error)

    async def _events(self, body: bytes) -> Sequence[Event]:
        if len(body) < SMALL:
            return read(body, self._given.number_id)
        return await asyncio.to_thread(read, body, self._given.number_id)

    async def _store(self, events: Sequence[Event], reception: Reception) -> None:
        """Store what Meta delivered; what cannot be, nobody knows why, must not keep back the rest.

        Raises:
            Busy: it must come again.
        """
        try:
            writer = await _writer(events)
            await reception.receive_all(people.CHANNEL, partial(self._read, events), writer)
        except Busy:
            raise
        except Exception as error:
            logger.error("A delivery of Meta could not be stored: %s", where(error))
            if len(events) > 1:
                for event in events:
                    await self._store([event], reception)
            elif self._tries.once_more(str(hash(events[0]))):
                raise Busy from error
            else:
                SET_ASIDE.labels(self.channel).inc()

    def _read(self, events: Sequence[Event], session: Session, now: datetime) -> Sequence[Incoming]:
        return Reader(session, now, self._given.number_id).read(events)

    def _keep(self, task: asyncio.Task[None]) -> asyncio.Task[None]:
        """Hold on to a task until it ends; the event loop alone would let it be collected."""

        def ended(done: asyncio.Task[None]) -> None:
            self._tasks.discard(done)
            if not done.cancelled() and (error := done.exception()) is not None:
                logger.error("A courtesy failed: %s", where(error))

        self._tasks.add(task)
        task.add_done_callback(ended)
        return task


async def _writer(events: Sequence[Event]) -> str:
    """The sender of all the messages of a delivery, if it is one person whom we know."""
    people_who_wrote = {event.person for event in events if isinstance(event, Message)}
    if len(people_who_wrote) != 1:
        return ""
    [person] = people_who_wrote
    try:
        return await transactions.read(lambda session, now: people.find(session, person)) or ""
    except DatabaseUnavailable:
        return ""
