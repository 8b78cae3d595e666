"""Commands of the case files, for whoever operates the assistant."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import click
import typer
from sqlalchemy import select
from typer.core import TyperGroup

import settings
from casefiles.database import migrate, reading, writing
from casefiles.errors import CaseFileError
from casefiles.models import Person
from casefiles.privacy import export, retention
from casefiles.spanish import count
from knowledge.database import open_engine
from knowledge.errors import KnowledgeError
from knowledge.spanish_help import speak_spanish

speak_spanish()


class _Group(TyperGroup):
    """Turns an error into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (CaseFileError, KnowledgeError) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=_Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    options_metavar="[OPCIONES]",
    subcommand_metavar="ORDEN [ARGUMENTOS]…",
    help="Expedientes de Enlace: conservación y exportación.",
)


@app.command("retencion", options_metavar="[OPCIONES]")
def apply() -> None:
    """Avisa de lo que está por vencer y borra lo que ya venció. El servicio lo hace solo cada día."""
    engine = open_engine(settings.load().database_url)
    migrate(engine)
    with writing(engine) as session:
        done = retention.apply_retention(session, datetime.now(timezone.utc))
    typer.echo(
        f"Avisos: {done.warned}. Borrados: {count(done.cases, 'expediente', 'expedientes')}, "
        f"{count(done.people, 'persona', 'personas')} y {count(done.leftovers, 'resto', 'restos')}."
    )
    for receipt in done.receipts:
        typer.echo(f"Folio {receipt.folio}")


@app.command("exportar", options_metavar="[OPCIONES]")
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
