"""The doors as people stand at them, each with what plays the channel on the other side."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from inspect import isawaitable
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import httpx

from bench import candidates
from bench.serve_doors import WRITES
from bench.turns import Person as AtRest
from tests.doubles.telegram import TelegramDouble
from tests.doubles.telegram.chats import BOT_ID
from tests.doubles.telegram.server import Call
from tests.doubles.whatsapp import GraphDouble, Phone
from tests.doubles.whatsapp.phone import webhook

REST = "REST de Rasa"
PUBLIC = "https://enlace.example"
HOOK = f"{PUBLIC}/webhooks/telegram/webhook"
VERIFICATION = "palabra de la medición"
PATIENCE = 60.0  # seconds that an answer may take

_people = count(6_000_000_001)


class Person(Protocol):
    """Somebody at a door.

    Attributes:
        sender: Under which id the server keeps their conversation.
    """

    sender: str

    async def say(self, text: str) -> float:
        """Send a message; milliseconds until its answer has arrived."""


NewPerson = Callable[[], Any]  # makes a person, or a promise of one


@dataclass
class Arrivals:
    """Who waits for a message of a channel; it arrives in the thread of the channel's double."""

    loop: asyncio.AbstractEventLoop
    waiting: dict[str, asyncio.Future[float]] = field(default_factory=dict)

    def arrived(self, person: str) -> None:
        """A message for `person` is there."""
        self.loop.call_soon_threadsafe(self._tell, person, time.perf_counter())

    def _tell(self, person: str, moment: float) -> None:
        waiting = self.waiting.pop(person, None)
        if waiting is None:
            raise RuntimeError("an answer that nobody waits for: what is said here is answered with one message")
        waiting.set_result(moment)

    async def of(self, person: str, posted: Callable[[], Any]) -> float:
        """Milliseconds from posting something until the next message for `person`."""
        self.waiting[person] = self.loop.create_future()
        waiting, started = self.waiting[person], time.perf_counter()
        (await posted()).raise_for_status()
        return (await asyncio.wait_for(waiting, PATIENCE) - started) * 1000


class Telegram(TelegramDouble):
    """Telegram, which tells of what arrives."""

    def __init__(self, arrivals: Arrivals) -> None:
        super().__init__()
        self._arrivals = arrivals

    def _record(self, call: Call) -> None:
        super()._record(call)
        if call.method == "sendMessage" and call.status == httpx.codes.OK:
            self._arrivals.arrived(f"telegram:{call.given['chat_id']}")


class Meta(GraphDouble):
    """Meta, which tells of what arrives."""

    def __init__(self, arrivals: Arrivals) -> None:
        super().__init__()
        self._arrivals = arrivals

    def _messages(self, body: dict[str, Any]) -> Any:
        answer = super()._messages(body)
        if answer.status == httpx.codes.OK and body.get("status") != "read":
            self._arrivals.arrived(f"whatsapp:{body['to']}")
        return answer


class AtThePage:
    """Somebody with the page open."""

    def __init__(self, client: httpx.AsyncClient, token: str, sender: str) -> None:
        self._client, self._token, self.sender = client, token, sender

    @classmethod
    async def new(cls, client: httpx.AsyncClient) -> AtThePage:
        """Opens the page."""
        headers = {"Origin": str(client.base_url).rstrip("/")}
        answer = await client.post("/webhooks/web/sesion", json={}, headers=headers)
        answer.raise_for_status()
        token: str = answer.json()["token"]
        claims = token.split(".")[1]
        session = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
        return cls(client, token, f"web:{session}")

    async def say(self, text: str) -> float:
        """Send a message; milliseconds until the last line of its answer."""
        headers, body = {"Authorization": f"Bearer {self._token}"}, {"id": uuid.uuid4().hex, "texto": text}
        started = time.perf_counter()
        answer = await self._client.post("/webhooks/web/mensajes", json=body, headers=headers)
        took = (time.perf_counter() - started) * 1000
        answer.raise_for_status()
        kinds = [json.loads(line)["tipo"] for line in answer.text.splitlines()]
        if "respuesta" not in kinds or kinds[-1] != "fin":
            raise RuntimeError(f"no answer to {text!r}: {kinds}")
        return took


