"""The whole house behind Telegram: the real server with the trained model, in a process of its own."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from connectors.telegram.channel import HEADER
from tests.connectors.running_server import Serve, Server, serving
from tests.doubles.telegram import Fault, TelegramDouble
from tests.doubles.telegram.server import buttons

PUBLIC = "https://enlace.example"
NUMBERS = count(5_100_000_001)
DELAY = "¿cuánto tarda el dictamen?"
BURST, SECONDS = 5, 5.0  # as fast as one may write: connectors.delivery.limits.rates.PER_SENDER


class Person:
    """Somebody with Telegram."""

    def __init__(self, telegram: TelegramDouble) -> None:
        self.id = next(NUMBERS)
        self._telegram = telegram
        self._wrote: deque[float] = deque(maxlen=BURST)

    def say(self, said: str, expected: str) -> str:
        """Write, and wait for an answer that holds `expected`; returns it."""
        seen = self._pause()
        self._telegram.write(self.id, said)
        return self._answer(seen, expected)

    def press(self, title: str, expected: str) -> str:
        """Press a button, and wait for an answer that holds `expected`; returns it."""
        seen = self._pause()
        self._telegram.press(self.id, title)
        return self._answer(seen, expected)

    @property
    def seen(self) -> list[str]:
        """What they see of the bot."""
        return self._telegram.texts(self.id)

    def _pause(self) -> int:
        """Write no faster than anybody may; how many messages they have seen so far."""
        if len(self._wrote) == BURST:
            time.sleep(max(0.0, self._wrote[0] + SECONDS + 1 - time.monotonic()))
        self._wrote.append(time.monotonic())
        return len(self.seen)

    def _answer(self, seen: int, expected: str) -> str:
        found: str = self._telegram.wait(
            lambda: next((answer for answer in self.seen[seen:] if expected in answer), "")
        )
        return found


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


@pytest.fixture(scope="module")
def server(telegram: TelegramDouble, loaded_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One installation by webhook for all tests here."""
    with serving(tmp_path_factory.mktemp("telegram"), loaded_house) as serve:
        server = serve(TELEGRAM_TOKEN=telegram.token, TELEGRAM_API=telegram.address, ENLACE_URL=PUBLIC)
        telegram.delivery.hosts[PUBLIC] = server.url
        telegram.wait(lambda: telegram.methods.webhook)
        yield server


@pytest.fixture
def somebody(server: Server, telegram: TelegramDouble) -> Callable[[], Person]:
    """People who never wrote before."""
    return lambda: Person(telegram)


@pytest.fixture
def person(somebody: Callable[[], Person]) -> Person:
    return somebody()


def test_a_question_is_answered_with_its_source_and_its_buttons_go_on(person: Person, telegram: TelegramDouble) -> None:
    answer = person.say(DELAY, "plazo")
    assert "Fuente: Ley sobre la Celebración de Tratados" in answer
    person.press("Contacto de la DGCP", "DGCP")
    [retired] = telegram.wait(lambda: telegram.called("editMessageReplyMarkup", person.id))
    assert not buttons(telegram.chats.messages[person.id, retired.given["message_id"]])


def test_agreements_are_searched_with_follow_up(person: Person) -> None:
    assert "Natal (Brasil)" in person.say("que hermanamientos tiene guadalajra", "Guadalajara, Jalisco")
    person.say("¿y zapopan?", "Zapopan, Jalisco")
    person.press("Por país", "China")


def test_the_menu_opens_every_room(person: Person) -> None:
    person.say("/start", "soy Enlace")
    person.say("/ayuda", "Pregúntame con tus palabras")
    person.say("/privacidad", "No necesito tu nombre")
    person.say("/borrar", "Lo que hemos platicado")


def test_the_guide_starts_with_consent_and_a_link_brings_in_a_colleague(somebody: Callable[[], Person]) -> None:
    ana, luis = somebody(), somebody()
    ana.say("/guia", "¿Aceptas?")
    ana.press("Acepto", "¿Cómo le ponemos")
    ana.say("San Felipe con Laredo", "Abrí el expediente")
    # What Rasa would take for an order wipes nothing.
    ana.say("/restart", "")
    said = ana.say("dame un código para mi compañera", "código")
    [code] = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", said)
    luis.say(f"/start {code}", "San Felipe con Laredo")
    luis.press("No acepto", "no abro expediente")
    ana.say("/borrar", "¿Lo borro?")
    ana.press("Sí, borra todo", "Folio")


