"""What leaves the house: the neutral reply of a turn, and the parts into which a channel's limits divide it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Dict, List, Literal, Optional, Tuple

Source = Dict[str, str]  # `titulo` and, where there are, `cita`, `fecha`, `url`, `cautela`


def linkable(source: Source) -> Source:
    """The source without an address that is not http or https: a link of ours never runs anything."""
    if source.get("url", "").lower().startswith(("https://", "http://")):
        return dict(source)
    return {name: value for name, value in source.items() if name != "url"}


@dataclass(frozen=True)
class Choice:
    """A button. Its payload never leaves the house: what travels is a token, see `connectors.delivery.store.buttons`.

    Attributes:
        title: What it says.
        payload: `/intent` or `/intent{"entity": value}`, made by our own actions; empty once it has a token.
        token: What travels; empty before it has one.
    """

    title: str
    payload: str = ""
    token: str = ""


@dataclass(frozen=True)
class Reply:
    """One message of a turn, whole, as an action said it.

    Attributes:
        text: Plain text; *cursive* between asterisks, paragraphs separated by an empty line.
        image: Path of a PNG.
        alt: What the image shows, in words.
        document: Path of a file to download.
        forget: The person asked to be erased: once this is delivered, all that the door keeps of them goes.
        data: What a channel that can draw it shows as more than text; its keys are those of `bot.reply.send`.
    """

    text: str = ""
    choices: Tuple[Choice, ...] = ()
    sources: Tuple[Source, ...] = ()
    image: str = ""
    alt: str = ""
    document: str = ""
    forget: bool = False
    data: Dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One message on a channel, within its limits; it is stored until the channel accepts it.

    Attributes:
        kind: «texto», «imagen» (a PNG, `text` is its caption) or «documento» (`text` is its caption).
        text: Still with our *cursive*; each door writes it in its own markup.
        numbered: The choices are already in the text as «1. …»; a number typed next presses one.
        sources: Only where the channel shows them apart from the text (the web widget).
        path: File of an image or document.
        data: As in the reply, where the channel draws it.
    """

    kind: Literal["texto", "imagen", "documento"]
    text: str = ""
    choices: Tuple[Choice, ...] = ()
    numbered: bool = False
    sources: Tuple[Source, ...] = ()
    path: str = ""
    alt: str = ""
    forget: bool = False
    data: Dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> Dict[str, Any]:
        """For storing it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Dict[str, Any]) -> Part:
        """Back from `as_dict`."""
        choices = tuple(Choice(**choice) for choice in stored["choices"])
        return cls(**{**stored, "choices": choices, "sources": tuple(stored["sources"])})


@dataclass(frozen=True)
class Limits:
    """What one message of a channel may hold, as data; lengths in UTF-16 units, which no channel counts more strictly.

    Attributes:
        text: Length of a text without choices.
        text_with_choices: Length of a text that carries buttons or a list.
        caption: Length of the text of an image or document.
        buttons: Most buttons; 0 if the channel has none.
        button_title: Length of a button's title.
        rows: Most rows of a list, for more choices than buttons; 0 if the channel has no lists.
        row_title: Length of a row's title; the rest of a long one goes to its description.
        row_description: Length of a row's description.
        one_message: Texts of one turn are joined into one message where they fit.
        sources_apart: Sources travel apart instead of being written under the text.
        draws: What can be shown as more than text travels as data.
    """

    text: int
    text_with_choices: int
    caption: int
    buttons: int
    button_title: int
    rows: int = 0
    row_title: int = 0
    row_description: int = 0
    one_message: bool = False
    sources_apart: bool = False
    draws: bool = False


# Sources: core.telegram.org/bots/api (sendMessage, sendPhoto, InlineKeyboardButton; 100 buttons a keyboard).
TELEGRAM = Limits(text=4000, text_with_choices=4000, caption=1024, buttons=100, button_title=64)
# Sources: Meta, Cloud API: text, interactive reply buttons, interactive list. Since October 2026 each message costs.
WHATSAPP = Limits(
    text=4096, text_with_choices=1024, caption=1024, buttons=3, button_title=20, rows=10, row_title=24,
    row_description=72, one_message=True,
)  # fmt: skip
WEB = Limits(
    text=8000, text_with_choices=8000, caption=8000, buttons=20, button_title=80, sources_apart=True, draws=True
)


def reply_of(message: Dict[str, Any]) -> Reply:
    """The neutral reply in a message that Rasa hands to an output channel."""
    custom = message.get("custom") or {}
    buttons: List[Dict[str, str]] = message.get("buttons") or []
    return Reply(
        text=(message.get("text") or "").strip(),
        choices=tuple(Choice(button["title"], button["payload"]) for button in buttons),
        sources=tuple(map(linkable, custom.get("sources") or ())),
        image=message.get("image") or "",
        alt=custom.get("alt") or "",
        document=message.get("attachment") or custom.get("document") or "",
        data=dict(custom.get("data") or {}),
        forget=bool(custom.get("forget")),
    )


@dataclass(frozen=True)
class Incoming:
    """One thing that a person sent, already authenticated and read by its door.

    Attributes:
        external_id: The channel's own id, the same when it is delivered again: `update_id`, `wamid`, or session/uuid.
        sender: «telegram:<bot>/<chat>», «whatsapp:<phone number id>/<user>» or «web:<session>»: made by the door from
            what it authenticated, never copied from a field that a person can write. No second colon.
        kind: «texto»; «boton», a token in `token`; «orden», what a command of the door's own menu asks, as a button's
            payload in `details["payload"]`; «otro», something that is not read, named in `text` («una foto»), or
            answered with `details["answer"]`.
        text: What was typed, as it came; the title of the button or of the command.
        address: What the door needs to write to this person; kept with the contact. `lasting` says, where that is not
            always so, whether they are recognised when they come back.
        details: What the door needs while this message is in work (the id to mark as read); `excuse` is said before
            the answer, as when the channel brought the message late.
    """

    external_id: str
    sender: str
    kind: Literal["texto", "boton", "orden", "otro"]
    text: str = ""
    token: str = ""
    address: Dict[str, Any] = field(default_factory=dict)
    details: Dict[str, Any] = field(default_factory=dict)
    written_at: Optional[datetime] = None
