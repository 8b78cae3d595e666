"""Two processes are one assistant: order, buttons, the guide, and nothing lost or said twice when one is killed."""

from __future__ import annotations

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest
from redis import Redis
from sqlalchemy import func, select

import settings
from bot.rasa.training import model_path
from connectors.delivery.store.models import Inbox, Outbox
from connectors.web.words import BUSY
from knowledge.database import open_engine
from tests.connectors.running_server import Server
from tests.deploy.conftest import House
from tests.deploy.faults import database_away
from tests.deploy.person import Person
from tests.deploy.release import Release

QUESTIONS = (
    "¿cuánto tarda el dictamen?",
    "¿qué es un hermanamiento?",
    "¿quién firma?",
    "¿qué hermanamientos tiene Guadalajara?",
    "¿y Zapopan?",
)
PEOPLE = 20
# Seconds that the database is gone. Longer than all that waits for it: a lease (15), after which another process may
# take a person; a connection (5); and the first waits before an answer is stored again (1, 2, 4 and 8).
OUTAGE = 20.0
NGINX = "Ahora no puedo atender. Vuelve a intentarlo en un momento."


@pytest.fixture(scope="module")
def alone(house: House) -> list[tuple[str, list[str]]]:
    """The conversation as somebody has it when nothing happens."""
    person = house.person()
    for question in QUESTIONS:
        person.says(question)
    return person.heard()


def test_the_quiet_conversation_is_one(alone):
    assert [question for question, _ in alone] == list(QUESTIONS)
    assert all(len(answers) == 1 for _, answers in alone)
    assert "Zapopan" in alone[-1][1][0]  # what «¿y …?» goes on with is known, whoever answers


def test_messages_of_one_person_are_answered_in_order_whoever_receives_them(house, alone):
    people = [house.person() for _ in range(4)]
    doors = [house.first.url, house.second.url]

    def writes(person: Person) -> None:
        with ThreadPoolExecutor(len(QUESTIONS)) as pool:
            for number, question in enumerate(QUESTIONS):
                before = stored(house)
                pool.submit(person.says, question, via=doors[number % 2])
                # The next one is sent once this one is stored, answered or not.
                wait_until(lambda before=before: stored(house) > before)

    for person in people:
        writes(person)
        assert person.heard() == alone


def test_a_button_and_the_guide_go_on_in_the_other_process(house):
    person = house.person()
    first, second = house.first.url, house.second.url
    asked = person.says("llévame paso a paso", via=first)[-1]
    agree = next(button for button in asked["botones"] if "acepto" in button["titulo"].lower())
    named = person.says(button=agree["boton"], via=second)[-1]
    assert named["texto"] != asked["texto"] and "ya no sirve" not in named["texto"]
    told = person.says("Hermanamiento con Texas", via=first)[-1]
    again = person.says("¿dónde voy?", via=second)[-1]
    assert "Hermanamiento con Texas" in told["texto"] + again["texto"]
    assert person.history(via=first) == person.history(via=second)


def test_killing_a_process_under_load_loses_nothing_and_says_nothing_twice(house, alone):
    people = [house.person() for _ in range(PEOPLE)]
    answered = threading.Semaphore(0)

    def talks(person: Person) -> None:
        for question in QUESTIONS:
            person.says(question)
            answered.release()

    with ThreadPoolExecutor(PEOPLE) as pool:
        talking = [pool.submit(talks, person) for person in people]
        for _ in range(PEOPLE):
            answered.acquire()
        house.first.kill()  # in the middle of the turns of about half of them
        for _ in range(PEOPLE):
            answered.acquire()
        house.first.start()
        for one in talking:
            one.result()
    for person in people:
        assert person.heard() == alone
    assert unfinished(house) == 0


def test_a_message_sent_to_both_processes_at_once_is_answered_once(house, alone):
    person = house.person()
    message_id = uuid.uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        sent = [
            pool.submit(
                person.says, QUESTIONS[0], message_id=message_id, via=(house.first.url, house.second.url)[n % 2]
            )
            for n in range(8)
        ]
        replies = [one.result() for one in sent]
    assert all(reply == replies[0] for reply in replies)
    assert person.heard() == alone[:1]


def test_the_public_reaches_the_doors_and_nothing_else(house):
    client = house.person().client
    for path in ("/salud", "/metrics", "/webhooks/rest/webhook", "/conversations/x/tracker", "/demo"):
        assert client.get(house.url + path).status_code == 404, path
    assert client.get(house.url + "/chat").status_code == 200
    moved = client.get(house.url + "/")
    assert moved.status_code == 302 and moved.headers["location"].endswith("/chat")
    assert client.post(house.url + "/webhooks/web/mensajes", content=b"x" * 40_000).status_code == 413


def test_text_goes_compressed_and_answers_still_come_line_by_line(house):
    person = house.person()
    for question in QUESTIONS:
        person.says(question)
    client, key = person.client, {"Authorization": f"Bearer {person.token}"}
    sizes = {}
    for coding in ("identity", "gzip"):
        answer = client.get(f"{house.url}/webhooks/web/historial", headers={**key, "Accept-Encoding": coding})
        sizes[coding] = answer.num_bytes_downloaded
        assert "vary" in answer.headers and len(answer.json()["historial"]) == 2 * len(QUESTIONS)
    assert sizes["gzip"] * 2 < sizes["identity"], sizes
    key, body = {"Authorization": f"Bearer {house.person().token}"}, {"id": uuid.uuid4().hex, "texto": QUESTIONS[0]}
    with client.stream("POST", f"{house.url}/webhooks/web/mensajes", json=body, headers=key) as lines:
        assert "content-encoding" not in lines.headers and len([*lines.iter_lines()]) > 1


