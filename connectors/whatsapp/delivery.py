"""Delivers one part of an answer, and says of each refusal what it means for the rest."""

from __future__ import annotations

import logging
import random
import time
from typing import Any, Dict

from prometheus_client import Gauge

from connectors.delivery.door import TryLater, Undeliverable, Unreachable
from connectors.delivery.reminders import WINDOWS
from connectors.delivery.store import aliases
from connectors.delivery.store.transactions import read, write
from connectors.messages.reply import Part
from connectors.whatsapp import files, number_format, payloads
from connectors.whatsapp.errors import OTHER_FORM, GraphError, Verdict
from connectors.whatsapp.graph import Graph
from connectors.whatsapp.identity import canonical, other_form
from connectors.whatsapp.people import CHANNEL

logger = logging.getLogger(__name__)

STOPPED = Gauge("enlace_whatsapp_detenido", "1 mientras Meta no acepta el permiso de este número")

WINDOW = WINDOWS[CHANNEL].total_seconds()
PAIR_WAIT = 6.0  # seconds; about one message every six seconds to one person
ACCESS_WAIT = 300.0  # seconds until a token that was refused is tried again
LONGEST_BUSY = 60.0  # seconds


class Courier:
    """Sends parts for one phone number; when the number may not send, everybody's parts wait in their order."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._until = 0.0  # monotonic; nothing is sent before
        self._busy = 0  # how often in a row the number was told to slow down

    async def deliver(self, address: Dict[str, Any], part: Part) -> str:
        """As `connectors.delivery.door.Door.deliver`.

        Args:
            address: `to` and `recipient` of the person, `at`: when they last wrote, `sender`: who they are to us.
        """
        if self._until > time.monotonic():
            raise TryLater(self._until - time.monotonic(), counts=False)
        if time.time() - address["at"] > WINDOW:
            raise Unreachable
        try:
            answer = await self._say(address, part)
        except GraphError as error:
            raise self._meaning(error) from error
        self._busy = 0
        STOPPED.set(0)
        await _learn(address, answer)
        return str(_first(answer, "messages").get("id", ""))

    async def _say(self, address: Dict[str, Any], part: Part) -> Dict[str, Any]:
        try:
            media = await files.media_id(self._graph, part.path) if part.path else ""
            return await self._send(address, payloads.content(part, media))
        except OSError:
            logger.error("A file to be sent is no longer there")
        except GraphError as error:
            if error.verdict is not Verdict.CONTENT:
                raise
            logger.error("WhatsApp refused a part (%s) with code %s: it goes as plain text", part.kind, error.code)
            if part.path:
                await files.forget(part.path)
        return await self._send(address, payloads.plain(part))

    async def _send(self, address: Dict[str, Any], content: payloads.Payload) -> Dict[str, Any]:
        """Send to the form of the number that is known to work, or to the other one, once, if it does not."""
        to, other = address["to"], other_form(address["to"])
        if bool(other) and await read(lambda session, now: number_format.works(session, other)):
            return await self._graph.send({**payloads.recipient(other, ""), **content})
        try:
            return await self._graph.send({**payloads.recipient(to, address["recipient"]), **content})
        except GraphError as error:
            if not other or error.code not in OTHER_FORM or error.verdict is Verdict.ACCESS:
                raise
            try:
                answer = await self._graph.send({**payloads.recipient(other, ""), **content})
            except GraphError:
                raise error from None
        await write(lambda session, now: number_format.works_now(session, other, address["sender"]))
        return answer

    def _meaning(self, error: GraphError) -> Exception:
        verdict = error.verdict
        if verdict is Verdict.ACCESS:
            self._until = time.monotonic() + ACCESS_WAIT
            STOPPED.set(1)
            logger.error(
                "Meta no acepta el permiso de WhatsApp (%s): nada sale hasta que se corrija. Revisa WHATSAPP_TOKEN y "
                "WHATSAPP_NUMERO_ID con make doctor",
                error,
            )
            return TryLater(ACCESS_WAIT, counts=False)
        if verdict is Verdict.BUSY:
            self._busy += 1
            wait = error.wait or min(2.0**self._busy, LONGEST_BUSY) * random.uniform(0.8, 1.2)  # noqa: S311
            self._until = time.monotonic() + wait
            return TryLater(wait, counts=False)
        if verdict is Verdict.PAIR:
            return TryLater(max(error.wait or 0, PAIR_WAIT), counts=False)
        if verdict is Verdict.TRANSIENT:
            return TryLater(error.wait)
        if verdict in (Verdict.WINDOW, Verdict.UNDELIVERABLE):
            return Unreachable()
        if verdict is Verdict.POLICY:
            logger.error("WhatsApp no permite este envío por sus políticas (%s)", error)
        return Undeliverable(str(error))


async def _learn(address: Dict[str, Any], answer: Dict[str, Any]) -> None:
    """Keep the number under which WhatsApp knows whoever was written to, if it is another one."""
    name = _first(answer, "contacts").get("wa_id")
    phone = canonical(name) if isinstance(name, str) and name.isdecimal() else ""
    if phone and phone != canonical(address["to"]):
        await write(lambda session, now: aliases.remember(session, CHANNEL, phone, address["sender"]))


def _first(answer: Dict[str, Any], key: str) -> Dict[str, Any]:
    rows = answer.get(key)
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
