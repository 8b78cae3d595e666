"""Cells as offices fill them: marks of emptiness, titles, notes, official names, and what must not be run or linked."""

from __future__ import annotations

import csv
from itertools import chain

import openpyxl
import pytest
from sqlalchemy import select

from knowledge.agreements.exporting import export_file
from knowledge.agreements.importing.files.cells import inert, says_nothing, shown
from knowledge.agreements.importing.finding_places import Places
from knowledge.agreements.importing.report import save_refused
from knowledge.agreements.importing.run import import_file
from knowledge.models import Agreement
from knowledge.places.loading_places import REGISTRY

COLUMNS = "estado,municipio,dependencia_mexicana,contraparte,contraparte_ciudad,pais,pais_iso,tipo,temas,fecha_firma"
COLUMNS += ",fecha_registro,numero_registro,vigencia,estatus,fuente,fuente_url,confianza"
ROW = {"estado": "Jalisco", "municipio": "Zapopan", "contraparte": "Lima", "pais": "Perú"}

MARKS = [
    "N/A",
    "n/a",
    "NA",
    "N.A.",
    "S/N",
    "s/n",
    "S/F",
    "S/D",
    "-",
    "--",
    "—",
    "–",
    "*",
    ".",
    "…",
    "No aplica",
    "NO APLICA.",
]
MARKS += [
    "Sin dato",
    "sin número",
    "Sin fecha",
    "No disponible",
    "#N/A",
    "#N/D",
    "#¡REF!",
    "#DIV/0!",
    "null",
    "None",
    "¿?",
]


@pytest.fixture(params=["csv", "tsv", "xlsx"])
def write(request, tmp_path):
    """Writes rows, given by their columns, in each kind of file."""

    def write(*rows, columns=COLUMNS):
        names = columns.split(",")
        lines = [names, *([row.get(name, "") for name in names] for row in rows)]
        path = tmp_path / f"x.{request.param}"
        if request.param == "xlsx":
            book = openpyxl.Workbook()
            for line in lines:
                book.active.append([value or None for value in line])
            book.save(path)
        else:
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter="\t" if request.param == "tsv" else ",").writerows(lines)
        return path

    return write


def _import(session, path):
    _, report = import_file(session, path)
    session.expire_all()
    return report, session.scalars(select(Agreement).order_by(Agreement.id)).all()


def _placed(session, path):
    """What was stored of each row, by its counterpart."""
    report, rows = _import(session, path)
    return report, {row.counterpart.name: row for row in rows}


def test_a_mark_of_emptiness_is_empty_in_every_column(session, write):
    optional = [name for name in COLUMNS.split(",") if name not in ROW]
    marked = [{**dict.fromkeys(optional, mark), **ROW, "contraparte": f"Villa {n}"} for n, mark in enumerate(MARKS)]
    # A municipality that does not apply is not an empty cell under another municipality.
    states = [{**ROW, "municipio": mark, "contraparte": f"Región {n}"} for n, mark in enumerate(MARKS)]
    report, rows = _placed(session, write(*marked, *states))
    assert (report.refused, report.notices, len(rows)) == ([], [], 2 * len(MARKS))
    for row in rows.values():
        assert not row.is_registered
        assert (row.signed, row.registered, row.registration_number, row.validity, row.status) == ("",) * 5
        assert (row.kind, row.topics, row.mexican_body, row.source_url, row.counterpart.city) == ("", [], "", "", "")
        assert row.source.startswith("archivo x.")
        assert row.municipality_key == ("14120" if row.counterpart.name.startswith("Villa") else None)


def test_what_is_still_to_come_is_no_registration_but_a_status_is(session, write):
    pending = {"fecha_registro": "Pendiente", "numero_registro": "En trámite", "estatus": "En trámite"}
    report, [row] = _import(session, write({**ROW, **pending, "fecha_firma": "Por firmar"}))
    assert (report.notices, row.is_registered, row.status) == ([], False, "En trámite")


def test_a_tick_is_not_a_number_of_registration(session, write):
    report, [row] = _import(session, write({**ROW, "numero_registro": "Sí"}))
    assert [notice.text for notice in report.notices] == [
        "numero_registro: «Sí» no es un número; el acuerdo entra sin él"
    ]
    assert not row.is_registered


