"""One of two processes hangs: it keeps its port, takes what it is sent and answers nothing."""

from __future__ import annotations

import json
import re
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
import pytest

from connectors.web import chat_service, pages
from tests.deploy.conftest import House
from tests.deploy.person import Person
from tests.deploy.test_processes import PEOPLE, QUESTIONS, stored, unfinished, wait_until
from tests.deploy.tools import DEPLOY

LONGEST = 3.0  # seconds that anybody waits
QUESTION = "¿cuánto tarda el dictamen?"


@pytest.fixture
def hung(house: House) -> Iterator[House]:
    """The house with its second process stopped, as one is whose machine swaps or whose loop turns for ever."""
    with stopped(house):
        yield house


@contextmanager
def stopped(house: House) -> Iterator[None]:
    psutil.Process(house.second.pid).send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        house.second.kill()
        house.second.start()


def visit(house: House) -> tuple[Person, list[float]]:
    """Somebody who opens the page, opens a session and asks; after how many seconds each time something came."""
    person, waits = Person(house.url), []

    def asks() -> None:
        body, headers = {"id": uuid.uuid4().hex, "texto": QUESTION}, {"Authorization": f"Bearer {person.token}"}
        with person.client.stream("POST", f"{house.url}/webhooks/web/mensajes", json=body, headers=headers) as answer:
            lines = answer.iter_lines()
            assert next(lines)
            waits.append(time.monotonic() - begun)
            assert json.loads([*lines][-1])["tipo"] == "fin"

    for step in (lambda: person.client.get(f"{house.url}/chat").raise_for_status(), person.opens, asks):
        begun = time.monotonic()
        step()
        waits.append(time.monotonic() - begun)
    return person, waits[:3]


def test_nobody_waits_for_a_process_that_hangs(hung):
    with ThreadPoolExecutor(6) as pool:  # all of them find it at the same moment
        visits = [pool.submit(visit, hung) for _ in range(6)]
        found = [one.result() for one in visits]
    for person, waits in found:
        assert max(waits) < LONGEST, waits
        assert len(person.heard()) == 1 and "dictamen" in person.heard()[0][1][0]


def test_it_is_found_once_and_left_alone(hung):
    waits = [wait for _ in range(5) for wait in visit(hung)[1]]
    # After ten seconds it is tried again; should the machine be that slow, that is allowed for.
    assert len([wait for wait in waits if wait > 1.9]) <= 1 + sum(waits) // 10, waits


def test_what_a_process_had_taken_when_it_hung_is_answered_by_the_other_and_once(house):
    person, message = house.person(), uuid.uuid4().hex
    before = stored(house)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(person.says, QUESTION, message_id=message, via=house.second.url)
        wait_until(lambda: stored(house) > before)
        with stopped(house):
            again = Person(house.url, token=person.token).says(QUESTION, message_id=message)
        assert first.result()
    assert len(again) == 1 and "dictamen" in again[0]["texto"]
    assert [len(answers) for _, answers in person.heard()] == [1]


def test_what_says_that_a_process_lives_is_said_often_enough_for_the_proxy():
    conf = (DEPLOY / "nginx" / "ubicaciones.conf").read_text(encoding="utf-8")
    patience = int(re.search(r"^proxy_read_timeout (\d+)s;", conf, re.MULTILINE)[1])
    assert patience < LONGEST
    silence = chat_service.SOON + 2 * chat_service.SIGN_OF_LIFE  # a wait may end just before a sign is due
    assert patience > silence and patience > pages.PATIENCE


@pytest.mark.parametrize("name", ["enlace.conf", "compose.conf"])
def test_every_process_is_asked_as_a_last_resort(name):
    conf = (DEPLOY / "nginx" / name).read_text(encoding="utf-8")
    servers = re.findall(r"server (\S+:\d+) (max_fails=1|backup)", conf)
    assert {one for one, how in servers if how == "backup"} == {one for one, how in servers if how != "backup"}
    assert len(servers) == 4


def test_a_process_that_wakes_up_says_nothing_that_the_other_has_said(house):
    people = [house.person() for _ in range(PEOPLE)]
    begun = threading.Semaphore(0)

    def talks(person: Person) -> None:
        for question in QUESTIONS:
            person.says(question)
            begun.release()

    sleeper = psutil.Process(house.second.pid)
    with ThreadPoolExecutor(len(people)) as pool:
        talking = [pool.submit(talks, person) for person in people]
        for _ in people:
            begun.acquire()
        sleeper.send_signal(signal.SIGSTOP)  # in the middle of the turns of some of them
        try:
            for one in talking:
                one.result()  # it stands still for longer than its lease: the other one had to take its people
        finally:
            sleeper.send_signal(signal.SIGCONT)
    wait_until(house.second.ready)
    for person in people:
        person.says("gracias", via=house.second.url)  # in order: after whatever it might still have to say
    heard = [[(question, len(answers)) for question, answers in person.heard()] for person in people]
    assert heard == [[(question, 1) for question in (*QUESTIONS, "gracias")]] * len(people)
    assert unfinished(house) == 0
