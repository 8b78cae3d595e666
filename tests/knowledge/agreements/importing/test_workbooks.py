"""Workbooks as offices keep them: merged cells, other formats by the same name, formats without end, and bombs."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from sqlalchemy import select

import settings
from knowledge.agreements.importing.files.reading import read_table
from knowledge.agreements.importing.run import import_file
from knowledge.errors import UnreadableFile
from knowledge.models import Agreement

HEADER = ["Estado", "Municipio", "Contraparte", "País", "Tipo"]
SAVE = "guárdalo como Libro de Excel (.xlsx)"


@pytest.fixture
def write(tmp_path):
    """Writes rows under a header into a workbook, with its merged ranges."""

    def write(*rows, merged=(), header=HEADER):
        book = openpyxl.Workbook()
        for row in (header, *rows):
            book.active.append(row)
        for cells in merged:
            book.active.merge_cells(cells)
        path = tmp_path / "x.xlsx"
        book.save(path)
        return path

    return write


def _change(path, name, change):
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)


def _sheet(path, change):
    _change(path, "xl/worksheets/sheet1.xml", change)


def test_cells_merged_downwards_hold_for_all_their_rows(session, write):
    path = write(
        ["Quintana Roo", "Benito Juárez", "La Habana", "Cuba", "hermanamiento"],
        [None, None, "Varadero", "Cuba", None],
        ["Jalisco", "Guadalajara", "Kioto", "Japón", "hermanamiento"],
        ["Jalisco", None, "Portland", "Estados Unidos", "acuerdo de amistad"],
        [None, None, "Lima", "Perú", None],
        merged=["A2:A3", "B2:B3", "E2:E3", "B4:B6", "A5:A6"],
    )
    _, report = import_file(session, path)
    assert (report.added, report.refused) == (5, [])
    stored = {row.counterpart.name: (row.municipality_key, row.kind) for row in session.scalars(select(Agreement))}
    assert stored == {
        "La Habana": ("23005", "hermanamiento"),
        "Varadero": ("23005", "hermanamiento"),
        "Kioto": ("14039", "hermanamiento"),
        "Portland": ("14039", "acuerdo de amistad"),
        "Lima": ("14039", ""),
    }


def test_a_title_merged_across_the_table_is_no_value_of_its_columns(write):
    table = read_table(
        write(["JALISCO", None, None, None, None], ["Jalisco", "Tala", "Lima", "Perú"], merged=["A2:E2"])
    )
    assert table.rows[0].cells == {"estado": "JALISCO"}


@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.xlsx"])
def test_an_empty_cell_that_may_have_been_merged_is_refused_where_the_file_does_not_say(session, write, tmp_path, name):
    rows = [
        ["Jalisco", "Guadalajara", "Kioto", "Japón"],
        ["Jalisco", None, "Portland", "Estados Unidos"],
        ["Jalisco", None, "Lima", "Perú"],
        ["Quintana Roo", "Benito Juárez", "La Habana", "Cuba"],
        [None, "Benito Juárez", "Lima", "Perú"],
        ["Guerrero", None, "Cuzco", "Perú"],
    ]
    path = write(*rows)
    if not name.endswith("xlsx"):
        path = tmp_path / name
        separator = "\t" if name.endswith("tsv") else ","
        path.write_text("\n".join(separator.join(cell or "" for cell in row) for row in [HEADER[:4], *rows]), "utf-8")
    _, report = import_file(session, path)
    assert report.added == 3
    assert [(refusal.line, refusal.reason[:56]) for refusal in report.refused] == [
        (3, "el municipio está vacío debajo de otro, como en una celd"),
        (4, "el municipio está vacío debajo de otro, como en una celd"),
        (6, "hay varios municipios «Benito Juárez» y el estado está v"),
    ]


def test_the_refused_row_without_its_municipality_is_refused_again(session, write_csv):
    path = write_csv(
        '3,"el municipio está vacío debajo de otro, como en una celda combinada: escríbelo",Jalisco,,Lima,Perú,',
        header="linea,motivo,estado,municipio,contraparte,pais,tipo",
    )
    table, report = import_file(session, path)
    assert (report.added, len(report.refused), table.unused) == (0, 1, [])


def _old(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def _page(path):
    path.write_text("\ufeff<html><table><tr><td>Estado</td></tr></table></html>", encoding="utf-8")


def _strict(path):
    _change(
        path,
        "xl/workbook.xml",
        lambda data: data.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
    )


@pytest.mark.parametrize(
    ("change", "name", "reason"),
    [
        (_old, "x.xlsx", "es un libro antiguo de Excel (.xls) o tiene contraseña"),
        (_old, "x.csv", "es un libro antiguo de Excel (.xls) o tiene contraseña"),
        (_page, "x.xlsx", "es una página (HTML) o XML con otro nombre"),
        (_page, "x.csv", "es una página (HTML) o XML con otro nombre"),
        (_strict, "x.xlsx", "es un libro OpenXML estricto"),
        (lambda path: None, "x.xls", "solo se leen archivos .csv y .xlsx"),
        (lambda path: None, "x.ods", "solo se leen archivos .csv y .xlsx"),
    ],
)
def test_a_file_of_another_format_says_how_to_save_it(write, change, name, reason):
    path = write(["Jalisco", "Tala", "Lima", "Perú"])
    change(path)
    renamed = path.rename(path.with_name(name))
    with pytest.raises(UnreadableFile) as caught:
        read_table(renamed)
    assert str(caught.value) == f"{name}: {reason}; ábrelo en Excel o LibreOffice y {SAVE}."


def test_a_formula_that_nobody_calculated_is_told(write):
    table = read_table(write(["Jalisco", "Tala", "Lima", "Perú", "=A1"]))
    assert table.remarks == [
        "1 celdas tienen una fórmula sin resultado y quedaron vacías: abre el archivo en Excel, guárdalo y vuelve a "
        "importarlo."
    ]


def test_names_of_excel_are_read_as_it_shows_them(write):
    path = write(["Jalisco", "Tala", "Lima", "Perú"])

    def enrich(data):
        rich = b"<is><r><t>San</t></r><r><t> Jos_x00e9_</t></r><rPh><t>kana</t></rPh></is>"
        return re.sub(rb"<is><t>Lima</t></is>|<v>7</v>", rich, data)

    _sheet(path, enrich)
    assert b"Lima" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert read_table(path).rows[0].cells["contraparte"] == "San José"


def _empty_rows(count, first=3):
    cells = "".join(f'<c r="{letter}{{0}}" s="0"/>' for letter in "ABCDE")
    row = f'<row r="{{0}}" spans="1:5" s="0" customFormat="1">{cells}</row>'
    return "".join(row.format(number) for number in range(first, first + count)).encode()


def test_rows_that_only_have_a_format_are_not_read(write, monkeypatch):
    monkeypatch.setattr("knowledge.agreements.importing.files.xlsx_parts.MOST_ELEMENTS", 1_000)  # of half a million
    path = write(["Jalisco", "Tala", "Lima", "Perú"], ["Jalisco", "Tala", "Cuzco", "Perú"], merged=["B2:B3"])
    _sheet(path, lambda data: data.replace(b"</sheetData>", _empty_rows(50_000, 4) + b"</sheetData>"))
    seen = []
    table = read_table(path, progress=lambda done, total: seen.append((done, total)))
    assert [row.line for row in table.rows] == [2, 3]
    assert seen[-1][0] == seen[-1][1]
    assert seen[-1][1] < 5_000  # bytes, of ten million


def test_reading_tells_how_far_it_is(write_csv, write):
    seen = []
    read_table(
        write_csv(*(f"Jalisco,Tala,Villa {number},Perú,," for number in range(12_000))),
        progress=lambda done, total: seen.append(done <= total),
    )
    assert len(seen) == 2
    assert all(seen)


def _row_number(path):
    _sheet(path, lambda data: data.replace(b'r="2"', b'r="2000000000"').replace(b'2"', b'2000000000"'))


def _columns(path):
    cells = "".join(f'<c r="{openpyxl.utils.get_column_letter(number)}3"><v>1</v></c>' for number in range(1, 16_000))
    rows = f'<row r="3">{cells}</row>' * 100
    _sheet(path, lambda data: data.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))


def _spaces(path):
    _sheet(path, lambda data: data.replace(b"</sheetData>", b" " * 513 * 2**20 + b"</sheetData>"))


def _cells_before_the_end(path):
    rows = b"<row>" + b"<c/>" * 6_100_000 + b'</row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    _sheet(path, lambda data: data.replace(b"</sheetData>", rows + b"</sheetData>"))


def _rows_with_content(path):
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(3, 400_000))
    _sheet(path, lambda data: data.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))


def _strings(path):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 6_100_000 + b"</sst>")
    relation = b'<Relationship Id="rId99" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    _change(path, "xl/_rels/workbook.xml.rels", lambda data: data.replace(b"</Relationships>", relation))


def _entities(path):
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "jajaja">{laughs}]>'.encode()
    _sheet(path, lambda data: doctype + data.replace(b"Tala", b"&a11;"))


def _parts(path):
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(60_000):
            archive.writestr(f"xl/{number}.xml", b"")


def _text(path):
    long = b'<row r="3"><c t="inlineStr"><is><t>' + "😀".encode() + b"x" * 90 * 2**20 + b"</t></is></c></row>"
    _sheet(path, lambda data: data.replace(b"</sheetData>", long + b"</sheetData>"))


def _merges(path):
    ranges = b"<mergeCells>" + b'<mergeCell ref="B2:B1048576"/>' * 100_000 + b"</mergeCells>"
    _sheet(path, lambda data: data.replace(b"</sheetData>", b"</sheetData>" + ranges))


BOMBS = {
    _row_number: "dice tener la fila 2,000,000,000, y Excel llega a la 1,048,576",
    _columns: "tiene algo en la columna IW, y solo leo las 256 primeras",
    _spaces: "descomprimido pasa de 512 MB",
    _cells_before_the_end: "tiene demasiadas celdas",
    _rows_with_content: "tiene más de 250,000 filas",
    _strings: "tiene demasiadas celdas",
    _entities: "el archivo está dañado o no es de Excel",
    _parts: "tiene demasiadas partes",
    _text: "tiene demasiado texto",
    _merges: "tiene demasiadas celdas combinadas",
}

READ = """
import resource, sys
from pathlib import Path
from knowledge.errors import UnreadableFile
from knowledge.agreements.importing.files.reading import read_table
try:
    print(len(read_table(Path(sys.argv[1])).rows), "filas")
