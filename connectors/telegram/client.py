"""python-telegram-bot's client, without its dispatcher: the dialogue is Rasa's."""

from __future__ import annotations

import logging
import os
from typing import Any

from telegram import BotCommand
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from connectors.telegram.commands import COMMANDS

# The library reads it each time it says how long to wait; without it, it warns and gives a number (since 22.2).
os.environ.setdefault("PTB_TIMEDELTA", "1")
# It writes a traceback for a rate limit that the reception waits out anyway.
logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)

CONNECTIONS = 16


def open_client(token: str, api: str, read_timeout: float = 15) -> ExtBot[Any]:
    """A client for the bot of `token`; nothing is sent yet.

    Args:
        api: Base address, without a slash at the end.
        read_timeout: Seconds to wait for an answer.
    """
    return ExtBot(
        token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=HTTPXRequest(connection_pool_size=CONNECTIONS, read_timeout=read_timeout, connect_timeout=10),
        # Thirty messages a second for the whole bot. It does not retry: the reception keeps what waits, and its order.
        rate_limiter=AIORateLimiter(max_retries=0),
    )


async def show_commands(bot: ExtBot[Any]) -> None:
    """Put our commands in the menu."""
    await bot.set_my_commands([BotCommand(name, command.description) for name, command in COMMANDS.items()])
