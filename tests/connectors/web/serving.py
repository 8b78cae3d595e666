"""The scripted server as a fixture, and a client that talks to it as the widget does."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[3]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf50cf00000482018016"
    "a1f8130000000049454e44ae426082"
)


@dataclass
class Server:
    """A running server.

    Attributes:
        url: Its own origin.
        site: Another origin, registered, that shows the widget.
    """

    url: str
    site: str
    folder: Path

    def turns(self) -> dict[str, int]:
        """How often each text was run as a turn."""
        return dict(httpx.get(self.url + "/_prueba/turnos").json())

    def release(self) -> None:
        """Let the turn that waits go on."""
        httpx.post(self.url + "/_prueba/soltar")


class Visitor:
    """Somebody with a session of their own."""

    def __init__(self, server: Server, origin: str = "") -> None:
        self.client = httpx.Client(base_url=server.url + "/webhooks/web/", timeout=30)
        self.client.headers["Origin"] = origin or server.url
        opened = self.client.post("sesion", json={}).json()
        self.token = opened["token"]
        self.client.headers["Authorization"] = f"Bearer {self.token}"

    def send(self, text: str = "", button: str = "", message_id: str = "") -> list[dict[str, Any]]:
        """Send a message; the lines of its answer."""
        fields = {"id": message_id or uuid.uuid4().hex, "texto": text} | ({"boton": button} if button else {})
        answer = self.client.post("mensajes", json=fields)
        assert answer.status_code == 200, answer.text
        return [json.loads(line) for line in answer.text.splitlines()]

    def say(self, text: str = "", button: str = "", message_id: str = "") -> dict[str, Any]:
        """Send a message; the only reply to it."""
        lines = self.send(text, button, message_id)
        assert lines[-1]["tipo"] == "fin"
        (reply,) = [line for line in lines if line["tipo"] == "respuesta"]
        return reply

    def history(self) -> list[dict[str, Any]]:
        """What the session shows."""
        return list(self.client.get("historial").json()["historial"])


@pytest.fixture(scope="session")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The web door on a scripted Rasa, with a database of its own."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "grafica.png").write_bytes(PNG)
    (folder / "Guía práctica.txt").write_text("Paso a paso", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(f"http://127.0.0.1:{port}", f"http://localhost:{port}", folder)
    environment = {
        **os.environ, "ENLACE_VAR": str(folder), "WEB_SITIOS": server.site, "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("scripted.py")), str(port), str(folder)]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(server.url + "/demo")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError((server.folder / "server.log").read_text())
