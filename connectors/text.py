"""Text from outside made safe for Rasa."""

from __future__ import annotations

import unicodedata

LONGEST = 20_000  # characters kept of one message; the assistant itself asks for less


def clean_text(text: str) -> str:
    """`text` as plain words: no control or invisible characters, no leading slash, no edges.

    Rasa obeys a text such as `/restart` or `/intent{"slot": …}` with full confidence, so nothing that a person types
    may begin with a slash.
    """
    kept = "".join(
        character if character in "\n\t" or unicodedata.category(character)[0] != "C" else " "
        for character in text[:LONGEST]
    )
    return kept.lstrip("/ \t\n\u00a0").strip()
