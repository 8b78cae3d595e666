"""The neutral reply as it leaves Rasa: one whole message, for each channel to render within its limits."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel


class NeutralOutput(OutputChannel):
    """Collects the replies of one turn; Rasa's own collector tears text, buttons and `custom` apart."""

    def __init__(self, channel: str) -> None:
        """Begin empty.

        Args:
            channel: Name of the channel, for responses that depend on it.
        """
        self._channel = channel
        self.messages: list[dict[str, Any]] = []

    def name(self) -> str:
        """The channel this turn came through."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep `message` whole."""
        self.messages.append(message)


def neutral(message: dict[str, Any]) -> dict[str, Any]:
    """A collected message with the keys that every channel knows: text, buttons, image, document, sources, data."""
    custom = message.get("custom") or {}
    return {
        "text": message.get("text"),
        "buttons": [{"title": button["title"]} for button in message.get("buttons") or []],
        "image": message.get("image"),
        "document": message.get("attachment") or custom.get("document"),
        "sources": custom.get("sources", []),
        "data": custom.get("data", {}),
    }
