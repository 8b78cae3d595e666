"""What a message costs at a door, counted: no clock, no chance."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Any

import pytest

from bot.rasa.assistant import Assistant
from connectors.messages.reply import WHATSAPP
from tests.connectors.delivery.conftest import PaperDoor, opened, wrote
from tests.connectors.running_server import OURS

OPENED: list[str] = []  # files of secrets, once the hook is there


def _opens(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and str(arguments[0]).endswith(("/secret", "/web.key")):
        OPENED.append(str(arguments[0]))


async def test_settings_and_the_secret_are_read_once_and_not_with_each_message(
    agent: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, read = PaperDoor("web", WHATSAPP), Counter[str]()
    environ = type(os.environ)
    look_up = environ.__getitem__

    def counting(self: Any, name: str) -> str:
        read[name] += 1
        return look_up(self, name)

    async with opened(door, agent.handle_message, history=True) as reception:
        said = ("hola", "llévame paso a paso", "acepto", "Prueba con Laredo")
        for number, text in enumerate(("cuánto tarda el dictamen", *said), 1):
            if number == 2:  # from here on; what is read at all has been read
                monkeypatch.setattr(environ, "__getitem__", counting)
                OPENED.clear()
                sys.addaudithook(_opens)  # stays for the life of the process, as all hooks do
            await reception.receive(wrote(text, sender="web:cost"))
            await door.until(number)
    assert {name: times for name, times in read.items() if name.startswith(OURS)} == {}
    assert OPENED == []
