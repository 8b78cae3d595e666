"""What a webhook of Meta holds, read without trusting its shape.

Source: Meta, «messages webhook reference»; `entry`, `changes`, `messages` and `statuses` are all lists, and Meta does
batch. Whatever is not understood is left out: an error answer would make Meta send the same body again for days.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Literal, Tuple, Union

from connectors.whatsapp.identity import Identity, canonical, identity

_ID = re.compile(r"[\x21-\x7e]{1,256}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)
_WORD = re.compile(r"[a-z_]{1,40}", re.ASCII)

# What a person sent that is not read, as the answer names it.
UNREAD = {
    "image": "una foto",
    "document": "un documento",
    "audio": "un audio",
    "video": "un video",
    "sticker": "un sticker",
    "location": "una ubicación",
    "contacts": "un contacto",
    "order": "un pedido",
}
# Nobody waits for an answer to these (Meta, «reaction» and «revoke messages webhook reference»).
SILENT = ("reaction", "revoke")
UNKNOWN = "un mensaje de un tipo que no reconozco"


@dataclass(frozen=True)
class Message:
    """Something that a person sent.

    Attributes:
        wamid: Meta's id of the message, the same when it is delivered again.
        at: When the person sent it, in seconds since 1970; 0 if Meta does not say.
        kind: As in `connectors.messages.reply.Incoming`.
        beside: What came with the words and is not read, «una foto».
    """

    wamid: str
    person: Identity
    at: int
    kind: Literal["texto", "boton", "otro"]
    text: str = ""
    token: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Status:
    """What became of a message of ours: sent, delivered, read or failed; with error codes and pricing category."""

    person: Identity
    status: str
    codes: Tuple[int, ...] = ()
    category: str = ""


@dataclass(frozen=True)
class Change:
    """A person changed number or user id: whoever was `old` is now `new`."""

    old: Identity
    new: Identity


@dataclass(frozen=True)
class Fault:
    """An error of the account or the number that Meta reports on its own."""

    codes: Tuple[int, ...]


Event = Union[Message, Status, Change, Fault]


def read(body: bytes, number: str) -> List[Event]:
    """Everything in `body` that concerns our number, in its order; an empty list if there is nothing, or no sense.

    Args:
        number: Our phone number id; one app may receive the webhooks of several numbers.
    """
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return []
    changes = (change for entry in _rows(payload, "entry") for change in _rows(entry, "changes"))
    values = (_object(change, "value") for change in changes if change.get("field") == "messages")
    return [event for value in values if _text(_object(value, "metadata"), "phone_number_id") == number
            for event in _events(value)]  # fmt: skip


def _events(value: Dict[str, Any]) -> Iterator[Event]:
    contacts = _Contacts(_rows(value, "contacts"))
    for message in _rows(value, "messages"):
        # A group would share one conversation and its answers among strangers; nobody asked for that.
        if "group_id" in message:
            continue
        if message.get("type") == "system":
            yield from _change(message)
        elif message.get("type") not in SILENT:
            yield from _message(message, contacts)
    for status in _rows(value, "statuses"):
        person = identity(status.get("recipient_user_id"), status.get("recipient_id"))
        category = _word(_object(status, "pricing"), "category")
        yield Status(person, _word(status, "status"), _codes(status), category)
    if codes := _codes(value):
        yield Fault(codes)


class _Contacts:
    """Who is named beside the messages, found by each of their names: a delivery may hold thousands."""

    def __init__(self, rows: List[Dict[str, Any]]) -> None:
        known = [identity(row.get("user_id"), row.get("wa_id")) for row in rows]
        self._only = known[: len(known) == 1]
        self._named: Dict[str, List[Identity]] = {}
        for one in known:
            for key in one.keys:
                self._named.setdefault(key, []).append(one)

    def like(self, person: Identity) -> List[Identity]:
        """Those who share a name with `person`, or the only one there is."""
        return [one for key in person.keys for one in self._named.get(key, ())] or self._only


def _message(message: Dict[str, Any], contacts: _Contacts) -> Iterator[Message]:
    wamid, person = _text(message, "id"), _sender(message, contacts)
    if not _ID.fullmatch(wamid) or not person:
        return
    said = message
    if message.get("type") == "edit":
        # Meta, «edit messages webhook reference»: what it says now is a message of its own.
        said = _object(_object(message, "edit"), "message")
    at = _seconds(message)
    kind = _text(said, "type")
    content = _object(said, kind)
    if kind == "text":
        yield Message(wamid, person, at, "texto", _text(content, "body"))
    elif kind == "button":
        # A quick reply of a template, which may be older than any token of ours: it says what its text says.
        yield Message(wamid, person, at, "texto", _text(content, "text"))
    elif kind == "interactive" and (pressed := _object(content, "button_reply") or _object(content, "list_reply")):
        token = _text(pressed, "id")
        yield Message(wamid, person, at, "boton", _text(pressed, "title"), token if _ID.fullmatch(token) else "")
    else:
        voice = kind == "audio" and content.get("voice") is True
        what, caption = "una nota de voz" if voice else UNREAD.get(kind, UNKNOWN), _text(content, "caption")
        if caption.strip() and what != UNKNOWN:
            yield Message(wamid, person, at, "texto", caption, beside=what)
        else:
            yield Message(wamid, person, at, "otro", what)


def _sender(message: Dict[str, Any], contacts: _Contacts) -> Identity:
    """Who wrote `message`; what it does not say itself is taken from the contact it matches, or from the only one."""
    named = identity(message.get("from_user_id"), message.get("from"))
    for one in contacts.like(named):
        if _agree(named.user, one.user) and _agree(canonical(named.phone), canonical(one.phone)):
            return Identity(named.user or one.user, named.phone or one.phone)
    return named


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _change(message: Dict[str, Any]) -> Iterator[Change]:
    system = _object(message, "system")
    new = identity(system.get("user_id"), system.get("wa_id"), system.get("new_wa_id"))
    old = identity(system.get("previous_user_id"), message.get("from_user_id"), message.get("from"))
    if system.get("type") in ("user_changed_number", "user_changed_user_id", "customer_changed_number") and new and old:
        yield Change(old, new)


def _rows(value: Any, key: str) -> List[Dict[str, Any]]:
    rows = value.get(key) if isinstance(value, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _object(value: Dict[str, Any], key: str) -> Dict[str, Any]:
    inner = value.get(key)
    return inner if isinstance(inner, dict) else {}


def _text(value: Dict[str, Any], key: str) -> str:
    text = value.get(key)
    # JSON can carry half a surrogate pair, which no database stores.
    return text.encode(errors="replace").decode() if isinstance(text, str) else ""


def _word(value: Dict[str, Any], key: str) -> str:
    """A word of Meta's own vocabulary, fit to be a metric's label."""
    word = _text(value, key)
    return word if _WORD.fullmatch(word) else ""


def _seconds(message: Dict[str, Any]) -> int:
    stamp = _text(message, "timestamp")
    return int(stamp) if _SECONDS.fullmatch(stamp) else 0


def _codes(value: Dict[str, Any]) -> Tuple[int, ...]:
    codes = (error.get("code") for error in _rows(value, "errors"))
    return tuple(code for code in codes if type(code) is int and 0 <= code < 10**7)
