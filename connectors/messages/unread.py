"""What is said of a photo, a document or anything else that is not read."""

from __future__ import annotations

ONLY_TEXT = "Por ahora solo leo texto y no pude abrir {what}. Escríbeme tu pregunta con palabras, por favor."
CAPTIONED = "Por ahora solo leo texto: no pude abrir tu {what}, pero sí leí lo que escribiste."


def only_text(what: str) -> str:
    """The answer to something without words.

    Args:
        what: «una foto»; empty if nobody knows.
    """
    return ONLY_TEXT.format(what=what or "lo que mandaste")


def captioned(what: str) -> str:
    """Said before the answer to the words below something.

    Args:
        what: «una foto».
    """
    return CAPTIONED.format(what=what.partition(" ")[2])
