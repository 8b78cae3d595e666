"""Text from outside made safe for Rasa."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 20_000  # characters kept of one message; the assistant itself asks for less
_UNSEEN = ("Cc", "Cf", "Cs")  # control characters, invisible ones, halves of a character


def clean_text(text: str) -> str:
    """`text` as plain words: composed (NFC), without control or invisible characters, leading slash or edges.

    Rasa obeys a text such as `/restart` or `/intent{"slot": …}` with full confidence, so nothing that a person types
    may begin with a slash, nor with what only looks like one. The whole text is not taken to NFKC: «1º» would
    become «1o».
    """
    kept = "".join(_visible(character) for character in text[:LONGEST])
    clean = unicodedata.normalize("NFC", kept)[:LONGEST].strip()
    words = (place for place, character in enumerate(clean) if not _slash_or_space(character))
    return clean[next(words, len(clean)) :]


def same_words(one: str, other: str) -> bool:
    """Whether two texts have the same words, whatever their accents, capitals and signs; none is no word."""
    return bool(_words(one)) and _words(one) == _words(other)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(character for character in plain if not unicodedata.combining(character)))


def _visible(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in _UNSEEN:
        return character
    return " " if character.isspace() else ""


def _slash_or_space(character: str) -> bool:
    return character.isspace() or unicodedata.normalize("NFKC", character)[0] == "/"
