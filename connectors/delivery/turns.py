"""One turn: a stored message becomes what Rasa reads, and what Rasa says becomes parts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa.core.channels.channel import UserMessage
from sqlalchemy.orm import Session

from bot.services import Held, held_turn
from connectors.delivery.store import buttons
from connectors.delivery.store.inbox import channel_of
from connectors.messages.neutral import NeutralOutput
from connectors.messages.payload import parsed_button
from connectors.messages.reply import Choice, Incoming, Reply, reply_of
from connectors.messages.text import clean_text
from connectors.messages.unread import only_text

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]

OLD_BUTTON = "Ese botón ya no sirve. Escríbeme con tus palabras lo que necesitas, por favor."
LOST = "Se me atoró tu último mensaje y no pude contestarlo. ¿Me lo escribes otra vez, por favor?"
LIMIT = 120.0  # seconds; a turn that takes longer hangs


@dataclass(frozen=True)
class Task:
    """A message to be answered.

    Attributes:
        id: Its inbox row.
        attempts: How many times it has been begun, this one included.
        choice: What a button stands for, pressed or written; None for words, and for one that serves no longer.
    """

    id: int
    incoming: Incoming
    attempts: int
    choice: Choice | None


def choice_of(session: Session, inbox_id: int, incoming: Incoming, now: datetime) -> Choice | None:
    """What a message presses, if it presses something."""
    if incoming.kind == "boton":
        return buttons.press(session, incoming.sender, incoming.token, now)
    if incoming.kind == "orden":
        return Choice(incoming.text, incoming.details["payload"])
    if incoming.kind == "texto":
        return buttons.typed(session, incoming.sender, clean_text(incoming.text), inbox_id, now)
    return None


@dataclass(frozen=True)
class Done:
    """What a turn has made, to be stored together.

    Attributes:
        conversation: What Rasa keeps of it.
    """

    replies: list[Reply]
    conversation: Held


async def run(task: Task, on_new_message: OnNewMessage) -> Done:
    """Run the turn of a message; nothing of the conversation is stored yet.

    Raises:
        Exception: whatever went wrong in the turn; asyncio.TimeoutError if it hangs.
    """
    with held_turn() as conversation:
        replies = await _replies(task, on_new_message)
    excuse = task.incoming.details.get("excuse")
    return Done([Reply(excuse), *replies] if excuse and replies else replies, conversation)


async def _replies(task: Task, on_new_message: OnNewMessage) -> list[Reply]:
    incoming = task.incoming
    if incoming.kind == "otro":
        return [Reply(incoming.details.get("answer") or only_text(incoming.text))]
    if incoming.kind == "boton" and task.choice is None:
        return [Reply(OLD_BUTTON)]
    channel = channel_of(incoming.sender)
    output = NeutralOutput(channel)
    parsed = parsed_button(task.choice.title, task.choice.payload) if task.choice else None
    message = UserMessage(
        task.choice.title if task.choice else clean_text(incoming.text),
        output,
        incoming.sender,
        parse_data=parsed,
        input_channel=channel,
        message_id=f"{channel}:{incoming.external_id}",  # the guide knows a turn that is run again by it
        metadata={"lasting": incoming.address.get("lasting", True)},
    )
    await asyncio.wait_for(on_new_message(message), LIMIT)
    # Rasa goes on in silence after an action that failed; nobody is left without an answer.
    return [reply_of(said) for said in output.messages] or [Reply(LOST)]
