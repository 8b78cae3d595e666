"""A conversation in plain words, for tests."""

from __future__ import annotations

import asyncio
from typing import Any

from bot import assistant
from connectors.terminal.conversation import Conversation


class Talk:
    """One conversation, said in plain words."""

    def __init__(self, agent: assistant.Assistant) -> None:
        self._conversation = Conversation(agent)
        self.last: dict[str, Any] = {}

    def say(self, text: str) -> str:
        """Send a message; returns all that is said back."""
        self.last = asyncio.run(self._conversation.say(text))
        return "\n".join(reply["text"] or "" for reply in self.last["replies"])

    def press(self, title: str) -> str:
        """Press the button `title`."""
        return self.say(str(self.buttons.index(title) + 1))

    @property
    def buttons(self) -> list[str]:
        return [button["title"] for reply in self.last["replies"] for button in reply["buttons"]]

    @property
    def sources(self) -> list[dict[str, str]]:
        return [source for reply in self.last["replies"] for source in reply["sources"]]

    @property
    def intent(self) -> str:
        return str(self.last["intent"])
