"""Packets that nobody honest sends, on a real socket of the real server: refused at once, and it goes on serving."""

from __future__ import annotations

import json
import socket

import httpx
import pytest
import sanic
from sanic.exceptions import SanicException

from connectors.server import framing
from tests.connectors.running_server import Server

# One of each kind of address: pages, the API, health, what is not there; with no sign-in any of them.
PATHS = (
    "/", "/salud", "/health", "/metrics", "/chat", "/demo", "/w/etiqueta", "/w/x/y", "/chat/archivos/x",
    "/webhooks/web/sesion", "/webhooks/web/mensajes", "/webhooks/web/historial", "/webhooks/web/pendientes",
    "/webhooks/web/archivos/x", "/webhooks/telegram/webhook", "/webhooks/whatsapp/webhook", "/nada",
)  # fmt: skip
# Header lines of a request with a body, and how it is refused.
PACKETS = {
    "a negative length": ("Content-Length: -1", 400),
    "a length with its sign": ("Content-Length: +2", 400),
    "an empty length": ("Content-Length: ", 400),
    "digits in groups": ("Content-Length: 1_0", 400),
    "digits of another script": ("Content-Length: ٢", 400),
    "a space of another kind": ("Content-Length: \u00a02", 400),
    "a fraction": ("Content-Length: 2.0", 400),
    "hexadecimal": ("Content-Length: 0x2", 400),
    "more digits than a number has": ("Content-Length: " + "9" * 5000, 400),
    "more than anybody may send": ("Content-Length: 99999999999", 413),
    "two lengths": ("Content-Length: 2\r\nContent-Length: 2", 400),
    "a list of lengths": ("Content-Length: 2, 2", 400),
    "a space before the colon": ("Content-Length : 2", 400),
    "a folded line": ("X: 1\r\n Content-Length: 2", 400),
    "a line ended by half": ("X: 1\nContent-Length: -1", 400),
    "a return alone": ("X: 1\rContent-Length: -1", 400),
    "a zero byte": ("X: \0\r\nContent-Length: 2", 400),
    "a line without colon": ("Content-Length", 400),
    "chunks": ("Transfer-Encoding: chunked", 411),
    "chunks and a length": ("Content-Length: 2\r\nTransfer-Encoding: chunked", 411),
    "chunks in capitals": ("TRANSFER-ENCODING: CHUNKED", 411),
    "another coding": ("Transfer-Encoding: identity", 411),
    "a negative length and a websocket": ("Upgrade: websocket\r\nContent-Length: -1", 400),
    "a negative length that waits for a yes": ("Expect: 100-continue\r\nContent-Length: -1", 400),
}
BODIES = {"chunks": "-1\r\n{}", "chunks and a length": "0x2\r\n{}\r\n0\r\n\r\n"}


def refused(server: Server, request: str) -> tuple[int, dict[str, str]]:
    """The status and the JSON of the only answer to a packet, after which the server closed the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(request.encode())
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1, answer
    return int(head.split()[1]), json.loads(body)


@pytest.mark.parametrize("name", PACKETS)
def test_a_body_without_one_plain_length_is_refused_and_the_server_goes_on(shared_server, name):
    fields, status = PACKETS[name]
    body = BODIES.get(name, "{}")
    answered = refused(shared_server, f"POST /webhooks/web/sesion HTTP/1.1\r\nHost: x\r\n{fields}\r\n\r\n{body}")
    assert answered[0] == status and answered[1]["error"]
    assert shared_server.ready()


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize("path", PATHS)
def test_the_packet_that_hung_the_process_is_refused_on_every_path(shared_server, path, method):
    packet = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{{}}"
    assert refused(shared_server, packet) == (400, {"error": "La petición está mal formada."})
    assert shared_server.ready()


@pytest.mark.parametrize("line", ["GET http://[ HTTP/1.1", "GET  / HTTP/1.1", "GET / HTTP/9", "GET", "\0\0\0"])
def test_a_line_that_asks_for_nothing_is_refused_without_a_trace_in_the_log(shared_server, line):
    before = len(shared_server.written())
    assert refused(shared_server, f"{line}\r\nHost: x\r\n\r\n")[0] == 400
    assert "Traceback" not in shared_server.written()[before:]


@pytest.mark.parametrize("fields", ["Content-Length:2", "content-length: \t2 \t", "Content-Length: 002"])
def test_a_plain_length_is_taken_however_it_is_spaced(shared_server, fields):
    origin = f"Origin: {shared_server.url}\r\nContent-Type: application/json\r\nConnection: close"
    host = shared_server.url.removeprefix("http://")
    status, body = refused(
        shared_server, f"POST /webhooks/web/sesion HTTP/1.1\r\nHost: {host}\r\n{origin}\r\n{fields}\r\n\r\n{{}}"
    )
    assert status == 200 and body["token"]


def test_what_was_refused_takes_no_place_of_what_comes_after(shared_server):
    with httpx.Client(base_url=shared_server.url) as client:
        assert client.post("/webhooks/web/sesion", content=iter([b"{}"])).status_code == 411
        assert client.get("/salud").status_code == 200


def test_the_head_of_an_ordinary_request_passes():
    framing.check("GET / HTTP/1.1\r\nHost: x\r\nX-Nombre: Señora".encode(), 0)
    framing.check(b"POST / HTTP/1.1\r\nContent-Length: 7", 7)
    with pytest.raises(SanicException):
        framing.check(b"POST / HTTP/1.1\r\nContent-Length: 8", 7)


@pytest.mark.parametrize(
    ("line", "most"),
    [
        (b"POST /webhooks/whatsapp/webhook HTTP/1.1", 4_000_000),
        (b"POST /webhooks/web/mensajes HTTP/1.1", framing.USUAL_BODY),
        (b"POST /whatsapp/webhook HTTP/1.1", framing.USUAL_BODY),
        (b"GET /webhooks/whatsapp/webhook HTTP/1.1", 0),
        (b"OPTIONS /webhooks/web/sesion HTTP/1.1", 0),
    ],
)
def test_a_large_body_is_taken_only_where_a_door_asks_for_one(line, most):
    assert framing.largest_body(line, {"/webhooks/whatsapp/": 4_000_000}) == most


def test_the_guard_is_of_the_sanic_that_was_read():
    """On another version: read its `sanic/http.py` again, and what `connectors/server/framing.py` says of it."""
    assert sanic.__version__ == framing.READ
