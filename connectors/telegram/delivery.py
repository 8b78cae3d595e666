"""Sends one part of a reply with the client of a bot."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from pathlib import Path
from typing import Any, Dict, Protocol

from telegram import LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from connectors.delivery.door import Undeliverable
from connectors.messages.cursive import to_plain
from connectors.messages.reply import Part
from connectors.telegram.errors import Unsure, said
from connectors.telegram.markup import keyboard, to_html

logger = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNSURE = "Te mandé un archivo, pero no sé si llegó. Si no lo ves, pídemelo otra vez."
MISSING = "No pude adjuntar el archivo. Pídemelo otra vez, por favor."


class Uploads(Protocol):
    """The files that Telegram already has, by digest."""

    async def find(self, digest: str) -> str | None:
        """The id of the file."""

    async def keep(self, digest: str, file_id: str) -> None:
        """Telegram has it from now on."""

    async def forget(self, digest: str) -> None:
        """Telegram has it no longer."""


class Delivery:
    """Sends parts; what a person reads is never lost because of how it was to look."""

    def __init__(self, bot: ExtBot[Any], bot_id: int, uploads: Uploads) -> None:
        self._bot = bot
        self._bot_id = bot_id
        self._uploads = uploads

    async def send(self, chat: int, part: Part) -> str:
        """Send `part` and return the id of the message.

        Raises:
            TryLater, Undeliverable, Unreachable: as `connectors.delivery.door` says.
        """
        try:
            return str((await self._send(chat, part)).message_id)
        except Unsure:
            # A text twice is better than never; a file is not sent again unless the person says so.
            again = part if part.kind == "texto" else Part("texto", UNSURE)
        try:
            return str((await self._send(chat, again)).message_id)
        except Unsure:
            logger.warning("Telegram did not answer twice; the part («%s») counts as sent", part.kind)
            return ""

    async def _send(self, chat: int, part: Part) -> Message:
        try:
            if part.kind == "texto":
                return await self._text(chat, part, to_html(part.text), ParseMode.HTML)
            return await self._media(chat, part)
        except Undeliverable as refusal:
            logger.warning("Telegram refused a part («%s», %s); it goes out plain", part.kind, refusal)
            return await self._plain(chat, part)

    async def _text(self, chat: int, part: Part, text: str, parse_mode: str | None = None) -> Message:
        return await said(
            self._bot.send_message(
                chat, text, parse_mode, link_preview_options=NO_PREVIEW, reply_markup=keyboard(part.choices)
            )
        )

    async def _media(self, chat: int, part: Part) -> Message:
        content = await _read(part.path)
        # A file id belongs to one bot and one kind of message.
        digest = hashlib.sha256(f"{self._bot_id}/{part.kind}/".encode() + content).hexdigest()
        known = await self._uploads.find(digest)
        if known:
            try:
                return await self._upload(chat, part, known)
            except Undeliverable:
                await self._uploads.forget(digest)
        sent = await self._upload(chat, part, content)
        file = sent.document or (sent.photo[-1] if sent.photo else None)
        if file:
            await self._uploads.keep(digest, file.file_id)
        return sent

    async def _upload(self, chat: int, part: Part, file: str | bytes) -> Message:
        # Telegram has no field for what an image shows, so its words go below it.
        below: Dict[str, Any] = {"caption": to_html(part.text or part.alt), "parse_mode": ParseMode.HTML}
        below["reply_markup"] = keyboard(part.choices)
        if part.kind == "imagen":
            return await said(self._bot.send_photo(chat, file, **below))
        return await said(self._bot.send_document(chat, file, filename=Path(part.path).name, **below))

    async def _plain(self, chat: int, part: Part) -> Message:
        """Without markup; an image as a file, since photos of odd proportions are refused; no file, if it is gone."""
        text = to_plain(part.text or part.alt)
        if part.kind == "texto":
            return await self._text(chat, part, text)
        try:
            content = await _read(part.path)
        except Undeliverable:
            return await self._text(chat, part, f"{text}\n\n{MISSING}".strip())
        name, markup = Path(part.path).name, keyboard(part.choices)
        return await said(self._bot.send_document(chat, content, text, filename=name, reply_markup=markup))


async def _read(path: str) -> bytes:
    try:
        return await asyncio.to_thread(Path(path).read_bytes)
    except OSError as error:
        raise Undeliverable(type(error).__name__) from None
