"""Between processes: that an answer has been stored is told to whoever waits for it in another one.

PostgreSQL tells it, at the moment when it is stored (LISTEN and NOTIFY). With SQLite there is one process, which tells
itself. Whoever is not told, because the connection was down, looks for the answer now and then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.services import engine
from connectors.delivery.logs import where

logger = logging.getLogger(__name__)

NAME = "enlace_respuesta"
PAUSE = 5.0  # seconds until the connection is tried again
_RING = text("SELECT pg_notify(:name, :sender)")

Tell = Callable[[str], None]


def ring(session: Session, sender: str) -> None:
    """Let every process be told, once this transaction is stored, that there is an answer to `sender`."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_RING, {"name": NAME, "sender": sender})


async def listen(tell: Tell) -> None:
    """Call `tell` with the sender of each answer that any process stores, until it is cancelled."""
    if engine().dialect.name != "postgresql":
        return
    while True:
        try:
            await _listen(tell)
        except (engine().dialect.dbapi.Error, SQLAlchemyError) as error:
            logger.warning("What other processes answer is not told for now: %s", where(error))
            await asyncio.sleep(PAUSE)


async def _listen(tell: Tell) -> None:
    connection = await asyncio.to_thread(_open)
    loop = asyncio.get_running_loop()
    broken: asyncio.Future[None] = loop.create_future()

    def heard() -> None:
        try:
            connection.poll()
        except Exception as error:  # the server went away
            if not broken.done():
                broken.set_exception(error)
        while connection.notifies:
            tell(connection.notifies.pop(0).payload)

    loop.add_reader(connection.fileno(), heard)
    try:
        await broken
    finally:
        loop.remove_reader(connection.fileno())
        connection.close()


def _open() -> Any:
    fairy = engine().raw_connection()
    fairy.detach()  # it is ours from here on, and no longer the pool's
    connection = fairy.dbapi_connection
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {NAME}")
    return connection
