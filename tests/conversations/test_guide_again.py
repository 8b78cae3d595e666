"""A turn that is run twice, and a process that is killed between two messages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bot import assistant
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin

ROOT = Path(__file__).parents[2]
START_LIMIT = 300  # seconds for a process to load the model on a busy machine


def test_the_same_message_answers_once(chat: Talk) -> None:
    begin(chat)
    assert asked(chat.say("gobierno extranjero", "m1")) == "P2"
    again = chat.say("gobierno extranjero", "m1")
    assert again.startswith("Tu mensaje quedó anotado.")
    assert asked(again) == "P2"
    assert asked(chat.say("sí", "m2")) == "P3"
    assert asked(chat.say("sí", "m3")) == "P4"
    assert "Instrumento: 3 respuestas" in chat.say("mi expediente")


def test_the_same_title_opens_one_case_file(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    chat.press("Acepto")
    chat.say("San Felipe con Laredo", "m1")
    assert asked(chat.say("San Felipe con Laredo", "m1")) == "P1"
    assert "2." not in chat.say("cambiar de expediente")


def test_the_same_order_is_obeyed_once(chat: Talk) -> None:
    begin(chat)
    chat.say("gobierno extranjero")
    chat.say("sí")
    chat.say("deshaz eso", "m1")
    assert asked(chat.say("deshaz eso", "m1")) == "P2"
    assert "Instrumento: 1 respuesta" in chat.say("mi expediente")


class Process:
    """`scripts/chat --json` as it is run, that can be killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "connectors.terminal", "--json", "--persona", "quien-sigue"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def say(self, text: str) -> str:
        """Send a line and wait for the reply."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()
        return "\n".join(reply["text"] for reply in json.loads(self._process.stdout.readline())["replies"])

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self._process.kill()
        self._process.communicate(timeout=START_LIMIT)


def test_killing_the_process_loses_no_answer(agent: assistant.Assistant) -> None:
    # The processes work on the database of `agent`, which is loaded already.
    first = Process()
    for line in ("quiero empezar la guía", "acepto", "San Felipe con Laredo"):
        reply = first.say(line)
    assert asked(reply) == "P1"
    first.kill()
    second = Process()
    reply = second.say("gobierno extranjero")
    assert "Tienes abierto «San Felipe con Laredo»." in reply
    assert asked(reply) == "P2"
    assert asked(second.say("sí")) == "P3"
    second.kill()
    third = Process()
    assert asked(third.say("sí")) == "P4"
    assert "Instrumento: 3 respuestas" in third.say("mi expediente")
    third.kill()
