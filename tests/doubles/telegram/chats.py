"""What Telegram knows: who writes, the messages of each chat, the files, and the updates that wait for the bot."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from typing import Any, Dict, List, Set

BOT_ID = 7_000_000_001
BOT = {
    "id": BOT_ID, "is_bot": True, "first_name": "Enlace", "username": "enlace_prueba_bot", "can_join_groups": True,
    "can_read_all_group_messages": False, "supports_inline_queries": False,
}  # fmt: skip
PERSON = {"first_name": "Guadalupe", "last_name": "Hernández", "username": "lupita_hdz", "language_code": "es"}


class Chats:
    """The state behind the API."""

    def __init__(self) -> None:
        self._updates = count(880_000_001)
        self._messages = count(1)
        self._queries = count(1)
        self._files = count(1)
        self.clock: Callable[[], float] = time.time
        self.updates: List[Dict[str, Any]] = []  # not yet confirmed by the bot
        self.messages: Dict[tuple[int, int], Dict[str, Any]] = {}
        self.files: Dict[str, tuple[str, bytes]] = {}  # id → («photo» or «document», content)
        self.queries: Set[str] = set()  # waiting for answerCallbackQuery
        self.blocked_by: Set[int] = set()
        self.left: Set[int] = set()

    def sent_by_bot(self, chat: int, **content: Any) -> Dict[str, Any]:
        """Keep and return a message from the bot."""
        sender = {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")}
        message = {**self._message(chat_of(chat), sender), **content}
        self.messages[chat, message["message_id"]] = message
        return message

    def upload(self, kind: str, content: bytes) -> str:
        """Keep a file and return its id."""
        file_id = f"{kind}-{next(self._files)}"
        self.files[file_id] = (kind, content)
        return file_id

    def update(self, **content: Any) -> Dict[str, Any]:
        """A new update; it is not queued."""
        return {"update_id": next(self._updates), **content}

    def message_from(self, person: int, chat: Dict[str, Any] | None = None, **content: Any) -> Dict[str, Any]:
        """An update: `person` wrote; `content` is what the message holds."""
        text = content.get("text", "")
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.update(message={**self._message(chat or chat_of(person), person_of(person)), **content})

    def edit(self, update: Dict[str, Any], after: int = 60, **content: Any) -> Dict[str, Any]:
        """An update: the message of `update` is brought as edited, `after` seconds later, perhaps as it was.

        A reaction to a message, or a preview of its link that is found late, comes so too.
        """
        message = update["message"]
        return self.update(edited_message={**message, "edit_date": message["date"] + after, **content})

    def press(self, person: int, message: Dict[str, Any], data: str) -> Dict[str, Any]:
        """An update: `person` pressed a button of `message`, or made it look so."""
        query = str(next(self._queries))
        self.queries.add(query)
        return self.update(callback_query={
            "id": query, "from": person_of(person), "message": message, "chat_instance": str(message["chat"]["id"]),
            "data": data,
        })  # fmt: skip

    def membership(self, chat: Dict[str, Any], person: int, status: str) -> Dict[str, Any]:
        """An update: the bot is now «member», «kicked» or «left» in `chat`, by `person`."""
        user = {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")}
        more = {"until_date": 0} if status == "kicked" else {}
        return self.update(my_chat_member={
            "chat": chat, "from": person_of(person), "date": int(self.clock()),
            "old_chat_member": {"status": "left" if status == "member" else "member", "user": user},
            "new_chat_member": {"status": status, "user": user, **more},
        })  # fmt: skip

    def _message(self, chat: Dict[str, Any], sender: Dict[str, Any]) -> Dict[str, Any]:
        return {"message_id": next(self._messages), "date": int(self.clock()), "chat": chat, "from": sender}


def person_of(person: int) -> Dict[str, Any]:
    """A user as Telegram describes one."""
    return {"id": person, "is_bot": False, **PERSON}


def chat_of(chat: int) -> Dict[str, Any]:
    """A private chat, or a group where the number is below zero, as with Telegram."""
    if chat < 0:
        return {"id": chat, "type": "supergroup", "title": "Cabildo"}
    return {"id": chat, "type": "private", **{key: PERSON[key] for key in ("first_name", "last_name", "username")}}
