"""What an installation keeps can be read by its own user alone, whatever the shell that starts it allows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from bot.rasa import training
from tests.connectors.running_server import Server
from tests.deploy.tools import DEPLOY, ROOT


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """The usual mask of a shell, which lets everybody read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def readable_by_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_what_a_server_makes_is_its_own_users(tmp_path, loaded_house):
    var = tmp_path / "var"
    var.mkdir(mode=0o755)
    server = Server(tmp_path, {"ENLACE_VAR": str(var)}).start()
    try:
        assert (var / "enlace.db").is_file() and (var / "web.key").is_file()
        assert readable_by_others(var) == []
    finally:
        server.stop()


def test_what_maintenance_makes_is_its_own_users_and_needs_nothing_made_before(tmp_path):
    var = tmp_path / "var"
    environment = {**os.environ, "ENLACE_VAR": str(var), "PYTHONWARNINGS": "ignore"}
    for order in (["retencion"], ["respaldar", "--si-toca"], ["respaldar", "--si-toca"]):
        subprocess.run([sys.executable, "-m", "maintenance", *order], cwd=ROOT, env=environment, check=True)
    assert len([*(var / "respaldos").iterdir()]) == 1  # the second time it was not due
    assert readable_by_others(var) == []


def test_maintenance_of_the_composition_does_what_is_due_before_it_sleeps(tmp_path):
    composition = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    shell, option, script = composition["services"]["mantenimiento"]["command"]
    programs = {
        tmp_path / ".venv/bin/python": 'echo "$3 $4" >> done',
        tmp_path / "bin/sleep": "echo sleep >> done; test $(grep --count sleep done) -lt 2",
    }
    for program, does in programs.items():
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
    path = f"{tmp_path}/bin:{os.environ['PATH']}"
    subprocess.run(
        [shell, option, script.replace("$$", "$")], cwd=tmp_path, env={"PATH": path}, check=False, timeout=60
    )
    once = ["retencion ", "respaldar --si-toca", "sleep"]
    assert (tmp_path / "done").read_text().splitlines() == once * 2


def test_a_model_can_be_read_by_whoever_serves(tmp_path, monkeypatch):
    """Often trained by who installs (root), and read by the service's own user."""
    path = tmp_path / "models" / "enlace-x.tar.gz"

    def trained(**given: str) -> SimpleNamespace:
        path.write_bytes(b"")
        return SimpleNamespace(code=0)

    monkeypatch.setattr("rasa.model_training.train", trained)
    os.umask(0o077)
    assert training.train(path) == 0
    assert (path.parent.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o755, 0o644)