def test_erasing_leaves_nothing_at_the_door(server: Server, person: Person) -> None:
    person.say("/guia", "¿Aceptas?")
    person.press("Acepto", "¿Cómo le ponemos")
    person.say("/borrar", "¿Lo borro?")
    person.press("Sí, borra todo", "Folio")
    engine = create_engine(f"sqlite:///{server.log.parent / 'enlace.db'}")

    query = " UNION ALL ".join(
        f"SELECT sender FROM {table} WHERE sender LIKE '%{person.id}'"
        for table in ("inbox", "outbox", "choice", "contact")
    )
    until = time.monotonic() + 30
    with engine.connect() as connection:
        # What was said last is erased once Telegram has accepted it.
        while connection.execute(text(query)).all():
            assert time.monotonic() < until, "something of the person is still there"
            time.sleep(0.05)
    engine.dispose()


def test_no_byte_of_the_database_keeps_what_was_erased(loaded_house: Path, tmp_path: Path) -> None:
    with TelegramDouble() as telegram, serving(tmp_path, loaded_house) as serve:
        server = serve(TELEGRAM_TOKEN=telegram.token, TELEGRAM_API=telegram.address, ENLACE_URL=PUBLIC)
        telegram.delivery.hosts[PUBLIC] = server.url
        telegram.wait(lambda: telegram.methods.webhook)
        person = Person(telegram)
        person.say("¿el taller del barrio Zurumbático arregla baches de madrugada?", "")  # nobody can answer that
        person.say("/guia", "¿Aceptas?")
        person.press("Acepto", "¿Cómo le ponemos")
        person.say("Zurumbático con Laredo", "Abrí el expediente")
        assert "Zurumbático".encode() in _bytes(server)
        person.say("/borrar", "• «Zurumbático con Laredo»")
        person.press("Sí, borra todo", "Folio")
        until = time.monotonic() + 60
        while any(word.encode() in _bytes(server) for word in ("Zurumb", "zurumb", f"telegram:{person.id}")):
            assert time.monotonic() < until, "something of the person is still in the files"
            time.sleep(0.1)
        assert server.stop() == 0
        assert not list(server.log.parent.glob("enlace.db-*"))
        assert b"Zurumb" not in _bytes(server)


def _bytes(server: Server) -> bytes:
    """All that the files of the server's database hold, as they are on the disk."""
    return b"".join(path.read_bytes() for path in server.log.parent.glob("enlace.db*"))


def test_killed_after_the_ack_it_answers_once_and_in_order(
    server: Server, person: Person, telegram: TelegramDouble
) -> None:
    telegram.fail("sendMessage", Fault(500, times=1000))
    telegram.write(person.id, DELAY)
    telegram.wait(lambda: any(call.status == 500 for call in telegram.calls))
    telegram.write(person.id, "gracias")
    telegram.wait(lambda: not telegram.chats.updates)  # both acknowledged with a 200
    server.kill()
    telegram.mend()
    server.start()
    telegram.wait(lambda: len(person.seen) >= 2)
    person.say("/ayuda", "Pregúntame con tus palabras")
    assert len(person.seen) == 3
    assert "plazo" in person.seen[0]


def test_a_forged_update_is_refused_by_the_real_server(server: Server, telegram: TelegramDouble) -> None:
    url = f"{server.url}/webhooks/telegram/webhook"
    forged = telegram.chats.message_from(next(NUMBERS), text="hola")
    assert httpx.post(url, json=forged).status_code == 403
    assert httpx.post(url, json=forged, headers={HEADER: "falso"}).status_code == 403


def test_the_log_of_all_this_tells_no_token_text_name_or_number(server: Server, telegram: TelegramDouble) -> None:
    log = server.written()
    assert "connectors." in log
    private = [telegram.token, telegram.token.partition(":")[2], telegram.methods.webhook["secret_token"],
               "dictamen", "San Felipe", "Laredo", "Guadalupe", "lupita_hdz", "guadalajra", "5100000"]  # fmt: skip
    assert [one for one in private if one in log] == []
    assert "Traceback" not in log


def test_without_a_public_address_it_polls(serve: Serve) -> None:
    with TelegramDouble() as telegram:
        waiting = Person(telegram)
        telegram.write(waiting.id, DELAY)  # before the house opens
        serve(TELEGRAM_TOKEN=telegram.token, TELEGRAM_API=telegram.address)
        telegram.wait(lambda: any("plazo" in answer for answer in waiting.seen))
        person = Person(telegram)
        person.say("/guia", "¿Aceptas?")
        person.press("No acepto", "no abro expediente")
        assert len(waiting.seen) == 1
