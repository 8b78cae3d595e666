"""Command lines in Spanish: click ships its help and usage errors in English only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click
import typer
import typer.core
from rich.console import Console

_SPANISH = {
    "Usage:": "Uso:",
    "Options": "Opciones",
    "Commands": "Órdenes",
    "Arguments": "Argumentos",
    "Show this message and exit.": "Muestra esta ayuda.",
    "Error: {message}": "Error: {message}",
    "Try '{command} {option}' for help.": "Consulta la ayuda con: {command} {option}",
    "Missing command.": "Falta la orden.",
    "No such command {name!r}.": "No existe la orden «{name}».",
    "Missing argument": "Falta el argumento",
    "Missing option": "Falta la opción",
    "No such option: {name}": "No existe la opción {name}",
    "Did you mean {possibility}?": "¿Quisiste decir {possibility}?",
    "Got unexpected extra argument ({args})": "Sobra un argumento ({args}); si es una frase, ponla entre comillas.",
    "Got unexpected extra arguments ({args})": "Sobran argumentos ({args}); si es una frase, ponla entre comillas.",
    "Option {name!r} requires an argument.": "A la opción {name} le falta su valor.",
    "Invalid value: {message}": "Valor no válido: {message}",
    "Invalid value for {param_hint}: {message}": "Valor no válido en {param_hint}: {message}",
    "{value!r} is not {choice}.": "«{value}» no es {choice}.",
    "{value!r} is not one of {choices}.": "«{value}» no es ninguno de: {choices}.",
    "{value!r} is not a valid {number_type}.": "«{value}» no es un número.",
    "{value} is not in the range {range}.": "{value} está fuera de {range}.",
    "default: {default}": "si no se dice: {default}",
    "[required]": "[obligatorio]",
    "Aborted!": "Cancelado.",
}


def complain(message: str) -> None:
    """Print an error on the error output."""
    Console(stderr=True, soft_wrap=True, markup=False, highlight=False, emoji=False).print(message, style="red")


class _Formatter(click.HelpFormatter):
    """Translates what Typer writes without looking it up."""

    def write_heading(self, heading: str) -> None:
        super().write_heading(_translate(heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        required = "[required]"
        super().write_dl([(name, text.replace(required, _translate(required))) for name, text in rows], *args, **kwargs)


def spanish_app(help_text: str, *refusals: type[Exception]) -> typer.Typer:
    """A command line that speaks Spanish.

    Args:
        help_text: What it is for.
        refusals: Errors whose message is for the operator: it is printed, and the exit code is 1.
    """
    _speak_spanish()

    class Group(typer.core.TyperGroup):
        def invoke(self, ctx: click.Context) -> Any:
            try:
                return super().invoke(ctx)
            except refusals as error:
                complain(str(error))
                raise typer.Exit(1) from None

    return typer.Typer(
        cls=Group,
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        options_metavar="[OPCIONES]",
        subcommand_metavar="ORDEN [ARGUMENTOS]…",
        help=help_text,
    )


def command(app: typer.Typer, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorator: the function becomes the command `name`; its docstring is its help."""
    return app.command(name, options_metavar="[OPCIONES]")


def _speak_spanish() -> None:
    """Replace the translator of click and Typer, which look every message up through it."""
    for module in (
        click.core,
        click.exceptions,
        click.formatting,
        click.types,
        click.parser,
        click.decorators,
        typer.core,
    ):
        for name in ("_", "ngettext"):
            if hasattr(module, name):
                setattr(module, name, _translate if name == "_" else _translate_number)
    click.Context.formatter_class = _Formatter
    # Its framed help has English words that cannot be replaced.
    setattr(typer.core, "rich", None)  # noqa: B010 - mypy takes the name for a private one


def _translate(message: str) -> str:
    return _SPANISH.get(message, message)


def _translate_number(one: str, many: str, number: int) -> str:
    return _translate(one if number == 1 else many)
