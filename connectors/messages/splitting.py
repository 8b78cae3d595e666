"""Long texts divided where a person would divide them."""

from __future__ import annotations

import re

# Where to cut, best first: an empty line, a line, a sentence, a word. The match is what disappears at the cut.
_CUTS = (re.compile(r"\s*\n\s*\n\s*"), re.compile(r"\s*\n\s*"), re.compile(r"(?<=[.!?…:;])\s+"), re.compile(r"\s+"))


def length(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts and no channel counts more strictly."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` UTF-16 units; nothing is lost but the white space at the cuts.

    Args:
        limit: At least 2, so that any character fits.
    """
    pieces = []
    rest = text.strip()
    while (fitting := _fitting(rest, limit)) < len(rest):
        piece, rest = _cut(rest, fitting)
        pieces.append(piece)
    return [*pieces, rest] if rest else pieces


def shorten(text: str, limit: int) -> tuple[str, str]:
    """The beginning of `text` that fits in `limit`, cut between words where it can be, and the rest."""
    fitting = _fitting(text, limit)
    return (text, "") if fitting == len(text) else _cut(text, fitting)


def _cut(text: str, fitting: int) -> tuple[str, str]:
    """`text` cut at or before character `fitting`."""
    for cut in _CUTS:
        # A paragraph that would leave most of the message empty is no good place; a word always is.
        least = 0 if cut is _CUTS[-1] else fitting // 3
        places = [match for match in cut.finditer(text, 0, fitting + 1) if least < match.start() <= fitting]
        if places:
            return text[: places[-1].start()], text[places[-1].end() :].lstrip()
    return text[:fitting], text[fitting:].lstrip()


def _fitting(text: str, limit: int) -> int:
    """How many characters of `text` fit in `limit` units."""
    units = 0
    for place, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return place
    return len(text)
