"""A process that answers nobody is ended, and systemd hears that one lives."""

from __future__ import annotations

import socket
from contextlib import suppress

import httpx

from connectors.server.watchdog import tell
from tests.connectors.running_server import Serve


def test_a_process_whose_loop_hangs_is_ended_and_says_where_it_stood(serve: Serve, tmp_path):
    server = serve("tests.connectors.delivery.served", PAPER=str(tmp_path / "paper"), HUNG="3")
    process = server._process
    with suppress(httpx.TransportError):
        httpx.post(f"{server.url}/webhooks/paper/hang", timeout=120)
    assert process.wait(120) != 0
    assert "in hang" in server.written()
    assert server.start().ready()  # what systemd and Compose do then


def test_systemd_hears_that_it_is_ready_that_it_lives_and_that_it_stops(serve: Serve, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(60)
        server = serve(
            "tests.connectors.delivery.served",
            PAPER=str(tmp_path / "paper"), HUNG="3", NOTIFY_SOCKET=str(tmp_path / "notify"),
        )  # fmt: skip
        assert [supervisor.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        server.stop()
        heard = supervisor.recv(100)
        while heard == b"WATCHDOG=1":
            heard = supervisor.recv(100)
        assert heard == b"STOPPING=1"


def test_a_supervisor_that_does_not_listen_disturbs_nobody(tmp_path):
    tell("", "READY=1")
    tell(str(tmp_path / "nobody"), "READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as abstract:
        abstract.bind("\0enlace-" + tmp_path.name)
        tell("@enlace-" + tmp_path.name, "READY=1")
        assert abstract.recv(100) == b"READY=1"
