"""What the web door does for a session: takes a message, follows its answer, shows what was said, opens a file."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.services import DatabaseUnavailable
from connectors.delivery.errors import Busy
from connectors.delivery.intake import Reception
from connectors.delivery.store import contacts, history
from connectors.delivery.store.history import Said
from connectors.delivery.store.transactions import read, write
from connectors.messages.reply import Incoming, Part
from connectors.web.door import WebDoor
from connectors.web.messages import Message, Messages
from connectors.web.sessions import Sessions, WebSession

# Seconds between two «escribiendo»: a proxy takes 2 without one for a process that hangs (deploy/nginx).
SIGN_OF_LIFE = 0.5
PATIENCE = 100.0  # seconds that an answer is waited for; the browser then asks again with the same id
LOOK = 2.0  # seconds between two looks where nobody tells that there is an answer
SOON = 0.25  # seconds in which most answers come; only then a sign of life says anything


@dataclass(frozen=True)
class Sent:
    """What a browser sends.

    Attributes:
        id: Made by the browser, the same whenever it sends this again.
        text: What was typed; empty for a button.
        token: The button's.
    """

    id: str
    text: str = ""
    token: str = ""


class Desk:
    """Serves the sessions of one process."""

    def __init__(self, reception: Reception, door: WebDoor, sessions: Sessions) -> None:
        self._reception = reception
        self._door = door
        self._sessions = sessions

    async def begin(self, site: str, network: str) -> WebSession:
        """A new session.

        Args:
            network: Address that it is asked for from.

        Raises:
            TooMany: too many began there.
        """
        await self._reception.new_session(network)
        return self._sessions.begin(site)

    async def open_again(self, session: WebSession, network: str) -> None:
        """A session that somebody had is opened again.

        Args:
            network: Address that it is asked for from.

        Raises:
            TooMany: it is done too often.
        """
        await self._reception.open_again(session.sender, network)

    async def remember(self, session: WebSession) -> None:
        """Let whoever writes be found again as long as their browser remembers them, or no longer.

        Raises:
            Busy: the database is away.
        """
        address = {"sender": session.sender, "lasting": session.lasting}
        try:
            await write(lambda database, now: contacts.move(database, session.sender, address))
        except DatabaseUnavailable as error:
            raise Busy from error

    def listening(self, session: WebSession) -> AbstractContextManager[asyncio.Event]:
        """Set whenever an answer in this session is stored meanwhile; begin before the message is taken."""
        return self._door.waiting(session.sender)

    async def take(self, session: WebSession, sent: Sent, network: str) -> bool:
        """Hand a message to the reception; one that came before changes nothing, and False is returned.

        Args:
            network: Address that it came from.

        Raises:
            TooMany: they write too fast.
            Busy: it cannot be stored now.
        """
        external_id = self._messages(session).external_id(sent.id)
        incoming = Incoming(
            external_id, session.sender, "boton" if sent.token else "texto", sent.text, sent.token,
            {"sender": session.sender, "lasting": session.lasting},
        )  # fmt: skip
        return await self._reception.receive(incoming, network)

    async def answer(self, session: WebSession, sent: Sent, new: asyncio.Event | None = None) -> AsyncIterator[Message]:
        """The lines of the answer to a message that was taken, as they come, until «fin».

        Without «fin» at the end, it was not ready in time.

        Args:
            new: From `listening`, if it has just been taken for the first time: then there is nothing to be seen before
                something is told.

        Raises:
            Busy: the database is away.
        """
        messages = self._messages(session)
        external_id = messages.external_id(sent.id)
        said: set[int] = set()
        started = time.monotonic()
        looked, last = started - LOOK, 0.0
        with self.listening(session) if new is None else nullcontext(new) as news:
            if new is not None:
                await _told(news, SOON)
            while (now := time.monotonic()) - started < PATIENCE:
                if news.is_set() or now - looked >= LOOK:
                    news.clear()  # what is told from here on may not be in what is read now
                    looked = now
                    answer = await self._reception.answer(session.sender, external_id)
                    for one in answer.parts if answer else ():
                        if one.id not in said:
                            said.add(one.id)
                            yield {"tipo": "respuesta", **messages.ours(one)}
                    if answer is None or answer.done:
                        yield {"tipo": "fin", **self._renewal(session)}
                        return
                if now - last >= SIGN_OF_LIFE:
                    last = now
                    yield {"tipo": "escribiendo"}
                await _told(news, SIGN_OF_LIFE)

    async def conversation(self, session: WebSession) -> list[Message]:
        """All that was said in a session."""
        return self._messages(session).all(await self._said(session))

    async def news(self, session: WebSession, since: str) -> tuple[list[Message], bool]:
        """What was said after the house's message named `since`, by either side: the session may be open in two tabs.

        Without it, what the house said on its own after the last message sent.

        Returns:
            The messages, and whether `since` and all that was said before are gone: the person was erased.
        """
        messages = self._messages(session)
        said, row = await self._said(session), messages.row(since) if since else None
        if row is None:
            last = max((place for place, one in enumerate(said) if one.part is None), default=-1)
            return messages.all(one for one in said[last + 1 :] if one.unasked), False
        at = next((place for place, one in enumerate(said) if one.part is not None and one.id == row), -1)
        # A late answer stands under its own message, which may be before.
        new = [one for place, one in enumerate(said) if place > at or (one.part is not None and one.id > row)]
        return messages.all(new), at < 0

    async def file(self, session: WebSession, name: str) -> Part | None:
        """The part of this session with the file of that name."""
        row = self._messages(session).row(name)
        if row is None:
            return None
        for said in await self._said(session):
            part = said.part
            if part is not None and said.id == row and part.path and await asyncio.to_thread(Path(part.path).is_file):
                return part
        return None

    def _messages(self, session: WebSession) -> Messages:
        return Messages(self._sessions, session)

    def _renewal(self, session: WebSession) -> dict[str, str]:
        token = self._sessions.renewed(session)
        return {"token": token} if token else {}

    async def _said(self, session: WebSession) -> list[Said]:
        try:
            return await read(lambda database, now: history.conversation(database, session.sender))
        except DatabaseUnavailable as error:
            raise Busy from error


async def _told(news: asyncio.Event, seconds: float) -> None:
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(news.wait(), seconds)
