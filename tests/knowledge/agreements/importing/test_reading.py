"""Files as they come: encodings, separators, headers, Excel, damage."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.chart import BarChart
from sqlalchemy import select

from knowledge.agreements.importing.files.columns import REQUIRED, SYNONYMS, match_columns, missing_columns
from knowledge.agreements.importing.files.reading import read_table
from knowledge.agreements.importing.run import import_file
from knowledge.errors import UnreadableFile
from knowledge.models import Agreement
from spanish.text import words

EXPECTED = {"estado": "Michoacán", "contraparte": "Cañón", "pais": "España", "municipio": "Morelia"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_reads_any_usual_encoding_and_separator(tmp_path, encoding, separator):
    path = tmp_path / "x.csv"
    lines = [EXPECTED, {name: f'"{value}, {value}"' for name, value in EXPECTED.items()}]
    path.write_text(
        "\r\n".join([separator.join(EXPECTED), *(separator.join(line.values()) for line in lines)]), encoding=encoding
    )
    first, second = read_table(path).rows
    assert first.cells == EXPECTED
    assert first.line == 2
    assert second.cells["estado"] == "Michoacán, Michoacán"


def test_takes_synonyms_in_any_order_below_a_title(session, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(
        "Registro de acuerdos,,,\nGenerado el 3 de mayo,,,\n,,,\n"
        "NACIÓN,Fecha de suscripción,Contraparte Extranjera,Ayuntamiento,ENTIDAD FEDERATIVA,Sin uso,No. de registro\n"
        "Japón,2 de octubre de 1979,Kioto,Guadalajara,Jalisco,x,12/79\n,,,,,,\n",
        encoding="utf-8",
    )
    _, report = import_file(session, path)
    assert (report.added, report.refused) == (1, [])
    row = session.scalars(select(Agreement)).one()
    assert (row.signed, row.municipality_key, row.registration_number) == ("1979-10-02", "14039", "12/79")


def test_every_synonym_leads_to_one_field():
    names = [name for field, others in SYNONYMS.items() for name in (field, *others)]
    assert len({"".join(words(name)) for name in names}) == len(names)
    for field, others in SYNONYMS.items():
        for name in (field, *others):
            assert match_columns([name.upper()]) == {0: field}
    assert match_columns(["país", "Nación", "otra"]) == {0: "pais"}
    assert missing_columns({0: "contraparte"}) == ["pais"]
    assert missing_columns({0: "contraparte", 1: "pais_iso"}) == []
    assert missing_columns({}) == list(REQUIRED)


@pytest.fixture
def workbook(tmp_path):
    """A workbook as Excel saves it: a title, dates, numbers, an empty row."""
    book = openpyxl.Workbook()
    for row in (
        ["Acuerdos inscritos"],
        [],
        ["Estado", "Municipio", "Contraparte", "País", "Fecha de firma", "Folio", "Fecha de registro", "Vigencia"],
        [
            "Jalisco",
            "Guadalajara",
            "Kioto",
            "Japón",
            datetime(1980, 10, 20),
            15.0,
            date(1981, 1, 2),
            datetime(2030, 1, 1),
        ],
        [None] * 8,
        ["Jalisco", "Zapopan", "Saginaw", "Estados Unidos", 1961, "B-2", None, "=1+1"],
    ):
        book.active.append(row)
    path = tmp_path / "x.xlsx"
    book.save(path)
    return path


def test_reads_dates_and_numbers_of_excel(session, workbook):
    _, report = import_file(session, workbook)
    assert (report.added, report.refused) == (2, [])
    rows = {row.municipality_name: row for row in session.scalars(select(Agreement))}
    first = rows["Guadalajara"]
    assert (first.signed, first.registered, first.registration_number, first.validity) == (
        "1980-10-20",
        "1981-01-02",
        "15",
        "2030-01-01",
    )
    assert rows["Zapopan"].signed == "1961"


def test_tells_the_line_of_excel(session, workbook, tmp_path):
    book = openpyxl.load_workbook(workbook)
    book.active["B6"] = "Atlantis"
    book.save(workbook)
    _, report = import_file(session, workbook)
    assert [refusal.line for refusal in report.refused] == [6]


def test_reads_excel_files_that_lie_about_their_size(workbook):
    _rewrite(workbook, lambda name, data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data))
    assert len(read_table(workbook).rows) == 2


def test_excel_without_styles_is_read_without_a_word(workbook):
    _rewrite(
        workbook, lambda name, data: re.sub(rb"<cellStyleXfs.*?</cellStyleXfs>|<cellStyles.*?</cellStyles>", b"", data)
    )
    assert len(read_table(workbook).rows) == 2


def _rewrite(path, change):
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _truncate(path):
    path.write_bytes(path.read_bytes()[:-300])


def _break_sheet(path):
    _rewrite(path, lambda name, data: data[: len(data) // 2] if "sheet1" in name else data)


def _only_a_chart(path):
    book = openpyxl.Workbook()
    book.create_chartsheet().add_chart(BarChart())
    del book[book.sheetnames[0]]
    book.save(path)


@pytest.mark.parametrize(
    "damage",
    [
        _truncate,
        _break_sheet,
        _only_a_chart,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("estado,contraparte,pais\nJalisco,Lima,Perú\n"),
        lambda path: _rewrite(path, lambda name, data: b"x"),
    ],
)
def test_a_damaged_excel_file_says_so(workbook, damage):
    damage(workbook)
    with pytest.raises(UnreadableFile, match=r"x\.xlsx: no se pudo leer; el archivo está dañado o no es de Excel\."):
        read_table(workbook)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "x.csv: no es un archivo de texto."),
        ("x.csv", b"", "x.csv: no encontré el encabezado; faltan las columnas: contraparte, pais."),
        ("x.csv", b"estado,municipio\nJalisco,Guadalajara\n", "x.csv: no encontré el encabezado; faltan las columnas"),
        ("x.csv", b"estado,contraparte,tipo\n" * 30, "faltan las columnas: pais."),
        ("x.csv", b"\n" * 25 + b"contraparte,pais\n", "x.csv: no encontré el encabezado"),
        ("x.csv", b'contraparte,pais\n"' + b"x" * 200_000 + b'",Cuba\n', "x.csv, línea 2: no es CSV válido."),
        ("x.pdf", b"%PDF", "x.pdf: solo se leen archivos .csv y .xlsx."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=re.escape(message)):
        read_table(path)


def test_a_file_that_does_not_exist(tmp_path):
    with pytest.raises(UnreadableFile, match="No existe el archivo"):
        read_table(tmp_path / "nada.csv")
    with pytest.raises(UnreadableFile, match="No existe el archivo"):
        read_table(tmp_path)


def test_a_file_that_may_not_be_read(write_csv, monkeypatch):
    path = write_csv("Jalisco,Guadalajara,Lima,Perú,,")

    def refuse(_path):
        raise PermissionError  # root, who may run the tests, can read everything

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(UnreadableFile, match=r"No se puede leer .*\. Revisa sus permisos"):
        read_table(path)


def test_control_characters_are_not_stored(session, write_csv):
    import_file(session, write_csv("Jalisco,Guadalajara,Li\x07ma\u200b del  sur,Perú,,"))
    assert session.scalars(select(Agreement)).one().counterpart.name == "Li ma del sur"
