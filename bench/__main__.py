"""`make bench`: trains and runs everything, prints the tables and writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from bench import agreements, candidates, door_report, door_times, turns
from bench.candidates import ROOT, Running
from bench.report import Run, Section, goal, write, write_doors
from bench.turns import RASA_INIT, Talk, Times

PAGE = ROOT / "docs" / "benchmarks.md"
POINTS = (10, 50, 250, 1_000)
PEOPLE = (1, 4, 16)


@dataclass
class Sizes:
    """How much is measured."""

    points: tuple[int, ...]
    rows: tuple[int, ...]
    requests: int
    questions: int


WHOLE = Sizes(POINTS, (1_000, 100_000, 1_000_000), 240, 60)
QUICK = Sizes((10, 50), (1_000, 20_000), 40, 20)


@dataclass
class Measured:
    """What was seen of one candidate."""

    name: str
    training: float = 0.0
    start: float = 0.0
    megabytes: float = 0.0
    turns: dict[tuple[str, int], Times] = field(default_factory=dict)
    guide: Times = field(default_factory=Times)
    per_second: dict[int, float] = field(default_factory=dict)
    second: Times = field(default_factory=Times)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="make bench", description="Mide Enlace junto a Rasa de fábrica.")
    parser.add_argument(
        "--rapido", action="store_true", help="Tamaños chicos, para ver que todo corre; no escribe nada."
    )
    parser.add_argument(
        "puertas", nargs="?", choices=["puertas"], help="Solo las puertas: la página, Telegram y WhatsApp (5 minutos)."
    )
    given = parser.parse_args()
    quick = given.rapido
    page = Path(tempfile.gettempdir()) / "benchmarks.md" if quick else PAGE
    words = [word for word in (given.puertas, "--rapido" if quick else None) if word]
    command = "make bench" + (f' ARGS="{" ".join(words)}"' if words else "")
    if not given.puertas:
        print(_reported(write, page, command, lambda folder: _measure(folder, QUICK if quick else WHOLE)))
    doors = door_times.QUICK if quick else door_times.WHOLE
    print(_reported(write_doors, page, command, lambda folder: _at_the_doors(folder, doors)))


def _reported(
    report: Callable[[Path, list[Section], Run], str],
    page: Path,
    command: str,
    measure: Callable[[Path], list[Section]],
) -> str:
    began, load = time.perf_counter(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="enlace-bench-") as name:
        sections = measure(Path(name))
    return report(page, sections, Run(command, (time.perf_counter() - began) / 60, load))


def _at_the_doors(folder: Path, sizes: door_times.Sizes) -> list[Section]:
    say("Abro las puertas…")
    _take_ours(folder)
    return door_report.sections(asyncio.run(door_times.measure(folder, sizes)))


def _measure(folder: Path, sizes: Sizes) -> list[Section]:
    say("Entreno nuestro modelo…")
    candidates.install_what_rasa_would(folder)
    ours_training = _train_ours(folder)
    stock_model, stock_training = _train_stock(folder)
    say("Entreno el bot de rasa init…")
    init_model, init_training = _train_init(folder)
    ours = Measured("Enlace", ours_training)
    stock = Measured("Nuestro modelo en Rasa de fábrica", stock_training)
    init = Measured("Bot de `rasa init`", init_training)
    run(ours, lambda: candidates.ours(folder), turns.OURS, sizes, lengthened=False)
    run(stock, lambda: candidates.our_model_on_stock_rasa(folder, stock_model), turns.OURS, sizes, lengthened=True)
    run(init, lambda: candidates.rasa_init(init_model.parents[1], init_model), RASA_INIT, sizes, lengthened=True)
    say(f"Base de conocimiento con {' y '.join(f'{rows:,}' for rows in sizes.rows)} acuerdos…")
    databases = list(agreements.measure_both(folder, sizes.rows, sizes.questions))
    everyone = [ours, stock, init]
    return [
        _goals(ours, stock, databases, sizes),
        _turn_table(everyone, sizes),
        _server_table(everyone),
        *(agreements.section(known, base) for base, known in databases),
    ]


def run(
    seen: Measured, start: Callable[[], AbstractContextManager[Running]], talk: Talk, sizes: Sizes, *, lengthened: bool
) -> None:
    """Start a candidate twice, the second time with everything warm, and ask it all."""
    say(f"{seen.name}: arranque y turnos…")
    with start():
        pass
    with start() as running:
        seen.start = running.seconds

        async def ask() -> None:
            at = running.address
            await turns.per_second(at, talk, 1, 12)  # warm
            seen.turns = await turns.at_turns(at, talk, sizes.points, lengthened=lengthened)
            if talk.guide:
                seen.guide = await turns.in_guide(at, talk)
            for people in PEOPLE:
                seen.per_second[people] = await turns.per_second(at, talk, people, sizes.requests)
            seen.second = await turns.second_message(at, talk)

        asyncio.run(ask())
        seen.megabytes = running.megabytes()


def _take_ours(folder: Path) -> None:
    """Our model as it is trained already, or trained now."""
    from bot.rasa.training import model_path
    from settings import load

    trained = model_path(load())
    if trained.is_file():
        (folder / "models").mkdir()
        shutil.copy(trained, folder / "models")
    else:
        _train_ours(folder)


def _train_ours(folder: Path) -> float:
    from bot.rasa.training import model_path
    from settings import load

    path = folder / "models" / model_path(load()).name
    path.parent.mkdir(exist_ok=True)
    environment = candidates.environment(folder)
    subprocess.run(
        [sys.executable, "-m", "knowledge", "load"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    return _timed([sys.executable, "-W", "ignore", "-m", "bot.rasa.training", str(path)], ROOT, environment)


def _train_stock(folder: Path) -> tuple[Path, float]:
    """Our model with Rasa's own policy for the rules."""
    from bot.rasa.routing_policy import RoutingPolicy as Ours

    config, models = folder / "stock-config.yml", folder / "stock-models"
    text = (ROOT / "config.yml").read_text(encoding="utf-8")
    config.write_text(text.replace(f"{Ours.__module__}.{Ours.__name__}", "RulePolicy"), encoding="utf-8")
    command = [candidates.RASA, "train", "--force", "--config", str(config), "--out", str(models)]
    seconds = _timed([*command, "--data", "bot/data", "--domain", "domain.yml"], ROOT, candidates.environment(folder))
    [model] = models.glob("*.tar.gz")
    return model, seconds


