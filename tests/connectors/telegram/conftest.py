"""The Telegram door on a real server, between Telegram's double and a Rasa that says what the test tells it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, AsyncIterator, Dict, List
from uuid import uuid4

import httpx
import pytest
from rasa.core.channels import channel as rasa_channel
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sqlalchemy import select

import settings
from bot import services
from bot.actions.base import engine_for
from casefiles.database import migrate
from connectors.delivery.intake import Reception
from connectors.delivery.limits.rates import Rates
from connectors.delivery.store.models import Inbox, Outbox
from connectors.delivery.store.transactions import writing
from connectors.delivery.worker import Pace
from connectors.telegram import TelegramInput, channel
from connectors.telegram.channel import HEADER, PATH
from connectors.telegram.live import Live
from tests.doubles.telegram import TelegramDouble

PUBLIC = "https://enlace.example"
QUICK = Pace(lease=2, sweep=0.05, typing=0.02, again=0.01)
Say = Dict[str, Any]
OpenDoor = Callable[..., AbstractAsyncContextManager["Door"]]


@dataclass
class Script:
    """A Rasa that says what the test tells it to; it hears every turn."""

    heard: List[UserMessage] = field(default_factory=list)
    answers: Dict[str, List[Say]] = field(default_factory=dict)
    before: Callable[[], Awaitable[None]] | None = None  # awaited in each turn, before its answer

    async def handle_message(self, message: UserMessage) -> None:
        """One turn."""
        self.heard.append(message)
        if self.before:
            await self.before()
        for say in self.answers.get(message.text, [{"text": f"Oí: {message.text}"}]):
            await message.output_channel.send_response(message.sender_id, say)

    @property
    def texts(self) -> List[str]:
        """What was said to it, in order."""
        return [message.text for message in self.heard]


@dataclass
class Door:
    """A door that is open."""

    address: str
    telegram: TelegramDouble
    reception: Reception
    health: Callable[[], tuple[str, bool]]

    @property
    def live(self) -> Live:
        """What keeps the bot at work."""
        return self.health.__self__  # type: ignore[attr-defined,no-any-return]

    async def post(self, update: Any, secret: str | bytes | None = None, **more: Any) -> httpx.Response:
        """Post to the webhook, as Telegram or as somebody else."""
        headers = {HEADER: self.secret if secret is None else secret}
        async with httpx.AsyncClient() as client:
            return await client.post(f"{self.address}{PATH}", headers=headers, **(more or {"json": update}))

    @property
    def secret(self) -> str:
        """What the door told Telegram to send along."""
        return str(self.telegram.methods.webhook["secret_token"])

    async def see(self, seen: Callable[[], Any]) -> Any:
        """Wait until something is seen at Telegram."""
        return await asyncio.to_thread(self.telegram.wait, seen)

    async def read(self, chat: int, number: int) -> List[str]:
        """Wait until the person has got that many messages, and return them all."""
        await self.see(lambda: len(self.telegram.texts(chat)) >= number)
        return self.telegram.texts(chat)

    async def do(self, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Do something as a person or as the network."""
        return await asyncio.to_thread(lambda: act(*given, **named))


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    """Telegram, with nobody in it yet."""
    with TelegramDouble() as double:
        yield double


@pytest.fixture
def script() -> Script:
    """The Rasa of this test."""
    return Script()


@pytest.fixture
def open_door(
    telegram: TelegramDouble, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenDoor]:
    """Opens the door, by webhook unless `public` is false; again, it is the same house on the same database."""
    url = f"sqlite:///{tmp_path / 'enlace.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("ENLACE_VAR", str(tmp_path))
    migrate(services.engine())
    # Sanic rewrites its own methods each time an app starts; in this mode it can do so more than once.
    monkeypatch.setattr(Sanic, "test_mode", True)

    @asynccontextmanager
    async def opened(public: bool = True, token: str = "", rates: str = "1000/second") -> AsyncIterator[Door]:
        receptions: List[Reception] = []

        def reception_for(turn: Any) -> Reception:
            receptions.append(Reception(turn, QUICK, Rates(per_sender=rates)))
            return receptions[-1]

        monkeypatch.setattr(channel, "reception_for", reception_for)
        own = settings.TelegramSettings(token or telegram.token, api=telegram.address)
        current = settings.Settings(url, tmp_path, tmp_path, telegram=own, url=PUBLIC if public else "")
        app = Sanic(f"puerta_{uuid4().hex}", configure_logging=False)
        app.ctx.agent = script
        rasa_channel.register([TelegramInput(current)], app, route="/webhooks/")
        with socket.create_server(("127.0.0.1", 0)) as listening:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            telegram.delivery.hosts[PUBLIC] = address
            server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
            await server.startup()
            await server.after_start()
            try:
                yield Door(address, telegram, receptions[0], app.ctx.watched["telegram"])
            finally:
                await server.before_stop()
                await server.close()
                await server.after_stop()

    yield opened
    engine_for(url).dispose()
    engine_for.cache_clear()


@pytest.fixture
async def door(open_door: OpenDoor, telegram: TelegramDouble) -> AsyncIterator[Door]:
    """The door by webhook, ready."""
    async with open_door() as one:
        await one.see(lambda: telegram.methods.webhook)
        yield one


def rows(model: Any) -> List[Any]:
    """All rows of a table, in order."""

    def read(session: Any, now: Any) -> List[Any]:
        found = list(session.scalars(select(model).order_by(*model.__table__.primary_key)))
        session.expunge_all()
        return found

    return writing(read)


async def eventually(seen: Callable[[], Any]) -> None:
    """Wait until something is seen where nobody tells of it: in the database or the log."""
    until = asyncio.get_running_loop().time() + 30
    while not await asyncio.to_thread(seen):
        assert asyncio.get_running_loop().time() < until, "it was never seen"
        await asyncio.sleep(0.02)


async def settled(received: int = 1) -> None:
    """Wait until that many messages have come in, and everything is answered and delivered."""

    def done() -> bool:
        inbox = rows(Inbox)
        return len(inbox) >= received and all(row.done_at for row in inbox) and not rows(Outbox)

    await eventually(done)
