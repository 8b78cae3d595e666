"""The scripted server as a fixture, and a client that talks to it as the widget does."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from PIL import Image
from sqlalchemy import update
from sqlalchemy.orm import Session

from connectors.delivery.store import buttons, outbox
from connectors.delivery.store.models import ACCEPTED, Outbox
from connectors.messages.reply import Part
from knowledge.database import open_engine
from tests.connectors.running_server import Server


class ScriptedServer(Server):
    """The web door on a scripted Rasa.

    Attributes:
        site: Another origin, registered, that shows the widget.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {}, "tests.connectors.web.scripted")
        self.folder = folder
        self.site = f"http://localhost:{self.port}"
        self.environment["WEB_SITIOS"] = self.site

    def turns(self) -> dict[str, int]:
        """How often each text was run as a turn."""
        return dict(httpx.get(self.url + "/_prueba/turnos").json())

    def remind(self, token: str, text: str) -> None:
        """Say something on the house's own to the session of `token`."""
        sender = "web:" + jwt.decode(token, options={"verify_signature": False})["sub"]
        engine = open_engine(f"sqlite:///{self.folder / 'enlace.db'}")
        with Session(engine, future=True) as session, session.begin():
            outbox.put(session, sender, [Part("texto", text)], datetime.now(timezone.utc))
        engine.dispose()

    def keep(self, token: str, parts: Iterable[Part]) -> None:
        """Have said all of that to the session of `token`: it is shown when the session is opened again."""
        sender, now = "web:" + jwt.decode(token, options={"verify_signature": False})["sub"], datetime.now(timezone.utc)
        engine = open_engine(f"sqlite:///{self.folder / 'enlace.db'}")
        with Session(engine, future=True) as session, session.begin():
            outbox.put(session, sender, buttons.issue(session, sender, 0, parts, now), now)
            session.execute(update(Outbox).where(Outbox.sender == sender).values(state=ACCEPTED))
        engine.dispose()

    def release(self) -> None:
        """Let the turn that waits go on."""
        httpx.post(self.url + "/_prueba/soltar")


class Visitor:
    """Somebody with a session of their own."""

    def __init__(self, server: Server, origin: str = "") -> None:
        no_pool = httpx.Limits(max_keepalive_connections=0)  # so that nothing is left to be closed
        self.client = httpx.Client(base_url=server.url + "/webhooks/web/", timeout=30, limits=no_pool)
        self.client.headers["Origin"] = origin or server.url
        opened = self.client.post("sesion", json={}).json()
        self.token = opened["token"]
        self.client.headers["Authorization"] = f"Bearer {self.token}"

    def send(self, text: str = "", button: str = "", message_id: str = "") -> list[dict[str, Any]]:
        """Send a message; the lines of its answer."""
        fields = {"id": message_id or uuid.uuid4().hex, "texto": text} | ({"boton": button} if button else {})
        answer = self.client.post("mensajes", json=fields)
        assert answer.status_code == 200, answer.text
        return [json.loads(line) for line in answer.text.splitlines()]

    def say(self, text: str = "", button: str = "", message_id: str = "") -> dict[str, Any]:
        """Send a message; the only reply to it."""
        lines = self.send(text, button, message_id)
        assert lines[-1]["tipo"] == "fin"
        (reply,) = [line for line in lines if line["tipo"] == "respuesta"]
        return reply

    def history(self) -> list[dict[str, Any]]:
        """What the session shows."""
        return list(self.client.get("historial").json()["historial"])


@pytest.fixture(scope="session")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedServer]:
    """The web door on a scripted Rasa, with a database of its own."""
    folder = tmp_path_factory.mktemp("web")
    Image.new("RGB", (320, 180), "#155e63").save(folder / "grafica.png")
    (folder / "Guía práctica.txt").write_text("Paso a paso", encoding="utf-8")
    server = ScriptedServer(folder).start()
    yield server
    server.kill()