def test_nobody_chooses_the_network_they_come_from(house):
    person = Person(house.url, address="203.0.113.7").opens()
    person.says("hola")
    with Redis.from_url(house.redis.url) as redis:
        limits = [key.decode() for key in redis.keys("*") if b"/session/" in key or b"/network/" in key]
    assert limits and all("127.0.0.1" in key for key in limits), limits


def test_without_redis_everybody_is_attended_and_in_order(house, alone):
    person = house.person()
    house.redis.stop()
    try:
        for question in QUESTIONS:
            person.says(question)
    finally:
        house.redis.start()
    person.says("gracias")
    assert person.heard()[:-1] == alone
    assert person.refusals == []


def test_while_the_database_is_gone_it_is_said_and_afterwards_all_is_answered_once(house, alone):
    people = [house.person() for _ in range(6)]
    for person in people:
        person.says(QUESTIONS[0])
    with ThreadPoolExecutor(len(people)) as pool, database_away(house.database_url):
        talking = [pool.submit(lambda one=one: [one.says(question) for question in QUESTIONS[1:]]) for one in people]
        gone = time.monotonic()
        wait_until(lambda: not house.first.ready() and not house.second.ready())
        wait_until(lambda: all(person.refusals for person in people))
        time.sleep(max(0.0, OUTAGE - (time.monotonic() - gone)))
        assert httpx.get(f"{house.first.url}/salud").json()["base_de_datos"] == "no responde"
    for one in talking:
        one.result()
    for person in people:
        assert person.heard() == alone
        # The doors say it, or nginx when both processes have just said it.
        assert {words for status, words in person.refusals if status == 503} <= {BUSY, NGINX}
    wait_until(lambda: house.first.ready() and house.second.ready())
    assert "Traceback" not in house.logs()


def test_while_one_process_has_a_damaged_model_the_other_attends(house, alone, tmp_path):
    model = model_path(settings.load())
    (tmp_path / model.name).write_bytes(model.read_bytes()[:100_000])
    place = {"ENLACE_MODELS": str(tmp_path), "PUERTO": str(house.second.port)}
    mending = Server(tmp_path, {**house.environment, **place})
    house.servers.append(mending)
    house.second.stop()
    process = mending.begin()
    try:
        wait_until(lambda: "El modelo guardado está dañado: lo entreno de nuevo." in mending.written())
        person = house.person()
        for question in QUESTIONS:
            person.says(question)
        assert person.heard() == alone and person.refusals == []
        wait_until(lambda: psutil.Process(mending.pid).children())
        psutil.Process(mending.pid).children()[0].kill()  # training takes minutes, and this test has seen enough
        assert process.wait(60) == 1
        assert "No se pudo entrenar el modelo" in mending.written() and "Traceback" not in mending.written()
    finally:
        mending.kill()
        house.second.start()


def test_an_update_changes_tables_and_model_while_people_write(house, tmp_path_factory):
    release = Release(tmp_path_factory.mktemp("release"))
    old, new = "Me llamo Enlace", release.name
    people = [house.person() for _ in range(3)]
    updated = threading.Event()

    def talks(person: Person) -> list[str]:
        asked = []
        while not updated.is_set() or len(asked) < 2:
            asked.append(f"¿eres un robot? {len(asked)}")
            person.says(asked[-1])
            updated.wait(0.5)  # nobody writes faster for long
        return asked

    with ThreadPoolExecutor(len(people)) as pool:
        talking = [pool.submit(talks, person) for person in people]
        try:
            release.prepare(house)  # from here on, new tables under the old processes
            assert release.has_new_column(house)
            house.second.kill()
            house.second.start()  # an old process that has to start again does
            first = release.server(house, house.first)
            assert house.first.stop() == 0
            first.start()
            side_by_side = house.person()
            assert new in side_by_side.says("¿eres un robot?", via=first.url)[0]["texto"]
            assert old in side_by_side.says("¿eres un robot?", via=house.second.url)[0]["texto"]
            asked = side_by_side.says("llévame paso a paso", via=first.url)[-1]
            agree = next(one for one in asked["botones"] if "acepto" in one["titulo"].lower())
            assert "ya no sirve" not in side_by_side.says(button=agree["boton"], via=house.second.url)[-1]["texto"]
            second = release.server(house, house.second)
            assert house.second.stop() == 0
            second.start()
        finally:
            updated.set()
        sent = [one.result() for one in talking]
    house.first, house.second = first, second
    for person, asked in zip(people, sent, strict=True):
        assert [question for question, _ in person.heard()] == asked
        assert all(len(answers) == 1 for _, answers in person.heard())
        assert [refusal for refusal in person.refusals if refusal[0] != 429] == [], house.logs()[-2000:]
    assert new in house.person().says("¿eres un robot?")[0]["texto"]


def stored(house: House) -> int:
    """How many messages have come in."""
    return count(house, select(func.count()).select_from(Inbox.__table__))


def unfinished(house: House) -> int:
    """How many messages wait, or parts, or were given up."""
    waiting = select(func.count()).select_from(Inbox.__table__).where(Inbox.state != "hecha")
    parts = select(func.count()).select_from(Outbox.__table__).where(Outbox.state != "entregada")
    return count(house, waiting) + count(house, parts)


def count(house: House, statement) -> int:
    engine = open_engine(house.database_url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(statement).scalar_one())
    finally:
        engine.dispose()


def wait_until(holds) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)
