"""What a person sees when something fails, what is kept, and how it goes on: one process on SQLite, as `make run`."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

import settings
from bot.rasa import assistant, training
from connectors.web.words import BUSY
from tests.connectors.running_server import Server, serving
from tests.deploy.faults import SmallDisk
from tests.deploy.person import Person
from tests.deploy.tools import program

QUESTION = "¿cuánto tarda el dictamen?"


@pytest.fixture(scope="module")
def one(loaded_house, tmp_path_factory):
    """A server that believes in one proxy, so that people may come from several networks."""
    with serving(tmp_path_factory.mktemp("one"), loaded_house) as begin:
        yield begin(ENLACE_PROXIES="1")


@pytest.fixture
def person(one):
    return Person(one.url).opens()


def database_of(server: Server) -> Path:
    return server.log.with_name("enlace.db")


def wait_until(holds) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


@contextmanager
def somebody_writes(path: Path):
    """Another program keeps the database locked."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def refused_then_answered(server: Server, person: Person, fault) -> None:
    """While `fault` lasts the person is told to come back, and the same message is then answered once."""
    person.says("hola")
    body = {"id": uuid.uuid4().hex, "texto": QUESTION}
    with fault:
        assert person.tries(body, server.url) is None
        assert person.refusals[-1] == (503, BUSY)
    replies = person.says(QUESTION, message_id=body["id"])
    assert len(replies) == 1 and "dictamen" in replies[0]["texto"]
    assert [question for question, _ in person.heard()] == ["hola", QUESTION]
    assert server.ready()
    assert "Traceback" not in server.written()


def test_a_database_locked_by_another_program_is_waited_for_and_then_said(one, person):
    refused_then_answered(one, person, somebody_writes(database_of(one)))


@pytest.fixture(scope="module")
def cramped(loaded_house, tmp_path_factory):
    """A server on a small disk, and the disk."""
    folder = tmp_path_factory.mktemp("cramped")
    disk = SmallDisk(folder, loaded_house)
    server = Server(folder, {"ENLACE_PROXIES": "1"}, wrapper=disk.wrapper)
    try:
        yield server.start(), disk
    finally:
        server.kill()


def test_a_full_disk_loses_nothing_that_was_taken(cramped):
    server, disk = cramped
    refused_then_answered(server, Person(server.url).opens(), disk.full(server.pid))
    assert disk.ask(server.pid, "PRAGMA integrity_check") == [["ok"]]


def test_a_disk_that_fills_while_people_are_answered_keeps_every_question(cramped):
    server, disk = cramped
    people = [Person(server.url, address=f"198.51.100.{n}").opens() for n in range(10)]
    answered, over = threading.Semaphore(0), threading.Event()

    def talks(person: Person) -> list[str]:
        """Goes on until the disk has been full, however fast the answers come."""
        said: list[str] = []
        while not over.is_set():
            said.append(f"{QUESTION} {len(said)}")
            person.says(said[-1])
            answered.release()
        return said

    with ThreadPoolExecutor(len(people)) as pool:
        talking = [pool.submit(talks, person) for person in people]
        for _ in people:
            answered.acquire()
        try:
            with disk.full(server.pid):  # in the middle of somebody's turn
                wait_until(lambda: any(status == 503 for person in people for status, _ in person.refusals))
        finally:
            over.set()
        questions = [one.result() for one in talking]
    for person, asked in zip(people, questions, strict=True):
        assert [question for question, _ in person.heard()] == asked
        assert all(len(answers) == 1 and "dictamen" in answers[0] for _, answers in person.heard())
        assert {words for status, words in person.refusals if status == 503} <= {BUSY}
    assert disk.ask(server.pid, "SELECT count(*) FROM inbox WHERE state <> 'hecha'") == [[0]]
    assert "Traceback" not in server.written()


def test_a_burst_of_ten_times_as_many_people_is_answered_or_told_to_wait(one):
    few = [Person(one.url, address=f"198.51.100.{n}").opens() for n in range(5)]
    many = [Person(one.url, address=f"198.51.100.{n}").opens() for n in range(50)]

    def all_at_once(people: list[Person]) -> float:
        started = time.monotonic()
        with ThreadPoolExecutor(len(people)) as pool:
            replies = list(pool.map(lambda one: one.says(QUESTION), people))
        assert all(len(reply) == 1 and "dictamen" in reply[0]["texto"] for reply in replies)
        return time.monotonic() - started

    all_at_once(few)
    all_at_once(many)
    assert {status for person in many for status, _ in person.refusals} <= {429, 503}
    assert one.ready()


