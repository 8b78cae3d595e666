"""The commands, as a person sees them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import date

import openpyxl
import pytest
import rich.console
from sqlalchemy import text
from typer.testing import CliRunner

import settings
from knowledge.answers.unanswered import keep_unanswered
from knowledge.cli import output
from knowledge.cli.commands import app
from knowledge.database import open_engine, session_scope
from knowledge.errors import InvalidContent

HEADER = "estado,municipio,contraparte,pais"


@pytest.fixture
def run(engine, monkeypatch):
    """Runs a command on a database with the places and no agreement."""
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)

    def run(*arguments, code=0):
        result = CliRunner(mix_stderr=False).invoke(app, [str(argument) for argument in arguments])
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        assert "Traceback" not in result.stdout + result.stderr
        return result.stdout + result.stderr

    return run


def test_load_and_load_again(run, make_database, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", make_database())
    assert run("load") == "Se cargó: lugares, respuestas, acuerdos.\n"
    assert run("load") == "La base de conocimiento ya estaba al día.\n"
    shown = run("stats")
    assert "      683  acuerdos reportados\n        0    con fecha o número de registro\n" in shown
    assert "    2,478  municipios\n      250  países\n" in shown
    found = run("search", "hermanamientos Guadalajara Portland")
    assert found.startswith("acuerdo    a")
    assert "Guadalajara, Jalisco — Portland (Estados Unidos): hermanamiento, reportado por " in found
    assert "respuesta  " in run("search", "dictamen", "--limite", "100")
    assert "término    " in run("search", "paradiplomacia", "--limite", "100")
    assert len(run("search", "hermanamiento", "--limite", "3").splitlines()) == 3


def test_validate(run, monkeypatch):
    assert run("validate").startswith("Todo en orden: ")

    def fail():
        raise InvalidContent(["tema.yml · una: «fuentes» falta", "glossary.yml · [rai]: otra"])

    monkeypatch.setattr("knowledge.cli.commands.validate", fail)
    assert run("validate", code=1) == "tema.yml · una: «fuentes» falta\nglossary.yml · [rai]: otra\n"


def test_import_reports_and_saves_what_it_refused(run, write_csv, tmp_path):
    path = write_csv("Jalisco,Guadalajara,Lima,Perú", "Jalisco,Atlantis,[Lima],Perú", header=HEADER)
    shown = run("import", path, "--fuente", "SRE")
    assert shown == (
        "1 agregadas, 0 cambiadas, 0 iguales, 1 rechazadas.\n"
        "  línea 3: no conozco el municipio «Atlantis» en Jalisco\n"
        f"Las filas rechazadas están en {tmp_path / 'acuerdos-rechazadas.csv'}; corrígelas ahí y vuelve a importar ese "
        "archivo.\n"
    )
    assert "[Lima]" in (tmp_path / "acuerdos-rechazadas.csv").read_text(encoding="utf-8-sig")
    assert "reportado por SRE" in run("search", "Guadalajara Lima")
    again = run("import", path, "--fuente", "SRE", "--rechazadas", tmp_path / "otras.csv")
    assert again.startswith("0 agregadas, 0 cambiadas, 1 iguales, 1 rechazadas.\n")
    assert (tmp_path / "otras.csv").is_file()


def test_import_shows_only_the_first_refusals_and_fails_when_all_are(run, write_csv):
    path = write_csv(*(f"Jalisco,Atlantis,Ciudad {number},Perú" for number in range(25)), header=HEADER)
    shown = run("import", path, code=1)
    assert "  línea 21: " in shown
    assert "  línea 22: " not in shown
    assert "  … y 5 más.\n" in shown
    assert shown.endswith("No se importó ninguna fila.\n")


def test_import_says_which_confidence_and_registration(run, write_csv):
    path = write_csv("Jalisco,Guadalajara,Lima,Perú,RAI-7", header=f"{HEADER},numero_registro")
    run("import", path, "--confianza", "secundaria", "--fuente", "Prensa")
    assert "Lima (Perú): registro RAI-7, reportado por Prensa" in run("search", "Lima")
    assert "        1    con fecha o número de registro\n        0    de fuente oficial\n" in run("stats")


def test_import_lists_what_it_did_not_use_and_what_it_left_out(run, write_csv):
    path = write_csv("7,Jalisco,Guadalajara,Lima,Perú,ayer", header=f"No.,{HEADER},fecha_firma")
    assert run("import", path) == (
        "No usé estas columnas: A «No.». Si alguna hace falta, dilo con --columna.\n"
        "1 agregadas, 0 cambiadas, 0 iguales, 0 rechazadas.\n"
        "1 avisos de filas que sí entraron:\n"
        "  línea 2: fecha_firma: «ayer» no es una fecha; el acuerdo entra sin esa fecha\n"
    )


def test_import_asks_what_a_column_is_and_takes_the_answer(run, engine, write_csv):
    path = write_csv("Jalisco,Guadalajara,Lima,Perú", header="Estado,Ciudad,Contraparte,País")
    asked = run("import", path, code=1)
    assert "La columna B «Ciudad» puede ser municipio o contraparte_ciudad.\nNo importé nada." in asked
    assert run("import", path, "--columna", "Ciudad=municipio").startswith("1 agregadas")
    assert "escribe" not in run("import", path, "--columna", "Ciudad=pueblo", code=1)
    with session_scope(engine) as session:
        assert session.execute(text("SELECT municipality_key FROM agreement")).scalar_one() == "14039"


def test_import_says_which_sheet_it_read(run, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Portada"])
    for name in ("2023", "2024"):
        sheet = book.create_sheet(name)
        sheet.append(["Estado", "Contraparte", "País"])
        sheet.append(["Jalisco", f"Villa {name}", "Perú"])
    book.save(tmp_path / "x.xlsx")
    shown = run("import", tmp_path / "x.xlsx")
    assert shown.startswith("Leí la hoja «2023».\nNo leí «2024», que también tiene una tabla")
    assert run("import", tmp_path / "x.xlsx", "--hoja", "2024").startswith("Leí la hoja «2024».\n1 agregadas")


def test_a_screen_sees_how_far_reading_and_importing_are(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(
        output, "Console", lambda **_options: rich.console.Console(file=screen, force_terminal=True, width=100)
    )
    with output.progress("Leyendo (bytes)", "Importando (filas)") as (reading, importing):
        reading(5, 10)
        importing(1, 3)
    assert "Leyendo (bytes)" in screen.getvalue()
    assert "Importando (filas)" in screen.getvalue()


def test_nothing_is_imported_when_the_refused_rows_cannot_be_saved(run, engine, write_csv, tmp_path):
    path = write_csv("Jalisco,Guadalajara,Lima,Perú", "Jalisco,Atlantis,Lima,Perú", header=HEADER)
    assert "No se puede escribir" in run("import", path, "--rechazadas", tmp_path / "no" / "x.csv", code=1)
    assert "mismo archivo" in run("import", path, "--rechazadas", path, code=1)
    with session_scope(engine) as session:
        assert session.execute(text("SELECT count(*) FROM agreement")).scalar_one() == 0


def test_a_file_that_cannot_be_read(run, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"nada")
    assert "No existe el archivo" in run("import", tmp_path / "y.csv", code=1)
    assert "x.xlsx: no se pudo leer" in run("import", tmp_path / "x.xlsx", code=1)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_export_and_import_again(run, write_csv, tmp_path, ending):
    run("import", write_csv("Jalisco,Guadalajara,Lima,Perú", header=HEADER))
    target = tmp_path / f"salida.{ending}"
    assert run("export", target) == f"1 acuerdos escritos en {target}.\n"
    assert run("import", target) == "0 agregadas, 0 cambiadas, 1 iguales, 0 rechazadas.\n"
    assert "solo se escriben" in run("export", tmp_path / "x.doc", code=1)


def test_unanswered_questions(run, engine):
    assert run("preguntas") == "No hay preguntas sin responder.\n"
    with session_scope(engine) as session:
        keep_unanswered(session, "¿y mi correo a@b.mx?", date(2026, 11, 23), "ana")
        keep_unanswered(session, "¿y mi correo c@d.mx?", date(2026, 11, 24), "beto")
    assert run("preguntas") == "    2 × 24/11/2026  ¿y mi correo [correo]\n"


def test_nothing_found(run):
    assert run("search", "marte") == "No encontré nada con esas palabras.\n"


@pytest.mark.parametrize("command", [["search", "acuerdo"], ["stats"], ["preguntas"], ["export", "x.csv"]])
def test_an_empty_database(run, make_database, monkeypatch, tmp_path, command):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", make_database())
    assert "Cárgala con: python -m knowledge load" in run(*command, code=1)
    assert not list(tmp_path.glob("*x.csv*"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["impor"], "Error: No existe la orden «impor»."),
        (["search"], "Error: Falta el argumento 'TEXTO'."),
        (["search", "a", "b"], "Error: Sobra un argumento (b)"),
        (["search", "x", "--nada"], "Error: No existe la opción --nada"),
        (["search", "x", "--limite", "0"], "Error: Valor no válido en '--limite': 0 está fuera de"),
        (["search", "x", "--limite", "y"], "Error: Valor no válido en '--limite': «y» no es un número."),
        (["search", "x", "--limite"], "Error: A la opción --limite le falta su valor."),
        (["import", "x", "--confianza", "z"], "Error: Valor no válido en '--confianza': «z» no es ninguno de"),
    ],
)
def test_a_wrong_command_says_so_in_spanish(run, arguments, message):
    assert message in run(*arguments, code=2)


@pytest.mark.parametrize("arguments", [[], ["search"], ["import"], ["export"], ["preguntas"], ["load"]])
def test_help_is_in_spanish(run, arguments):
    shown = run(*arguments, "--help")
    assert shown.startswith("Uso: ")
    for word in ("Usage", "Options", "Arguments", "Commands", "Show this", "required", "default"):
        assert word not in shown


def _process(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "knowledge", *arguments],
        cwd=settings.ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )


def test_a_real_process_loads_the_default_database(tmp_path):
    done = _process("load", ENLACE_VAR=str(tmp_path), DATABASE_URL="")
    assert (done.returncode, done.stdout) == (0, "Se cargó: lugares, respuestas, acuerdos.\n")
    engine = open_engine(f"sqlite:///{tmp_path / 'enlace.db'}")
    with session_scope(engine) as session:
        assert session.execute(text("SELECT count(*) FROM agreement")).scalar_one() == 683
    engine.dispose()


def test_a_real_process_that_fails_says_why_and_returns_an_error(tmp_path):
    (tmp_path / "enlace.db").write_bytes(b"esto no es una base" * 100)
    done = _process("search", "acuerdo", ENLACE_VAR=str(tmp_path), DATABASE_URL="")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("El archivo no es una base de datos válida o está dañado")
    assert "Traceback" not in done.stderr
