"""Our server as it serves, with every door open, and Rasa's REST channel beside them: both are asked in one process."""

from __future__ import annotations

from functools import partial
from typing import Any

import settings
from bench.writes import counted
from bot.rasa.assistant import start

WRITES = "/_medicion/escrituras"
UNLIMITED = "1000000/second"  # programs write faster than any person, and all of them are one network


def main() -> None:
    """Serve until the process is ended."""
    assistant = start(print)
    from rasa.core.channels.rest import RestInput
    from sanic.response import json

    from connectors.delivery import intake
    from connectors.delivery.limits import rates
    from connectors.server.app import build, channels, serve
    from connectors.telegram import door

    rates.NEW_SESSIONS = rates.PER_NETWORK = UNLIMITED
    intake.Rates = partial(rates.Rates, per_sender=UNLIMITED)
    door.SPACING = 0.0  # nobody who reads an answer writes again so soon
    current = settings.load()
    app = build(assistant, [*channels(current), RestInput()], current)
    with counted() as writes:

        @app.get(WRITES)
        async def told(_request: Any) -> Any:
            return json(writes.count)

        serve(app, host=current.host, port=current.port)


if __name__ == "__main__":
    main()
