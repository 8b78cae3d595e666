"""What an import does with the rows of a file."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.agreements.importing.report import save_refused
from knowledge.agreements.importing.run import import_file
from knowledge.database import session_scope
from knowledge.errors import KnowledgeUnavailable, UnreadableFile
from knowledge.models import Agreement, SearchDocument
from knowledge.search import search

GUADALAJARA = "Jalisco,Guadalajara,Portland,Estados Unidos,hermanamiento,1983"
FULL = (
    "estado,municipio,contraparte,pais,tipo,temas,fecha_firma,fecha_registro,numero_registro,vigencia,confianza,fuente"
)


def _reasons(report):
    return [(refusal.line, refusal.reason) for refusal in report.refused]


def _notices(report):
    return [(notice.line, notice.text) for notice in report.notices]


def _counts(report):
    return report.added, report.changed, report.unchanged, len(report.refused)


def test_importing_again_changes_nothing(session, write_csv):
    path = write_csv(GUADALAJARA, "Jalisco,Zapopan,Saginaw,US,,")
    _, first = import_file(session, path)
    assert _counts(first) == (1, 0, 0, 1)  # «US» is a code, not a country's name
    _, again = import_file(session, path)
    assert _counts(again) == (0, 0, 1, 1)
    assert session.execute(select(func.count()).select_from(SearchDocument)).scalar_one() == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Jalisco,Atlantis,Portland,Cuba,,", "no conozco el municipio «Atlantis» en Jalisco"),
        ("Jalisco,Monterrey,Portland,Cuba,,", "no conozco el municipio «Monterrey» en Jalisco"),
        ("Wakanda,,Portland,Cuba,,", "no conozco el estado «Wakanda»"),
        ("Jalisco,Guadalajara,Portland,Wakanda,,", "no conozco el país «Wakanda»"),
        ("Jalisco,Guadalajara,Portland,,,", "falta el país de la contraparte"),
        ("Jalisco,Guadalajara,,Cuba,,", "falta la contraparte"),
        (",,Portland,Cuba,,", "no dice qué estado, municipio o dependencia de México firma"),
        (
            "Jalisco,Guadalajara,Mérida,México,,",
            "la contraparte es mexicana: no es un acuerdo interinstitucional (LCT, art. 2-II)",
        ),
        (f"Jalisco,Guadalajara,{'x' * 201},Cuba,,", "la columna contraparte pasa de 200 caracteres"),
    ],
)
def test_refuses_a_wrong_row_and_takes_the_others(session, write_csv, line, reason):
    _, report = import_file(session, write_csv(GUADALAJARA, line))
    assert _reasons(report) == [(3, reason)]
    assert report.added == 1


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/02/2014", "«31/02/2014» no es una fecha posible"),
        ("ayer", "«ayer» no es una fecha"),
        ("1519", "«1519»: el año está fuera de 1900 a 2100"),
    ],
)
def test_a_date_that_cannot_be_read_does_not_cost_the_agreement(session, write_csv, written, reason):
    _, report = import_file(session, write_csv(f"Jalisco,Guadalajara,Portland,Cuba,hermanamiento,{written}"))
    assert _counts(report) == (1, 0, 0, 0)
    assert _notices(report) == [(2, f"fecha_firma: {reason}; el acuerdo entra sin esa fecha")]
    assert session.scalars(select(Agreement)).one().signed == ""


def test_a_month_before_its_day_makes_every_date_of_the_file_doubtful(session, write_csv):
    path = write_csv(GUADALAJARA, "Jalisco,Zapopan,Lima,Perú,,03/04/1990", "Jalisco,Zapopan,Cuzco,Perú,,10/22/1979")
    with pytest.raises(UnreadableFile, match=r"Línea 4, fecha_firma: «10/22/1979» trae el mes antes que el día"):
        import_file(session, path)
    assert session.scalars(select(Agreement)).all() == []


def test_refuses_an_unknown_confidence(session, write_csv):
    path = write_csv("Jalisco,Guadalajara,Portland,Cuba,altísima", header="estado,municipio,contraparte,pais,confianza")
    _, report = import_file(session, path)
    assert _reasons(report) == [(2, "confianza: «altísima» no es oficial ni secundaria")]


def test_a_repeated_row_is_refused_and_another_date_is_another_agreement(session, write_csv):
    base = "Jalisco,Guadalajara,Portland,Estados Unidos,hermanamiento"
    path = write_csv(f"{base},1990", f"{base},1983", f"{base.upper()},1990", f"{base},1983", "Jalisco,X,Y,Cuba,,")
    _, report = import_file(session, path, default_source="SRE")
    assert report.added == 2
    assert [line for line, _ in _reasons(report)] == [4, 5, 6]
    assert {reason for _, reason in _reasons(report)[:2]} == {"repite otra fila del archivo"}
    dates = {row.id: row.signed for row in session.scalars(select(Agreement))}
    # In a file with only the second, it is still the second.
    _, partial = import_file(session, write_csv(f"{base},1990"), default_source="SRE")
    assert _counts(partial) == (0, 0, 1, 0)
    assert {row.id: row.signed for row in session.scalars(select(Agreement))} == dates


def test_the_order_of_the_file_does_not_matter(engine, write_csv):
    lines = [GUADALAJARA, GUADALAJARA.replace("1983", "1975"), "Jalisco,Zapopan,Saginaw,Estados Unidos,,"]
    stored = []
    for ordered in (lines, lines[::-1]):
        with Session(engine, future=True) as session:
            import_file(session, write_csv(*ordered))
            stored.append(session.execute(select(Agreement.id, Agreement.signed).order_by(Agreement.id)).all())
    assert stored[0] == stored[1]


def test_a_country_may_come_as_its_code(session, write_csv):
    path = write_csv(
        "Jalisco,Guadalajara,Lima,pe,",
        "Jalisco,Guadalajara,Lima,XX,",
        "Jalisco,Guadalajara,Kioto,JP,Cuba",
        header="estado,municipio,contraparte,pais_iso,pais",
    )
    _, report = import_file(session, path)
    assert _reasons(report) == [(3, "no conozco el código de país «XX»")]
    assert set(session.scalars(select(Agreement.country_iso))) == {"PE", "JP"}


def test_homonyms_are_told_apart_by_their_state(session, write_csv):
    path = write_csv(
        ",Benito Juárez,Lima,Perú,,",
        "Quintana Roo,Benito Juárez,La Habana,Cuba,,",
        "edomex,,Cuzco,Perú,,",
        ",Guadalajara,Lima,Perú,,",
        ",Cancún,Lima,Perú,,",
    )
    _, report = import_file(session, path)
    assert report.refused == []
    assert _notices(report) == [
        (2, "hay varios municipios «Benito Juárez» y la fila no dice cuál; queda sin ubicar"),
    ]
    stored = {
        (row.municipality_name, row.counterpart.name): (row.state_key, row.municipality_key)
        for row in session.scalars(select(Agreement))
    }
    assert stored == {
        ("Benito Juárez", "La Habana"): ("23", "23005"),
        ("Benito Juárez", "Lima"): (None, None),
        ("", "Cuzco"): ("15", None),
        ("Guadalajara", "Lima"): ("14", "14039"),
        ("Cancún", "Lima"): ("23", "23005"),
    }


def test_an_empty_cell_never_erases(session, write_csv):
    import_file(session, write_csv("Jalisco,Guadalajara,Lima,Perú,,cultura,1983,,,indefinida,oficial,A", header=FULL))
    _, report = import_file(session, write_csv("Jalisco,Guadalajara,Lima,Perú,,turismo,,,,,oficial,A", header=FULL))
    assert _counts(report) == (0, 1, 0, 0)
    row = session.scalars(select(Agreement)).one()
    assert (row.signed, row.validity) == ("1983", "indefinida")
    assert [topic.topic for topic in row.topics] == ["cultura", "turismo"]
    assert search(session, "turismo")
    assert search(session, "cultura")


def test_a_stronger_row_overwrites_and_a_weaker_one_does_not(session, write_csv):
    def put(signed, number, confidence):
        path = write_csv(f"Jalisco,Guadalajara,Lima,Perú,,,{signed},,{number},,{confidence},A", header=FULL)
        _, report = import_file(session, path)
        row = session.scalars(select(Agreement)).one()
        return (report.added, report.changed, report.unchanged), (row.signed, row.registration_number, row.confidence)

    assert put("1983", "", "secundaria") == ((1, 0, 0), ("1983", "", "secundaria"))
    assert put("1984", "", "oficial") == ((0, 1, 0), ("1984", "", "oficial"))
    assert put("1985", "", "secundaria") == ((0, 0, 1), ("1984", "", "oficial"))
    assert put("1986", "RAI-7", "oficial") == ((0, 1, 0), ("1986", "RAI-7", "oficial"))
    assert put("1987", "", "oficial") == ((0, 0, 1), ("1986", "RAI-7", "oficial"))
    assert session.scalars(select(Agreement)).one().is_registered


def test_rows_without_source_or_confidence_get_those_of_the_import(session, write_csv):
    import_file(session, write_csv(GUADALAJARA), default_source="SRE, RAI", default_confidence="secundaria")
    import_file(session, write_csv("Jalisco,Zapopan,Lima,Perú,,", name="lista.csv"))
    rows = {row.municipality_name: (row.source, row.confidence) for row in session.scalars(select(Agreement))}
    assert rows == {"Guadalajara": ("SRE, RAI", "secundaria"), "Zapopan": ("archivo lista.csv", "oficial")}


def test_a_failure_half_way_leaves_the_database_as_it_was(engine, write_csv):
    lines = [f"Jalisco,Guadalajara,Ciudad {number},Perú,," for number in range(1_200)]

    def fail(done, _total):
        if done >= 1_000:
            raise KnowledgeUnavailable("se cortó")

    with pytest.raises(KnowledgeUnavailable), session_scope(engine) as session:
        import_file(session, write_csv(*lines), progress=fail)
    with session_scope(engine) as session:
        assert session.execute(select(func.count()).select_from(Agreement)).scalar_one() == 0
        assert search(session, "ciudad") == []


def test_refused_rows_can_be_corrected_and_imported(session, write_csv, tmp_path):
    path = write_csv(GUADALAJARA, 'Jalisco,"Zapopán, centro",Saginaw,Estados Unidos,,02/10/1979')
    table, report = import_file(session, path)
    refused = tmp_path / "rechazadas.csv"
    save_refused(refused, table, report)
    text = refused.read_text(encoding="utf-8-sig")
    assert text.splitlines() == [
        "linea,motivo,estado,municipio,contraparte,pais,tipo,fecha_firma",
        '3,"no conozco el municipio «Zapopán, centro» en Jalisco",Jalisco,"Zapopán, centro",Saginaw,Estados Unidos,,'
        "02/10/1979",
    ]
    refused.write_text(text.replace('"Zapopán, centro",Sag', "Zapopan,Sag"), encoding="utf-8-sig")
    _, corrected = import_file(session, refused)
    assert _counts(corrected) == (1, 0, 0, 0)


def test_names_without_latin_letters_are_different_names(session, write_csv):
    path = write_csv("Jalisco,Guadalajara,北京市,China,,", "Jalisco,Guadalajara,上海市,China,,")
    _, report = import_file(session, path)
    assert _counts(report) == (2, 0, 0, 0)
