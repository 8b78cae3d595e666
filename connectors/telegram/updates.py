"""Reads what Telegram delivers: who wrote and what, as the reception takes it, or why it is not for the assistant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Dict, Union

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update

from connectors.messages.reply import Incoming
from connectors.messages.unread import captioned
from connectors.telegram.commands import command_in

# What the bot asks Telegram for; others still come that were made before it asked.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
EDITED = "Vi que corregiste un mensaje, pero yo solo leo los nuevos. Mándalo otra vez como mensaje nuevo, por favor."
# Later, nobody can correct a text (telegram.org/faq); what comes then is a reaction, or a picture of the link in it.
CORRECTED = timedelta(hours=48)
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


Seal = Callable[[str], str]


def read_update(raw: Any, bot: int, seal: Seal) -> Reading:
    """What an update means.

    Args:
        raw: The update as it came, already authenticated.
        bot: The bot's own id, part of every name: two bots may share a database.
        seal: Makes of a text what is the same for the same text and does not lead back to it.

    Raises:
        Unreadable: it is not an update.
    """
    try:
        return _read(raw, bot, seal)
    except Unreadable:
        raise
    except Exception as error:  # whatever a strange shape makes of the library's constructors, and of ours
        raise Unreadable(type(error).__name__) from None


def sender_of(bot: int, chat: int) -> str:
    """The name of a private conversation; its chat has the id of the person."""
    return f"telegram:{bot}/{chat}"


def _read(raw: Any, bot: int, seal: Seal) -> Reading:
    update = Update.de_json(raw, None)
    _whole(update.update_id, "update_id")
    if update.callback_query:
        return _button(update.callback_query, bot)
    if update.my_chat_member:
        return _membership(update.my_chat_member, bot)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return Nothing(_kind(raw))
    if message.chat.type != Chat.PRIVATE:
        group = _whole(message.chat.id, "chat")
        return Group(group) if message.chat.type != Chat.CHANNEL else Nothing("channel")
    return _private(message, bot, seal, edited=bool(update.edited_message))


def _private(message: Message, bot: int, seal: Seal, *, edited: bool) -> Reading:
    chat, number = _whole(message.chat.id, "chat"), _whole(message.message_id, "message_id")
    text, caption = _words(message.text, "text"), _words(message.caption, "caption")
    written = _moment(message.edit_date if edited else message.date)
    # A message is named by what it says too: one that is delivered as edited because somebody reacted to it, or
    # because Telegram found a picture for its link, is the one that was answered already.
    mark = seal(f"{chat}/{number}/{text or caption}")[:32]
    known: Dict[str, Any] = {
        "external_id": f"{bot}/{chat}/{number}/{mark}",
        "sender": sender_of(bot, chat),
        "address": {"chat": chat},
        "written_at": written,
    }
    if edited:
        # A location that is shared live is edited all the time.
        if message.location or written - _moment(message.date) > CORRECTED:
            return Nothing("edited_message")
        return Incoming(kind="otro", details={"answer": EDITED}, **known)
    if message.text is not None:
        command = command_in(text)
        if command:
            title, payload = command
            return Incoming(kind="orden", text=title, details={"payload": payload}, **known)
        return Incoming(kind="texto", text=text, **known)
    for name, said in _ATTACHMENTS.items():
        if getattr(message, name):
            if caption.strip():
                return Incoming(kind="texto", text=caption, details={"excuse": captioned(said)}, **known)
            return Incoming(kind="otro", text=said, **known)
    return Nothing("service message")  # somebody pinned something, changed a timer …


def _button(query: CallbackQuery, bot: int) -> Reading:
    message = query.message
    if message is None or query.data is None:
        return Nothing("callback_query")
    chat, number = _whole(message.chat.id, "chat"), _whole(message.message_id, "message_id")
    if message.chat.type != Chat.PRIVATE:
        return Group(chat)
    person = _whole(query.from_user.id, "from")
    return Incoming(
        # A keyboard is retired once pressed, so that a second press before it goes away is the same one.
        external_id=f"{bot}/{chat}/{number}",
        sender=sender_of(bot, person),
        kind="boton",
        token=_words(query.data, "data"),  # anything at all: a client can be made to send what no button holds
        address={"chat": person},
        details={"query": _words(query.id, "id"), "message": number},
    )


def _membership(change: ChatMemberUpdated, bot: int) -> Reading:
    status, chat = change.new_chat_member.status, _whole(change.chat.id, "chat")
    if change.chat.type == Chat.PRIVATE:
        return Gone(sender_of(bot, chat)) if status == ChatMember.BANNED else Nothing("my_chat_member")
    if change.chat.type == Chat.CHANNEL or status in (ChatMember.BANNED, ChatMember.LEFT):
        return Nothing("my_chat_member")
    return Group(chat)


def _kind(raw: Any) -> str:
    """Which of Telegram's kinds an update is; only ever one of its own names."""
    return next((key for key in Update.ALL_TYPES if key in raw), "unknown")


def _whole(value: Any, name: str) -> int:
    # The library builds its objects of whatever it is given, and true is a number to Python.
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**63:
        raise Unreadable(name)
    return value


def _words(value: Any, name: str) -> str:
    if value is not None and not isinstance(value, str):
        raise Unreadable(name)
    return value or ""


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise Unreadable("date")
    return value
