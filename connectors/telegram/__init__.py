"""Telegram as a door."""

from connectors.telegram.channel import TelegramInput

__all__ = ["TelegramInput"]
