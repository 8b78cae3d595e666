"""A message made safe to read: no invisible characters, one line, a bounded length."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2000  # characters that are read at all
LOOKED_AT = 20_000  # characters in which personal data are looked for

_SPACES = re.compile(r"\s+")
_SHORTHAND = {
    "d": "de",
    "x": "por",
    "kien": "quien",
    "aplika": "aplica",
    "q": "que",
    "k": "que",
    "ke": "que",
    "xq": "porque",
    "pq": "porque",
    "xk": "porque",
    "pus": "pues",
    "ps": "pues",
    "pos": "pues",
    "pz": "pues",
    "todabia": "todavía",
    "todavia": "todavía",
    "tovia": "todavía",
    "haun": "aún",
    "noce": "no sé",
    "nosé": "no sé",
    "nose": "no sé",
    "sta": "está",
    "tamos": "estamos",
    "ta": "está",
    "pa": "para",
    "tmb": "también",
    "nomas": "nada más",
    "nomás": "nada más",
}
_WORD = re.compile(r"[^\W\d_]+")
# A message in which somebody else's text is quoted, as the channels deliver it.
_EDGES = " \t\"'«»“”*_~"


def clean(text: str, longest: int = LONGEST) -> str:
    """`text` on one line, without control or zero-width characters, cut after `longest` characters."""
    normal = unicodedata.normalize("NFKC", text[:LOOKED_AT])
    visible = "".join(c if unicodedata.category(c) not in ("Cf", "Co", "Cs", "Cn") else "" for c in normal)
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in visible)
    return _SPACES.sub(" ", spaced).strip(_EDGES)[:longest].rstrip()


def shorten(text: str, longest: int) -> str:
    """`text` cut at a word so that, with «…», it has at most `longest` characters."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[longest // 2 :] else head).rstrip(" ,;:.") + "…"


def spelled_out(text: str) -> str:
    """`text` with the shorthand of messaging written in full: «creo q si» → «creo que si»."""
    return _WORD.sub(lambda match: _SHORTHAND.get(match[0].casefold(), match[0]), text)
