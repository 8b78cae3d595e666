"""Cells as text: one line, printable, and empty where they only say that nothing is known."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from spanish.text import fold

# How people and programs write that there is nothing, folded and without dots, slashes or spaces at the ends.
_NOTHING = frozenset(
    """
    n/a|na|n/d|nd|s/d|sd|s/n|sn|s/f|sf|s/r|s/i|s/dato|s/numero|s/num|s/no|s/fecha|s/registro
    no aplica|no disponible|no aplicable|no hay|no existe|no se sabe|no se conoce|no especificado|no especifica
    no identificado|no localizado|no localizada|no determinado|no definido|no definida|no tiene|no cuenta|no cuenta con
    sin dato|sin datos|sin numero|sin num|sin fecha|sin registro|sin informacion|sin especificar|sin definir|sin firma
    dato no disponible|datos no disponibles|no se cuenta con informacion|informacion no disponible
    se desconoce|desconocido|desconocida|se ignora|ninguno|ninguna|nulo|vacio|en blanco|null|none|nan|nil|not available
    por definir|por confirmar|por determinar|pendiente de definir|tbd
    #n/a|#n/d|#ref!|#¡ref!|#value!|#¡valor!|#valor!|#name?|#¿nombre?|#nombre?|#div/0!|#¡div/0!|#null!|#¡nulo!|#num!|#¡num!
    """.replace("\n", "|").split("|")
)
# In a date or a number these also say that there is none; elsewhere they say something («estatus: en trámite»).
_NOT_YET = frozenset(
    """
    no|0|00|000|pendiente|en tramite|en proceso|por registrar|por inscribir|por firmar|no registrado|no registrada
    no inscrito|no inscrita|sin inscribir|sin inscripcion|sin registrar|sin firmar|no firmado|pendiente de registro
    pendiente de inscripcion|pendiente de firma|en firma|en revision
    """.replace("\n", "|").split("|")
)
_LONGEST = 40  # characters; no mark is longer
_COUNT = re.compile("[1-9]")  # nor has a digit but zero
_AROUND = re.compile(r"[^\w/]|_")  # the slash stays: «S/I» is no information, and «Sí» is yes
_NOTHING_KEYS = frozenset(_AROUND.sub("", mark) for mark in _NOTHING) - {""}
_NOT_YET_KEYS = frozenset(_AROUND.sub("", mark) for mark in _NOT_YET) - {""}

# What a spreadsheet runs as a formula when it opens a CSV (OWASP, «CSV Injection»), also with our own mark before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n|%]")


def cell_text(value: object) -> str:
    """A cell as text on one line, without control characters; Excel's «15.0» is «15»."""
    if not isinstance(value, str):
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, datetime):
            value = value.date()
        value = str(value)
    text = value
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def is_blank(value: object) -> bool:
    """Whether the cell has nothing in it, not even a mark of emptiness."""
    return value is None or (isinstance(value, str) and not value.strip())


@lru_cache(maxsize=8_192)  # a file repeats its words
def says_nothing(text: str, *, dated: bool = False) -> bool:
    """Whether the text is a mark of emptiness: «N/A», «S/N», «-», «No aplica», «#N/D».

    Args:
        dated: The cell is for a date or a number, where «Pendiente» or «No» also mean that there is none.
    """
    if len(text) > _LONGEST or _COUNT.search(text):
        return False
    if not any(c.isalnum() for c in text):
        return True
    key = _AROUND.sub("", fold(text))
    return key in _NOTHING_KEYS or (dated and key in _NOT_YET_KEYS)


def inert(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula when it opens the CSV; `shown` undoes it."""
    return f"'{text}" if _FORMULA.match(text) else text


def shown(text: str) -> str:
    """What `inert` wrote, as it was before."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
