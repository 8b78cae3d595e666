"""What an import did with each row, and the file of the rows it refused."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.agreements.importing.files.cells import cell_text, inert
from knowledge.agreements.importing.files.reading import Table
from knowledge.errors import UnwritableFile


@dataclass(frozen=True)
class Refusal:
    """A row not taken: its line in the file, the reason and its cells."""

    line: int
    reason: str
    original: tuple[object, ...]


@dataclass(frozen=True)
class Notice:
    """What a row that was taken lost, by its line in the file."""

    line: int
    text: str


@dataclass
class Report:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def save_refused(path: Path, table: Table, report: Report) -> None:
    """Write the refused rows to a CSV that can be corrected and imported again.

    Raises:
        UnwritableFile: the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["linea", "motivo", *map(inert, table.headers)])
            for refusal in report.refused:
                writer.writerow([refusal.line, refusal.reason, *(inert(cell_text(cell)) for cell in refusal.original)])
    except OSError as error:
        raise UnwritableFile(path) from error
