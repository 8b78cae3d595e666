"""Our text in Telegram's HTML, and our choices as an inline keyboard."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Iterator, List, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from connectors.messages.cursive import CURSIVE
from connectors.messages.reply import Choice

SHORT = 14  # characters of a title that shares its row with another one on a narrow telephone


def to_html(text: str) -> str:
    """`text` with its *cursive* as HTML; only &, < and > are special there (core.telegram.org/bots/api#html-style)."""
    return CURSIVE.sub(r"<i>\1</i>", escape(text, quote=False))


def keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """The choices in order, short ones in pairs; None if there are none."""
    if not choices:
        return None
    rows = [[InlineKeyboardButton(one.title, callback_data=one.token) for one in row] for row in _rows(choices)]
    return InlineKeyboardMarkup(rows)


def _rows(choices: Sequence[Choice]) -> Iterator[List[Choice]]:
    for short, run in groupby(choices, lambda choice: len(choice.title) <= SHORT):
        ordered, width = list(run), 2 if short else 1
        yield from (ordered[start : start + width] for start in range(0, len(ordered), width))
