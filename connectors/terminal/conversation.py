"""One conversation in the terminal."""

from __future__ import annotations

import time
import uuid
from typing import Any, Protocol

from rasa.core.channels.channel import UserMessage

from bot.services import DatabaseUnavailable
from connectors.messages.neutral import NeutralOutput, neutral
from connectors.messages.payload import may_be_written, parsed_button
from connectors.messages.text import clean_text, same_words

NOT_KEPT = "En este momento no puedo guardar la conversación. Vuelve a enviar tu mensaje en unos minutos, por favor."


class Assistant(Protocol):
    """What a conversation needs of Rasa's agent."""

    async def handle_message(self, message: UserMessage) -> Any:
        """Run one turn."""

    async def parse(self, text: str) -> dict[str, Any]:
        """Understand a text without a turn."""


class Conversation:
    """Turns with one person; remembers the buttons on the screen."""

    def __init__(self, assistant: Assistant, person: str = "") -> None:
        """Begin a conversation.

        Args:
            person: Who is at the keyboard, so that a case file is theirs tomorrow too; empty for somebody new.
        """
        self._assistant = assistant
        self._person = person
        self.restart()

    def restart(self) -> None:
        """Forget everything and begin a new conversation."""
        talk = uuid.uuid4().hex
        self._sender = f"terminal:{self._person or talk}:{talk}"
        self._buttons: list[dict[str, str]] = []

    async def say(self, text: str, message_id: str = "") -> dict[str, Any]:
        """Send one message: a text, or the number or title of a button on the screen.

        Args:
            message_id: Of a message that is sent again; each one has its own.

        Returns:
            `message`, `intent`, `confidence`, `entities`, `replies` (each with `text`, `buttons`, `image`, `document`,
            `sources`) and `ms`.
        """
        started = time.perf_counter()
        parsed = await self._understand(text)
        channel = NeutralOutput("terminal")
        message = UserMessage(
            parsed["text"],
            channel,
            self._sender,
            parse_data=parsed,
            input_channel="terminal",
            message_id=message_id or uuid.uuid4().hex,
        )
        try:
            await self._assistant.handle_message(message)
        except DatabaseUnavailable:
            channel.messages = [{"text": NOT_KEPT}]
        replies = [neutral(message) for message in channel.messages]
        buttons = [button for message in channel.messages for button in message.get("buttons") or []]
        self._buttons = buttons
        intent = parsed["intent"]["name"]
        return {
            "message": text,
            "intent": f"{intent}/{parsed['answer_key']}" if parsed.get("answer_key") else intent,
            "confidence": round(float(parsed["intent"]["confidence"]), 3),
            "entities": parsed.get("entities", []),
            "replies": replies,
            "ms": round((time.perf_counter() - started) * 1000, 1),
        }

    async def _understand(self, text: str) -> dict[str, Any]:
        number = text.strip().rstrip(".)")
        if number.isdecimal() and 1 <= int(number) <= len(self._buttons):
            button = self._buttons[int(number) - 1]
            return parsed_button(button["title"], button["payload"])
        for button in self._buttons:
            if same_words(button["title"], text) and may_be_written(button["payload"]):
                return parsed_button(button["title"], button["payload"])
        return await self._assistant.parse(clean_text(text))