def test_one_person_who_writes_ten_times_too_fast_is_slowed_down_and_others_are_not(one, person):
    other = Person(one.url).opens()
    with ThreadPoolExecutor(50) as pool:
        bodies = [{"id": uuid.uuid4().hex, "texto": "hola"} for _ in range(50)]
        list(pool.map(lambda body: person.tries(body, one.url), bodies))
        assert "dictamen" in other.says(QUESTION)[0]["texto"]
    assert {status for status, _ in person.refusals} == {429} and other.refusals == []
    assert len(person.heard()) <= 10


@pytest.fixture
def clock(loaded_house, tmp_path):
    """A server whose clock is what the file says, and the function that sets it."""
    file = tmp_path / "clock"
    file.write_text("+0", encoding="ascii")
    (library,) = list(Path(program("faketime")).parents[1].glob("lib/*/faketime/libfaketime.so.1"))
    place = tmp_path / "installation"
    place.mkdir()
    (place / "enlace.db").write_bytes(loaded_house.read_bytes())
    environment = {
        "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    server = Server(place, environment)

    def jump(offset: str) -> None:
        file.write_text(offset, encoding="ascii")

    try:
        yield server.start(), jump
    finally:
        server.kill()


def test_a_clock_that_jumps_forward_or_back_stops_nobody(clock):
    server, jump = clock
    person = Person(server.url).opens()
    asked = person.says("llévame paso a paso")[-1]
    agree = next(button for button in asked["botones"] if "acepto" in button["titulo"].lower())
    person.says(button=agree["boton"])
    where = person.says("Hermanamiento con Texas")[-1]["texto"].splitlines()[-1]
    jump("+3h")
    assert where in person.says("¿dónde voy?")[-1]["texto"]
    server.kill()  # whatever it held, it held until a moment that is now hours away
    jump("-1h")
    server.start()
    assert where in person.says("¿dónde voy?")[-1]["texto"]
    jump("+0")
    replies = person.says(QUESTION)  # among them a greeting: an hour has gone by
    assert any("dictamen" in reply["texto"] for reply in replies)
    said = [question for question, _ in person.heard()]
    assert said == ["llévame paso a paso", agree["titulo"], "Hermanamiento con Texas", *["¿dónde voy?"] * 2, QUESTION]


def test_a_damaged_model_is_trained_again_and_the_operator_told(loaded_house, tmp_path, monkeypatch):
    monkeypatch.setenv("ENLACE_VAR", str(loaded_house.parent))
    good = training.model_path(settings.load())
    broken = tmp_path / good.name
    broken.write_bytes(good.read_bytes()[:100_000])
    current = settings.Settings(f"sqlite:///{loaded_house}", tmp_path, tmp_path, lean=False)  # nothing is replaced here
    told: list[str] = []

    def train_if_needed(current, report):
        if not broken.is_file():
            broken.write_bytes(good.read_bytes())
        return broken

    monkeypatch.setattr(training, "train_if_needed", train_if_needed)
    assert assistant.load(current, told.append)
    assert told == ["El modelo guardado está dañado: lo entreno de nuevo."]


def test_a_model_that_cannot_be_made_stops_the_start_with_a_reason(loaded_house, tmp_path, monkeypatch):
    broken = tmp_path / "enlace-x.tar.gz"

    def train_if_needed(current, report):
        broken.write_bytes(b"nothing")
        return broken

    monkeypatch.setattr(training, "train_if_needed", train_if_needed)
    current = settings.Settings(f"sqlite:///{loaded_house}", tmp_path, tmp_path, lean=False)  # nothing is replaced here
    with pytest.raises(assistant.NotReady, match="No se pudo leer el modelo"):
        assistant.load(current, lambda line: None)

    def unlink(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(assistant.NotReady, match="scripts/maintenance preparar"):
        assistant.load(current, lambda line: None)


def test_salud_says_what_is_missing(one):
    with somebody_writes(database_of(one)):
        assert httpx.get(f"{one.url}/salud").status_code == 200  # it can be read: people are told to wait
