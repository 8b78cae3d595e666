"""Telegram's errors in the reception's words, told apart by their class: their texts change, and may hold a token."""

from __future__ import annotations

import logging
from typing import Awaitable, TypeVar

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from connectors.delivery.door import TryLater, Undeliverable, Unreachable

logger = logging.getLogger(__name__)

FATAL_PAUSE = 60.0  # seconds; somebody has to set another token, or stop the other program
# The request did not leave, so to send it again cannot double a message.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
Result = TypeVar("Result")


class Unsure(Exception):
    """The answer was lost: the message may have arrived or not, and the Bot API has no key to ask with."""


async def said(call: Awaitable[Result]) -> Result:
    """The result of a call to the Bot API.

    Raises:
        TryLater, Undeliverable, Unreachable: as `connectors.delivery.door` says.
        Unsure: it may have been done.
    """
    try:
        return await call
    except RetryAfter as error:
        raise TryLater(seconds_of(error), counts=False) from None
    except Forbidden:  # blocked, or the account is gone
        raise Unreachable from None
    except (BadRequest, ChatMigrated) as error:  # before NetworkError, of which BadRequest is one
        raise Undeliverable(type(error).__name__) from None
    except (InvalidToken, Conflict) as error:
        alert(error)
        raise TryLater(FATAL_PAUSE, counts=False) from None
    except NetworkError as error:
        if isinstance(error.__cause__, httpx.HTTPError) and not isinstance(error.__cause__, _NOT_SENT):
            raise Unsure from None
        # It did not leave, or Telegram itself said 5xx; an outage is waited out, however long.
        raise TryLater(counts=not isinstance(error.__cause__, _NOT_SENT)) from None
    except TelegramError:  # an answer that is not the Bot API's
        raise Unsure from None


def alert(error: TelegramError) -> None:
    """Tell the operator what only they can mend."""
    if isinstance(error, InvalidToken):
        logger.error("Telegram no acepta TELEGRAM_TOKEN. Revísalo con @BotFather y vuelve a arrancar Enlace.")
    else:
        logger.error(
            "Otro programa recibe los mensajes de este bot de Telegram y solo puede haber uno. Apaga el otro; si "
            "necesitas varios procesos, pon ENLACE_URL para que Telegram los entregue por webhook."
        )


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