class OnTelegram:
    """Somebody on Telegram, by webhook."""

    def __init__(self, client: httpx.AsyncClient, telegram: Telegram, arrivals: Arrivals) -> None:
        self._client, self._telegram, self._arrivals = client, telegram, arrivals
        self._chat = next(_people)
        self.sender = f"telegram:{BOT_ID}/{self._chat}"

    async def say(self, text: str) -> float:
        """Send a message; milliseconds until its answer has reached Telegram."""
        update = self._telegram.chats.message_from(self._chat, text=text)
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._telegram.methods.webhook["secret_token"]}
        return await self._arrivals.of(
            f"telegram:{self._chat}",
            lambda: self._client.post(HOOK.removeprefix(PUBLIC), json=update, headers=headers),
        )


class OnWhatsApp:
    """Somebody on WhatsApp."""

    def __init__(self, client: httpx.AsyncClient, meta: Meta, arrivals: Arrivals) -> None:
        self._client, self._meta, self._arrivals = client, meta, arrivals
        self._phone = Phone.new()
        self.sender = f"whatsapp:{meta.number}/{self._phone.user}"

    async def say(self, text: str) -> float:
        """Send a message; milliseconds until its answer has reached Meta."""
        raw = json.dumps(webhook(self._meta.number, self._phone.text(text), phones=(self._phone,))).encode()
        signature = hmac.new(self._meta.secret.encode(), raw, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
        return await self._arrivals.of(
            f"whatsapp:{self._phone.number}",
            lambda: self._client.post("/webhooks/whatsapp/webhook", content=raw, headers=headers),
        )


@dataclass
class Doors:
    """An open house.

    Attributes:
        people: Name of a door → makes somebody new there.
        database: File that it keeps everything in.
    """

    people: dict[str, NewPerson]
    database: Path
    client: httpx.AsyncClient
    said: str = ""  # sender of the long conversation that was really said

    async def writes(self) -> int:
        """Transactions that have written since it opened."""
        return int((await self.client.get(WRITES)).json())


def variables(telegram: TelegramDouble, meta: GraphDouble) -> dict[str, str]:
    """What opens the doors to the doubles, for the environment of a server."""
    return {
        "ENLACE_URL": PUBLIC, "TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API": telegram.address,
        "WHATSAPP_TOKEN": meta.token, "WHATSAPP_NUMERO_ID": meta.number, "WHATSAPP_SECRETO": meta.secret,
        "WHATSAPP_VERIFICACION": VERIFICATION, "WHATSAPP_API": meta.url,
    }  # fmt: skip


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Doors]:
    """Our server with all its doors, between doubles of the channels, on a database of its own in `folder`."""
    arrivals = Arrivals(asyncio.get_running_loop())
    telegram, meta = Telegram(arrivals), Meta(arrivals)
    with telegram, meta, candidates.at_the_doors(folder, variables(telegram, meta)) as running:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx.AsyncClient(base_url=running.address, timeout=PATIENCE, limits=limits) as client:
            await asyncio.to_thread(telegram.wait, lambda: telegram.methods.webhook)
            yield Doors(
                {
                    REST: partial(AtRest, running.address, client),
                    "página": partial(AtThePage.new, client),
                    "Telegram": partial(OnTelegram, client, telegram, arrivals),
                    "WhatsApp": partial(OnWhatsApp, client, meta, arrivals),
                },
                folder / "enlace.db",
                client,
            )


async def somebody(doors: Doors, door: str) -> Person:
    """Somebody new at a door."""
    made = doors.people[door]()
    person: Person = await made if isawaitable(made) else made
    return person
