"""Dates as people and spreadsheets write them, with the precision they have."""

from __future__ import annotations

import re
from datetime import date, datetime

from knowledge.text import fold

MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_MONTH_NUMBER = {name[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, len(name))}
_MONTH_NUMBER |= {"sept": 9, "set": 9, "setiembre": 9}

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[t ]00:00(?::00)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 00:00(?::00)?)?", re.ASCII)
_IN_WORDS = re.compile(
    r"(?:(\d{1,2})(?:\.?o|er)?\.?\s*(?:de|-|/)?\s*)?([a-z]{3,10})\.?\s*(?:del?|-|/)?\s*(\d{4})", re.ASCII
)


def parse_date(value: object) -> str:
    """A date in ISO form with its own precision: «1979», «1979-10» or «1979-10-02»; empty if there is none.

    Takes Excel's dates, ISO, day first (02/10/1979) and words («1.º de octubre de 1979», «oct 1979»).

    Raises:
        ValueError: it is not a date, or not a possible one.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    elif isinstance(value, float) and value.is_integer():
        value = int(value)  # a year that Excel keeps as 1979.0
    text = fold(str(value)).strip()
    if not text:
        return ""
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif (match := _IN_WORDS.fullmatch(text)) and match[2] in _MONTH_NUMBER:
        day, month, year = match[1], str(_MONTH_NUMBER[match[2]]), match[3]
    else:
        raise ValueError(f"«{value}» no es una fecha")
    if not 1900 <= int(year) <= 2100:
        raise ValueError(f"«{value}»: el año está fuera de 1900 a 2100")
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(f"«{value}» no es una fecha posible") from None
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])


def spell_date(iso: str) -> str:
    """«1979-10-02» → «2 de octubre de 1979»; «1979-10» → «octubre de 1979»; «1979» as it is."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} de {month} de {year}" if len(rest) == 2 else f"{month} de {year}"
