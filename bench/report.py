"""The table that `make bench` prints, and writes to docs/benchmarks.md."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psutil

Row = Sequence[str]
DOORS = "# Por las puertas"  # the second part of the page


@dataclass
class Section:
    """One table.

    Attributes:
        header: Titles of the columns.
        note: What to know to read it.
        level: Of its heading.
    """

    title: str
    header: Row
    rows: list[Row] = field(default_factory=list)
    note: str = ""
    level: int = 2

    def markdown(self) -> str:
        """The table as Markdown."""
        lines = [f"{'#' * self.level} {self.title}", ""]
        lines += [_line(self.header), _line(["---"] * len(self.header)), *map(_line, self.rows), ""]
        return "\n".join([*lines, *([self.note, ""] if self.note else [])])


def _line(cells: Row) -> str:
    return "| " + " | ".join(cells) + " |"


def goal(name: str, reached: float, wanted: float, *, at_most: bool = False, unit: str = "×") -> Row:
    """A row of the table of goals."""
    met = reached <= wanted if at_most else reached >= wanted
    sign = "≤" if at_most else "≥"
    return [name, f"{sign} {wanted:g} {unit}", f"{reached:.2f} {unit}", "sí" if met else "**no**"]


@dataclass(frozen=True)
class Run:
    """One run of the command.

    Attributes:
        command: As it was given.
        load: Of the machine when it began.
    """

    command: str
    minutes: float
    load: float

    def __str__(self) -> str:
        memory = psutil.virtual_memory().total / 1e9
        return (
            f"Las escribió `{self.command}` el {date.today():%d/%m/%Y} en {self.minutes:.0f} minutos: "
            f"{psutil.cpu_count()} núcleos, {memory:.0f} GB, {platform.system()} {platform.machine()}, Python "
            f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}. Carga de la máquina al empezar: "
            f"{self.load:.1f}. Compara razones dentro de una misma corrida; los milisegundos cambian con la máquina y "
            "con lo que haga al mismo tiempo."
        )


def write(path: Path, sections: Sequence[Section], run: Run) -> str:
    """Write the page up to what is measured at the doors; returns that."""
    text = "\n".join(
        [
            "# Mediciones",
            "",
            str(run),
            "",
            "- **Enlace**: un proceso, con su almacén de conversaciones, sus candados y las acciones adentro. Se le "
            "pregunta por el canal REST de Rasa, sin el buzón duradero de las puertas.",
            "- **Nuestro modelo en Rasa de fábrica**: `rasa run` con su almacén SQL y `rasa run actions`, con los "
            "mismos componentes y acciones, su RulePolicy y el jsonschema que Rasa instala (4.17.3, no nuestro 3.2.0).",
            "- **Bot de `rasa init`**: el que hace esa orden, tal cual (DIET, TED).",
            "",
            *(section.markdown() for section in sections),
        ]
    )
    _, after = _parts(path)
    path.write_text(f"{text.rstrip()}\n\n{after}".rstrip() + "\n", encoding="utf-8")
    return text


def write_doors(path: Path, sections: Sequence[Section], run: Run) -> str:
    """Write the part of the page that is measured at the doors; returns it."""
    before, _ = _parts(path)
    text = "\n".join([DOORS, "", str(run), "", *(section.markdown() for section in sections)])
    path.write_text(f"{before}{text.rstrip()}\n", encoding="utf-8")
    return text


def _parts(path: Path) -> tuple[str, str]:
    """The page up to the doors, and from there on."""
    page = path.read_text(encoding="utf-8") if path.is_file() else ""
    before, heading, after = page.partition(DOORS)
    return before, heading + after
