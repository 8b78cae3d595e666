"""`scripts/chat`: talk to Enlace in the terminal, or send it one message per line."""

from __future__ import annotations

import asyncio
import getpass
import json
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

import settings
from bot.rasa.assistant import NotReady, start
from connectors.terminal.screen import show

if TYPE_CHECKING:
    from connectors.terminal.conversation import Conversation

WELCOME = "hola"
HINT = "Escribe tu pregunta o el número de un botón. /nuevo: otra conversación · /salir: terminar"


def main(
    as_json: bool = typer.Option(False, "--json", help="Imprime un objeto JSON por mensaje y nada más."),
    person: str = typer.Option("", "--persona", help="Quién escribe, para seguir su expediente en otra corrida."),
) -> None:
    """Conversa con Enlace; sin terminal, lee un mensaje por línea y una línea vacía empieza otra conversación."""
    settings.keep_private()
    try:
        assistant = start(report=lambda line: print(line, file=sys.stderr, flush=True))
    except (settings.Misconfigured, NotReady) as error:
        print(f"\nEnlace no pudo empezar. {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    # Rasa's channels are imported after the assistant has left out the libraries that it does not need.
    from connectors.terminal.conversation import Conversation

    try:
        if as_json or not sys.stdin.isatty():
            asyncio.run(_script(Conversation(assistant, person), as_json))
        else:
            asyncio.run(_talk(Conversation(assistant, person or getpass.getuser())))
    except (KeyboardInterrupt, EOFError):
        print("\nHasta luego.", file=sys.stderr)


async def _talk(conversation: Conversation) -> None:
    console = Console()
    console.print(f"[dim]{HINT}[/dim]")
    show(console, (await conversation.say(WELCOME))["replies"])
    while True:
        text = (await asyncio.to_thread(console.input, "[bold]› [/bold]")).strip()
        if text == "/salir":
            console.print("Hasta luego.")
            return
        if text == "/nuevo":
            conversation.restart()
            text = WELCOME
        show(console, (await conversation.say(text))["replies"])


async def _script(conversation: Conversation, as_json: bool) -> None:
    console = Console(width=100, highlight=False)
    async for line in _lines():
        if not line.strip() or line.strip() == "/nuevo":
            conversation.restart()
            continue
        if line.strip() == "/salir":
            return
        turn: dict[str, Any] = await conversation.say(line)
        if as_json:
            print(json.dumps(turn, ensure_ascii=False, default=str), flush=True)
        else:
            console.print(f"› {line}", markup=False)
            show(console, turn["replies"])


async def _lines() -> AsyncIterator[str]:
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line.rstrip("\n")


if __name__ == "__main__":
    program = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    program.command()(main)
    program()
