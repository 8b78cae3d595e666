"""One server behind three doors that is killed, or was away, while twenty people write: nothing lost, all in order."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from tests.connectors.running_server import Server, serving
from tests.connectors.whatsapp.conftest import VERIFICATION
from tests.connectors.whatsapp.test_real_server import said
from tests.deploy.person import Person
from tests.deploy.test_processes import QUESTIONS
from tests.doubles.telegram import TelegramDouble
from tests.doubles.whatsapp import GraphDouble, Phone

PUBLIC = "https://enlace.example"
AGAIN = 0.3  # seconds until what was not taken is delivered again
PATIENCE = 120.0  # seconds for whatever has to come, with a start of the server in between
PEOPLE = {"telegram": 8, "whatsapp": 6, "web": 6}
CHATS = count(5_200_000_001)
MINUTE = 60.0
BACKLOG = (*QUESTIONS, "¿qué es la DGCP?", "¿cuántos acuerdos hay?", "gracias")


@dataclass
class House:
    """The server between its channels."""

    server: Server
    telegram: TelegramDouble
    graph: GraphDouble

    def settle(self) -> None:
        """Wait until nothing waits any more, at Telegram or in the house."""
        self.wait_for(lambda: not self.telegram.chats.updates and not self.unfinished())

    def unfinished(self) -> int:
        """How many messages are not answered, or were given up, and how many parts are not delivered."""
        with closing(sqlite3.connect(self.server.log.with_name("enlace.db"))) as database:
            (messages,) = database.execute("SELECT count(*) FROM inbox WHERE state <> 'hecha'").fetchone()
            (parts,) = database.execute("SELECT count(*) FROM outbox WHERE state <> 'entregada'").fetchone()
            return int(messages) + int(parts)

    def wait_for(self, holds: Callable[[], Any]) -> None:
        """Wait until it holds."""
        until = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < until, "it never came"
            time.sleep(0.05)


class Writer(Protocol):
    """Somebody at a door."""

    def write(self, text: str, at: float | None = None) -> None:
        """Send a message, as often as it takes; it was written at that moment."""

    def asks(self, text: str) -> None:
        """Write, and wait for an answer."""

    def seen(self) -> list[str]:
        """What they have been answered so far, in order."""


@dataclass
class OnTelegram:
    """Telegram delivers by itself, again and again."""

    house: House
    chat: int = field(default_factory=lambda: next(CHATS))

    def write(self, text: str, at: float | None = None) -> None:
        with CLOCK:
            self.house.telegram.chats.clock = time.time if at is None else lambda: at
            self.house.telegram.write(self.chat, text)

    def asks(self, text: str) -> None:
        before = len(self.seen())
        self.write(text)
        self.house.wait_for(lambda: len(self.seen()) > before)

    def seen(self) -> list[str]:
        return self.house.telegram.texts(self.chat)


@dataclass
class OnWhatsApp:
    """Meta delivers until it gets a 200."""

    house: House
    phone: Phone = field(default_factory=Phone.new)

    def write(self, text: str, at: float | None = None) -> None:
        self._deliver(self.phone.text(text, at=at))

    def write_all(self, texts: tuple[str, ...], began: float) -> None:
        """Write several, a minute after another, which are delivered one by one."""
        for number, text in enumerate(texts):
            self.write(text, began + MINUTE * number)

    def write_backwards(self, texts: tuple[str, ...], began: float) -> None:
        """Write several, which are delivered in one webhook, the last one first."""
        messages = [self.phone.text(text, at=began + MINUTE * number) for number, text in enumerate(texts)]
        self._deliver(*reversed(messages))

    def _deliver(self, *messages: dict[str, Any]) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                if self.house.graph.write(self.phone, *messages) == 200:
                    return
            except httpx.TransportError:
                pass
            assert time.monotonic() < until, "nobody took it"
            time.sleep(AGAIN)

    def asks(self, text: str) -> None:
        before = len(self.seen())
        self.write(text)
        self.house.wait_for(lambda: len(self.seen()) > before)

    def seen(self) -> list[str]:
        return [said(message) for message in self.house.graph.sent_to(self.phone)]


@dataclass
class OnThePage:
    """The page waits for each answer."""

    house: House

    def __post_init__(self) -> None:
        self.person = Person(self.house.server.url, address=f"198.51.100.{next(CHATS) % 250}").opens()

    def write(self, text: str, at: float | None = None) -> None:
        self.asks(text)

    def asks(self, text: str) -> None:
        self.person.says(text)

    def seen(self) -> list[str]:
        return [answer for _, answers in self.person.heard() for answer in answers]


CLOCK = threading.Lock()
DOORS: dict[str, Callable[[House], Writer]] = {"telegram": OnTelegram, "whatsapp": OnWhatsApp, "web": OnThePage}


@pytest.fixture(scope="module")
def house(loaded_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with (
        TelegramDouble() as telegram,
        GraphDouble() as graph,
        serving(tmp_path_factory.mktemp("doors"), loaded_house) as serve,
    ):
        server = serve(
            ENLACE_URL=PUBLIC, ENLACE_PROXIES="1", TELEGRAM_TOKEN=telegram.token, TELEGRAM_API=telegram.address,
            WHATSAPP_TOKEN=graph.token, WHATSAPP_NUMERO_ID=graph.number, WHATSAPP_SECRETO=graph.secret,
            WHATSAPP_VERIFICACION=VERIFICATION, WHATSAPP_API=graph.url,
        )  # fmt: skip
        telegram.delivery.hosts[PUBLIC] = server.url
        graph.webhook_url = f"{server.url}/webhooks/whatsapp/webhook"
        telegram.wait(lambda: telegram.methods.webhook)
        yield House(server, telegram, graph)


@pytest.fixture(scope="module")
def alone(house: House) -> dict[str, list[str]]:
    """What all the questions are answered with at each door when nothing happens."""
    began = time.time() - 600
    heard: dict[str, list[str]] = {}
    for name, make in DOORS.items():
        writer, questions = make(house), QUESTIONS if name == "web" else BACKLOG
        for number, question in enumerate(questions):
            writer.write(question, began + MINUTE * number)
            house.settle()
        heard[name] = writer.seen()
        assert len(heard[name]) == len(questions)
    return heard


def test_killed_while_twenty_write_at_three_doors_it_loses_nothing(
    house: House, alone: dict[str, list[str]], record_property: Callable[[str, object], None]
) -> None:
    writers = [(name, make(house)) for name, make in DOORS.items() for _ in range(PEOPLE[name])]
    answered = threading.Semaphore(0)

    def talks(writer: Writer) -> None:
        for question in QUESTIONS:
            writer.asks(question)
            answered.release()

    with ThreadPoolExecutor(len(writers)) as pool:
        talking = [pool.submit(talks, writer) for _, writer in writers]
        for _ in writers:
            answered.acquire()
        house.server.kill()  # in the middle of the turns and deliveries of some of them
        had = {id(writer): len(writer.seen()) for name, writer in writers if name != "web"}
        house.server.start()
        for one in talking:
            one.result()
    house.settle()
    twice = 0
    for name, writer in writers:
        expected, seen = alone[name][: len(QUESTIONS)], writer.seen()
        if seen != expected:
            # Only what the channel had just taken when the process died, and only where the channel cannot be asked.
            last = had[id(writer)]
            assert seen == expected[:last] + expected[last - 1 :], name
            twice += 1
    record_property("twice", twice)
    assert house.unfinished() == 0


def test_what_was_written_while_it_was_away_is_answered_whole_and_in_order(
    house: House, alone: dict[str, list[str]]
) -> None:
    house.server.kill()
    began = time.time() - 600
    chats, phones = [OnTelegram(house) for _ in range(4)], [OnWhatsApp(house) for _ in range(4)]
    for number, question in enumerate(BACKLOG):
        for chat in chats:
            chat.write(question, began + MINUTE * number)
    with ThreadPoolExecutor(len(phones)) as pool:
        # Meta delivers again one by one, or all that waits in one webhook, and not in the order of writing.
        sent = [pool.submit(phone.write_all, BACKLOG, began) for phone in phones[:2]]
        sent += [pool.submit(phone.write_backwards, BACKLOG, began) for phone in phones[2:]]
        house.server.start()
        for one in sent:
            one.result()
    for writer in (*chats, *phones):
        house.wait_for(lambda writer=writer: len(writer.seen()) >= len(BACKLOG))
    house.settle()
    assert [chat.seen() for chat in chats] == [alone["telegram"]] * len(chats)
    assert [phone.seen() for phone in phones] == [alone["whatsapp"]] * len(phones)
    assert house.unfinished() == 0
