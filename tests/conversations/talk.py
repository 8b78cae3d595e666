"""A conversation in plain words, for tests."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.rasa import assistant
from connectors.terminal.conversation import Conversation


class Talk:
    """One conversation, said in plain words."""

    def __init__(self, agent: assistant.Assistant, person: str = "") -> None:
        self._conversation = Conversation(agent, person)
        self.last: dict[str, Any] = {}

    def say(self, text: str, message_id: str = "") -> str:
        """Send a message, or one again; returns all that is said back."""
        self.last = asyncio.run(self._conversation.say(text, message_id))
        return self._text()

    def press(self, title: str) -> str:
        """Press the button `title`."""
        return self.say(str(self.buttons.index(title) + 1))

    def button(self, title: str) -> dict[str, str]:
        """The button `title` as it is now, to be tapped later."""
        return next(button for button in self._conversation._buttons if button["title"] == title)

    def tap(self, button: dict[str, str]) -> str:
        """Press a button that may be on the screen no longer."""
        self._conversation._buttons = [button]
        return self.say("1")

    def come_back(self) -> None:
        """Begin another conversation as the same person."""
        self._conversation.restart()

    def say_at_once(self, text: str, other: Talk, said_by_other: str) -> tuple[str, str]:
        """Two people send a message at the same moment; returns what each is told."""

        async def both() -> list[dict[str, Any]]:
            return await asyncio.gather(self._conversation.say(text), other._conversation.say(said_by_other))

        self.last, other.last = asyncio.run(both())
        return self._text(), other._text()

    def say_all_at_once(self, *texts: str) -> list[str]:
        """Send messages without waiting for the replies; returns what each is told."""

        async def all_of_them() -> list[dict[str, Any]]:
            return await asyncio.gather(*(self._conversation.say(text) for text in texts))

        told = []
        for self.last in asyncio.run(all_of_them()):
            told.append(self._text())
        return told

    def _text(self) -> str:
        return "\n".join(reply["text"] or "" for reply in self.last["replies"])

    @property
    def sender(self) -> str:
        """Under which id the conversation is kept."""
        return self._conversation._sender

    @property
    def buttons(self) -> list[str]:
        return [button["title"] for reply in self.last["replies"] for button in reply["buttons"]]

    @property
    def sources(self) -> list[dict[str, str]]:
        return [source for reply in self.last["replies"] for source in reply["sources"]]

    @property
    def intent(self) -> str:
        return str(self.last["intent"])
