"""The files that Telegram already has, in the table of uploads."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from bot.services import DatabaseUnavailable
from connectors.delivery.store import uploads
from connectors.delivery.store.transactions import read, write

CHANNEL = "telegram"
LIFE = timedelta(days=90)  # the ids are persistent (core.telegram.org/bots/faq); what nobody asks for need not stay


class KeptUploads:
    """An upload that cannot be remembered is made again another day: the message it goes with is what matters."""

    async def find(self, digest: str) -> str | None:
        """The id of the file, if Telegram has it."""
        with suppress(DatabaseUnavailable):
            return await read(lambda session, now: uploads.known(session, CHANNEL, digest, now))
        return None

    async def keep(self, digest: str, file_id: str) -> None:
        """Telegram has it from now on."""
        with suppress(DatabaseUnavailable):
            await write(lambda session, now: uploads.remember(session, CHANNEL, digest, file_id, now + LIFE))

    async def forget(self, digest: str) -> None:
        """Telegram has it no longer."""
        with suppress(DatabaseUnavailable):
            await write(lambda session, now: uploads.forget(session, CHANNEL, digest))
