"""Rasa's own commands with our files: validation, and the actions behind an action server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

import settings
from bot.actions.base import engine_for
from bot.rasa.assistant import Assistant
from bot.rasa.tracking.tables import EVENTS
from bot.rasa.training import model_path

ROOT = Path(__file__).resolve().parents[3]
RASA = Path(sys.executable).parent / "rasa"


def environment() -> dict[str, str]:
    """The suite's own environment, whose database the `agent` fixture has loaded."""
    return {**os.environ, "PYTHONWARNINGS": "ignore", "RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(ROOT)}


def test_rasa_finds_no_fault_in_the_data(agent: Assistant) -> None:
    done = subprocess.run(
        [RASA, "data", "validate", "--fail-on-warnings", "--data", "bot/data", "--domain", "domain.yml"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(log: Path, address: str, *arguments: str | Path) -> Iterator[None]:
    """A command of Rasa's that serves at `address`, until the end of the block."""
    with log.open("w") as file:
        server = subprocess.Popen([RASA, *arguments], cwd=ROOT, env=environment(), stdout=file, stderr=file)
        try:
            _wait_until_healthy(address, server)
            yield
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="module")
def action_server(agent: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `rasa run actions` with our actions, on the suite's database."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("actions") / "server.log"
    with running(log, f"{address}/health", "run", "actions", "--actions", "bot.actions", "--port", str(port)):
        yield address


@pytest.fixture(scope="module")
def rasa_server(action_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `rasa run` with our `endpoints.yml` and `credentials.yml`, and a channel to talk to it."""
    folder, port = tmp_path_factory.mktemp("rasa"), free_port()
    endpoints = folder / "endpoints.yml"
    written = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    assert "http://localhost:5055" in written
    endpoints.write_text(written.replace("http://localhost:5055", action_server), encoding="utf-8")
    address = f"http://127.0.0.1:{port}"
    with running(
        folder / "server.log", address, "run", "--model", model_path(settings.load()), "--endpoints", endpoints,
        "--credentials", "credentials.yml", "--connector", "rest", "--port", str(port), "--interface", "127.0.0.1",
    ):  # fmt: skip
        yield address


def say(server: str, text: str) -> str:
    body = {"sender": "prueba:ana", "message": text}
    replies = httpx.post(f"{server}/webhooks/rest/webhook", json=body, timeout=30).json()
    return "\n".join(reply.get("text", "") for reply in replies)


def test_rasa_run_answers_with_an_action_server_our_store_and_our_locks(rasa_server: str) -> None:
    assert "plazo" in say(rasa_server, "cuánto tarda el dictamen")
    assert "hermanamientos de Guadalajara" in say(rasa_server, "qué hermanamientos tiene guadalajara")
    assert "Zapopan" in say(rasa_server, "¿y zapopan?")
    assert "¿Aceptas?" in say(rasa_server, "quiero empezar la guía")
    assert "expediente" in say(rasa_server, "acepto")
    with engine_for(settings.load().database_url).connect() as connection:
        stored = select(EVENTS.c.data).where(EVENTS.c.sender_id == "prueba:ana", EVENTS.c.type_name == "user")
        texts = [json.loads(data)["text"] for data in connection.scalars(stored.order_by(EVENTS.c.id))]
    assert texts[0] == "cuánto tarda el dictamen"
    assert len(texts) == 5


def test_the_actions_also_run_behind_an_action_server(action_server: str) -> None:
    names = {action["name"] for action in httpx.get(f"{action_server}/actions").json()}
    assert "action_responder" in names
    call = {
        "next_action": "action_responder",
        "sender_id": "test",
        "tracker": {"sender_id": "test", "slots": {}, "events": [], "latest_message": {
            "text": "cuanto tarda", "entities": [{"entity": "clave", "value": "dictamen_plazo"}]}},
        "domain": {},
        "version": "3.6.21",
    }  # fmt: skip
    answer = httpx.post(f"{action_server}/webhook", json=call, timeout=30).json()
    assert "plazo" in answer["responses"][0]["text"]
    assert {event["name"] for event in answer["events"]} >= {"tema", "fallos"}


def _wait_until_healthy(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(address, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)  # it is still importing; only the deadline above bounds the wait
    raise AssertionError("the server did not start")
