"""Commands of the case files, for whoever operates the assistant."""

from __future__ import annotations

import json

import typer
from sqlalchemy import select

import settings
from casefiles.database import reading
from casefiles.errors import CaseFileError
from casefiles.models import Person
from casefiles.privacy import export
from knowledge.database import open_engine
from knowledge.errors import KnowledgeError
from spanish.command_line import command, spanish_app

app = spanish_app("Expedientes de Enlace: exportación.", CaseFileError, KnowledgeError, settings.Misconfigured)


@app.callback()
def main() -> None:
    """With one command only, Typer would do without its name."""


@command(app, "exportar")
def export_person(
    identifier: str = typer.Argument(..., metavar="IDENTIFICADOR", help="El que da «qué sabes de mí» a su titular."),
) -> None:
    """Imprime en JSON todo lo guardado de una persona, para atender su derecho de acceso."""
    with reading(open_engine(settings.load().database_url)) as session:
        person = session.scalars(select(Person.id).where(Person.sender_hash == identifier)).one_or_none()
        if person is None:
            typer.echo("No hay nadie con ese identificador.", err=True)
            raise typer.Exit(1)
        known = export.what_is_known(session, person)
    typer.echo(json.dumps(known, ensure_ascii=False, indent=2, default=str))
