"""How often a message is written, from its arrival at a door to its answer at the person's end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import httpx
import pytest
from sanic import Sanic

import settings
from bench import doors as people
from bench.doors import Arrivals, AtThePage, Meta, OnTelegram, OnWhatsApp, Person, Telegram
from bench.writes import counted
from bot.rasa.assistant import Assistant
from connectors.delivery import intake
from connectors.delivery.limits import rates
from connectors.delivery.store import transactions
from connectors.delivery.store.models import WORKING, Contact, Inbox, Outbox
from connectors.server.app import build, channels
from connectors.telegram import door as telegram_door
from tests.connectors.delivery.conftest import eventually

MOST = 4  # transactions that write
FAQ, REGISTRY = "cuánto tarda el dictamen", "qué hermanamientos tiene guadalajara"
GUIDE = ("llévame paso a paso", "acepto", "Prueba con Laredo")


@pytest.fixture
async def everybody(agent: Assistant, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, Person]]:
    """Somebody at each door of the real server, with the real assistant, in this process."""
    monkeypatch.setattr(Sanic, "test_mode", True)
    # Nobody who reads what is said writes again so soon.
    monkeypatch.setattr(telegram_door, "SPACING", 0.0)
    monkeypatch.setattr(intake, "Rates", partial(rates.Rates, per_sender="1000/second"))
    arrivals = Arrivals(asyncio.get_running_loop())
    telegram, meta = Telegram(arrivals), Meta(arrivals)
    with telegram, meta:
        for name, value in people.variables(telegram, meta).items():
            monkeypatch.setenv(name, value)
        current = settings.load()
        async with served(agent, current) as address, httpx.AsyncClient(base_url=address, timeout=60) as client:
            await asyncio.to_thread(telegram.wait, lambda: telegram.methods.webhook)
            yield {
                "web": await AtThePage.new(client),
                "telegram": OnTelegram(client, telegram, arrivals),
                "whatsapp": OnWhatsApp(client, meta, arrivals),
            }
    intake.reception_for.cache_clear()


@asynccontextmanager
async def served(agent: Assistant, current: settings.Settings) -> AsyncIterator[str]:
    app = build(agent, channels(current), current)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.after_start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            await server.before_stop()
            await server.close()
            await server.after_stop()


def nothing_to_do() -> bool:
    """Whether all that came in is answered, delivered and released."""

    def look(session, now) -> bool:
        unfinished = (
            session.query(Inbox).filter(Inbox.state.in_(("nueva", WORKING))),
            session.query(Outbox).filter_by(state="pendiente"),
            session.query(Contact).filter(Contact.claimed_by.is_not(None)),
        )
        return not any(rows.count() for rows in unfinished)

    return transactions.reading(look)


@pytest.mark.parametrize("door", ["web", "telegram", "whatsapp"])
async def test_a_message_is_written_at_most_four_times(everybody: dict[str, Person], door: str) -> None:
    person = everybody[door]
    await person.say("hola")  # the first one begins a session
    written = {}
    for text in (FAQ, REGISTRY, *GUIDE):
        await eventually(nothing_to_do)
        with counted() as writes:
            await person.say(text)
            await eventually(nothing_to_do)
        written[text] = writes.count
    assert {text: times for text, times in written.items() if times > MOST} == {}
    # Nothing but the arrival, and the answer with what it changes, where nobody has to bring it.
    assert written[FAQ] <= (2 if door == "web" else MOST)
