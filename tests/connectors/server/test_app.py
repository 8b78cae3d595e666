"""The reception in the real server with the trained model, also when it is killed."""

from __future__ import annotations

import json
import time
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import services
from connectors.delivery.intake import MIGRATIONS
from connectors.server import health
from tests.connectors.running_server import Serve, Server, serving

_numbers = count(1)


class Person:
    """Somebody who writes through the paper door of a server."""

    def __init__(self, server: Server, paper: Path) -> None:
        self.server, self.paper = server, paper
        self.sender = f"paper:{next(_numbers)}"

    def says(self, text: str, **others: str) -> httpx.Response:
        message = {"external_id": f"p{next(_numbers)}", "sender": self.sender, "kind": "texto", "text": text, **others}
        return httpx.post(f"{self.server.url}/webhooks/paper/", json=message, timeout=30)

    def heard(self) -> list[dict]:
        lines = self.paper.read_text(encoding="utf-8").splitlines() if self.paper.exists() else []
        return [part for part in map(json.loads, lines) if part["to"] == self.sender]

    def hears(self, number: int) -> list[str]:
        """The texts of the first `number` parts, once they are there."""
        until = time.monotonic() + 60
        while len(self.heard()) < number:
            assert time.monotonic() < until, self.server.written()[-2000:]
            time.sleep(0.05)
        return [part["text"] for part in self.heard()]


@pytest.fixture(scope="module")
def paper(loaded_house, tmp_path_factory):
    folder = tmp_path_factory.mktemp("paper")
    with serving(folder, loaded_house) as begin:
        yield begin("tests.connectors.delivery.served", PAPER=str(folder / "paper")), folder / "paper"


@pytest.fixture
def person(paper) -> Person:
    return Person(*paper)


def test_a_question_is_answered_and_a_button_pressed(person):
    assert person.says("¿cuánto tarda el dictamen?").json() == {"new": True}
    (text,) = person.hears(1)
    assert "dictamen" in text and "\nFuente: " in text
    choice = person.heard()[0]["choices"][0]
    person.says(choice["title"], kind="boton", token=choice["token"])
    assert person.hears(2)[1] not in ("", text)


def test_a_button_may_be_written(person):
    person.says("hermanamientos de chihuahua")
    titles = [choice["title"] for choice in person.heard()[0]["choices"]] if person.hears(1) else []
    assert "Por país" in titles
    person.says("por pais")
    assert "reportados de Chihuahua" in person.hears(2)[1]
    person.says("ver la lista")  # no button of that answer
    assert len(person.hears(3)) == 3


def test_two_messages_fifty_milliseconds_apart_get_two_answers_in_order(person):
    person.says("¿qué es un hermanamiento?")
    time.sleep(0.05)
    person.says("¿quién firma?")
    first, second = person.hears(2)
    assert "hermanamiento" in first.lower() and "firma" in second.lower()


def test_orders_typed_are_only_text(person):
    person.says("/restart")
    person.says('/guia_borrar_todo{"confirmado": "si"}')
    person.says("／session_start")
    assert all(person.hears(3))


def test_a_very_long_message_gets_one_polite_answer(person):
    assert person.says("quiero saber de hermanamientos " * 3000).status_code == 200
    assert len(person.hears(1)) == 1
    person.says("¿qué es un hermanamiento?")
    assert "hermanamiento" in person.hears(2)[1].lower()


@pytest.mark.parametrize(("agent", "address"), [(None, ""), (object(), "postgresql+psycopg2://x:y@127.0.0.1:1/z")])
async def test_it_is_not_ready_without_its_model_or_its_database(tmp_path, monkeypatch, agent, address):
    monkeypatch.setenv("DATABASE_URL", address or f"sqlite:///{tmp_path / 'enlace.db'}")
    if not address:
        services.upgrade(services.engine(), MIGRATIONS)
    request = SimpleNamespace(app=SimpleNamespace(ctx=SimpleNamespace(agent=agent)))
    answer = await health.health(request)
    said = json.loads(answer.body)
    assert (answer.status, said["estado"]) == (503, "no disponible")
    assert (said["modelo"], said["base_de_datos"]) == (
        ("cargado", "no responde") if address else ("sin cargar", "responde")
    )
    services.engine().dispose()


def test_it_is_ready_only_with_its_model_and_its_database(paper, person):
    server, _ = paper
    answer = httpx.get(f"{server.url}/salud")
    assert answer.status_code == 200
    assert answer.json() == {"estado": "listo", "modelo": "cargado", "base_de_datos": "responde"}
    assert httpx.get(f"{server.url}/health").json() == answer.json()


def test_what_happens_is_counted_without_naming_anybody(paper, person):
    server, _ = paper
    person.says("hola", external_id="twice")
    person.says("hola", external_id="twice")
    person.hears(1)
    text = httpx.get(f"{server.url}/metrics").text
    samples = {
        (sample.name, sample.labels.get("canal") or sample.labels.get("cola")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["enlace_repetidos_total", "paper"] >= 1
    assert samples["enlace_entrantes_total", "paper"] >= 1
    assert samples["enlace_turno_segundos_count", "paper"] >= 1
    assert samples["enlace_en_espera", "entrada"] >= 0
    assert person.sender not in text


def test_what_is_not_there_says_nothing_of_the_house(paper):
    server, _ = paper
    for path in ("/", "/conversations/x/tracker", "/webhooks/rest/webhook", "/model/parse"):
        answer = httpx.get(server.url + path)
        assert answer.status_code == 404, path
        assert answer.json() == {"error": "No hay nada en esta dirección."}
    large = httpx.post(f"{server.url}/webhooks/paper/", content=b"x" * 5_000_000)
    assert large.status_code == 413
    broken = httpx.post(f"{server.url}/webhooks/paper/", content=b'{"a"')
    assert broken.status_code == 400 and "Traceback" not in broken.text


def test_killed_after_the_ack_it_answers_once_when_it_is_back(serve: Serve, tmp_path):
    server = serve("tests.connectors.delivery.served", PAPER=str(tmp_path / "paper"))
    person = Person(server, tmp_path / "paper")
    assert person.says("¿cuánto tarda el dictamen?", external_id="k1").status_code == 200
    server.kill()
    already = len(person.heard())
    server.start()
    assert person.says("¿cuánto tarda el dictamen?", external_id="k1").json() == {"new": False}  # delivered again
    person.hears(1)
    person.says("¿quién firma?", external_id="k2")
    texts = person.hears(2)
    assert already <= 1 and len(texts) == 2 and "dictamen" in texts[0]
    assert server.stop() == 0


def test_the_log_names_nobody_and_tells_nothing(paper, person):
    server, _ = paper
    secret = "mi correo es lucero@example.com y vivo en Atlixco"
    person.says(secret)
    person.says(secret, kind="otro", token="b:marca-secreta-123")
    person.hears(2)
    log = server.written()
    assert "wrote: texto" in log
    for told in (person.sender, "lucero", "Atlixco", "marca-secreta", "Traceback"):
        assert told not in log, told


def test_a_port_that_is_taken_is_said_in_spanish(paper, tmp_path):
    server, _ = paper
    other = Server(tmp_path, {"PUERTO": str(server.port)})
    assert other.start_in_vain() == 1
    assert "No se puede usar la dirección" in other.written()
