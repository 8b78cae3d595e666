"""A part of a reply as the body of a request to `/messages`.

Source: Meta, Cloud API, «Interactive reply buttons», «Interactive lists», «Text», «Image» and «Document messages». The
rendering has already kept every part within `connectors.messages.reply.WHATSAPP`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Tuple

from connectors.messages.rendering import LEAD, as_buttons, row
from connectors.messages.reply import WHATSAPP, Part
from connectors.messages.splitting import split
from connectors.whatsapp.markup import to_whatsapp

LIST_BUTTON = "Ver opciones"  # ≤ 20 characters
LOST_FILE = "No pude mandarte el archivo por aquí. Pídemelo otra vez más tarde, por favor."
# Source: Meta, Cloud API, «Supported media types». Any other file of ours is text, and goes as such.
MIMES = {
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Payload = Dict[str, Any]


def recipient(phone: str, user: str) -> Payload:
    """To whom: the phone where it is known, as Meta recommends, else the business-scoped user id."""
    name = {"to": phone} if phone else {"recipient": user}
    return {"messaging_product": "whatsapp", "recipient_type": "individual", **name}


def file_type(path: str) -> Tuple[str, str]:
    """Name and MIME type with which a file is uploaded and shown."""
    file = Path(path)
    mime = MIMES.get(file.suffix.lower())
    return (file.name, mime) if mime else (f"{file.stem}.txt", "text/plain")


def content(part: Part, media: str = "") -> Payload:
    """What is sent: text, buttons, list, image or document.

    Args:
        media: Meta's id of the part's file, already uploaded.
    """
    text = to_whatsapp(part.text)
    caption = {"caption": text} if text else {}
    if part.choices and not part.numbered:
        return _interactive(part, text, media)
    if part.kind == "imagen":
        return {"type": "image", "image": {"id": media, **caption}}
    if part.kind == "documento":
        return {"type": "document", "document": {**_document(part, media), **caption}}
    return _text(text)


def plain(part: Part) -> Payload:
    """The same part as nothing but text, for when WhatsApp refuses its first form; choices are listed in it."""
    lines = [part.text, part.alt, LOST_FILE if part.kind == "documento" else ""]
    if not part.numbered:
        lines += ["\n".join(f"• {choice.title}" for choice in part.choices)]
    text = "\n\n".join(filter(None, lines)) or LOST_FILE
    return _text(split(to_whatsapp(text), WHATSAPP.text)[0])


def _text(body: str) -> Payload:
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def _document(part: Part, media: str) -> Payload:
    return {"id": media, "filename": file_type(part.path)[0]}


def _interactive(part: Part, text: str, media: str) -> Payload:
    shown: Payload = {"body": {"text": text or LEAD}}
    if part.kind == "imagen":
        shown["header"] = {"type": "image", "image": {"id": media}}
    elif part.kind == "documento":
        shown["header"] = {"type": "document", "document": _document(part, media)}
    if as_buttons(part.choices, WHATSAPP):
        buttons = [{"type": "reply", "reply": {"id": one.token, "title": one.title}} for one in part.choices]
        return {"type": "interactive", "interactive": {"type": "button", **shown, "action": {"buttons": buttons}}}
    rows = []
    for choice in part.choices:
        title, description = row(choice, WHATSAPP)
        rows.append({"id": choice.token, "title": title, **({"description": description} if description else {})})
    action = {"button": LIST_BUTTON, "sections": [{"title": "Opciones", "rows": rows}]}
    return {"type": "interactive", "interactive": {"type": "list", **shown, "action": action}}
