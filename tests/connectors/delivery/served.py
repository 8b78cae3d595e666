"""The real server with one more door, made of paper: what it delivers it writes to the file PAPER."""

from __future__ import annotations

import json
import os
from pathlib import Path

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.response import empty
from sanic.response import json as answer

import connectors.__main__ as program
from connectors.delivery.errors import Busy, TooMany
from connectors.delivery.intake import reception_for
from connectors.messages.reply import TELEGRAM, Incoming, Part
from connectors.server import app as server
from connectors.server import connection_limits, watchdog


def _write(line: str) -> None:
    with Path(os.environ["PAPER"]).open("a", encoding="utf-8") as paper:
        paper.write(line + "\n")


class PaperInput(InputChannel):
    """`POST /webhooks/paper/` with the fields of `Incoming`."""

    channel = "paper"
    limits = TELEGRAM
    largest_body = 2**20
    fetched = False

    @classmethod
    def name(cls):
        return "paper"

    async def ready(self, address) -> bool:
        return False

    async def deliver(self, address, part: Part) -> str:
        _write(json.dumps({**address, **part.as_dict()}))
        return ""

    async def working(self, address, incoming) -> None:
        """Nobody looks."""

    def blueprint(self, on_new_message):
        door = Blueprint("paper")
        reception = reception_for(on_new_message)
        reception.register(self)

        @door.post("/")
        async def take(request):
            try:
                new = await reception.receive(Incoming(**request.json, address={"to": request.json["sender"]}))
            except TooMany as refusal:
                return empty(429, headers={"Retry-After": str(refusal.seconds)})
            except Busy as refusal:
                return empty(503, headers={"Retry-After": str(refusal.seconds)})
            return answer({"new": new})

        @door.post("/hang")
        async def hang(request):
            while True:
                pass

        @door.listener("after_server_start")
        async def start(app, loop):
            await reception.start()

        @door.listener("before_server_stop")
        async def stop(app, loop):
            await reception.stop()

        return door


if __name__ == "__main__":
    opened = server.channels
    for module, name in (
        (watchdog, "HUNG"),
        (connection_limits, "HEAD"),
        (connection_limits, "BODY"),
        (connection_limits, "FAREWELL"),
    ):
        setattr(module, name, float(os.environ.get(name, getattr(module, name))))
    server.channels = lambda current: [*opened(current), PaperInput()]
    program.main()
