"""The neutral reply: Rasa's own message plus a few keys under `custom`; a channel renders it within its limits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

BUTTON_LENGTH = 20  # WhatsApp's limit for a reply button


@dataclass(frozen=True)
class Button:
    """Something the person can press instead of writing.

    Attributes:
        title: What it says, at most 20 characters.
        intent: Intent it stands for.
        entities: Entity name → value, handed over with the intent.
    """

    title: str
    intent: str
    entities: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, str]:
        """Rasa's form; the payload never leaves the house (a channel sends an opaque token instead)."""
        values = json.dumps(self.entities, ensure_ascii=False) if self.entities else ""
        return {"title": self.title, "payload": f"/{self.intent}{values}"}


def ask_button(title: str, key: str) -> Button:
    """A button that asks for the answer `key`."""
    return Button(title, "preguntar", {"clave": key})


def send(
    dispatcher: CollectingDispatcher,
    text: str,
    *,
    buttons: list[Button] | None = None,
    sources: list[dict[str, str]] | None = None,
    image: str | None = None,
    alt: str | None = None,
    document: str | None = None,
    data: dict[str, Any] | None = None,
    forget: bool = False,
) -> None:
    """Say one message.

    Args:
        text: Plain text, *cursive* between asterisks; paragraphs separated by an empty line.
        buttons: At most ten; the titles must differ.
        sources: Dicts with `titulo` and, where there are, `cita`, `fecha`, `url` and `cautela`.
        image: Path of a PNG.
        alt: What it shows, in a few words, where the text does not name it.
        document: Path of a file to download.
        data: What a channel that can draw it shows as more than text; the text alone must be enough. `copiar`: a dict
            with `titulo` and `texto`, for a button that copies it. `clave`: the key of a case file, with `codigo` and
            `expediente`. `barras`: what `image` draws, for a table: `titulo`, `filas` of `nombre` and `valor` and, for
            percentages, `tope` and `unidad`. `etapas`: likewise for a list: `titulo` and `pasos` of `nombre`,
            `estado` and, for the one where they are, `actual`.
        forget: The person asked to be erased: once this is delivered, the channel forgets them too.
    """
    message: dict[str, Any] = {"text": text}
    if buttons:
        message["buttons"] = [button.as_dict() for button in buttons]
    extras = (("sources", sources), ("alt", alt), ("document", document), ("data", data), ("forget", forget))
    custom = {name: value for name, value in extras if value}
    if custom:
        message["json_message"] = custom
    if image:
        message["image"] = image
    dispatcher.utter_message(**message)
