"""The real server with the trained model, between Meta's double and a phone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.running_server import Serve, Server, loaded_house, serve, serving
from tests.connectors.whatsapp.conftest import VERIFICATION
from tests.doubles.whatsapp import GraphDouble, Phone
from tests.doubles.whatsapp.phone import status, webhook

__all__ = ["loaded_house", "serve"]


def opened(begin: Serve, graph: GraphDouble) -> Server:
    """A server whose only door with a secret is this one."""
    server = begin(
        WHATSAPP_TOKEN=graph.token,
        WHATSAPP_NUMERO_ID=graph.number,
        WHATSAPP_SECRETO=graph.secret,
        WHATSAPP_VERIFICACION=VERIFICATION,
        WHATSAPP_API=graph.url,
    )
    graph.webhook_url = f"{server.url}/webhooks/whatsapp/webhook"
    return server


@pytest.fixture(scope="module")
def installation(loaded_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, GraphDouble]]:
    with (
        GraphDouble(token="EAAGtokenpermanente") as graph,
        serving(tmp_path_factory.mktemp("whatsapp"), loaded_house) as begin,
    ):
        yield opened(begin, graph), graph


@pytest.fixture
def graph(installation: tuple[Server, GraphDouble]) -> GraphDouble:
    return installation[1]


def count(server: Server, table: str) -> int:
    with sqlite3.connect(server.log.parent / "enlace.db") as database:
        found: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found


def said(message: dict[str, Any]) -> str:
    """What a message shows, of any type."""
    inner = message.get("interactive", {})
    text: str = inner.get("body", message.get("text", {})).get("text", "") or message.get("text", {}).get("body", "")
    return text


class Talk:
    """One person's conversation."""

    def __init__(self, graph: GraphDouble) -> None:
        self.phone, self._graph = Phone.new(), graph

    def send(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send one message; the one that answers it."""
        before = len(self._graph.sent_to(self.phone))
        assert self._graph.write(self.phone, message) == 200
        return self._graph.answers(self.phone, before + 1)[before]

    def say(self, text: str) -> dict[str, Any]:
        return self.send(self.phone.text(text))

    def press(self, shown: dict[str, Any], title: str) -> dict[str, Any]:
        return self.send(self.phone.press(shown, title))


@pytest.fixture
def talk(graph: GraphDouble) -> Talk:
    return Talk(graph)


def test_a_question_is_answered_with_its_sources_in_one_message(talk: Talk, graph: GraphDouble) -> None:
    answer = said(talk.say("¿cuánto tarda el dictamen? 🙏"))
    assert "No hay un plazo en la ley" in answer
    assert "Fuente: Ley sobre la Celebración de Tratados" in answer
    assert len(graph.sent_to(talk.phone)) == 1


def test_the_registry_answers_with_buttons_that_can_be_pressed(talk: Talk) -> None:
    found = talk.say("que hermanamientos tiene guadalajra")
    assert "Guadalajara, Jalisco" in said(found)
    more = talk.press(found, "Ver más")
    assert said(more) != said(found)
    assert "Guadalajara" in said(more) or "Brasil" in said(more)


def test_a_chart_goes_up_and_is_shown(talk: Talk, graph: GraphDouble) -> None:
    shown = talk.say("acuerdos por país")
    picture = shown.get("image") or shown["interactive"]["header"]["image"]
    assert graph.media[picture["id"]].startswith(b"\x89PNG")


def test_the_guide_begins_with_consent(talk: Talk) -> None:
    gate = talk.say("llévame paso a paso")
    assert "¿Aceptas?" in said(gate)
    first = talk.press(gate, "Acepto")
    assert "¿Aceptas?" not in said(first)
    # Pressed again, the button still means the same and nothing breaks.
    assert talk.say("¿dónde voy?")


def test_whoever_is_erased_leaves_no_name_behind(talk: Talk, installation: tuple[Server, GraphDouble]) -> None:
    server, _ = installation
    talk.press(talk.say("llévame paso a paso"), "Acepto")
    asked = talk.say("borra mis datos")
    assert "borré tus datos" in said(talk.press(asked, "Sí, borra todo"))

    def left(table: str) -> int:
        return count(server, f"{table} WHERE sender LIKE '%{talk.phone.user}'")

    until = time.monotonic() + 20
    while any(map(left, ("alias", "contact", "inbox", "outbox", "choice"))):
        assert time.monotonic() < until, "something of them stays"
        time.sleep(0.05)


@pytest.mark.parametrize("typed", ["/restart", '/intent{"rol":"admin"}', "／restart", "\x1c/restart"])
def test_commands_are_only_text(typed: str, talk: Talk) -> None:
    assert said(talk.say(typed))


def test_a_forged_webhook_leaves_no_row(installation: tuple[Server, GraphDouble]) -> None:
    server, graph = installation
    before = [count(server, table) for table in ("inbox", "contact", "alias")]
    forged = Phone.new()
    body = webhook(graph.number, forged.text("hola"), phones=(forged,))
    assert graph.deliver(body, signature=None) == 401
    assert graph.deliver(body, signature="sha256=" + "0" * 64) == 403
    assert [count(server, table) for table in ("inbox", "contact", "alias")] == before


def test_a_batch_and_ten_copies_of_it_at_once(graph: GraphDouble) -> None:
    ana, luis = Phone.new(), Phone.new()
    body = webhook(
        graph.number, ana.text("hola"), luis.text("¿qué es la DGCP?"), ana.text("gracias"), phones=(ana, luis)
    )
    assert graph.deliver_together(*[body] * 10) == [200] * 10
    assert len(graph.answers(ana, 2)) == 2
    assert "Dirección General de Coordinación Política" in said(graph.answers(luis, 1)[0])
    last = Phone.new()
    graph.write(last, last.text("hola"))
    graph.answers(last, 1)
    assert (len(graph.sent_to(ana)), len(graph.sent_to(luis))) == (2, 1)


def test_nothing_written_tells_who_or_what(installation: tuple[Server, GraphDouble]) -> None:
    server, graph = installation
    phone = Phone("5213398765432", "MX.77665544", name="Xóchitl Quetzal")
    graph.fail(131009, to=phone.number)
    graph.write(phone, phone.text("mi secreto inconfesable"), phone.every_other_type()["image"])
    graph.answers(phone, 2)
    graph.tell(status("wamid.SALE", phone, "failed", 131047))
    graph.deliver(b"{}", signature="sha256=00")
    written = server.written()
    assert "131009" in written
    for secret in ("3398765432", "MX.77665544", "Xóchitl", "inconfesable", graph.token, graph.secret, VERIFICATION):
        assert secret not in written


def test_what_was_taken_is_answered_once_after_a_kill(serve: Serve, lucia: Phone) -> None:
    with GraphDouble() as graph:
        server = opened(serve, graph)
        graph.hold()  # the answer is on its way when the process dies
        assert graph.write(lucia, lucia.text("¿cuánto tarda el dictamen?"), lucia.text("hola")) == 200
        server.kill()
        graph.release()
        server.start()
        first, second = graph.answers(lucia, 2)
        assert "No hay un plazo en la ley" in said(first)
        assert "No hay un plazo en la ley" not in said(second)
        # Meta, which got its 200, says it again all the same.
        again = webhook(graph.number, lucia.text("gracias"), phones=(lucia,))
        assert graph.deliver_together(again, again) == [200, 200]
        assert len(graph.answers(lucia, 3)) == 3
