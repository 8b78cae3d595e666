"""Our text in WhatsApp's markup.

Source: WhatsApp, «How to format your messages»: *bold*, _italic_, ~struck~, `code`. It has no escape character.
"""

from __future__ import annotations

import re

_CURSIVE = re.compile(r"(?<!\w)\*(?!\s)([^*\n]+)(?<!\s)\*(?!\w)")
# A marker acts only beside something that is not a word. Links are kept to the letter.
_MARKER = re.compile(r"https?://\S+|(?<!\w)[*_~`](?=\S)|(?<=\S)[*_~`](?!\w)")
_LOOKALIKE = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "‵"})


def to_whatsapp(text: str) -> str:
    """`text` with our *cursive* as _italic_, and any other character that WhatsApp would obey made inert.

    The length in characters stays the same, so that what fits before still fits.
    """
    written = []
    position = 0
    for match in _CURSIVE.finditer(text):
        written += [_inert(text[position : match.start()]), "_", _inert(match[1]), "_"]
        position = match.end()
    return "".join([*written, _inert(text[position:])])


def _inert(text: str) -> str:
    return _MARKER.sub(lambda found: found[0] if len(found[0]) > 1 else found[0].translate(_LOOKALIKE), text)
