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


@dataclass
class Section:
    """One table.

    Attributes:
        header: Titles of the columns.
        note: What to know to read it.
    """

    title: str
    header: Row
    rows: list[Row] = field(default_factory=list)
    note: str = ""

    def markdown(self) -> str:
        """The table as Markdown."""
        lines = [f"## {self.title}", ""]
        lines += [_line(self.header), _line(["---"] * len(self.header)), *map(_line, self.rows), ""]
        return "\n".join([*lines, *([self.note, ""] if self.note else [])])


def _line(cells: Row) -> str:
    return "| " + " | ".join(cells) + " |"


def goal(name: str, reached: float, wanted: float, *, at_most: bool = False, unit: str = "×") -> Row:
    """A row of the table of goals."""
    met = reached <= wanted if at_most else reached >= wanted
    sign = "≤" if at_most else "≥"
    return [name, f"{sign} {wanted:g} {unit}", f"{reached:.2f} {unit}", "sí" if met else "**no**"]


def write(path: Path, sections: Sequence[Section], minutes: float, load: float, command: str) -> str:
    """Write the page; returns it."""
    memory = psutil.virtual_memory().total / 1e9
    text = "\n".join(
        [
            "# Mediciones",
            "",
            f"Las escribió `{command}` el {date.today():%d/%m/%Y} en {minutes:.0f} minutos: {psutil.cpu_count()} "
            f"núcleos, {memory:.0f} GB, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
            f"SQLite {sqlite3.sqlite_version}. Carga de la máquina al empezar: {load:.1f}. Compara razones dentro de "
            "una misma corrida; los milisegundos cambian con la máquina y con lo que haga al mismo tiempo.",
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
    path.write_text(text.rstrip() + "\n", encoding="utf-8")
    return text
