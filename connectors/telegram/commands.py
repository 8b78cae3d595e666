"""The commands of the menu and what each one asks of the assistant; any other is read as plain text."""

from __future__ import annotations

import re
from typing import Dict, NamedTuple, Tuple


class Command(NamedTuple):
    """A command of the menu.

    Attributes:
        description: What the menu says.
        payload: What it asks of the assistant, as a button would.
        title: What stands for it in the conversation.
    """

    description: str
    payload: str
    title: str


COMMANDS: Dict[str, Command] = {
    "start": Command("Empezar", "/saludar", "Hola"),
    "ayuda": Command("Qué puedes preguntarme", "/ayuda", "Ayuda"),
    "guia": Command("Ir paso a paso con tu acuerdo", "/guia_iniciar", "Llévame paso a paso"),
    "buscar": Command("Buscar acuerdos que ya existen", "/buscar_acuerdos", "Buscar acuerdos"),
    "privacidad": Command("Qué guardo y qué no", "/privacidad_asistente", "Privacidad"),
    "borrar": Command("Borrar mis datos", "/guia_borrar_datos", "Borra mis datos"),
}
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
# A link t.me/<bot>?start=… carries A-Z, a-z, 0-9, _ and -, and anybody can make one: only what looks like a case
# code is kept of it, and whether it is one, the guide says.
_CODE = re.compile(r"[A-Za-z0-9]{4}[-_]?[A-Za-z0-9]{4}")


def command_in(text: str) -> Tuple[str, str] | None:
    """What `text` asks for, if it is a command of the menu.

    Returns:
        What stands for it in the conversation and its payload. None for everything else, and for a command with more
        text behind it («/buscar Guadalajara»), which reads as what it says.
    """
    match = _COMMAND.fullmatch(text.strip())
    if match is None or (name := match[1].lower()) not in COMMANDS:
        return None
    command, rest = COMMANDS[name], (match[3] or "").strip()
    if name == "start" and rest:
        # The guide looks for a code in the text before anything else.
        return (rest, COMMANDS["guia"].payload) if _CODE.fullmatch(rest) else (command.title, command.payload)
    return None if rest else (command.title, command.payload)
