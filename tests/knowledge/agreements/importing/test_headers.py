"""Headers as they come: in one line or two, on some sheet, below notes; and columns that say two things."""

from __future__ import annotations

import csv

import openpyxl
import pytest
from sqlalchemy import select

from knowledge.agreements.importing.files.columns import AMBIGUOUS, SYNONYMS, candidates, field_of
from knowledge.agreements.importing.files.headers import parse_answers
from knowledge.agreements.importing.files.reading import read_table
from knowledge.agreements.importing.run import import_file
from knowledge.errors import UnreadableFile
from knowledge.models import Agreement


@pytest.fixture(params=["csv", "tsv", "xlsx"])
def write(request, tmp_path):
    """Writes lines in each kind of file; in a workbook, `merged` ranges are merged."""

    def write(*lines, merged=()):
        path = tmp_path / f"x.{request.param}"
        if request.param == "xlsx":
            book = openpyxl.Workbook()
            for line in lines:
                book.active.append([value or None for value in line])
            for cells in merged:
                book.active.merge_cells(cells)
            book.save(path)
        else:
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter="\t" if request.param == "tsv" else ",").writerows(lines)
        return path

    return write


TWO_LINES = (
    ["Acuerdos de 2024", "", "", "", "", "", "", ""],
    ["Parte mexicana", "", "Contraparte extranjera", "", "", "Tipo", "Registro", ""],
    ["Estado", "Municipio", "Institución", "Ciudad", "País", "", "Fecha", "Número"],
    ["Jalisco", "Guadalajara", "Ayuntamiento de Kioto", "Kioto", "Japón", "hermanamiento", "1980-10-20", "RAI-5"],
)


def test_a_header_in_two_lines_is_read(session, write):
    path = write(*TWO_LINES, merged=["A1:H1", "A2:B2", "C2:E2", "F2:F3", "G2:H2"])
    table, report = import_file(session, path)
    assert (report.added, report.refused, table.unused) == (1, [], [])
    row = session.scalars(select(Agreement)).one()
    assert (row.state_key, row.municipality_key, row.kind) == ("14", "14039", "hermanamiento")
    assert (row.counterpart.name, row.counterpart.city, row.country_iso) == ("Ayuntamiento de Kioto", "Kioto", "JP")
    assert (row.registered, row.registration_number) == ("1980-10-20", "RAI-5")


def test_the_refused_rows_of_a_header_in_two_lines_can_be_imported_again(session, write):
    table, _ = import_file(session, write(*TWO_LINES))
    again = read_table(write(table.headers, TWO_LINES[3]))
    assert again.rows[0].cells == table.rows[0].cells


def test_a_header_in_one_line_does_not_swallow_its_first_row(write):
    table = read_table(
        write(["Estado", "Municipio", "Contraparte", "País", ""], ["Jalisco", "Tala", "Lima", "Perú", "x"])
    )
    assert [row.cells["contraparte"] for row in table.rows] == ["Lima"]
    assert table.unused == ["E (sin título)"]


def test_a_download_of_the_transparency_platform_is_read(session, write):
    path = write(
        ["Sujeto obligado", "H. Ayuntamiento de Tala"],
        ["Normativa", "Ley de Transparencia, artículo 8"],
        ["Formato", "Convenios con el extranjero"],
        ["Periodo", "2024"],
        [],
        ["ENTIDAD FEDERATIVA (CATÁLOGO)", "MUNICIPIO", "CONTRAPARTE EXTRANJERA", "PAÍS (CATÁLOGO)",
         "TIPO DE CONVENIO (CATÁLOGO)", "FECHA DE FIRMA DEL CONVENIO [DD/MM/AAAA]", "NOTA"],
        ["Estado de Jalisco", "H. Ayuntamiento de Tala", "Ciudad de Gimhae", "Rep. de Corea", "Hermanamiento",
         "02/10/1979 12:00:00 a. m.", "ninguna"],
        ["Estado de Jalisco", "Municipio de Tala", "Arlés", "República Francesa", "Hermanamiento", "S/F", ""],
    )  # fmt: skip
    table, report = import_file(session, path)
    assert (report.added, report.refused, report.notices) == (2, [], [])
    assert table.unused == ["G «NOTA»"]
    rows = {row.country_iso: (row.municipality_key, row.signed) for row in session.scalars(select(Agreement))}
    assert rows == {"KR": ("14083", "1979-10-02"), "FR": ("14083", "")}


CITY = ["Estado", "Ciudad", "Contraparte", "País", "Año"]
PLAIN = ["Estado", "Municipio", "Contraparte", "País"]


