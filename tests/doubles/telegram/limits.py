"""The limits that the contract says in words: lengths, alphabets, and what HTML a message may hold.

Source: core.telegram.org/bots/api#formatting-options, #sendmessage, #inlinekeyboardbutton, #setwebhook, #botcommand.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any, Dict, List

TAGS = frozenset(
    "b strong i em u ins s strike del a code pre blockquote tg-spoiler tg-emoji span tg-time".split()
)  # fmt: skip
_REFERENCE = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Refused(Exception):
    """Telegram's refusal: an HTTP status and its description."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def check_limits(method: str, given: Dict[str, Any]) -> None:
    """Whether a call that has the right parameters is within the limits.

    Raises:
        Refused: it is not.
    """
    if method == "sendMessage":
        _check_text(given["text"], given.get("parse_mode"), 1, 4096, "message is too long")
    if "caption" in given:
        _check_text(given["caption"], given.get("parse_mode"), 0, 1024, "message caption is too long")
    if "reply_markup" in given:
        _check_keyboard(given["reply_markup"])
    if method == "answerCallbackQuery" and units(given.get("text", "")) > 200:
        raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
    if method == "setWebhook":
        _check_webhook(given)
    if method == "setMyCommands":
        _check_commands(given["commands"])
    if method == "getUpdates" and not 1 <= given.get("limit", 100) <= 100:
        raise Refused(400, "Bad Request: limit must be between 1 and 100")


def plain_text(text: str, parse_mode: str | None) -> str:
    """`text` as a person sees it.

    Raises:
        Refused: its markup cannot be read.
    """
    if parse_mode is None:
        return text
    if parse_mode != "HTML":
        raise Refused(400, "Bad Request: this double only reads HTML")
    if _REFERENCE.search(text) or re.search(r"<(?![a-z/])", text):
        raise Refused(400, "Bad Request: can't parse entities: unescaped character")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise Refused(400, f"Bad Request: can't parse entities: can't find end tag for <{reader.open[-1]}>")
    return unescape("".join(reader.text))


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts offsets."""
    return len(text.encode("utf-16-le")) // 2


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: List[str] = []
        self.text: List[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in TAGS:
            raise Refused(400, f'Bad Request: can\'t parse entities: unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(400, f"Bad Request: can't parse entities: unexpected end tag </{tag}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_entityref(self, name: str) -> None:
        self.text.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.text.append(f"&#{name};")


def _check_text(text: str, parse_mode: str | None, shortest: int, longest: int, too_long: str) -> None:
    seen = plain_text(text, parse_mode).strip()
    if units(seen) < shortest:
        raise Refused(400, "Bad Request: message text is empty")
    if units(seen) > longest:
        raise Refused(400, f"Bad Request: {too_long}")


def _check_keyboard(keyboard: Dict[str, Any]) -> None:
    rows = keyboard["inline_keyboard"]
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise Refused(400, "Bad Request: reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if len(button.keys() - {"text", "style", "icon_custom_emoji_id"}) != 1:
            raise Refused(400, "Bad Request: exactly one type of button must be used")
        if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")


def _check_webhook(given: Dict[str, Any]) -> None:
    if given["url"] and not given["url"].startswith("https://"):
        raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if "secret_token" in given and not _SECRET.fullmatch(given["secret_token"]):
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
    if not 1 <= given.get("max_connections", 40) <= 100:
        raise Refused(400, "Bad Request: max_connections must be between 1 and 100")


def _check_commands(commands: List[Dict[str, str]]) -> None:
    if len(commands) > 100:
        raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"]):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
