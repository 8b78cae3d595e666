"""Looking something up waits for nobody who writes, and keeps nobody waiting who wants to write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from bench.writes import counted
from bot import services
from connectors.delivery import periodic
from connectors.delivery.store.transactions import reading
from connectors.delivery.worker import Duty
from connectors.messages.reply import WEB
from connectors.server import health
from connectors.telegram.uploads import KeptUploads
from connectors.web.chat_service import Desk, Sent
from connectors.web.door import WebDoor
from connectors.web.sessions import Sessions
from connectors.whatsapp import files
from tests.connectors.delivery.conftest import PaperDoor, opened, wrote

# Where one writes at a time.
ON_SQLITE = pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)


@contextmanager
def somebody_writing(address: str) -> Iterator[None]:
    """Another process is in the middle of a transaction that writes."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def page() -> Sessions:
    return Sessions("k" * 32)


@ON_SQLITE
async def test_the_page_reads_while_somebody_writes(house: str, page: Sessions) -> None:
    door = WebDoor()
    async with opened(door, history=True) as reception:
        desk, session, sent = Desk(reception, door, page), page.begin("https://a.mx"), Sent("1", "hola")
        await desk.take(session, sent, "10.0.0.1")
        [said] = [line async for line in desk.answer(session, sent) if line["tipo"] == "respuesta"]
    with somebody_writing(house), counted() as writes:
        assert said in [line async for line in desk.answer(session, sent)]
        assert [one["de"] for one in await desk.conversation(session)] == ["persona", "enlace"]
        assert (await desk.news(session, said["id"]))[0] == []
        assert await desk.file(session, said["id"]) is None
    assert writes.count == 0


@ON_SQLITE
async def test_counting_and_what_channels_have_are_looked_up_while_somebody_writes(house: str, tmp_path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"png")
    with somebody_writing(house), counted() as writes:
        health._count()
        assert await KeptUploads().find("0" * 64) is None
        assert files._known(str(picture)) is None
    assert writes.count == 0


@ON_SQLITE
async def test_rounds_that_find_nothing_write_nothing(house: str) -> None:
    woken: list[str] = []
    door = PaperDoor("web", WEB)
    async with opened(door, history=True) as reception:
        await reception.receive(wrote("hola", sender="web:a"))
        await door.until(1)
    duty: Duty = reception._duty
    sweep, remind, _ = periodic.works(duty, woken.append, ())
    with somebody_writing(house), counted() as writes:
        await sweep()
        await remind()
    assert (woken, writes.count) == ([], 0)


@ON_SQLITE
def test_a_transaction_that_writes_is_counted(house: str) -> None:
    with counted() as writes:
        reading(lambda session, now: session.execute("SELECT 1"))
        with services.writing():
            pass
        with services.writing() as session:
            session.execute("DELETE FROM inbox")
    assert writes.count == 2
