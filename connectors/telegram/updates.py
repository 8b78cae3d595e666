"""Reads what Telegram delivers: who wrote and what, as the reception takes it, or why it is not for the assistant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Union

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User

from connectors.reply import Incoming
from connectors.telegram.commands import command_in

# What the bot asks Telegram for; others still come that were made before it asked.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
EDITED = "Vi que corregiste un mensaje, pero yo solo leo los nuevos. Mándalo otra vez como mensaje nuevo, por favor."
# In this order: a place also carries a location, and an animation a document.
_ATTACHMENTS = {
    "animation": "una animación", "audio": "un audio", "voice": "una nota de voz", "video_note": "un videomensaje",
    "video": "un video", "photo": "una foto", "live_photo": "una foto", "sticker": "un sticker",
    "document": "un archivo", "contact": "un contacto", "venue": "una ubicación", "location": "una ubicación",
    "poll": "una encuesta", "checklist": "una lista", "dice": "un dado", "game": "un juego", "story": "una historia",
    "paid_media": "una foto o un video",
}  # fmt: skip


class Unreadable(Exception):
    """Not an update as Telegram's contract says; the message says what kind of error it gave, never what it held."""


@dataclass(frozen=True)
class Gone:
    """This person blocked the bot."""

    sender: str


@dataclass(frozen=True)
class Group:
    """Something from a group, where everybody would share one conversation."""

    chat: int


@dataclass(frozen=True)
class Nothing:
    """Not for the assistant, and nobody waits for an answer."""

    kind: str


Reading = Union[Incoming, Gone, Group, Nothing]


def read_update(raw: Any, bot: int) -> Reading:
    """What an update means.

    Args:
        raw: The update as it came, already authenticated.
        bot: The bot's own id, part of every name: two bots may share a database.

    Raises:
        Unreadable: it is not an update.
    """
    try:
        update = Update.de_json(raw, None)
    except Exception as error:  # whatever a strange shape makes of the library's constructors
        raise Unreadable(type(error).__name__) from None
    if not isinstance(update.update_id, int):
        raise Unreadable("update_id")
    if update.callback_query:
        return _button(update, update.callback_query, bot)
    if update.my_chat_member:
        return _membership(update.my_chat_member, bot)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return Nothing(_kind(raw))
    if message.chat.type != Chat.PRIVATE:
        return Group(message.chat.id) if message.chat.type != Chat.CHANNEL else Nothing("channel")
    return _private(update, message, message.from_user, bot)


def sender_of(bot: int, chat: int) -> str:
    """The name of a private conversation; its chat has the id of the person."""
    return f"telegram:{bot}/{chat}"


def _private(update: Update, message: Message, person: User, bot: int) -> Reading:
    known: Dict[str, Any] = {
        "external_id": f"{bot}/{update.update_id}",
        "sender": sender_of(bot, message.chat.id),
        "address": {"chat": message.chat.id},
        "written_at": message.edit_date or message.date,
    }
    if update.edited_message:
        # A location that is shared live is edited all the time.
        if message.location:
            return Nothing("edited_message")
        return Incoming(kind="otro", details={"answer": EDITED}, **known)
    if message.text is not None:
        command = command_in(message.text)
        if command:
            title, payload = command
            return Incoming(kind="orden", text=title, details={"payload": payload}, **known)
        return Incoming(kind="texto", text=message.text, **known)
    for name, said in _ATTACHMENTS.items():
        if getattr(message, name):
            return Incoming(kind="otro", text=said, **known)
    return Nothing("service message")  # somebody pinned something, changed a timer …


def _button(update: Update, query: CallbackQuery, bot: int) -> Reading:
    message = query.message
    if message is None or query.data is None:
        return Nothing("callback_query")
    if message.chat.type != Chat.PRIVATE:
        return Group(message.chat.id)
    return Incoming(
        # A keyboard is retired once pressed, so that a second press before it goes away is the same one.
        external_id=f"{bot}/{message.chat.id}/{message.message_id}",
        sender=sender_of(bot, query.from_user.id),
        kind="boton",
        token=query.data,  # anything at all: a client can be made to send what no button holds
        address={"chat": query.from_user.id},
        details={"query": query.id, "message": message.message_id},
    )


def _membership(change: ChatMemberUpdated, bot: int) -> Reading:
    status = change.new_chat_member.status
    if change.chat.type == Chat.PRIVATE:
        return Gone(sender_of(bot, change.chat.id)) if status == ChatMember.BANNED else Nothing("my_chat_member")
    if change.chat.type == Chat.CHANNEL or status in (ChatMember.BANNED, ChatMember.LEFT):
        return Nothing("my_chat_member")
    return Group(change.chat.id)


def _kind(raw: Any) -> str:
    """Which of Telegram's kinds an update is; only ever one of its own names."""
    return next((key for key in Update.ALL_TYPES if key in raw), "unknown")
