"""Commands of the knowledge base."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import List, Optional

import typer
from sqlalchemy.engine import Engine

import settings
from knowledge.agreements.exporting import export_file
from knowledge.agreements.importing.files.headers import parse_answers
from knowledge.agreements.importing.report import save_refused
from knowledge.agreements.importing.run import import_file
from knowledge.answers.unanswered import list_unanswered
from knowledge.cli import output
from knowledge.database import open_engine, session_scope
from knowledge.errors import KnowledgeError
from knowledge.loading import load_all
from knowledge.search import search
from knowledge.statistics import count_tables
from knowledge.validation import validate
from spanish.command_line import command, complain, spanish_app


class Confidence(str, Enum):
    """What the rows of a file prove when they do not say it themselves."""

    OFICIAL = "oficial"
    SECUNDARIA = "secundaria"


app = spanish_app(
    "Base de conocimiento de Enlace: respuestas con fuente y acuerdos reportados.",
    KnowledgeError,
    settings.Misconfigured,
)


@command(app, "load")
def load() -> None:
    """Crea las tablas y carga lo que haya cambiado en el repositorio."""
    with output.progress("Cargando acuerdos") as [advance]:
        loaded = load_all(_engine(), progress=advance)
    names = {"lugares": loaded.places, "respuestas": loaded.content, "acuerdos": loaded.agreements}
    parts = [name for name, changed in names.items() if changed]
    output.say(f"Se cargó: {', '.join(parts)}." if parts else "La base de conocimiento ya estaba al día.")


@command(app, "validate")
def check() -> None:
    """Comprueba el contenido, la guía, los acuerdos y las frases de entrenamiento, sin tocar la base."""
    checked = validate()
    output.say(
        f"Todo en orden: {checked.answers:,} respuestas, {checked.terms:,} términos, "
        f"{checked.sources:,} fuentes, {checked.questions:,} preguntas de la guía y {checked.agreements:,} acuerdos."
    )


@command(app, "search")
def find(
    text: str = typer.Argument(..., metavar="TEXTO", help="Lo que se busca, entre comillas si son varias palabras."),
    limit: int = typer.Option(10, "--limite", min=1, max=100, metavar="NÚMERO", help="Cuántos resultados como máximo."),
) -> None:
    """Busca en respuestas, glosario y acuerdos."""
    with session_scope(_engine()) as session:
        hits = search(session, text, limit=limit)
        for line in output.describe_hits(session, hits):
            output.say(line)
    if not hits:
        output.say("No encontré nada con esas palabras.")


@command(app, "import")
def import_agreements(
    path: Path = typer.Argument(..., metavar="ARCHIVO", help="CSV o XLSX con los acuerdos."),
    source: str = typer.Option("", "--fuente", metavar="TEXTO", help="Fuente de las filas que no la dicen."),
    confidence: Confidence = typer.Option(
        Confidence.OFICIAL,
        "--confianza",
        show_default=False,
        help="Confianza de las filas que no la dicen (si no se elige: oficial).",
    ),
    refused: Optional[Path] = typer.Option(
        None,
        "--rechazadas",
        metavar="ARCHIVO",
        help="Dónde guardar las filas rechazadas (si no se dice: <archivo>-rechazadas.csv).",
    ),
    columns: List[str] = typer.Option(
        [],
        "--columna",
        show_default=False,
        metavar="COLUMNA=CAMPO",
        help="Qué es una columna que no se entiende sola: «Ciudad=municipio», o «Ciudad=nada» para no usarla.",
    ),
    sheet: str = typer.Option(
        "",
        "--hoja",
        show_default=False,
        metavar="NOMBRE",
        help="Hoja del libro de Excel (si no se dice: la primera con una tabla).",
    ),
) -> None:
    """Importa acuerdos de una exportación oficial: todo o nada, y dice qué fue de cada fila."""
    refused_path = refused or path.with_name(f"{path.stem}-rechazadas.csv")
    if refused_path.resolve() == path.resolve():
        raise KnowledgeError("Las filas rechazadas no pueden guardarse en el mismo archivo que se importa.")
    answers = parse_answers(columns)
    with (
        session_scope(_engine()) as session,
        output.progress("Leyendo (bytes)", "Importando (filas)") as (reading, advance),
    ):
        table, report = import_file(
            session,
            path,
            default_source=source,
            default_confidence=confidence.value,
            answers=answers,
            sheet=sheet,
            reading=reading,
            progress=advance,
        )
        if report.refused:
            # Inside the transaction: if they cannot be kept, nothing is imported.
            save_refused(refused_path, table, report)
    for line in output.describe_table(table):
        output.say(line)
    for line in output.describe_report(report, refused_path):
        output.say(line)
    if report.refused and len(report.refused) == len(table.rows):
        complain("No se importó ninguna fila.")
        raise typer.Exit(1)


@command(app, "export")
def export_agreements(
    path: Path = typer.Argument(..., metavar="ARCHIVO", help="Archivo que se escribe: .csv o .xlsx."),
) -> None:
    """Escribe todos los acuerdos en un archivo que se puede volver a importar."""
    with session_scope(_engine()) as session:
        count = export_file(session, path)
    output.say(f"{count:,} acuerdos escritos en {path}.")


@command(app, "stats")
def stats() -> None:
    """Dice cuánto hay en la base."""
    with session_scope(_engine()) as session:
        for name, count in count_tables(session).items():
            output.say(f"{count:>9,}  {name}")


@command(app, "preguntas")
def questions(
    limit: int = typer.Option(50, "--limite", min=1, metavar="NÚMERO", help="Cuántas como máximo."),
) -> None:
    """Lista las preguntas que nadie pudo responder, sin datos personales."""
    with session_scope(_engine()) as session:
        found = list_unanswered(session, limit)
        for question in found:
            output.say(f"{question.times:>5} × {question.last_asked:%d/%m/%Y}  {question.text}")
    if not found:
        output.say("No hay preguntas sin responder.")


def _engine() -> Engine:
    return open_engine(settings.load().database_url)
