"""`make soak`: many people talk for minutes with the real server; memory must stay flat, with no error."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bot.rasa.assistant import start
from tests.connectors.running_server import Server
from tests.deploy.person import Person

PAUSE = (4.0, 16.0)  # seconds that somebody reads before writing again
TALKS = 15  # messages after which somebody leaves and somebody else comes
WARM_UP = 0.3  # of the time: caches fill while everything is asked for the first time
GROWTH = 1.10  # of the memory, from the end of the warm-up to the end of all
TURNS = (
    ("¿cuánto tarda el dictamen?", "¿quién firma?", "¿qué es un hermanamiento?", "¿necesito pasar por cabildo?"),
    ("¿qué hermanamientos tiene Guadalajara?", "¿y Zapopan?", "solo con Japón", "ver más", "¿cuántos acuerdos hay?"),
    ("llévame paso a paso", "sí, acepto", "Hermanamiento con Texas", "¿dónde voy?", "no sé", "siguiente"),
    ("¿qué significa POA?", "gracias", "asdfgh", "¿eres un robot?", "cuéntame un chiste"),
)


@dataclass
class Figures:
    """What was measured.

    Attributes:
        seconds: Of each answered message, from sending it to its last line.
        slowed: Messages that the limits made wait.
        problems: What went wrong, in words.
        memory: Resident memory of the server, MB, with the second at which it was read.
    """

    seconds: list[float] = field(default_factory=list)
    slowed: int = 0
    problems: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)


def main() -> None:
    """Run it and print the figures; the exit code is 1 if memory grew or anything failed."""
    options = argparse.ArgumentParser(prog="make soak", description="Prueba de aguante del servidor.")
    options.add_argument("--minutos", type=float, default=10, help="cuánto dura (10)")
    options.add_argument("--personas", type=int, default=50, help="cuántas escriben a la vez (50)")
    chosen = options.parse_args()
    start(say)  # the model is trained before anything is measured
    with tempfile.TemporaryDirectory(prefix="enlace-soak-") as folder:
        server = Server(Path(folder), {"ENLACE_PROXIES": "1"})
        try:
            server.start()
            say(f"{chosen.personas} personas durante {chosen.minutos:g} minutos…")
            figures = measure(server, chosen.personas, chosen.minutos * 60)
            figures.problems += errors_in(server)
        finally:
            server.kill()
    sys.exit(1 if report(figures, chosen.minutos * 60) else 0)


def measure(server: Server, people: int, seconds: float) -> Figures:
    """Let them talk, and look at the server meanwhile."""
    figures, over = Figures(), threading.Event()
    threads = [threading.Thread(target=visit, args=(server, n, figures, over)) for n in range(people)]
    for thread in threads:
        thread.start()
    process, started = psutil.Process(server.pid), time.monotonic()
    while (elapsed := time.monotonic() - started) < seconds:
        figures.memory.append((elapsed, process.memory_info().rss / 1e6))
        over.wait(min(1.0, seconds / 100))
    over.set()
    for thread in threads:
        thread.join()
    return figures


def visit(server: Server, number: int, figures: Figures, over: threading.Event) -> None:
    """Somebody talks, leaves, and somebody else comes in their place, until it is over."""
    chance = random.Random(number)
    over.wait(chance.uniform(0, PAUSE[1]))
    while not over.is_set():
        person = Person(server.url, address=f"198.51.100.{number}")
        try:
            talk(person.opens(), chance, figures, over)
        except (AssertionError, httpx.HTTPError, KeyError) as error:
            figures.problems.append(f"{type(error).__name__}: {str(error)[:120]}")
            over.wait(1)
        finally:
            person.client.close()


def talk(person: Person, chance: random.Random, figures: Figures, over: threading.Event) -> None:
    """A conversation: questions of one kind after the other, and now and then a button."""
    said = 0
    replies: list[dict] = []
    while said < TALKS:
        for text in chance.choice(TURNS):
            if over.is_set():
                return
            buttons = [button for reply in replies for button in reply.get("botones", [])]
            press = chance.choice(buttons)["boton"] if buttons and chance.random() < 0.25 else ""
            refused, began = len(person.refusals), time.monotonic()
            replies = person.says("" if press else text, button=press, message_id=uuid.uuid4().hex)
            if len(person.refusals) == refused:
                figures.seconds.append(time.monotonic() - began)
            figures.slowed += sum(status == 429 for status, _ in person.refusals[refused:])
            figures.problems += [f"{status}: {words}" for status, words in person.refusals[refused:] if status != 429]
            if not replies:
                figures.problems.append(f"sin respuesta a «{text}»")
            said += 1
            over.wait(chance.uniform(*PAUSE))


def errors_in(server: Server) -> list[str]:
    """What the server's log complains of, and what it gave up."""
    complaints = [line for line in server.written().splitlines() if " ERROR " in line or "Traceback" in line]
    counted = httpx.get(f"{server.url}/metrics", timeout=30).text.splitlines()
    parked = [line for line in counted if line.startswith("enlace_apartadas{") and not line.endswith(" 0.0")]
    return [*complaints[:20], *parked]


def report(figures: Figures, seconds: float) -> bool:
    """Print the figures; whether something is wrong."""
    times = sorted(figures.seconds)
    if len(times) < 2:
        say("Nadie obtuvo respuesta.")
        return True
    at = statistics.quantiles(times, n=100)
    settled = [mb for moment, mb in figures.memory if moment >= seconds * WARM_UP]
    tenth = max(1, len(settled) // 10)
    first, last = statistics.median(settled[:tenth]), statistics.median(settled[-tenth:])
    say(f"Mensajes contestados: {len(times):,} ({len(times) / seconds:.1f} por segundo)")
    say(f"Hasta la última línea: p50 {at[49] * 1e3:.0f} ms, p95 {at[94] * 1e3:.0f} ms, p99 {at[98] * 1e3:.0f} ms, "
        f"máximo {times[-1] * 1e3:.0f} ms")  # fmt: skip
    say(f"Pedidos de ir más despacio: {figures.slowed}")
    say(f"Memoria: {figures.memory[0][1]:.0f} MB al empezar, {first:.0f} MB tras calentar, {last:.0f} MB al final "
        f"({(last / first - 1) * 100:+.1f} %)")  # fmt: skip
    problems = list(figures.problems)
    if last > first * GROWTH:
        problems.append(f"la memoria creció más de {(GROWTH - 1) * 100:.0f} %")
    say(f"Errores: {len(problems)}")
    for problem in problems[:20]:
        say(f"  {problem}")
    return bool(problems)


def say(line: str) -> None:
    """Tell whoever runs it."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
