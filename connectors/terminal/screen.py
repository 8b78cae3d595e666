"""How a reply looks in a terminal."""

from __future__ import annotations

import re
from typing import Any

from rich.console import Console
from rich.text import Text

from connectors.messages.sources import cautions, source_line

_CURSIVE = re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)")
WIDTH = 88


def show(console: Console, replies: list[dict[str, Any]]) -> None:
    """Print replies with their sources and numbered buttons."""
    number = 0
    for reply in replies:
        console.print()
        if reply["text"]:
            console.print(_styled(reply["text"]), width=WIDTH)
        if reply["image"]:
            console.print(Text(f"📄 Imagen: {reply['image']}", style="dim"))
        for source in reply["sources"]:
            console.print(Text(source_line(source), style="dim"), width=WIDTH)
        for caution in cautions(reply["sources"]):
            console.print(Text(caution, style="yellow"), width=WIDTH)
        for button in reply["buttons"]:
            number += 1
            console.print(Text(f"  [{number}] {button['title']}", style="cyan"))
    console.print()


def _styled(text: str) -> Text:
    styled = Text()
    position = 0
    for match in _CURSIVE.finditer(text):
        styled.append(text[position : match.start()])
        styled.append(match[1], style="italic bold")
        position = match.end()
    styled.append(text[position:])
    return styled
