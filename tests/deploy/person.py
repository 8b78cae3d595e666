"""Somebody who writes through the web door as the widget does: the same id again until the answer is whole."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE = 90.0  # seconds for one answer, whatever is killed meanwhile
AGAIN = 0.2  # seconds between two tries


@dataclass
class Person:
    """A session of the web door.

    Attributes:
        url: Where it was opened, and where messages go unless told otherwise.
        address: The network it says to come from, for servers that believe a proxy.
        refusals: What it was told when it was not attended at once: status and words.
    """

    url: str
    address: str = ""
    token: str = ""
    refusals: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        headers = {"X-Forwarded-For": self.address} if self.address else {}
        # Each try may find the process gone: no connection is kept from one to the next.
        self.client = httpx.Client(timeout=60, headers=headers, limits=httpx.Limits(max_keepalive_connections=0))

    def opens(self) -> Person:
        """Begin the session; returns itself."""
        answer = self.client.post(f"{self.url}/webhooks/web/sesion", json={}, headers={"Origin": self.url})
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["token"]
        return self

    def says(self, text: str = "", *, button: str = "", message_id: str = "", via: str = "") -> list[dict[str, Any]]:
        """The replies to a message, sent as often as it takes."""
        body = {"id": message_id or uuid.uuid4().hex} | ({"boton": button} if button else {"texto": text})
        until = time.monotonic() + PATIENCE
        while True:
            replies = self.tries(body, via or self.url)
            if replies is not None:
                return replies
            assert time.monotonic() < until, f"no answer in {PATIENCE} s; refusals: {self.refusals[-3:]}"

    def tries(self, body: dict[str, str], url: str) -> list[dict[str, Any]] | None:
        """The replies to a message, sent once; None if the answer was cut or refused for the moment."""
        try:
            answer = self.client.post(
                f"{url}/webhooks/web/mensajes", json=body, headers={"Authorization": f"Bearer {self.token}"}
            )
        except httpx.TransportError:
            time.sleep(AGAIN)
            return None
        if answer.status_code != 200:
            assert answer.status_code in (429, 503), f"{answer.status_code}: {answer.text}"
            self.refusals.append((answer.status_code, answer.json()["error"]))
            time.sleep(min(float(answer.headers.get("Retry-After", 1)), 2))
            return None
        lines = [json.loads(line) for line in answer.text.splitlines() if line.endswith("}")]
        if not lines or lines[-1]["tipo"] != "fin":
            time.sleep(AGAIN)
            return None
        return [line for line in lines if line["tipo"] == "respuesta"]

    def history(self, via: str = "") -> list[dict[str, Any]]:
        """What the session shows."""
        answer = self.client.get(
            f"{via or self.url}/webhooks/web/historial", headers={"Authorization": f"Bearer {self.token}"}
        )
        assert answer.status_code == 200, answer.text
        return list(answer.json()["historial"])

    def heard(self) -> list[tuple[str, list[str]]]:
        """Each message of the session with the texts that answered it."""
        pairs: list[tuple[str, list[str]]] = []
        for message in self.history():
            if message["de"] == "persona":
                pairs.append((message["texto"], []))
            else:
                pairs[-1][1].append(message["texto"])
        return pairs
