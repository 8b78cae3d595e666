"""Real processes that die at any moment, and several that share a database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest

from connectors.delivery.store import contacts, inbox
from connectors.delivery.store.transactions import writing
from connectors.delivery.turns import LOST
from connectors.messages.reply import Incoming
from tests.connectors.delivery.conftest import Inbox, Outbox, rows

ROOT = Path(__file__).resolve().parents[3]
# Each process takes seconds to start: what does not depend on the database is seen on the one it is likelier on.
ON_SQLITE = pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("make_database", ["postgresql"], indirect=True)


class Process:
    """One process of several; all write to the same list, in the order in which they are heard."""

    def __init__(self, heard: Queue[list[str]], *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.connectors.delivery.process", *arguments],
            cwd=ROOT, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, args=(heard,))
        self._reader.start()

    def _read(self, heard: Queue[list[str]]) -> None:
        for line in self._process.stdout:
            heard.put(json.loads(line))

    def send(self, text: str, external_id: str, sender: str = "telegram:bot/1") -> None:
        message = {"external_id": external_id, "sender": sender, "kind": "texto", "text": text}
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self.wait()

    @contextmanager
    def paused(self):
        """It stands still, as in a machine that is frozen or swaps; its clocks go on."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def wait(self) -> int:
        code = self._process.wait(60)
        self._reader.join(60)
        self._process.stdin.close()
        self._process.stdout.close()
        return code

    def close(self) -> None:
        """End it as a server is ended."""
        self._process.stdin.close()
        assert self._process.wait(60) == 0
        self._reader.join(60)
        self._process.stdout.close()


class Record:
    """All that was heard, in order."""

    def __init__(self) -> None:
        self.queue: Queue[list[str]] = Queue()
        self.lines: list[list[str]] = []

    def until(self, what: str, text: str | None = None, times: int = 1) -> None:
        """Wait until it has been heard so often."""
        until = time.monotonic() + 60
        while sum(said == what and text in (None, words) for said, words in self.lines) < times:
            self.lines.append(self.queue.get(timeout=max(0.1, until - time.monotonic())))

    def texts(self, what: str) -> list[str]:
        while not self.queue.empty():
            self.lines.append(self.queue.get())
        return [words for said, words in self.lines if said == what]


@pytest.fixture
def record() -> Record:
    return Record()


@ON_POSTGRESQL
def test_killed_in_mid_turn_it_answers_once_when_it_is_back(house, record):
    first = Process(record.queue, "hang")
    first.send("espera", "1")
    first.send("después", "2")
    record.until("turn", "espera")
    record.until("ack", times=2)
    first.kill()
    assert record.texts("out") == []
    second = Process(record.queue)
    record.until("ready", times=2)
    second.send("espera", "1")  # delivered again, because the ack may have been lost
    record.until("out", times=2)
    second.close()
    assert record.texts("out") == ["Oí: espera", "Oí: después"]
    assert [row.state for row in rows(Inbox)] == ["hecha", "hecha"] and rows(Outbox) == []


@ON_SQLITE
def test_a_message_that_kills_its_process_is_put_aside_and_nobody_else_s_is_to_blame(house, record):
    people = [f"telegram:bot/{number:02}" for number in range(1, 21)]

    def store(session, now):
        for number, sender in enumerate(people):
            text = "mata" if number == 3 else f"tarda 0.1 {number}"
            message = Incoming(f"u{number}", sender, "texto", text)
            contacts.wrote(session, message, now)
            inbox.store(session, message, now)

    writing(store)  # before anything is begun, so that it kills beside three in work and before all others
    for _ in range(3):
        assert Process(record.queue).wait() == -signal.SIGKILL
    process = Process(record.queue)
    process.send("sigo aquí", "2", people[3])
    for text in ("sigo aquí", *(f"tarda 0.1 {number}" for number in range(len(people)) if number != 3)):
        record.until("out", f"Oí: {text}")
    process.close()
    said = record.texts("out")
    assert record.texts("turn").count("mata") == 3
    assert said.count(LOST) == 1 and said.index(LOST) < said.index("Oí: sigo aquí")
    stored = rows(Inbox)
    assert [row.external_id for row in stored if row.state != "hecha"] == ["u3"]
    # Those who were in work beside it died with it once, and never again.
    assert max(row.attempts for row in stored if row.external_id != "u3") <= 2


def test_a_process_that_stood_still_longer_than_its_lease_says_nothing_twice(house, record):
    frozen = Process(record.queue)
    record.until("ready")
    people = [f"telegram:bot/{number}" for number in range(1, 5)]
    for number, sender in enumerate(people):
        frozen.send(f"tarda 3 {number}", f"a{number}", sender)
    record.until("turn", times=len(people))
    with frozen.paused():
        other = Process(record.queue)
        record.until("out", times=len(people))
    frozen.close()  # which lets its turns end
    for number, sender in enumerate(people):
        other.send(f"fin {number}", f"z{number}", sender)  # in order: after whatever was still to be said
    record.until("out", times=2 * len(people))
    other.close()
    expected = [f"Oí: {text} {number}" for text in ("tarda 3", "fin") for number in range(len(people))]
    assert sorted(record.texts("out")) == sorted(expected)
    assert {row.state for row in rows(Inbox)} == {"hecha"}


def test_killed_anywhere_nothing_that_was_acknowledged_stays_unanswered(house, record):
    for life in range(3):
        process = Process(record.queue)
        record.until("ready", times=life + 1)
        for number in range(8):
            process.send(f"{life}-{number}", f"{life}-{number}")
        record.until("ack", f"{life}-{2 * life}")  # some are acknowledged, some being answered, some on their way
        process.kill()
    last = Process(record.queue)
    record.until("ready", times=4)
    acknowledged = record.texts("ack")
    for text in acknowledged:
        record.until("out", f"Oí: {text}")
    last.close()
    answered = record.texts("out")
    assert list(dict.fromkeys(answered)) == sorted(set(answered))  # in order
    # One that was on its way to the channel when its process died may have been delivered twice.
    assert len(answered) - len(set(answered)) <= 3


@ON_POSTGRESQL
def test_two_processes_keep_the_order_of_each_person(house, record):
    processes = [Process(record.queue), Process(record.queue)]
    record.until("ready", times=2)
    people = ("telegram:bot/1", "telegram:bot/2")
    for number in range(20):
        for place, sender in enumerate(people):
            text = f"{place}-{number:02}"
            processes[(number + place) % 2].send(text, text, sender)
            record.until("ack", text)
    record.until("out", times=40)
    for process in processes:
        process.close()
    for place in range(2):
        mine = [words for said, words in record.lines if said in ("turn", "done") and words.startswith(f"{place}-")]
        assert mine == [f"{place}-{number:02}" for number in range(20) for _ in ("turn", "done")]
        assert [text for text in record.texts("out") if f" {place}-" in text] == [
            f"Oí: {place}-{number:02}" for number in range(20)
        ]
