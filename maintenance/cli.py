"""Commands on an installation as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import typer

import settings
from bot.rasa.assistant import NotReady
from knowledge.cli.output import say
from knowledge.errors import KnowledgeError
from maintenance import backup
from spanish.command_line import command, spanish_app

app = spanish_app(
    "Mantenimiento de Enlace: preparar, respaldar, restaurar y borrar lo que ya no se debe guardar.",
    KnowledgeError,
    NotReady,
    settings.Misconfigured,
)


@command(app, "preparar")
def prepare() -> None:
    """Deja listas las tablas, la base de conocimiento y el modelo, sin empezar a atender."""
    from maintenance.preparing import prepare as prepare_all  # only now: Rasa takes its time

    prepare_all(say)
    say("Todo está listo para empezar o para reiniciar los procesos uno por uno.")


@command(app, "respaldar")
def back_up(
    path: Optional[Path] = typer.Argument(
        None, metavar="[ARCHIVO]", help="Dónde se escribe. Sin él: var/respaldos, donde se guardan los últimos 14."
    ),
    if_due: bool = typer.Option(False, "--si-toca", help="Solo si el último de var/respaldos es de ayer o de antes."),
) -> None:
    """Respalda la base de datos y los secretos en un archivo, sin detener nada."""
    if if_due and not backup.is_due(settings.load()):
        say("El último respaldo es de hoy: todavía no toca.")
        return
    made = backup.back_up(settings.load(), path)
    say(f"Respaldo listo: {made} ({made.stat().st_size / 1e6:,.1f} MB).")
    say("Contiene datos personales y los secretos de la instalación: guárdalo cifrado y en otro equipo.")


@command(app, "restaurar")
def restore(
    path: Path = typer.Argument(..., metavar="ARCHIVO", help="El respaldo."),
    force: bool = typer.Option(False, "--forzar", help="Reemplaza lo que haya. Detén Enlace antes."),
) -> None:
    """Restaura un respaldo: comprueba que esté entero y luego repone todo o nada."""
    made = backup.restore(settings.load(), path, force=force)
    say(f"Restaurado el respaldo del {made}. Ya puedes arrancar Enlace.")


@command(app, "retencion")
def retention() -> None:
    """Borra lo que ya no se debe guardar. Enlace lo hace solo mientras atiende; esto, aunque esté apagado."""
    from maintenance.retention import delete_what_is_old

    delete_what_is_old()
    say("Listo: lo que ya no se debe guardar está borrado, y quien tiene un expediente por vencer será avisado.")
