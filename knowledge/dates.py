"""Dates as people and spreadsheets write them, with the precision they have."""

from __future__ import annotations

import re
from datetime import date, datetime

from knowledge.calendar_names import ANY_WEEKDAY, MONTH_NUMBER, MONTHS
from knowledge.legal_dates import as_everybody_writes
from knowledge.text import fold

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[t ]00:00(?::00)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 00:00(?::00)?)?", re.ASCII)
_IN_WORDS = re.compile(
    r"(?:(\d{1,2})(?:\.?o|er)?\.?\s*(?:de|-|/)?\s*)?([a-z]{3,10})\.?\s*(?:del?|-|/)?\s*(?:ano )?(\d{4})", re.ASCII
)


# «Jueves, 2 de octubre de 1979», «a los 2 días del mes de octubre de 1979».
_BEFORE = re.compile(rf"^(?:(?:{ANY_WEEKDAY}|siendo|dado|el|los|al?|dia)[ ,]*\b)+")
LONGEST = 200  # characters; no date in words is longer


def parse_date(value: object) -> str:
    """A date in ISO form with its own precision: «1979», «1979-10» or «1979-10-02»; empty if there is none.

    Takes Excel's dates, ISO, day first (02/10/1979), words («1.º de octubre de 1979», «oct 1979») and the style of
    documents («a los dos días del mes de octubre de mil novecientos setenta y nueve»).

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
    parts = _parts(text)
    if parts is None and len(text) <= LONGEST:
        parts = _parts(_BEFORE.sub("", as_everybody_writes(text)))
    if parts is None:
        raise ValueError(f"«{value}» no es una fecha")
    year, month, day = parts
    if not 1900 <= int(year) <= 2100:
        raise ValueError(f"«{value}»: el año está fuera de 1900 a 2100")
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(f"«{value}» no es una fecha posible") from None
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])


def _parts(text: str) -> tuple[str, str | None, str | None] | None:
    """Year, month and day, as far as `text` has them; None if it is none of the known forms."""
    if match := _ISO.fullmatch(text):
        return match[1], match[2], match[3]
    if match := _DAY_FIRST.fullmatch(text):
        return match[3], match[2], match[1]
    if (match := _IN_WORDS.fullmatch(text)) and match[2] in MONTH_NUMBER:
        return match[3], str(MONTH_NUMBER[match[2]]), match[1]
    return None


def spell_date(iso: str) -> str:
    """«1979-10-02» → «2 de octubre de 1979»; «1979-10» → «octubre de 1979»; «1979» as it is."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} de {month} de {year}" if len(rest) == 2 else f"{month} de {year}"
