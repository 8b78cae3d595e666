"""The real server with the trained model, in a process of its own that a test may kill."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import settings
from bot.rasa.assistant import start
from bot.rasa.training import model_path
from knowledge.database import open_engine
from knowledge.loading import load_all

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0  # seconds for loading the model on a busy machine
# Nothing of the machine that runs the tests opens a door or moves the database.
OURS = ("ENLACE_", "TELEGRAM_", "WHATSAPP_", "WEB_", "DATABASE_URL", "REDIS_URL", "PUERTO")


class Server:
    """One installation: a folder, a database, a port. `start` and `kill` it as often as wanted.

    Attributes:
        url: Where it listens.
        log: What it wrote, of all its lives.
    """

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        module: str = "connectors",
        root: Path = ROOT,
        wrapper: Sequence[str] = (),
    ) -> None:
        """Make it; it does not run yet.

        Args:
            environment: On top of what every server needs; variables of the machine's own are not seen.
            module: What `python -m` runs.
            root: Where the code is.
            wrapper: A command that runs the server, such as one that changes its clock.
        """
        self.port = int(environment.get("PUERTO") or free_port())
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._command = [*wrapper, sys.executable, "-m", module]
        self._root = root
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            "ENLACE_VAR": str(folder),
            "ENLACE_MODELS": str(settings.load().models),
            "PUERTO": str(self.port),
            "PYTHONWARNINGS": "ignore",
            "PYTHONUTF8": "1",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Run it and wait until it is ready."""
        self.begin()
        until = time.monotonic() + PATIENCE
        while not self.ready():
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise AssertionError(f"the server did not start:\n{self.written()[-3000:]}")
            time.sleep(0.1)
        return self

    def start_in_vain(self) -> int:
        """Run it where it cannot go on, and wait until it ends; its exit code."""
        return self.begin().wait(PATIENCE)

    def begin(self) -> subprocess.Popen[bytes]:
        """Run it, and wait for nothing."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._root, env=self.environment, stdout=log, stderr=log
            )
        return self._process

    def ready(self) -> bool:
        """Whether it says that it can attend."""
        try:
            return httpx.get(f"{self.url}/salud", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """Kill it with -9, wherever it was."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end, and wait for it; its exit code."""
        return self._end(signal.SIGTERM)

    def written(self) -> str:
        """All that it wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(how)
        try:
            return self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise


def free_port() -> int:
    """A port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# Makes a server and starts it; it is killed at the end of the test.
Serve = Callable[..., Server]


@contextmanager
def serving(folder: Path, loaded: Path) -> Iterator[Serve]:
    """Starts servers, each on a copy of the knowledge base `loaded`, and ends them all."""
    servers: list[Server] = []

    def serve(module: str = "connectors", wrapper: Sequence[str] = (), **environment: str) -> Server:
        place = Path(tempfile.mkdtemp(dir=folder))
        shutil.copy(loaded, place / "enlace.db")
        servers.append(Server(place, environment, module, wrapper=wrapper))
        return servers[-1].start()

    try:
        yield serve
    finally:
        for server in servers:
            server.kill()


@pytest.fixture(scope="session")
def loaded_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base as a server leaves it, and beside it the model of the present data: made once."""
    folder = tmp_path_factory.mktemp("loaded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENLACE_VAR", str(folder))
        patch.delenv("DATABASE_URL", raising=False)
        current = settings.load()
        engine = open_engine(current.database_url)
        load_all(engine)
        engine.dispose()
        if not model_path(current).is_file():
            start()
    return folder / "enlace.db"


@pytest.fixture
def serve(loaded_house: Path, tmp_path: Path) -> Iterator[Serve]:
    """Starts servers for one test: `serve(TELEGRAM_TOKEN=…)`."""
    with serving(tmp_path, loaded_house) as begin:
        yield begin


@pytest.fixture(scope="session")
def shared_server(loaded_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with the web door only, for every test that does not end it."""
    with serving(tmp_path_factory.mktemp("shared"), loaded_house) as begin:
        yield begin()
