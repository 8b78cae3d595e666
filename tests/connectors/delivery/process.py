"""A process with a reception and a Rasa of its own making: it takes messages from its input and says what it does."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from typing import Any

from connectors.delivery.intake import Reception
from connectors.delivery.limits.rates import Rates
from connectors.delivery.worker import Pace
from connectors.messages.reply import TELEGRAM, Incoming, Part

PACE = Pace(lease=2, sweep=0.1, again=0.01)


def say(what: str, text: str) -> None:
    sys.stdout.write(json.dumps([what, text]) + "\n")
    sys.stdout.flush()


async def rasa(message: Any) -> None:
    say("turn", message.text)
    if message.text == "mata":
        os.kill(os.getpid(), signal.SIGKILL)
    if message.text == "espera" and sys.argv[1:] == ["hang"]:
        await asyncio.Event().wait()
    await asyncio.sleep(float(message.text.split()[1]) if message.text.startswith("tarda") else 0.005)
    say("done", message.text)
    await message.output_channel.send_response("", {"text": f"Oí: {message.text}"})


class Printer:
    """A door that prints."""

    channel = "telegram"
    limits = TELEGRAM
    fetched = False

    async def ready(self, address) -> bool:
        return False

    async def deliver(self, address: dict[str, Any], part: Part) -> str:
        say("out", part.text)
        return ""

    async def working(self, address: dict[str, Any], incoming: Incoming) -> None:
        """Nobody looks."""


async def main() -> None:
    reception = Reception(rasa, PACE, Rates(per_sender="100000/second"))
    reception.register(Printer())
    await reception.start()
    say("ready", "")
    while line := await asyncio.to_thread(sys.stdin.readline):
        await reception.receive(Incoming(**json.loads(line)))
        say("ack", json.loads(line)["text"])
    await reception.stop()


asyncio.run(main())
