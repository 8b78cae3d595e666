"""Our client of Meta's Graph API, and what each refusal means."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import settings
from connectors.server.doctor.hosts import whatsapp
from connectors.whatsapp.errors import GraphError, Verdict
from connectors.whatsapp.graph import Graph
from tests.doubles.whatsapp import GraphDouble

HELLO = {
    "messaging_product": "whatsapp",
    "recipient_type": "individual",
    "to": "523312345678",
    "type": "text",
    "text": {"body": "¡Hola! 😀"},
}


@pytest.fixture
async def client(graph: GraphDouble) -> AsyncIterator[Graph]:
    client = Graph(graph.url, "v25.0", graph.number, graph.token)
    yield client
    await client.close()


async def test_a_message_goes_out_as_it_is(client: Graph, graph: GraphDouble) -> None:
    answer = await client.send(HELLO)
    assert answer["messages"][0]["id"].startswith("wamid.")
    assert graph.sent == [HELLO]


async def test_read_and_typing_are_one_request(client: Graph, graph: GraphDouble) -> None:
    await client.mark_read("wamid.A")
    (call,) = graph.calls
    assert call.body == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.A",
        "typing_indicator": {"type": "text"},
    }


async def test_a_file_goes_up_with_its_type(client: Graph, graph: GraphDouble) -> None:
    content = b"\x89PNG\r\n\x1a\n" + bytes(1000)
    assert graph.media == {await client.upload("gráfica.png", content, "image/png"): content}


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (0, Verdict.ACCESS), (10, Verdict.ACCESS), (190, Verdict.ACCESS), (200, Verdict.ACCESS), (299, Verdict.ACCESS),
        (4, Verdict.BUSY), (80007, Verdict.BUSY), (130429, Verdict.BUSY), (131056, Verdict.PAIR),
        (131048, Verdict.POLICY), (131049, Verdict.POLICY), (131050, Verdict.POLICY), (131064, Verdict.POLICY),
        (368, Verdict.POLICY), (131031, Verdict.POLICY), (131047, Verdict.WINDOW), (131026, Verdict.UNDELIVERABLE),
        (131030, Verdict.RECIPIENT), (131051, Verdict.CONTENT), (131052, Verdict.CONTENT), (131053, Verdict.CONTENT),
        (100, Verdict.CONTENT), (131008, Verdict.CONTENT), (131009, Verdict.CONTENT), (132000, Verdict.CONTENT),
        (132016, Verdict.CONTENT), (131000, Verdict.TRANSIENT), (131016, Verdict.TRANSIENT), (2, Verdict.TRANSIENT),
        (999999, Verdict.CONTENT), (-1, Verdict.TRANSIENT),
    ],
)  # fmt: skip
async def test_every_code_has_its_meaning(code: int, verdict: Verdict, client: Graph, graph: GraphDouble) -> None:
    graph.fail(code)
    with pytest.raises(GraphError) as refused:
        await client.send(HELLO)
    assert (refused.value.code, refused.value.verdict) == (code, verdict)
    assert "523312345678" not in str(refused.value)


async def test_the_wait_that_meta_asks_for_is_known(client: Graph, graph: GraphDouble) -> None:
    graph.fail(130429, retry_after="17")
    with pytest.raises(GraphError) as refused:
        await client.send(HELLO)
    assert refused.value.wait == 17


@pytest.mark.parametrize(("what", "value"), [("token", "otro"), ("number", "999")])
async def test_a_wrong_token_or_number_is_a_matter_of_access(what: str, value: str, graph: GraphDouble) -> None:
    given = {"number": graph.number, "token": graph.token, what: value}
    client = Graph(graph.url, "v25.0", given["number"], given["token"])
    with pytest.raises(GraphError) as refused:
        await client.send(HELLO)
    assert refused.value.verdict is Verdict.ACCESS
    await client.close()


async def test_a_connection_that_breaks_may_be_tried_again(client: Graph, graph: GraphDouble) -> None:
    graph.fail(131000, lost=True)
    with pytest.raises(GraphError) as refused:
        await client.send(HELLO)
    assert refused.value.verdict is Verdict.TRANSIENT


async def test_nobody_there_may_be_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        client = Graph(f"http://127.0.0.1:{free.getsockname()[1]}", "v25.0", "1", "t")
        with pytest.raises(GraphError) as refused:
            await client.send(HELLO)
    assert refused.value.verdict is Verdict.TRANSIENT
    await client.close()


@pytest.mark.parametrize(
    ("code", "status", "verdict"),
    [(-1, 401, Verdict.ACCESS), (-1, 429, Verdict.BUSY), (-1, 502, Verdict.TRANSIENT), (-1, 404, Verdict.CONTENT)],
)
def test_without_a_code_the_status_decides(code: int, status: int, verdict: Verdict) -> None:
    assert GraphError(code, status).verdict is verdict


async def test_the_token_is_shown_nowhere(client: Graph, graph: GraphDouble, caplog: Any) -> None:
    caplog.set_level("DEBUG", "connectors")
    graph.fail(-1)
    with pytest.raises(GraphError) as refused:
        await client.send(HELLO)
    assert graph.token not in caplog.text + repr(refused.value) + repr(vars(client))


@pytest.mark.parametrize(
    ("changed", "state", "said"),
    [({}, "bien", "Municipio de Prueba"), ({"token": "otro"}, "mal", "WHATSAPP_TOKEN"),
     ({"number_id": "999"}, "mal", "WHATSAPP_NUMERO_ID"), ({"secret": ""}, "mal", "WHATSAPP_SECRETO")],
)  # fmt: skip
def test_make_doctor_asks_meta(
    changed: dict[str, str], state: str, said: str, graph: GraphDouble, tmp_path: Path
) -> None:
    own = settings.WhatsAppSettings(graph.token, graph.number, graph.secret, "palabra", api=graph.url)
    current = settings.Settings("", tmp_path, tmp_path, whatsapp=replace(own, **changed), url="https://enlace.example")
    found = whatsapp(current)
    assert (found.state, said in found.text) == (state, True)
