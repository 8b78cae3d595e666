"""What is compared: commands to start, until they answer, and how much memory they take."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[1]
RASA = str(Path(sys.executable).parent / "rasa")
JSONSCHEMA = "jsonschema==4.17.3"  # the newest that Rasa 3.6.21 admits
STOCK = "of-stock-rasa"  # folder
PATIENCE = 600  # seconds that a server may take to answer; stock Rasa takes minutes on a busy machine


@dataclass
class Running:
    """A candidate that answers.

    Attributes:
        address: Where it is asked.
        seconds: From its start to its first answer.
    """

    address: str
    seconds: float
    processes: list[psutil.Process]

    def megabytes(self) -> float:
        """Resident memory of its processes and their children."""
        family = [member for process in self.processes for member in (process, *process.children(recursive=True))]
        return sum(member.memory_info().rss for member in family) / 1e6


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ours(folder: Path) -> Iterator[Running]:
    """Our process, on a knowledge base of its own in `folder`."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "bench.serve", str(port)]
    with _running(folder, f"http://127.0.0.1:{port}", [(command, "/")], stock=False) as running:
        yield running


@contextmanager
def at_the_doors(folder: Path, more: dict[str, str]) -> Iterator[Running]:
    """Our process with its doors and Rasa's REST channel.

    Args:
        more: Variables of the environment that open the doors.
    """
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "bench.serve_doors"]
    more = {**more, "PUERTO": str(port)}
    with _running(folder, f"http://127.0.0.1:{port}", [(command, "/salud")], stock=False, more=more) as running:
        yield running


@contextmanager
def our_model_on_stock_rasa(folder: Path, model: Path) -> Iterator[Running]:
    """`rasa run` with its SQL store and `rasa run actions`, with our model and actions.

    Its jsonschema is the one that Rasa 3.6.21 installs, not the older and quicker one that we hold.
    """
    port, action_port = free_port(), free_port()
    endpoints = folder / "stock.yml"
    endpoints.write_text(
        f"action_endpoint: {{url: 'http://127.0.0.1:{action_port}/webhook'}}\n"
        f"tracker_store: {{type: SQL, dialect: sqlite, db: '{folder / 'stock.db'}'}}\n",
        encoding="utf-8",
    )
    actions = [RASA, "run", "actions", "--actions", "bot.actions", "--port", str(action_port)]
    server = [*_rasa_run(port, model), "--endpoints", str(endpoints)]
    health = f"http://127.0.0.1:{action_port}/health"
    with _running(folder, f"http://127.0.0.1:{port}", [(actions, health), (server, "/")]) as running:
        yield running


@contextmanager
def rasa_init(folder: Path, model: Path) -> Iterator[Running]:
    """The bot that `rasa init` makes in `folder`, as it makes it."""
    port = free_port()
    # In its own folder: Rasa reads the `endpoints.yml` of the folder it is started in.
    with _running(folder, f"http://127.0.0.1:{port}", [(_rasa_run(port, model), "/")], folder) as running:
        yield running


def install_what_rasa_would(folder: Path) -> None:
    """Put in `folder` the package that stock Rasa would have in another version than we do."""
    command = [str(ROOT / ".uv" / "bin" / "uv"), "pip", "install", "--quiet", "--python", sys.executable]
    subprocess.run([*command, "--target", str(folder / STOCK), JSONSCHEMA], check=True)


def environment(folder: Path, *, stock: bool = False) -> dict[str, str]:
    """What the candidates run with: all that they make stays in `folder`.

    Args:
        stock: With the packages that stock Rasa would have.
    """
    settings = {
        "ENLACE_VAR": str(folder),
        "ENLACE_MODELS": str(folder / "models"),
        "PYTHONPATH": os.pathsep.join([*([str(folder / STOCK)] if stock else []), str(ROOT)]),
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    left_out = ("DATABASE_URL", "REDIS_URL", "PYTHONDONTWRITEBYTECODE")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, **settings}


def _rasa_run(port: int, model: Path) -> list[str]:
    return [RASA, "run", "--model", str(model), "--connector", "rest", "--enable-api", "--port", str(port),
            "--interface", "127.0.0.1"]  # fmt: skip


@contextmanager
def _running(
    folder: Path,
    address: str,
    commands: list[tuple[list[str], str]],
    place: Path = ROOT,
    *,
    stock: bool = True,
    more: dict[str, str] | None = None,
) -> Iterator[Running]:
    started = time.perf_counter()
    with ExitStack() as stack:
        log = stack.enter_context((folder / "server.log").open("a", encoding="utf-8"))
        processes = []
        for command, _ in commands:
            its_own = {**environment(folder, stock=stock), **(more or {})}
            process = subprocess.Popen(command, cwd=place, env=its_own, stdout=log, stderr=log)
            stack.callback(_end, process)
            processes.append(process)
        for process, (_, where) in zip(processes, commands, strict=True):
            _wait(where if where.startswith("http") else address + where, process, started)
        seconds = time.perf_counter() - started
        yield Running(address, seconds, [psutil.Process(process.pid) for process in processes])


def _wait(address: str, process: subprocess.Popen[bytes], started: float) -> None:
    while time.perf_counter() - started < PATIENCE and process.poll() is None:
        try:
            if httpx.get(address, timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError(f"{process.args} did not start")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
