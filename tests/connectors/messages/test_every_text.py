"""Everything that Enlace can say, as Telegram and WhatsApp get it: within their contracts, and nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from connectors.delivery.store import buttons
from connectors.messages.rendering import render
from connectors.messages.reply import TELEGRAM, WHATSAPP, Limits, Part, Reply
from connectors.messages.splitting import length
from connectors.telegram.markup import keyboard, to_html
from connectors.whatsapp.payloads import content, recipient
from tests.doubles.telegram import contract
from tests.doubles.telegram.limits import check_limits, plain_text
from tests.doubles.whatsapp.contract import refusals

Delivered = tuple[str, list[str]]  # the text of one message as a person reads it, and what its choices say
_CURSIVE = re.compile(r"(?<!\w)\*(?!\s)([^*\n]+)(?<!\s)\*(?!\w)")
_ITALIC = re.compile(r"(?<!\w)_(?!\s)([^\n]+?)(?<!\s)_(?!\w)")  # an underscore inside a word does nothing
_INERT = str.maketrans({"∗": "*", "＿": "_", "∼": "~", "‵": "`"})
TELEGRAM_CALLS = contract.published() or contract.held()
SOMEBODY = recipient("523312345678", "")


def to_telegram(part: Part) -> Delivered:
    """A part in Telegram's own terms; fails where Telegram would not take it."""
    markup = keyboard(part.choices)
    given: dict[str, Any] = {"chat_id": 1, "parse_mode": "HTML"} | (
        {"reply_markup": markup.to_dict()} if markup else {}
    )
    method, below = {"texto": ("sendMessage", "text"), "imagen": ("sendPhoto", "caption")}.get(
        part.kind, ("sendDocument", "caption")
    )
    if part.kind != "texto":
        given[method.removeprefix("send").lower()] = b"what is in the file"
    given[below] = to_html(part.text or part.alt)
    check_limits(method, TELEGRAM_CALLS.check_call(method, given))
    titles = [button.text for row in (markup.inline_keyboard if markup else ()) for button in row]
    return plain_text(given[below], "HTML"), titles


def to_whatsapp(part: Part) -> Delivered:
    """A part in Meta's own terms; fails where Meta would not take it."""
    message = content(part, "7")
    assert refusals({**SOMEBODY, **message}) == []
    inside = message[message["type"]]
    written = inside.get("caption", "") if message["type"] in ("image", "document") else inside.get("body", "")
    titles = [choice.title for choice in part.choices] if part.numbered else []
    if message["type"] == "interactive":
        written, action = inside["body"]["text"], inside["action"]
        titles = [button["reply"]["title"] for button in action.get("buttons", ())]
        for row in (row for section in action.get("sections", ()) for row in section["rows"]):
            titles.append(f"{row['title']} {row.get('description', '')}".strip())
    return _ITALIC.sub(r"\1", written).translate(_INERT), titles


@pytest.mark.parametrize(("limits", "deliver"), [(TELEGRAM, to_telegram), (WHATSAPP, to_whatsapp)])
def test_every_text_arrives_whole(
    limits: Limits, deliver: Callable[[Part], Delivered], everything: list[Reply]
) -> None:
    lost = []
    # Two at once too: an answer in the middle of the guide is followed by the question.
    for turn in [*([one] for one in everything), *map(list, pairwise(everything))]:
        arrived = [deliver(part) for part in _parts(turn, limits)]
        if not _is_whole(turn, arrived):
            lost.append((turn, arrived))
    assert lost == []


def _parts(turn: list[Reply], limits: Limits) -> list[Part]:
    """The parts of a turn, with tokens as they travel."""
    parts = render(turn, limits)
    for part in parts:
        assert length(part.text) <= (limits.text if part.kind == "texto" else limits.caption)
    token = buttons.PREFIX + "f" * 16
    return [
        replace(part, choices=tuple(replace(one, token=f"{token}{n}") for n, one in enumerate(part.choices)))
        for part in parts
    ]


def _is_whole(turn: list[Reply], arrived: list[Delivered]) -> bool:
    """Whether the texts came in order, each with its sources behind it, and every choice can be pressed."""
    read = _bare("".join(text for text, _ in arrived))
    place = 0
    for reply in turn:
        cited = [value for one in reply.sources for name, value in one.items() if name in ("titulo", "cita", "fecha")]
        cautions = [one["cautela"] for one in reply.sources if "cautela" in one]
        place = read.find(_bare(_CURSIVE.sub(r"\1", reply.text)), place)
        if place < 0 or not all(_bare(text) in read[place:] for text in [*cited, *cautions]):
            return False
        place += len(_bare(_CURSIVE.sub(r"\1", reply.text)))
    return [_bare(title) for _, titles in arrived for title in titles] == [
        _bare(one.title) for reply in turn for one in reply.choices
    ]


def _bare(text: str) -> str:
    return "".join(text.split())
