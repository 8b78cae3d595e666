"""Rasa's own commands with our files: validation, and the actions behind an action server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.assistant import Assistant

ROOT = Path(__file__).resolve().parents[2]
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


@pytest.fixture
def action_server(agent: Assistant, tmp_path: Path) -> Iterator[str]:
    """Address of `rasa run actions` with our actions, on the suite's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(
            [RASA, "run", "actions", "--actions", "bot.actions", "--port", str(port)],
            cwd=ROOT, env=environment(), stdout=log, stderr=log,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_until_healthy(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


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
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{address}/health", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)  # it is still importing; only the deadline above bounds the wait
    raise AssertionError("the action server did not start")
