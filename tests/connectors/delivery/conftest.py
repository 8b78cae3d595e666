"""A reception on a database of its own, with a door and a Rasa of the test's making."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from bot import services
from bot.actions.base import engine_for
from casefiles.database import migrate
from connectors.delivery import intake as reception_module
from connectors.delivery.door import Door
from connectors.delivery.intake import Reception
from connectors.delivery.limits.rates import Rates
from connectors.delivery.store.models import Inbox, Outbox
from connectors.delivery.store.transactions import writing
from connectors.delivery.worker import Pace
from connectors.messages.reply import TELEGRAM, Incoming, Limits, Part

QUICK = Pace(lease=2, sweep=0.05, typing=0.02, again=0.01, reminders=0.05)
UNHURRIED = Rates(per_sender="100000/second")
_numbers = count(1)


class PaperDoor:
    """A door that writes down what it delivers; `refuse` lets a test say what the channel answers instead."""

    def __init__(self, channel: str = "telegram", limits: Limits = TELEGRAM) -> None:
        self.channel = channel
        self.limits = limits
        self.fetched = False
        self.delivered: list[tuple[dict[str, Any], Part]] = []
        self.typing: list[str] = []
        self.refuse: Callable[[Part], Exception | None] = lambda part: None
        self.news = asyncio.Condition()

    async def ready(self, address) -> bool:
        return False

    async def deliver(self, address: dict[str, Any], part: Part) -> str:
        failure = self.refuse(part)
        if failure is not None:
            raise failure
        async with self.news:
            self.delivered.append((address, part))
            self.news.notify_all()
        return f"m{len(self.delivered)}"

    async def working(self, address: dict[str, Any], incoming: Incoming) -> None:
        self.typing.append(incoming.external_id)

    def tell(self, sender: str) -> None:
        """Nobody fetches here."""

    @property
    def texts(self) -> list[str]:
        return [part.text for _, part in self.delivered]

    async def until(self, number: int) -> list[str]:
        """Wait until that many parts have been delivered."""
        async with self.news:
            await asyncio.wait_for(self.news.wait_for(lambda: len(self.delivered) >= number), 20)
        return self.texts


async def echo(message: Any) -> None:
    """A Rasa that says what it heard."""
    await message.output_channel.send_response(message.sender_id, {"text": f"Oí: {message.text}"})


def wrote(text: str, sender: str = "telegram:bot/1", **others: Any) -> Incoming:
    """A message."""
    external_id = others.pop("external_id", None) or f"u{next(_numbers)}"
    address = others.pop("address", {"chat": 1})
    return Incoming(external_id, sender, others.pop("kind", "texto"), text, address=address, **others)


@pytest.fixture
def house(database_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The tables of the doors, on a database of the test's own; its address."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ENLACE_VAR", str(tmp_path))
    migrate(services.engine())
    services.upgrade(services.engine(), reception_module.MIGRATIONS)
    yield database_url
    engine_for(database_url).dispose()
    engine_for.cache_clear()


@asynccontextmanager
async def opened(door: Door, on_new_message: Callable[[Any], Awaitable[Any]] = echo, **options: Any):
    """A started reception with one door."""
    reception = Reception(on_new_message, options.pop("pace", QUICK), options.pop("rates", UNHURRIED))
    reception.register(door, **options)
    await reception.start()
    try:
        yield reception
    finally:
        await reception.stop()


def rows(model: type) -> list[Any]:
    """All rows of a table."""

    def read(session: Any, now: Any) -> list[Any]:
        found = session.scalars(select(model).order_by(*model.__table__.primary_key)).all()
        session.expunge_all()
        return found

    return writing(read)


async def eventually(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """Wait for a condition that is looked up in the database."""
    until = asyncio.get_running_loop().time() + seconds
    while not (found := await asyncio.to_thread(condition)):
        assert asyncio.get_running_loop().time() < until, "it never came true"
        await asyncio.sleep(0.02)
    return found


__all__ = ["QUICK", "Inbox", "Outbox", "PaperDoor", "echo", "eventually", "opened", "rows", "wrote"]