except UnreadableFile as error:
    print(error)
used = resource.getrusage(resource.RUSAGE_SELF)
# Not `ru_maxrss`: that of a process that was forked counts what its parent held.
(most,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(most.split()[1]) // 1024, used.ru_utime + used.ru_stime)
"""
MOST_MEMORY = 512  # MB
MOST_WORK = 10  # seconds of processor


def _read_apart(path):
    """What a process of its own says of a file, and the megabytes and seconds of processor it took."""
    done = subprocess.run(
        [sys.executable, "-c", READ, path],
        cwd=settings.ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)),
        check=True,
    )
    said, _, used = done.stdout.strip().rpartition("\n")
    memory, seconds = used.split()
    return said, int(memory), float(seconds)


@pytest.mark.parametrize(("make", "reason"), BOMBS.items(), ids=lambda value: getattr(value, "__name__", None))
def test_a_bomb_is_refused_before_it_costs_much(write, make, reason):
    path = write(["Jalisco", "Tala", "Lima", "Perú"])
    make(path)
    said, memory, seconds = _read_apart(path)
    assert reason in said
    assert memory <= MOST_MEMORY
    assert seconds <= MOST_WORK


def test_a_table_with_formats_to_the_last_row_of_excel_is_read(write):
    path = write(["Jalisco", "Tala", "Lima", "Perú"])
    _sheet(path, lambda data: data.replace(b"</sheetData>", _empty_rows(1_048_574) + b"</sheetData>"))
    said, memory, seconds = _read_apart(path)
    assert said == "1 filas"
    assert memory <= MOST_MEMORY
    assert seconds <= MOST_WORK


CSV_BOMBS = {
    "bytes": (b"contraparte,pais\n" + b"a,b\n" * (17 * 2**20), "pasa de 64 MB"),
    "rows": (b"contraparte,pais\n" + b"a,b\n" * (15 * 2**20), "tiene más de 250,000 filas"),
    "columns": (b"contraparte,pais\n" + b"," * (60 * 2**20) + b"x", "línea 2: pasa de 1,048,576 letras"),
    "many columns": (b"contraparte,pais\n" + b"," * 300 + b"x", "línea 2: tiene más de 256 columnas"),
    "cells": (b"contraparte,pais\n" + (b"," * 255 + b"\n") * 245_000, "4,000,000 celdas"),
    "quotes": (b'contraparte,pais\n"' + b"a,b\n" * (15 * 2**20), "línea 2: comillas sin cerrar"),
}


@pytest.mark.parametrize("name", CSV_BOMBS)
def test_a_bomb_of_text_is_refused_before_it_costs_much(tmp_path, name):
    data, reason = CSV_BOMBS[name]
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    said, memory, seconds = _read_apart(path)
    assert reason in said
    assert memory <= MOST_MEMORY
    assert seconds <= MOST_WORK
