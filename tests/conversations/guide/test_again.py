"""A turn that is run twice, and a process that is killed between two messages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bot.rasa import assistant
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin

ROOT = Path(__file__).parents[3]
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


# What each process is told before it is killed, and the question with which its last reply ends.
LIVES = [
    (["quiero empezar la guía"], ""),
    (["acepto"], ""),
    (["San Felipe con Laredo"], "P1"),
    (["gobierno extranjero"], "P2"),
    (["sí", "sí", "no", "no"], "E1.1"),
    (["los jóvenes se van y queremos turismo de los paisanos"], "E1.2"),
    (["oye, ¿cuánto tarda el dictamen?"], "E1.2"),
    (["no sé"], "E1.3"),
    (["regresar"], "E1.2"),
    (["sí"], "E1.3"),
    (["pausar"], ""),
    (["seguir"], "E1.3"),
]


def test_killing_the_process_between_two_messages_loses_nothing(agent: assistant.Assistant) -> None:
    # The processes work on the database of `agent`, which is loaded already.
    first_replies = []
    for messages, question in LIVES:
        process = Process()
        replies = [process.say(message) for message in messages]
        if len(first_replies) == len(LIVES) - 1:
            case_file = process.say("mi expediente")
        process.kill()
        assert asked(replies[-1]) == question, replies
        first_replies.append(replies[0])
    assert first_replies[1].startswith("¿Cómo le ponemos a este expediente?")
    assert "No hay un plazo en la ley" in first_replies[6]
    assert "nada se pierde" in first_replies[10]
    for reply in first_replies[3:]:
        assert reply.startswith("Tienes abierto «San Felipe con Laredo».")
    assert "Instrumento: 5 respuestas" in case_file
    assert "en curso, 2 respuestas" in case_file
    assert "Sin pendientes." in case_file  # «sí» took the place of «no sé», and its task went
