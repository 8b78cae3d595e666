"""Files of agreements that go out and come back the same."""

from __future__ import annotations

import csv

import openpyxl
import pytest
from sqlalchemy import select, text

from knowledge.agreements.exporting import COLUMNS, export_file, read_rows
from knowledge.agreements.importing.run import import_file
from knowledge.errors import KnowledgeError, UnwritableFile
from knowledge.loading import AGREEMENTS
from knowledge.models import Agreement


@pytest.mark.parametrize("name", ["salida.csv", "salida.XLSX"])
def test_all_agreements_come_back_unchanged(loaded, tmp_path, name):
    path = tmp_path / name
    assert export_file(loaded, path) == 683
    _, report = import_file(loaded, path)
    assert (report.added, report.changed, report.unchanged, report.refused) == (0, 0, 683, [])
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_the_columns_and_rows_are_those_of_the_repository(loaded):
    with AGREEMENTS.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS

    def comparable(row):
        values = dict(zip(COLUMNS, row, strict=True))
        values["temas"] = sorted(part.strip() for part in values["temas"].split(";"))
        return sorted(values.items(), key=lambda pair: pair[0])

    assert sorted(map(comparable, read_rows(loaded))) == sorted(map(comparable, rows))


@pytest.mark.parametrize("name", ["otra.csv", "otra.xlsx"])
def test_awkward_rows_move_to_another_database_unchanged(session, write_csv, tmp_path, name):
    path = write_csv(
        'Jalisco,Guadalajara,"=SUMA(A1), ""comillas""; y más",Perú,carta de intención,1979-10',
        ",Benito Juárez,@Lima,Perú,,",
        "Oaxaca,San Juan Mixtepec,+Cuzco,Perú,,2001",
        ",Cancún,-1,Perú,,",
        "Jalisco,Guadalajara,Kioto,Japón,hermanamiento,1980",
        "Jalisco,Guadalajara,Kioto,Japón,hermanamiento,1990-05-01",
    )
    _, report = import_file(session, path)
    assert report.refused == []
    before = read_rows(session)
    exported = tmp_path / name
    export_file(session, exported)
    session.execute(text("DELETE FROM agreement"))
    session.execute(text("DELETE FROM search_document"))
    _, report = import_file(session, exported)
    assert (report.added, report.refused) == (6, [])
    assert read_rows(session) == before


def test_text_that_looks_like_a_formula_is_text_in_excel(session, write_csv, tmp_path):
    import_file(session, write_csv("Jalisco,Guadalajara,=1+1,Perú,,"))
    export_file(session, tmp_path / "x.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "x.xlsx").active["E2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_only_csv_and_xlsx_are_written(session, tmp_path):
    with pytest.raises(KnowledgeError, match=r"x\.pdf: solo se escriben archivos \.csv y \.xlsx\."):
        export_file(session, tmp_path / "x.pdf")


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_a_place_that_cannot_be_written_says_so(session, tmp_path, name):
    with pytest.raises(UnwritableFile, match="No se puede escribir"):
        export_file(session, tmp_path / "no existe" / name)


def test_an_export_that_fails_leaves_the_file_there_was(session, tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("lo de antes")

    def fail(*_args, **_options):
        raise OSError("disco lleno")

    monkeypatch.setattr(csv, "writer", fail)
    with pytest.raises(UnwritableFile):
        export_file(session, path)
    assert path.read_text() == "lo de antes"
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_registry_is_a_header(session, tmp_path):
    assert export_file(session, tmp_path / "x.csv") == 0
    assert (tmp_path / "x.csv").read_text(encoding="utf-8-sig") == ",".join(COLUMNS) + "\n"
    _, report = import_file(session, tmp_path / "x.csv")
    assert report.added == 0
    assert session.scalars(select(Agreement)).all() == []
