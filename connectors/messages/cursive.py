"""Our only mark in a text: *cursive*, between asterisks."""

from __future__ import annotations

import re

CURSIVE = re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)")


def to_plain(text: str) -> str:
    """`text` without the mark; any other asterisk is somebody's own."""
    return CURSIVE.sub(r"\1", text)
