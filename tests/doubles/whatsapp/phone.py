"""A person's phone: the messages that Meta would put in a webhook for what it sends.

The shapes are those of the examples in Meta's OpenAPI file, plus the business-scoped user ids of 2026.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

JSON = dict[str, Any]
_NUMBERS = count(1)


@dataclass
class Phone:
    """One person with WhatsApp.

    Attributes:
        number: As WhatsApp writes it in `wa_id`; empty if the person hides it behind a username.
        user: Business-scoped user id; empty as before April 2026.
    """

    number: str = ""
    user: str = ""
    name: str = "Lucía Muñoz"
    sent: list[str] = field(default_factory=list)

    @classmethod
    def new(cls) -> Phone:
        """Somebody who has never written, with a Mexican number and a user id."""
        number = next(_NUMBERS)
        return cls(f"52133{number:08d}", f"MX.{1349120865530274 + number}")

    @property
    def contact(self) -> JSON:
        """This person in `contacts[]`."""
        named = {"wa_id": self.number} if self.number else {}
        return {"profile": {"name": self.name}, **named, **({"user_id": self.user} if self.user else {})}

    def message(self, kind: str, content: JSON, *, wamid: str = "", at: float | None = None, **more: Any) -> JSON:
        """A message of any type.

        Args:
            at: When it was sent, in seconds since 1970; now unless told.
        """
        wamid = wamid or f"wamid.ENTRA{next(_NUMBERS):010d}=="
        self.sent.append(wamid)
        origin = {"from": self.number} if self.number else {}
        origin |= {"from_user_id": self.user} if self.user else {}
        stamp = str(int(time.time() if at is None else at))
        return {**origin, "id": wamid, "timestamp": stamp, "type": kind, kind: content, **more}

    def text(self, body: str, **more: Any) -> JSON:
        """A text."""
        return self.message("text", {"body": body}, **more)

    def edited(self, original: str, message: JSON) -> JSON:
        """`message` is what the one called `original` says now (Meta, «edit messages webhook reference»)."""
        kind = message["type"]
        now = {"context": {"id": original}, "type": kind, kind: message[kind]}
        return self.message("edit", {"original_message_id": original, "message": now})

    def revoked(self, original: str) -> JSON:
        """The one called `original` is taken back (Meta, «revoke messages webhook reference»)."""
        return self.message("revoke", {"original_message_id": original})

    def press(self, shown: JSON, title: str, **more: Any) -> JSON:
        """A press on the button or row called `title` of an interactive message that was sent to this person."""
        action = shown["interactive"]["action"]
        buttons = [button["reply"] for button in action.get("buttons", [])]
        rows = [row for section in action.get("sections", []) for row in section["rows"]]
        for kind, replies in (("button_reply", buttons), ("list_reply", rows)):
            for reply in replies:
                if reply["title"] == title:
                    return self.pressed(reply["id"], title, kind=kind, **more)
        raise AssertionError(f"no {title!r} among {[one['title'] for one in buttons + rows]}")

    def pressed(self, token: str, title: str, *, kind: str = "button_reply", **more: Any) -> JSON:
        """A press on a button with a token of the caller's choice."""
        return self.message("interactive", {"type": kind, kind: {"id": token, "title": title}}, **more)

    def every_other_type(self) -> dict[str, JSON]:
        """A message of each type that is not text or a press, by name."""
        media = {"id": "1003383421387256", "sha256": "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI="}
        unknown = [{"code": 131051, "title": "Message type unknown", "message": "Message type unknown",
                    "error_data": {"details": "Message type is currently not supported."}}]  # fmt: skip
        unsupported = self.message("unsupported", {}, errors=unknown)
        del unsupported["unsupported"]
        return {
            "image": self.message("image", {**media, "mime_type": "image/jpeg"}),
            "document": self.message("document", {**media, "mime_type": "application/pdf", "filename": "acta.pdf"}),
            "audio": self.message("audio", {**media, "mime_type": "audio/ogg"}),
            "voice": self.message("audio", {**media, "mime_type": "audio/ogg; codecs=opus", "voice": True}),
            "video": self.message("video", {**media, "mime_type": "video/mp4"}),
            "sticker": self.message("sticker", {**media, "mime_type": "image/webp", "animated": False}),
            "location": self.message(
                "location", {"latitude": 20.67, "longitude": -103.35, "name": "Palacio Municipal"}
            ),
            "contacts": self.message("contacts", [{"name": {"formatted_name": "Ana"}, "phones": []}]),  # type: ignore[arg-type]
            "order": self.message("order", {"catalog_id": "194836987003835", "product_items": []}),
            "unsupported": unsupported,
        }


def webhook(
    number: str, *messages: JSON, phones: tuple[Phone, ...] = (), field: str = "messages", **value: Any
) -> JSON:
    """The body of a webhook with `messages` in one change.

    Args:
        number: Phone number id that received them.
        phones: Who wrote them, for `contacts`.
    """
    inner: JSON = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "523312345678", "phone_number_id": number},
        **value,
    }
    if phones:
        inner["contacts"] = [phone.contact for phone in phones]
    if messages:
        inner["messages"] = list(messages)
    entry = {"id": "419561257915477", "changes": [{"field": field, "value": inner}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def status(wamid: str, phone: Phone, state: str, *codes: int) -> JSON:
    """What became of a message of ours, for `statuses`."""
    errors = [{"code": code, "title": "Error", "message": "Error", "error_data": {"details": "…"}} for code in codes]
    pricing = {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"}
    told: JSON = {"id": wamid, "status": state, "timestamp": str(int(time.time())), "recipient_id": phone.number,
                  "recipient_user_id": phone.user, "pricing": pricing}  # fmt: skip
    return {**told, "errors": errors} if errors else told
