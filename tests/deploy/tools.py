"""Programs that are not Python's: a real nginx and a real Redis, on loopback ports of their own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.connectors.running_server import free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PATIENCE = 20.0  # seconds for one of them to listen


def program(name: str) -> str:
    """The path of a program; the test fails if it is missing, which is never passed over."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        pytest.fail(f"Falta el programa {name}; scripts/system-packages lo instala.")
    return found


def run(*command: str | Path, **options) -> str:
    """What a command says; the test fails with it if the command does."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60, **options)
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


class Program:
    """A server that listens on a port and can be stopped and started again."""

    def __init__(self, command: Sequence[str | Path], port: int) -> None:
        self._command = [str(part) for part in command]
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it and wait until it listens."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while not self.listens():
            assert self._process.poll() is None and time.monotonic() < until, f"{self._command[0]} did not start"
            time.sleep(0.02)

    def listens(self) -> bool:
        """Whether somebody answers on its port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """End it, and wait until it has."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None


class Redis(Program):
    """A Redis that keeps nothing on disk, as deploy/ runs it."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        super().__init__(
            [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--dir", folder],
            port,
        )  # fmt: skip
        self.url = f"redis://127.0.0.1:{port}/0"


class Nginx(Program):
    """nginx with the upstream and the locations of deploy/nginx, before two processes."""

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        port = free_port()
        conf = folder / "nginx.conf"
        upstream = re.search(r"^upstream enlace \{.*?^\}", (DEPLOY / "nginx/enlace.conf").read_text(), re.M | re.S)[0]
        for written, one in zip(("5005", "5006"), ports, strict=True):
            upstream = upstream.replace(f"127.0.0.1:{written}", f"127.0.0.1:{one}")
        conf.write_text(
            f"""
            daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
            events {{}}
            http {{
                access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
                fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
                {upstream}
                server {{ listen 127.0.0.1:{port}; include {DEPLOY}/nginx/ubicaciones.conf; }}
            }}
            """,
            encoding="utf-8",
        )
        super().__init__([program("nginx"), "-p", folder, "-c", conf, "-e", folder / "nginx.log"], port)
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "nginx.log"
