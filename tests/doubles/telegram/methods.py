"""What each method of the Bot API does to the double's state."""

from __future__ import annotations

from typing import Any, Callable, Dict, List

from tests.doubles.telegram.chats import BOT, Chats
from tests.doubles.telegram.limits import Refused, plain_text

ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note".split()
)


class Methods:
    """The methods that have an effect; `getUpdates` is the server's, since it waits."""

    def __init__(self, chats: Chats) -> None:
        self.chats = chats
        self.webhook: Dict[str, Any] = {}
        self.commands: List[Dict[str, str]] = []

    def run(self, method: str, given: Dict[str, Any]) -> Any:
        """The result of a call that is as the contract says.

        Raises:
            Refused: Telegram would not do it.
        """
        known: Dict[str, Callable[[Dict[str, Any]], Any]] = {
            "getMe": lambda given: BOT,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "setMyCommands": self._set_commands,
            "sendMessage": self._send_message,
            "sendPhoto": lambda given: self._send_file("photo", given),
            "sendDocument": lambda given: self._send_file("document", given),
            "sendChatAction": self._send_action,
            "answerCallbackQuery": self._answer_query,
            "editMessageReplyMarkup": self._edit_markup,
            "leaveChat": self._leave,
        }
        if method not in known:
            raise Refused(404, "Not Found: the double does not do this")
        return known[method](given)

    def _set_webhook(self, given: Dict[str, Any]) -> bool:
        self.webhook = given if given["url"] else {}
        return True

    def _delete_webhook(self, given: Dict[str, Any]) -> bool:
        self.webhook = {}
        return True

    def _webhook_info(self, given: Dict[str, Any]) -> Dict[str, Any]:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.chats.updates),
        }

    def _set_commands(self, given: Dict[str, Any]) -> bool:
        self.commands = given["commands"]
        return True

    def _send_message(self, given: Dict[str, Any]) -> Dict[str, Any]:
        chat = self._writable(given)
        text = plain_text(given["text"], given.get("parse_mode")).strip()
        return self.chats.sent_by_bot(chat, text=text, **_markup(given))

    def _send_file(self, kind: str, given: Dict[str, Any]) -> Dict[str, Any]:
        chat = self._writable(given)
        content = given[kind]
        if isinstance(content, str):  # an id, or an address, which Enlace never gives
            if self.chats.files.get(content, ("",))[0] != kind:
                raise Refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
            file_id = content
        else:
            if not content:
                raise Refused(400, "Bad Request: file must be non-empty")
            file_id = self.chats.upload(kind, content)
        file: Dict[str, Any] = {"file_id": file_id, "file_unique_id": f"u-{file_id}"}
        sent: Any = [{**file, "width": 800, "height": 600}] if kind == "photo" else file
        caption = plain_text(given.get("caption", ""), given.get("parse_mode")).strip()
        more = {"caption": caption} if caption else {}
        return self.chats.sent_by_bot(chat, **{kind: sent}, **more, **_markup(given))

    def _send_action(self, given: Dict[str, Any]) -> bool:
        self._writable(given)
        if given["action"] not in ACTIONS:
            raise Refused(400, "Bad Request: wrong parameter action in request")
        return True

    def _answer_query(self, given: Dict[str, Any]) -> bool:
        if given["callback_query_id"] not in self.chats.queries:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.chats.queries.remove(given["callback_query_id"])
        return True

    def _edit_markup(self, given: Dict[str, Any]) -> Dict[str, Any]:
        message = self.chats.messages.get((given.get("chat_id", 0), given.get("message_id", 0)))
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if message.get("reply_markup") == given.get("reply_markup"):
            raise Refused(400, "Bad Request: message is not modified")
        message.pop("reply_markup", None)
        message.update(_markup(given))
        return message

    def _leave(self, given: Dict[str, Any]) -> bool:
        self._writable(given)
        self.chats.left.add(given["chat_id"])
        return True

    def _writable(self, given: Dict[str, Any]) -> int:
        chat: int = given["chat_id"]
        if chat in self.chats.blocked_by:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat in self.chats.left:
            raise Refused(403, "Forbidden: bot is not a member of the supergroup chat")
        return chat


def _markup(given: Dict[str, Any]) -> Dict[str, Any]:
    return {"reply_markup": given["reply_markup"]} if "reply_markup" in given else {}