@pytest.mark.parametrize(
    ("header", "doubt"),
    [
        (CITY, "La columna B «Ciudad» puede ser municipio o contraparte_ciudad."),
        (CITY, "La columna E «Año» puede ser fecha_firma o fecha_registro."),
        (["Estado", "Municipio", "Ciudad hermana", "País", "x"], "C «Ciudad hermana» puede ser contraparte o contrap"),
        ([*PLAIN, "Registro"], "La columna E «Registro» puede ser fecha_registro o numero_registro."),
        ([*PLAIN, "Fecha"], "La columna E «Fecha» puede ser fecha_firma o fecha_registro."),
        ([*PLAIN, "Nación"], "Las columnas D «País» y E «Nación» son pais las dos."),
        ([*PLAIN, "Estado"], "Las columnas A «Estado» y E «Estado» son estado las dos."),
    ],
)
def test_a_column_that_says_two_things_is_asked_and_nothing_imported(session, write, header, doubt):
    path = write(header, ["Jalisco", "Guadalajara", "Portland", "Estados Unidos", "1983"])
    with pytest.raises(UnreadableFile) as caught:
        import_file(session, path)
    assert doubt in str(caught.value)
    assert "--columna" in str(caught.value)
    assert session.scalars(select(Agreement)).all() == []


def test_what_the_operator_says_of_a_column_decides(session, write):
    path = write(["Estado", "Ciudad", "Contraparte", "País", "Año"], ["Jalisco", "Guadalajara", "Lima", "Perú", "1983"])
    table, report = import_file(session, path, answers=parse_answers(["Ciudad=municipio", "E = fecha_firma"]))
    assert (report.added, table.unused) == (1, [])
    row = session.scalars(select(Agreement)).one()
    assert (row.municipality_key, row.signed, row.counterpart.city) == ("14039", "1983", "")
    _, report = import_file(session, path, answers=parse_answers(["Ciudad=nada", "Año=nada"]))
    assert [row.municipality_key for row in session.scalars(select(Agreement))].count(None) == 1


@pytest.mark.parametrize("option", ["Ciudad", "=municipio", "Ciudad=cosa", "Ciudad=linea"])
def test_an_answer_that_says_nothing_is_refused(option):
    with pytest.raises(UnreadableFile, match=r"es COLUMNA=CAMPO, y el campo .*municipio.* o nada"):
        parse_answers([option])


def test_an_answer_about_no_column_is_refused(write):
    path = write(["Estado", "Contraparte", "País"], ["Jalisco", "Lima", "Perú"])
    with pytest.raises(UnreadableFile, match="No hay ninguna columna «Ciudad»"):
        read_table(path, answers={"Ciudad": "municipio"})


def test_what_is_not_used_is_listed_unless_it_is_empty(write):
    path = write(
        ["No.", "Estado", "Contraparte", "País", "Vacía", "Registro", "Observaciones", "Nación"],
        ["1", "Jalisco", "Lima", "Perú", "", "", "x"],
    )
    table = read_table(path)
    assert table.unused == ["A «No.»", "G «Observaciones»"]
    assert table.rows[0].cells["pais"] == "Perú"


def test_no_name_of_a_column_says_both_one_thing_and_two():
    for name, choices in AMBIGUOUS.items():
        assert (field_of(name), candidates(name)) == (None, choices)
        assert set(choices) <= SYNONYMS.keys()


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Tipo de acuerdo (catálogo)", "tipo"),
        ("Contraparte extranjera · Estado", None),
        ("Parte extranjera · Ciudad", "contraparte_ciudad"),
        ("Datos del acuerdo · Tipo", "tipo"),
        ("Fechas · Firma", "fecha_firma"),
        ("Número", None),
        ("Institución mexicana", "dependencia_mexicana"),
    ],
)
def test_a_name_is_understood_by_its_words_and_its_side(title, field):
    assert field_of(title) == field


@pytest.fixture
def book(tmp_path):
    """A workbook with a cover, a hidden table and two tables that people see."""
    made = openpyxl.Workbook()
    made.active.title = "Portada"
    made.active.append(["Dirección de Asuntos Internacionales"])
    for name, counterpart in (("Borrador", "Quito"), ("2023", "Lima"), ("2024", "Cuzco")):
        sheet = made.create_sheet(name)
        sheet.append(["Estado", "Municipio", "Contraparte", "País"])
        sheet.append(["Jalisco", "Tala", counterpart, "Perú"])
    made["Borrador"].sheet_state = "hidden"
    path = tmp_path / "x.xlsx"
    made.save(path)
    return path


def test_the_first_visible_sheet_with_a_header_is_read_and_named(book):
    table = read_table(book)
    assert [row.cells["contraparte"] for row in table.rows] == ["Lima"]
    assert table.remarks == [
        "Leí la hoja «2023».",
        "No leí «2024», que también tiene una tabla: impórtala con --hoja.",
    ]


def test_the_operator_chooses_the_sheet(book):
    table = read_table(book, sheet="2024")
    assert [row.cells["contraparte"] for row in table.rows] == ["Cuzco"]
    assert table.remarks == ["Leí la hoja «2024»."]
    with pytest.raises(
        UnreadableFile, match=r"no hay ninguna hoja «2025»; tiene «Portada», «Borrador», «2023», «2024»"
    ):
        read_table(book, sheet="2025")
    with pytest.raises(UnreadableFile, match="no encontré el encabezado"):
        read_table(book, sheet="Portada")
