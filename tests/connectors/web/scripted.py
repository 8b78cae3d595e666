"""The real web door and reception on a Rasa that says what a test asks for; run as a program.

A text begins with what is wanted: «espera» holds the turn until it is let go, «botones», «imagen», «documento» and
«json …» (a whole Rasa message) answer with those; anything else is echoed. «/_prueba/…» is for the tests alone.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from sanic import Request, Sanic
from sanic.response import HTTPResponse, empty, html
from sanic.response import json as as_json

import settings
from casefiles.database import migrate
from knowledge.database import open_engine

SOURCE = {
    "titulo": "Ley sobre la Celebración de Tratados",
    "cita": "art. 7",
    "fecha": "reforma del 14 de noviembre de 2025",
    "url": "https://www.diputados.gob.mx/LeyesBiblio/pdf/LCT.pdf",
    "cautela": "Confírmalo con la DGCP.",
}
# The strictest policy that a municipality's page may have and still show the widget.
POLICY = (
    "default-src 'none'; script-src {0}; connect-src {0}; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


class ScriptedRasa:
    """Answers turns; counts them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.turns: Counter[str] = Counter()
        self.go = asyncio.Event()

    async def handle_message(self, message: Any) -> None:
        text = message.text
        self.turns[text] += 1
        if text.startswith("espera"):
            await self.go.wait()
            self.go.clear()
        for reply in self.replies(text):
            await message.output_channel.send_response(message.sender_id, reply)

    def replies(self, text: str) -> list[dict[str, Any]]:
        word, _, rest = text.partition(" ")
        if word == "json":
            return [json.loads(rest)]
        if word == "botones":
            buttons = [{"title": title, "payload": f'/elegir{{"cual": "{title}"}}'} for title in ("Sí", "No", "No sé")]
            return [{"text": "¿Seguimos?", "buttons": buttons, "custom": {"sources": [SOURCE]}}]
        if word == "imagen":
            return [{"image": str(self.folder / "grafica.png"), "custom": {"alt": "Acuerdos por país"}}]
        if word == "documento":
            return [{"text": "Aquí está.", "custom": {"document": str(self.folder / "Guía práctica.txt")}}]
        return [{"text": f"Dijiste: {text}"}]


def make(current: settings.Settings) -> Sanic:
    """The server."""
    from connectors.delivery import intake
    from connectors.delivery.limits import rates
    from connectors.server.app import build
    from connectors.web import WebInput
    from connectors.web.assets import widget

    # A browser that a program drives is faster than any person, and all of the tests are one network.
    rates.NEW_SESSIONS = "100000/hour"
    intake.Rates = partial(rates.Rates, per_sender="1000/second")
    rasa = ScriptedRasa(current.var)
    app = build(rasa, [WebInput()], current)

    @app.get("/_prueba/turnos")
    async def turns(request: Request) -> HTTPResponse:
        return as_json(rasa.turns)

    @app.post("/_prueba/soltar")
    async def release(request: Request) -> HTTPResponse:
        rasa.go.set()
        return empty()

    @app.get("/_prueba/sitio")
    async def site(request: Request) -> HTTPResponse:
        """A page of another origin with the widget; with `?libre` it has no policy at all."""
        ours = f"http://127.0.0.1:{current.port}"
        script = f'<script src="{ours}/{widget().path}" integrity="{widget().integrity}" crossorigin="anonymous" defer>'
        page = f'<!doctype html><html lang="es"><title>Sitio</title><body><main><h1>Sitio</h1></main>{script}</script>'
        policy = {} if "libre" in request.query_string else {"Content-Security-Policy": POLICY.format(ours)}
        return html(page, headers=policy)

    return app


def main() -> None:
    """Serve until ended."""
    from connectors.server.app import serve

    current = settings.load()
    app = make(current)
    # What the assistant does before it serves: the tables of the case files hold the reminders.
    migrate(open_engine(current.database_url))
    serve(app, host="127.0.0.1", port=current.port)


if __name__ == "__main__":
    main()