def test_the_number_that_an_earlier_version_took_for_one_goes_away(session, write):
    _import(session, write({**ROW, "numero_registro": "RAI-1"}))
    session.scalars(select(Agreement)).one().registration_number = "N/A"
    session.flush()
    report, [row] = _import(session, write({**ROW, "numero_registro": "N/A"}))
    assert (report.changed, row.registration_number, row.is_registered) == (1, "", False)


def test_no_name_that_we_know_is_a_mark_of_emptiness():
    files = {
        "municipalities.csv": ["municipio"],
        "states.csv": ["estado", "nombre_corto"],
        "countries.csv": ["pais", "nombre_oficial"],
        "place_aliases.csv": ["alias"],
        "agreements.csv": ["contraparte", "contraparte_ciudad", "tipo", "dependencia_mexicana"],
    }
    for name, columns in files.items():
        with (REGISTRY / name).open(encoding="utf-8", newline="") as file:
            names = list(chain.from_iterable([row[column] for column in columns] for row in csv.DictReader(file)))
        assert [text for text in names if text and says_nothing(text)] == []


def test_namibia_has_the_code_of_a_mark_of_emptiness(session, write):
    _, [row] = _import(session, write({**ROW, "pais": "", "pais_iso": "NA"}))
    assert row.country_iso == "NA"
    report, _ = _import(session, write({**ROW, "pais_iso": "N/A"}))
    assert report.refused == []


TITLES = [
    ("Jalisco", "H. Ayuntamiento de Tala", "14083", "Tala"),
    ("Estado de Jalisco", "Municipio de Tala", "14083", "Tala"),
    ("Gobierno del Estado de Jalisco", "Gobierno Municipal de Tala", "14083", "Tala"),
    ("Estado Libre y Soberano de Jalisco", "H. AYUNTAMIENTO CONSTITUCIONAL DE TALA", "14083", "TALA"),
    ("Edo. de Jalisco", "Honorable Ayuntamiento del Municipio de Tala", "14083", "Tala"),
    ("JALISCO (14)", "Ayto. de Tala, Jal.", "14083", "Tala"),
    ("", "Tala, Jalisco", "14083", "Tala"),
    ("Jalisco", "Ayuntamiento del Salto", "14070", "El Salto"),
    ("Jalisco", "Municipio de El Salto", "14070", "El Salto"),
    ("", "Guadalupe (Zacatecas)", "32017", "Guadalupe"),
    ("Quintana Roo", "Benito Juárez (Cancún)", "23005", "Benito Juárez"),
    ("Ciudad de México", "Alcaldía Cuauhtémoc", "09015", "Cuauhtémoc"),
    ("Gobierno de la Ciudad de México", "Alcaldía de Iztapalapa", "09007", "Iztapalapa"),
    ("Estado de México", "Toluca", "15106", "Toluca"),
    ("Chihuahua", "Presidencia Municipal de Cd. Juárez", "08037", "Cd. Juárez"),
]


def test_titles_and_notes_of_offices_are_taken_off(session, write):
    rows = [{**ROW, "estado": title[0], "municipio": title[1], "contraparte": title[1] + title[0]} for title in TITLES]
    report, stored = _placed(session, write(*rows))
    assert report.refused == []
    assert [
        (*title[:2], stored[title[1] + title[0]].municipality_key, stored[title[1] + title[0]].municipality_name)
        for title in TITLES
    ] == TITLES


def test_the_body_that_signs_may_name_its_municipality(session, write):
    body = {**ROW, "municipio": "", "dependencia_mexicana": "H. Ayuntamiento de Tala"}
    report, [row] = _import(session, write(body))
    assert (report.refused, row.municipality_key, row.mexican_body) == ([], "14083", "H. Ayuntamiento de Tala")
    report, rows = _import(session, write({**body, "dependencia_mexicana": "Secretaría de Turismo"}))
    assert {row.municipality_key for row in rows} == {"14083", None}


def test_a_municipality_that_contradicts_its_state_is_refused(session, write):
    report, _ = _import(session, write({**ROW, "municipio": "Guadalupe (Zacatecas)"}))
    assert [refusal.reason for refusal in report.refused] == [
        "no conozco el municipio «Guadalupe (Zacatecas)» en Jalisco"
    ]


