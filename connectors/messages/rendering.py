"""The replies of a turn as the messages of a channel, within its limits and with nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from connectors.messages.reply import Choice, Limits, Part, Reply, Source
from connectors.messages.sources import cautions, source_line
from connectors.messages.splitting import length, shorten, split

LEAD = "Elige una opción:"  # no channel takes buttons without a text


def render(replies: Iterable[Reply], limits: Limits) -> list[Part]:
    """The parts of one turn, in order.

    A part with choices shows them as real buttons (`as_buttons`), as rows of a list (`as_rows`) or, if `numbered`, in
    its text. Choices may go with an image or a document only as buttons or numbered, never as a list.
    """
    replies = list(replies)
    parts: list[Part] = []
    numbers = 0
    for message in _messages(replies, limits):
        made = _parts(message, limits, numbers)
        numbers += sum(len(part.choices) for part in made if part.numbered)
        parts += made
    if parts and any(reply.forget for reply in replies):
        parts[-1] = replace(parts[-1], forget=True)
    return parts


def as_buttons(choices: Sequence[Choice], limits: Limits) -> bool:
    """Whether all of them can be real buttons."""
    titles = {choice.title for choice in choices}
    return (
        0 < len(choices) <= limits.buttons
        and len(titles) == len(choices)  # a channel refuses two buttons that say the same
        and all(0 < length(title) <= limits.button_title for title in titles)
    )


def as_rows(choices: Sequence[Choice], limits: Limits) -> bool:
    """Whether all of them can be rows of a list."""
    rows = [row(choice, limits) for choice in choices] if limits.rows else []
    return 0 < len(rows) <= limits.rows and all(
        title and length(title) <= limits.row_title and length(description) <= limits.row_description
        for title, description in rows
    )


def row(choice: Choice, limits: Limits) -> tuple[str, str]:
    """Title and description of a choice in a list: what does not fit in the title goes on below."""
    return shorten(choice.title, limits.row_title)


@dataclass
class _Message:
    """What is said at once: texts, and at most one reply with an image or a document."""

    texts: list[str] = field(default_factory=list)
    media: list[Part] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)


def _messages(replies: list[Reply], limits: Limits) -> list[_Message]:
    messages: list[_Message] = []
    for reply in replies:
        media = _media(reply)
        if not messages or not limits.one_message or (media and messages[-1].media):
            messages.append(_Message())
        message = messages[-1]
        message.media += media
        message.choices += reply.choices
        text = reply.text if limits.sources_apart else _with_sources(reply)
        if text:
            message.texts.append(text)
        if limits.sources_apart:
            message.sources += reply.sources
        if limits.draws:
            message.data |= reply.data
    return messages


def _media(reply: Reply) -> list[Part]:
    image = [Part("imagen", path=reply.image, alt=reply.alt)] if reply.image else []
    return image + ([Part("documento", path=reply.document)] if reply.document else [])


def _with_sources(reply: Reply) -> str:
    lines = dict.fromkeys([*map(source_line, reply.sources), *cautions(reply.sources)])
    return "\n\n".join(filter(None, [reply.text, "\n".join(lines)]))


def _parts(message: _Message, limits: Limits, numbers: int) -> list[Part]:
    text, choices = "\n\n".join(message.texts), tuple(message.choices)
    if choices and not text and not limits.sources_apart:
        text = LEAD
    numbered, shortest = _form(text, message, limits)
    if numbered:
        listed = "\n".join(f"{number}. {choice.title}" for number, choice in enumerate(choices, numbers + 1))
        text = f"{text}\n\n{listed}".strip()
    parts = list(message.media)
    if (
        parts
        and length(text) <= min(limits.caption, shortest)
        and not (choices and _is_list(choices, limits, numbered))
    ):
        parts[-1] = replace(parts[-1], text=text)
    elif text or not parts:
        parts += [Part("texto", text=piece) for piece in _pieces(text, limits.text, shortest)] or [Part("texto")]
    last = replace(parts[-1], choices=choices, numbered=numbered, sources=tuple(message.sources), data=message.data)
    # An empty reply says nothing.
    return [*parts[:-1], last] if last.text or last.path or choices or message.sources else parts[:-1]


def _form(text: str, message: _Message, limits: Limits) -> tuple[bool, int]:
    """Whether the choices have to be written in the text, and how long the text that carries them may be."""
    choices = message.choices
    if not choices:
        return False, limits.text
    real = as_buttons(choices, limits) or as_rows(choices, limits)
    # Where each message costs, one with numbers is better than two with buttons.
    if real and (length(text) <= limits.text_with_choices or not limits.one_message):
        return False, limits.text_with_choices
    return True, limits.text


def _is_list(choices: Sequence[Choice], limits: Limits, numbered: bool) -> bool:
    return not numbered and not as_buttons(choices, limits)


def _pieces(text: str, limit: int, last: int) -> list[str]:
    pieces = split(text, limit)
    return pieces[:-1] + split(pieces[-1], last) if pieces else []
