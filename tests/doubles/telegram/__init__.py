"""Telegram's Bot API over HTTP, as strict as the real one; see `TelegramDouble`."""

from tests.doubles.telegram.server import Call, Fault, TelegramDouble

__all__ = ["Call", "Fault", "TelegramDouble"]
