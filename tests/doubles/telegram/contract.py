"""What the Bot API takes and gives: Telegram's published contract where it is at hand, else the part held here.

The published one is `api.json` of PaulSonOfLars/telegram-bot-api-spec (MIT), made from core.telegram.org/bots/api. A
test compares what is held here with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Tuple

PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "contratos" / "telegram-bot-api.json"

# Name → types, the optional ones with «?». Only what Enlace uses: anything else is refused as unknown.
Fields = Dict[str, str]
HELD_METHODS: Dict[str, Fields] = {
    "getMe": {},
    "getUpdates": {"offset": "Integer?", "limit": "Integer?", "timeout": "Integer?",
                   "allowed_updates": "Array of String?"},
    "setWebhook": {"url": "String", "max_connections": "Integer?", "allowed_updates": "Array of String?",
                   "drop_pending_updates": "Boolean?", "secret_token": "String?"},
    "deleteWebhook": {"drop_pending_updates": "Boolean?"},
    "getWebhookInfo": {},
    "setMyCommands": {"commands": "Array of BotCommand", "language_code": "String?"},
    "sendMessage": {"chat_id": "Integer|String", "text": "String", "parse_mode": "String?",
                    "link_preview_options": "LinkPreviewOptions?", "reply_markup": "InlineKeyboardMarkup?"},
    "sendPhoto": {"chat_id": "Integer|String", "photo": "InputFile|String", "caption": "String?",
                  "parse_mode": "String?", "reply_markup": "InlineKeyboardMarkup?"},
    "sendDocument": {"chat_id": "Integer|String", "document": "InputFile|String", "caption": "String?",
                     "parse_mode": "String?", "reply_markup": "InlineKeyboardMarkup?"},
    "sendChatAction": {"chat_id": "Integer|String", "action": "String"},
    "answerCallbackQuery": {"callback_query_id": "String", "text": "String?", "show_alert": "Boolean?"},
    "editMessageReplyMarkup": {"chat_id": "Integer|String?", "message_id": "Integer?",
                               "reply_markup": "InlineKeyboardMarkup?"},
    "leaveChat": {"chat_id": "Integer|String"},
}  # fmt: skip
HELD_TYPES: Dict[str, Fields] = {
    "BotCommand": {"command": "String", "description": "String"},
    "LinkPreviewOptions": {"is_disabled": "Boolean?"},
    "InlineKeyboardMarkup": {"inline_keyboard": "Array of Array of InlineKeyboardButton"},
    "InlineKeyboardButton": {"text": "String", "callback_data": "String?", "url": "String?"},
}
# JSON's class of each of the contract's plain types.
_PLAIN: Dict[str, Tuple[type, ...]] = {
    "Integer": (int,), "Float": (int, float), "String": (str,), "Boolean": (bool,), "InputFile": (bytes,),
}  # fmt: skip


class Broken(Exception):
    """Something that is not as the contract says; the message says what."""


@dataclass(frozen=True)
class Field:
    """A parameter of a method or a field of an object."""

    types: Tuple[str, ...]
    required: bool


class Contract:
    """Methods and objects by name."""

    def __init__(self, methods: Dict[str, Dict[str, Field]], types: Dict[str, Dict[str, Field]],
                 kinds: Dict[str, List[str]]) -> None:  # fmt: skip
        self.methods = methods
        self._types = types
        self._kinds = kinds

    def check_call(self, method: str, given: Dict[str, Any]) -> Dict[str, Any]:
        """The parameters of a call with their JSON read.

        Raises:
            Broken: one is missing, unknown, or of another type.
        """
        return {name: value for name, value in self._check(method, self.methods[method], given, loose=True).items()}

    def check_object(self, kind: str, given: Any) -> Any:
        """`given`, if it is an object of `kind`.

        Raises:
            Broken: it is not.
        """
        return self._check(kind, self._types[kind], given, loose=False)

    def _check(self, name: str, fields: Dict[str, Field], given: Any, *, loose: bool) -> Dict[str, Any]:
        if not isinstance(given, dict):
            raise Broken(f"{name} is not an object")
        for unknown in given.keys() - fields.keys():
            raise Broken(f"{name} has no {unknown}")
        for needed in (key for key, field in fields.items() if field.required and key not in given):
            raise Broken(f"{name} needs {needed}")
        return {key: self._value(f"{name}.{key}", fields[key].types, value, loose) for key, value in given.items()}

    def _value(self, where: str, types: Tuple[str, ...], value: Any, loose: bool) -> Any:
        reasons = []
        for kind in types:
            try:
                return self._as(where, kind, _read(kind, value) if loose else value)
            except Broken as reason:
                reasons.append(str(reason))
        raise Broken("; ".join(reasons))

    def _as(self, where: str, kind: str, value: Any) -> Any:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                raise Broken(f"{where} is not a list")
            return [self._as(where, kind.removeprefix("Array of "), item) for item in value]
        if kind in _PLAIN:
            if not isinstance(value, _PLAIN[kind]) or (isinstance(value, bool) and kind != "Boolean"):
                raise Broken(f"{where} is not {kind}")
            return value
        if kind in self._kinds:  # one of several: ChatMember, MaybeInaccessibleMessage
            return self._value(where, tuple(self._kinds[kind]), value, False)
        return self.check_object(kind, value)


def _read(kind: str, value: Any) -> Any:
    """A parameter as its type: they travel as text in a form, and JSON holds what is not plain."""
    if not isinstance(value, str) or kind in ("String", "InputFile"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Broken(f"can't parse {kind}") from None


def held() -> Contract:
    """The part that is held here; what Telegram gives back is not in it."""
    return Contract(
        {name: _fields(fields) for name, fields in HELD_METHODS.items()},
        {name: _fields(fields) for name, fields in HELD_TYPES.items()},
        {},
    )


def published() -> Contract | None:
    """Telegram's own, whole; None where it is not at hand."""
    if not PUBLISHED.exists():
        return None
    read = json.loads(PUBLISHED.read_text(encoding="utf-8"))

    def fields(one: Dict[str, Any]) -> Dict[str, Field]:
        return {field["name"]: Field(tuple(field["types"]), field["required"]) for field in one.get("fields", [])}

    return Contract(
        {name: fields(method) for name, method in read["methods"].items()},
        {name: fields(kind) for name, kind in read["types"].items()},
        {name: kind["subtypes"] for name, kind in read["types"].items() if kind.get("subtypes")},
    )


def _fields(written: Fields) -> Dict[str, Field]:
    return {
        name: Field(tuple(types.rstrip("?").split("|")), not types.endswith("?")) for name, types in written.items()
    }
