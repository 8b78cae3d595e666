"""The door as Rasa loads it, from `python -m connectors` or from a credentials file."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

import settings
from connectors.delivery.errors import Busy
from connectors.delivery.intake import reception_for
from connectors.server.health import watch
from connectors.telegram.client import open_client
from connectors.telegram.door import TelegramDoor
from connectors.telegram.live import Live
from connectors.telegram.uploads import KeptUploads

logger = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/webhooks/telegram/webhook"
LONGEST_BODY = 1024 * 1024  # bytes; a text holds 4096 characters, and what comes with it is small
_TOKEN = re.compile(r"(\d{1,20}):[\w-]{20,}")
_SECRET = re.compile(r"[\w-]{1,256}", re.ASCII)


class TelegramInput(InputChannel):
    """Telegram, by webhook where there is a public address and by polling where there is none."""

    largest_body = LONGEST_BODY

    @classmethod
    def name(cls) -> str:
        """Prefix of the address and name of the channel in Rasa."""
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: Any) -> InputChannel:
        """The door with the settings of the environment; a credentials file is no place for a token."""
        return cls(settings.load())

    def __init__(self, current: settings.Settings) -> None:
        """Make it; nothing is sent before the server starts.

        Raises:
            settings.Misconfigured: the token or the secret cannot be one.
        """
        own = current.telegram
        token = _TOKEN.fullmatch(own.token) if own else None
        if own is None or token is None:
            raise settings.Misconfigured("TELEGRAM_TOKEN no es un token de @BotFather, como 123456789:AAF….")
        if own.secret and not _SECRET.fullmatch(own.secret):
            raise settings.Misconfigured("TELEGRAM_SECRETO: usa de 1 a 256 letras sin acento, números, «_» y «-».")
        self._settings = own
        self._bot_id = int(token[1])
        self._public = current.url
        # One that nobody had to choose: whoever knows the token could do everything anyway.
        made = hmac.new(own.token.encode(), b"webhook", hashlib.sha256).hexdigest()
        self._secret = own.secret or made

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The webhook, and what begins and ends with the server."""
        hook = Blueprint("telegram_webhook")
        reception = reception_for(on_new_message)
        bot = open_client(self._settings.token, self._settings.api)
        door = TelegramDoor(bot, self._bot_id, reception, KeptUploads())
        reception.register(door)
        live = Live(bot, f"{self._public}{PATH}" if self._public else "", self._secret, door.take)

        @hook.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            return await self._webhook(request, door)

        @hook.listener("after_server_start")
        async def start(app: Sanic, _: Any) -> None:
            await reception.start()
            live.begin()
            watch(app, "telegram", live.health)

        @hook.listener("before_server_stop")
        async def stop(*_: Any) -> None:
            await live.end()
            await reception.stop()
            await door.finish()
            await bot.shutdown()

        return hook

    async def _webhook(self, request: Request, door: TelegramDoor) -> HTTPResponse:
        # Sanic keeps bytes that are no text as lone surrogates.
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return empty(403)
        if len(request.body) > LONGEST_BODY:
            return empty(413)
        try:
            update = json.loads(request.body)
        except (ValueError, RecursionError):
            logger.warning("Telegram delivered something that is not JSON (%s bytes)", len(request.body))
            return empty(200)
        try:
            await door.take(update)
        except Busy as busy:
            return empty(503, headers={"Retry-After": str(int(busy.seconds))})
        return empty(200)
