"""Whoever waits in one process is told of an answer that another one stores."""

from __future__ import annotations

import asyncio

import pytest

from bot import services
from connectors.delivery import bells
from connectors.web.door import WebDoor
from tests.connectors.delivery.conftest import eventually, opened, wrote

ON_POSTGRESQL = pytest.mark.parametrize("make_database", ["postgresql"], indirect=True)
SENDER = "web:a"
LISTENING = "FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = current_database()"


def listening() -> set[int]:
    """The processes of the database that serve whoever listens."""
    with services.engine().connect() as connection:
        return set(connection.exec_driver_sql(f"SELECT pid {LISTENING}").scalars())


async def answered(news: asyncio.Event) -> None:
    """Write, with the answer stored by a reception that does not know of whoever waits."""
    news.clear()
    async with opened(WebDoor(), history=True) as reception:
        await reception.receive(wrote("hola", sender=SENDER))
        await asyncio.wait_for(news.wait(), 20)


@ON_POSTGRESQL
async def test_an_answer_of_another_process_is_told_at_once(house: str) -> None:
    elsewhere = WebDoor()
    task = asyncio.create_task(bells.listen(elsewhere.tell))
    with elsewhere.waiting(SENDER) as news, elsewhere.waiting("web:b") as others:
        await eventually(listening)
        await answered(news)
    assert not others.is_set()
    task.cancel()


@ON_POSTGRESQL
async def test_it_is_told_again_after_the_connection_broke(house: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bells, "PAUSE", 0.05)
    elsewhere = WebDoor()
    task = asyncio.create_task(bells.listen(elsewhere.tell))
    with elsewhere.waiting(SENDER) as news:
        first = await eventually(listening)
        with services.engine().connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) {LISTENING}")
        await eventually(lambda: listening() - first)
        await answered(news)
    task.cancel()
