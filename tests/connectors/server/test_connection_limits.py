"""Connections that come to stay: slow, half, many or large, on the port itself, before anybody has signed in."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from tests.connectors.running_server import Serve, Server, serving

PATIENCE = 60  # seconds that a test waits for what must come
MEGABYTE = 2**20
WHATSAPP = {
    "WHATSAPP_TOKEN": "x", "WHATSAPP_NUMERO_ID": "1", "WHATSAPP_SECRETO": "y", "WHATSAPP_VERIFICACION": "z",
    "WHATSAPP_API": "http://127.0.0.1:9",
}  # fmt: skip
HEAD = "POST /webhooks/whatsapp/webhook HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def server(loaded_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with little patience and few descriptors, and WhatsApp's door, where the largest bodies come in."""
    folder = tmp_path_factory.mktemp("intake")
    with serving(folder, loaded_house) as begin:
        yield begin(
            "tests.connectors.delivery.served",
            PAPER=str(folder / "paper"),
            HEAD="1",
            BODY="2",
            FAREWELL="1",
            **WHATSAPP,
        )


@pytest.fixture
def connections() -> Iterator[ExitStack]:
    """What is open in a test, however many; all of it is closed at its end."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with ExitStack() as opened:
        yield opened
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connect(server: Server, opened: ExitStack, said: bytes) -> socket.socket:
    connection = opened.enter_context(closing(socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)))
    connection.sendall(said)
    return connection


def rest(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    heard = b""
    while piece := connection.recv(65536):
        heard += piece
    return heard


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"P",
        b"GET /salud HTTP/1.1\r\nHost: x\r\n",
        f"{HEAD}Content-Length: 10\r\n\r\n".encode(),
        f"{HEAD}Content-Length: 10\r\n\r\n{{".encode(),
        f"{HEAD}Content-Length: 4000000\r\n\r\n".encode() + b" " * 100_000,
        f"{HEAD}Upgrade: websocket\r\nContent-Length: 10\r\n\r\n{{".encode(),
        f"{HEAD}Expect: 100-continue\r\nContent-Length: 10\r\n\r\n".encode(),
    ],
    ids=[
        "nothing",
        "a letter",
        "half a head",
        "no body",
        "half a body",
        "half of much",
        "a websocket",
        "an expectation",
    ],
)
def test_what_never_ends_is_ended_and_told_why(server, connections, said):
    heard = rest(connect(server, connections, said))
    assert heard == b"" if not said else b"HTTP/1.1 408 " in heard and b'{"error":"La petici' in heard


@pytest.mark.parametrize("head", [b"GET /salud HTTP/1.1\r\nX: ", f"{HEAD}Content-Length: 9000\r\n\r\n".encode()])
def test_a_drip_buys_no_time(server, connections, head):
    connection = connect(server, connections, head)
    connection.settimeout(0.1)
    heard, drops = b"", 0
    while b"\r\n\r\n" not in heard:
        drops += 1
        assert drops < 10 * PATIENCE
        connection.sendall(b"x")
        try:
            heard += connection.recv(65536)
        except TimeoutError:
            continue
    assert b"HTTP/1.1 408 " in heard


def test_the_rest_of_a_body_that_was_refused_is_not_waited_for(server, connections):
    said = b"POST /nada HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n\r\n{"
    assert b"HTTP/1.1 404 " in rest(connect(server, connections, said))


def test_one_who_was_refused_while_sending_much_reads_why(server):
    """The connection is not reset under their hands, which would lose the answer."""
    for _ in range(20):
        answer = httpx.post(f"{server.url}/webhooks/web/sesion", content=b"x" * 5 * MEGABYTE)
        assert answer.status_code == 413 and answer.json()["error"]


def test_a_body_for_what_takes_none_is_refused(server):
    assert httpx.request("GET", f"{server.url}/salud", content=b"x").status_code == 413
    assert httpx.request("GET", f"{server.url}/salud", headers={"Content-Length": "0"}).status_code == 200


def test_large_bodies_before_any_signature_share_a_bounded_room(server, connections):
    before = memory(server)
    held = [connect(server, connections, f"{HEAD}Content-Length: {4 * MEGABYTE}\r\n\r\n".encode()) for _ in range(60)]
    for connection in held:
        try:
            connection.sendall(b" " * (4 * MEGABYTE - 1))
        except OSError:
            continue  # there was no room, or no more time
    grown = memory(server) - before
    assert grown < 64 * MEGABYTE, grown
    small = httpx.post(f"{server.url}/webhooks/whatsapp/webhook", content=b"{}", timeout=PATIENCE)
    assert small.status_code in (400, 401, 403)  # read, and refused for want of a signature
    for connection in held:
        connection.close()
    until_room(server)


def until_room(server: Server) -> None:
    """Once they are gone there is room again, all of it."""
    for _ in range(4):
        answer = httpx.post(f"{server.url}/webhooks/whatsapp/webhook", content=b" " * 4 * MEGABYTE, timeout=PATIENCE)
        assert answer.status_code in (400, 401, 403)


def memory(server: Server) -> int:
    """Bytes that the server has now."""
    for line in Path(f"/proc/{server.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no such line")


@pytest.mark.parametrize("limit", ["1024:1024", "1024:8192"])
def test_however_many_stay_half_open_others_are_answered(serve: Serve, loaded_house, tmp_path, connections, limit):
    with serving(tmp_path, loaded_house) as begin:
        server = begin(wrapper=("prlimit", f"--nofile={limit}"))
        for number in range(1_100):
            half = HEAD + "Content-Length: 10\r\n\r\n{" if number % 2 else HEAD
            connect(server, connections, half.encode())
        for path in ("/salud", "/chat"):
            assert httpx.get(server.url + path, timeout=PATIENCE).status_code == 200
        assert "Too many open files" not in server.written()
