"""Quotation marks that are not closed, and cells that have several lines for good."""

from __future__ import annotations

import csv

import pytest
from sqlalchemy import select

from knowledge.agreements.importing.files.reading import read_table
from knowledge.agreements.importing.run import import_file
from knowledge.errors import UnreadableFile
from knowledge.models import Agreement

HEADER = "estado{0}municipio{0}contraparte{0}pais{0}tipo\n"
ROWS = [["Jalisco", "Tala", f"Villa {number}", "Perú", "hermanamiento"] for number in range(8)]


def _lines(separator, changed):
    rows = [list(row) for row in ROWS]
    for (row, column), cell in changed.items():
        rows[row][column] = cell
    return HEADER.format(separator) + "\n".join(separator.join(row) for row in rows) + "\n"


@pytest.mark.parametrize(("name", "separator"), [("x.csv", ","), ("x.csv", ";"), ("x.tsv", "\t")])
@pytest.mark.parametrize(
    ("changed", "line", "reason"),
    [
        ({(2, 2): '"Villa'}, 4, "comillas sin cerrar"),  # to the end of the file
        ({(2, 0): '"Jalisco'}, 4, "comillas sin cerrar"),
        ({(2, 4): '"hermanamiento'}, 4, "comillas sin cerrar"),
        ({(2, 2): '"Villa', (5, 2): '"Villa 5"'}, 4, "comillas sin cerrar"),  # closed by the next that opens
        ({(2, 2): '"Villa', (5, 2): 'Villa"'}, 4, "comillas sin cerrar"),  # closed in the same column
        ({(2, 1): '"Tala', (4, 4): 'hermanamiento"'}, 4, "comillas sin cerrar"),  # closed in a later one
        ({(2, 4): '"hermanamiento', (4, 1): 'Tala"'}, 4, "comillas sin cerrar"),  # closed in an earlier one
        ({(2, 4): '"hermanamiento', (6, 4): 'hermanamiento"'}, 4, "comillas sin cerrar"),
        ({(2, 2): '"Villa" Nueva'}, 4, "comillas mal cerradas"),
    ],
)
def test_a_quotation_mark_without_its_pair_stops_the_import(session, tmp_path, name, separator, changed, line, reason):
    path = tmp_path / name
    path.write_text(_lines(separator, changed), encoding="utf-8")
    with pytest.raises(UnreadableFile, match=rf"{name}, línea {line}: {reason}"):
        import_file(session, path)
    assert session.scalars(select(Agreement)).all() == []


def test_a_cell_of_several_lines_is_a_cell_and_its_row_begins_where_it_begins(tmp_path):
    path = tmp_path / "x.csv"
    notes = ["Prensa, 2013,\nsección B, página 4\n\ny otras, muchas, notas", 'Cd. "El Grullo"\n(nota)', "fin\n"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["estado", "municipio", "contraparte", "pais", "tipo", "fuente", "confianza"])
        for number, note in enumerate(notes):
            writer.writerow(["Jalisco", "Tala", f"Villa {number}", "Perú", "", note, ""])
    table = read_table(path)
    assert [row.cells["fuente"] for row in table.rows] == notes
    assert [row.line for row in table.rows] == [2, 6, 8]