OFFICIAL = [
    ("República Francesa", "FR"),
    ("Rep. de Corea", "KR"),
    ("Corea (República de)", "KR"),
    ("Corea, República de", "KR"),
    ("República Popular Democrática de Corea", "KP"),
    ("REPÚBLICA DEL PERÚ", "PE"),
    ("República Federativa del Brasil", "BR"),
    ("Rep. Pop. China", "CN"),
    ("Estados Unidos de América (EUA)", "US"),
    ("Reino Hachemí de Jordania", "JO"),
    ("Bolivia (Estado Plurinacional de)", "BO"),
    ("Congo, República Democrática del", "CD"),
    ("Gran Ducado de Luxemburgo", "LU"),
    ("Francia [República Francesa]", "FR"),
    ("Santa Sede", "VA"),
]


def test_countries_are_known_by_their_official_names(session, write):
    rows = [{**ROW, "contraparte": f"Villa {n}", "pais": name} for n, (name, _) in enumerate(OFFICIAL)]
    report, stored = _placed(session, write(*rows))
    assert report.refused == []
    assert [(name, stored[f"Villa {n}"].country_iso) for n, (name, _) in enumerate(OFFICIAL)] == OFFICIAL


def test_mexico_is_mexico_by_its_official_name_too(session, write):
    report, _ = _import(session, write({**ROW, "pais": "Estados Unidos Mexicanos"}))
    assert report.refused[0].reason.startswith("la contraparte es mexicana")


def test_every_official_name_leads_to_its_country(session):
    places = Places.read(session)
    with (REGISTRY / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [(name.strip(), row["iso"]) for row in rows for name in (row["pais"], *row["nombre_oficial"].split(";"))]
    assert [(name, iso) for name, iso in names if name and places.country(name) != iso] == []


def test_only_a_web_address_becomes_the_address_of_a_source(session, write):
    wrong = ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://", "sre.gob.mx", "https://a b"]
    rows = [{**ROW, "contraparte": address, "fuente": "SRE", "fuente_url": address} for address in wrong]
    rows.append({**ROW, "contraparte": "Lima", "fuente": "SRE", "fuente_url": "https://sre.gob.mx/x?y=1"})
    report, stored = _placed(session, write(*rows))
    assert {row.source_url for name, row in stored.items() if name != "Lima"} == {""}
    assert stored["Lima"].source_url == "https://sre.gob.mx/x?y=1"
    assert [notice.text for notice in report.notices] == [
        f"fuente_url: «{address}» no es una dirección http ni https; el acuerdo entra sin ella" for address in wrong
    ]


FORMULAS = ['=HYPERLINK("http://evil.example","ver")', "@SUM(1)", "+1+cmd|' /C calc'!A0", "-1+2", "'=1", "%0A=1"]


def test_a_formula_is_text_in_the_csv_that_goes_out_and_comes_back_as_it_was(session, tmp_path):
    path = tmp_path / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [["Jalisco", "Zapopan", inert(formula), "Perú"] for formula in FORMULAS]
        csv.writer(file).writerows([["estado", "municipio", "contraparte", "pais"], *rows])
    report, _ = _import(session, path)
    assert report.refused == []
    export_file(session, tmp_path / "salida.csv")
    with (tmp_path / "salida.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["contraparte"] for row in csv.DictReader(file)} == {f"'{formula}" for formula in FORMULAS}
    report, rows = _import(session, tmp_path / "salida.csv")
    assert report.unchanged == len(FORMULAS)
    assert {row.counterpart.name for row in rows} == set(FORMULAS)


def test_a_formula_is_text_in_the_file_of_refused_rows_too(session, write_csv, tmp_path):
    path = write_csv("Jalisco,=HYPERLINK(1),Lima,Perú,x", header="estado,municipio,contraparte,pais,=EVIL()")
    table, report = import_file(session, path)
    save_refused(tmp_path / "rechazadas.csv", table, report)
    with (tmp_path / "rechazadas.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = list(chain.from_iterable(csv.reader(file)))
    assert "'=HYPERLINK(1)" in cells
    assert "'=EVIL()" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_what_is_made_inert_is_shown_as_it_was():
    for text in [*FORMULAS, "", "Lima", "'Lima'", "''=x", "- Lima", "\t=1"]:
        assert shown(inert(text)) == text
