"""What Telegram expects of a bot besides its messages; if one of these fails, nothing is lost."""

from __future__ import annotations

import logging
from typing import Any

from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from connectors.messages.reply import Incoming

logger = logging.getLogger(__name__)

# Shown as a notification over the chat; at most 200 characters.
USED = "Ese botón ya se usó. Escríbeme lo que necesitas."
SLOWLY = "Vas muy rápido. Espera un momento y vuelve a apretarlo."
ONLY_PRIVATE = (
    "Solo atiendo en conversación privada: en un grupo todos compartirían el mismo expediente. Escríbeme en {link}. "
    "Me salgo del grupo para no estorbar."
)


class Courtesies:
    """Small calls that are made once and never again."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot
        self._leaving: set[int] = set()

    async def typing(self, chat: int) -> None:
        """Show «escribiendo…», for five seconds at most (core.telegram.org/bots/api#sendchataction)."""
        try:
            await self._bot.send_chat_action(chat, ChatAction.TYPING)
        except TelegramError as error:
            _note("sendChatAction", error)

    async def pressed(self, press: Incoming, notice: str = "", *, retire: bool = True) -> None:
        """Answer a press, without which the button keeps spinning, and take the buttons away.

        Args:
            notice: What to show about it, if anything.
            retire: Take the buttons away, so that none of them is pressed twice.
        """
        try:
            await self._bot.answer_callback_query(press.details["query"], notice or None)
        except TelegramError as error:  # usually too old by now, or answered before
            _note("answerCallbackQuery", error)
        if not retire:
            return
        try:
            await self._bot.edit_message_reply_markup(press.address["chat"], press.details["message"])
        except TelegramError as error:  # usually gone already
            _note("editMessageReplyMarkup", error)

    async def leave(self, group: int) -> None:
        """Say once that groups are not attended, and leave: what is said there must not fill anybody's case file."""
        if group in self._leaving:
            return
        self._leaving.add(group)
        try:
            me = await self._bot.get_me()
            await self._bot.send_message(group, ONLY_PRIVATE.format(link=me.link))
            await self._bot.leave_chat(group)
        except TelegramError as error:
            _note("leaveChat", error)
        finally:
            self._leaving.discard(group)


def _note(method: str, error: TelegramError) -> None:
    logger.info("Telegram: %s failed (%s)", method, type(error).__name__)