def _train_init(folder: Path) -> tuple[Path, float]:
    place = folder / "rasa-init"
    place.mkdir()
    environment = candidates.environment(folder)
    _timed([candidates.RASA, "init", "--no-prompt", "--init-dir", str(place)], place, environment)
    [first] = (place / "models").glob("*.tar.gz")
    first.unlink()
    seconds = _timed([candidates.RASA, "train", "--force"], place, environment)
    [model] = (place / "models").glob("*.tar.gz")
    return model, seconds


def _timed(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"Falló {' '.join(command)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started


def say(text: str) -> None:
    """Tell what is being done, on standard error."""
    print(text, file=sys.stderr, flush=True)


def _goals(
    ours: Measured, stock: Measured, databases: list[tuple[str, dict[int, agreements.Known]]], sizes: Sizes
) -> Section:
    last = sizes.points[-1]
    registry = {point: stock.turns["registro", point].p50 / ours.turns["registro", point].p50 for point in (2, last)}
    slope = max(ours.turns[kind, last].p50 / ours.turns[kind, 10].p50 for kind in ("FAQ", "registro"))
    throughput = min(ours.per_second[people] / stock.per_second[people] for people in PEOPLE)
    table = [
        goal("Turno de registro, turno 2: veces menos ms que nuestro modelo en Rasa de fábrica", registry[2], 5),
        goal(f"Turno de registro, turno {last}: lo mismo", registry[last], 50),
        goal(f"Turno {last} entre turno 10", slope, 1.3, at_most=True),
        goal("Turnos por segundo, entre los de Rasa de fábrica (el peor caso)", throughput, 4),
        goal("Memoria, entre la de Rasa de fábrica", ours.megabytes / stock.megabytes, 0.5, at_most=True),
    ]
    for base, known in databases:
        table += agreements.goals(known, base)
    return Section("Metas", ["Meta", "Pedido", "Medido", "Se cumple"], table)


def _turn_table(everyone: list[Measured], sizes: Sizes) -> Section:
    rows = []
    for seen in everyone:
        for kind in dict.fromkeys(kind for kind, _ in seen.turns):
            cells = [
                f"{seen.turns[kind, point].p50:.1f} / {seen.turns[kind, point].p95:.1f}"
                for point in (*turns.FIRST, *sizes.points)
            ]
            rows.append([seen.name, kind, *cells])
        if seen.guide.ms:
            rows.append(
                [seen.name, "guía", "", f"{seen.guide.p50:.1f} / {seen.guide.p95:.1f}", *["" for _ in sizes.points]]
            )
    return Section(
        "Milisegundos por turno (p50 / p95), por HTTP",
        ["", "Turno", "1", "2", *map(str, sizes.points)],
        rows,
        "A Enlace se le dicen todos los turnos. A los de Rasa, los primeros 40; los que faltan para cada punto son "
        "esos mismos eventos, guardados otra vez por su API, porque decirlos tomaría más de un cuarto de hora. La guía "
        "se mide recién abierta.",
    )


def _server_table(everyone: list[Measured]) -> Section:
    rows = [
        [seen.name, f"{seen.training:.0f}", f"{seen.start:.1f}", f"{seen.megabytes:.0f}",
         *(f"{seen.per_second[people]:.0f}" for people in PEOPLE), f"{seen.second.p50:.0f}"]
        for seen in everyone
    ]  # fmt: skip
    people = [f"Turnos/s, {number} {'persona' if number == 1 else 'personas'}" for number in PEOPLE]
    header = ["", "Entrenar, s", "Arrancar, s", "Memoria, MB", *people, "Dos mensajes a la vez, ms"]
    return Section(
        "El servidor", header, rows, "La memoria es la residente de todos los procesos, después de las pruebas."
    )


if __name__ == "__main__":
    main()
