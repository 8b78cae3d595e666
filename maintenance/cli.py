"""Commands on an installation as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import click
import typer
from typer.core import TyperGroup

import settings
from bot.assistant import NotReady
from knowledge.cli_output import complain, say
from knowledge.errors import KnowledgeError
from knowledge.spanish_help import speak_spanish
from maintenance import backup

speak_spanish()


class _Group(TyperGroup):
    """Turns an error into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KnowledgeError, NotReady, settings.Misconfigured) as error:
            complain(str(error))
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=_Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    options_metavar="[OPCIONES]",
    subcommand_metavar="ORDEN [ARGUMENTOS]…",
    help="Mantenimiento de Enlace: preparar, respaldar, restaurar y borrar lo que ya no se debe guardar.",
)


@app.command("preparar", options_metavar="[OPCIONES]")
def prepare() -> None:
    """Deja listas las tablas, la base de conocimiento y el modelo, sin empezar a atender."""
    from maintenance.preparing import prepare as prepare_all  # only now: Rasa takes its time

    prepare_all(say)
    say("Todo está listo para empezar o para reiniciar los procesos uno por uno.")


@app.command("respaldar", options_metavar="[OPCIONES]")
def back_up(
    path: Optional[Path] = typer.Argument(
        None, metavar="[ARCHIVO]", help="Dónde se escribe. Sin él: var/respaldos, donde se guardan los últimos 14."
    ),
) -> None:
    """Respalda la base de datos y los secretos en un archivo, sin detener nada."""
    made = backup.back_up(settings.load(), path)
    say(f"Respaldo listo: {made} ({made.stat().st_size / 1e6:,.1f} MB).")
    say("Contiene datos personales y los secretos de la instalación: guárdalo cifrado y en otro equipo.")


@app.command("restaurar", options_metavar="[OPCIONES]")
def restore(
    path: Path = typer.Argument(..., metavar="ARCHIVO", help="El respaldo."),
    force: bool = typer.Option(False, "--forzar", help="Reemplaza lo que haya. Detén Enlace antes."),
) -> None:
    """Restaura un respaldo: comprueba que esté entero y luego repone todo o nada."""
    made = backup.restore(settings.load(), path, force=force)
    say(f"Restaurado el respaldo del {made}. Ya puedes arrancar Enlace.")


@app.command("retencion", options_metavar="[OPCIONES]")
def retention() -> None:
    """Borra lo que ya no se debe guardar. Enlace lo hace solo mientras atiende; esto, aunque esté apagado."""
    from maintenance.retention import delete_what_is_old

    delete_what_is_old()
    say("Listo: lo que ya no se debe guardar está borrado, y quien tiene un expediente por vencer será avisado.")
