"""What the tests of the WhatsApp door share."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sanic import Sanic

import settings
from bot import services
from bot.actions.base import engine_for
from connectors.delivery.intake import MIGRATIONS, Reception
from connectors.whatsapp import WhatsAppInput, channel
from tests.connectors.delivery.conftest import QUICK, UNHURRIED, house
from tests.doubles.whatsapp import GraphDouble, Phone

__all__ = ["house"]

OnNewMessage = Callable[[Any], Awaitable[Any]]
VERIFICATION = "palabra de verificación"
_numbers = count(1)


@pytest.fixture
def graph() -> Iterator[GraphDouble]:
    """A Graph API of the test's own."""
    with GraphDouble() as double:
        yield double


@pytest.fixture
def lucia() -> Phone:
    """Somebody with a phone and a user id, new to the assistant."""
    return Phone.new()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database of the test's own, and servers that may be started one after another."""
    url = f"sqlite:///{tmp_path / 'enlace.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("ENLACE_VAR", str(tmp_path))
    monkeypatch.setattr(channel, "reception_for", lambda turn: Reception(turn, QUICK, UNHURRIED))
    # Sanic rewrites its own methods each time an app starts; in this mode it can do so more than once.
    monkeypatch.setattr(Sanic, "test_mode", True)
    services.upgrade(services.engine(), MIGRATIONS)
    yield
    engine_for(url).dispose()
    engine_for.cache_clear()


@asynccontextmanager
async def served(graph: GraphDouble, on_new_message: OnNewMessage) -> AsyncIterator[WhatsAppInput]:
    """The door on a real Sanic server, with a Rasa of the test's making behind it."""
    given = settings.WhatsAppSettings(graph.token, graph.number, graph.secret, VERIFICATION, api=graph.url)
    door = WhatsAppInput(given)
    app = Sanic(f"whatsapp{next(_numbers)}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 32 * 2**20  # so that it is the door that refuses what is too large
    app.blueprint(door.blueprint(on_new_message), url_prefix="/webhooks/whatsapp")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        graph.webhook_url = f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/whatsapp/webhook"
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.after_start()
        try:
            yield door
        finally:
            await server.before_stop()
            await server.close()
            await server.after_stop()


async def off(work: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Run something that blocks beside the event loop in which the door is served."""
    return await asyncio.to_thread(work, *arguments, **named)


async def repeat(message: Any) -> None:
    """A Rasa that says what it heard."""
    await message.output_channel.send_response(message.sender_id, {"text": f"Oí: {message.text}"})
