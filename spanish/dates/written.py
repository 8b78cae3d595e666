"""Dates as people and spreadsheets write them, with the precision they have."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from spanish.dates.calendar import ANY_WEEKDAY, MONTH_NUMBER, MONTHS
from spanish.dates.documents import as_everybody_writes
from spanish.text import fold

# As a program in English writes them; the other months begin alike in both languages.
_ENGLISH = {
    "jan": 1, "january": 1, "february": 2, "march": 3, "apr": 4, "april": 4, "may": 5, "june": 6, "july": 7, "aug": 8,
    "august": 8, "september": 9, "october": 10, "november": 11, "dec": 12, "december": 12,
}  # fmt: skip
_MONTH_NUMBER = _ENGLISH | MONTH_NUMBER

# The hour that a spreadsheet or a system adds says nothing of the day: «12:00:00 a. m.», «0:00», «T00:00:00.000Z».
_HOUR = re.compile(
    r"[\st,]+(?:(?:[01]?\d|2[0-3])(?::[0-5]\d){1,2}(?:\.\d+)?\s*(?:[ap]\.?\s*m\.?)?|00:00(?::00(?:\.0+)?)?z)$", re.ASCII
)
# «Jueves, 2 de octubre de 1979», «a los 2 días del mes de octubre de 1979».
_BEFORE = re.compile(rf"^(?:(?:{ANY_WEEKDAY}|siendo|dado|el|los|al?|dia)[ ,.]*\b)+")

_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_NAME = r"(?P<name>[a-z]{3,10})\.?"
_OF = r"\s*(?:de|del|,|-|/|\s)\s*(?:ano\s+|el\s+)?"
_SHAPES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        _YEAR,  # 1979
        rf"{_YEAR}[-/]{_MONTH}",  # 1979-10
        rf"{_YEAR}(?P<between>[-/.]){_MONTH}(?P=between){_DAY}",  # 1979-10-02, 1979/10/02
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)",  # 19791002
        rf"{_MONTH}[-/]{_YEAR}",  # 10/1979
        rf"{_DAY}(?P<between>\s?[-/.]\s?){_MONTH}(?P=between){_YEAR}",  # 02/10/1979
        rf"{_DAY}(?:\.?o|er|°)?\.?(?:{_OF})?{_NAME}(?:{_OF})?{_YEAR}",  # 2 de Octubre, 1979; 1.º de enero de 2020
        rf"{_NAME}\s+{_DAY}(?:,\s*|{_OF}){_YEAR}",  # octubre 2, 1979
        rf"{_NAME}(?:{_OF})?{_YEAR}",  # octubre de 1979
        rf"{_YEAR}{_OF}{_NAME}(?:{_OF}{_DAY})?",  # 1979, octubre 2
    )
)
LONGEST = 200  # characters; no date in words is longer
_ABSENT = re.compile(r"0{4}[-/.]0{1,2}[-/.]0{1,2}|0{1,2}[-/.]0{1,2}[-/.]0{4}")  # how some systems write no date


class MonthFirst(ValueError):
    """It only makes sense with the month before the day, so no other date of its file can be trusted either."""


def parse_date(value: object) -> str:
    """A date in ISO form with its own precision: «1979», «1979-10» or «1979-10-02»; empty if there is none.

    Takes Excel's dates, ISO, day first (02/10/1979), words («1.º de octubre de 1979», «oct 1979»), with their hour or
    their weekday or without, and the style of documents («a los dos días del mes de octubre de mil novecientos
    setenta y nueve»).

    Raises:
        MonthFirst: it has the month before the day.
        ValueError: it is not a date, or not a possible one.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    elif isinstance(value, float) and value.is_integer():
        value = int(value)  # a year that Excel keeps as 1979.0
    return _parse(str(value))


@lru_cache(maxsize=8_192)  # a file repeats its dates
def _parse(written: str) -> str:
    text = fold(written).strip().rstrip(".")
    if len(text) > LONGEST:
        raise ValueError(f"«{written[:LONGEST]}…» no es una fecha")
    parts = None if _ABSENT.match(text) else _parts(text)
    if parts is None:
        text = _HOUR.sub("", text)
        if not text or _ABSENT.fullmatch(text):
            return ""
        parts = _parts(_BEFORE.sub("", text)) or _parts(_BEFORE.sub("", as_everybody_writes(text)))
    if parts is None:
        raise ValueError(f"«{written}» no es una fecha")
    return _iso(written, *parts)


def _parts(text: str) -> tuple[str, str | None, str | None] | None:
    """Year, month and day, as far as `text` has them; None if it has none of the shapes."""
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            found = match.groupdict()
            month = str(_MONTH_NUMBER.get(found["name"], "")) if "name" in found else found.get("month")
            if month != "":
                return found["year"], month, found.get("day")
    return None


def _iso(written: str, year: str, month: str | None, day: str | None) -> str:
    if not 1900 <= int(year) <= 2100:
        raise ValueError(f"«{written}»: el año está fuera de 1900 a 2100")
    if not _possible(year, month, day):
        if day and month and int(month) > 12 and _possible(year, day, month) and not written.startswith(year):
            raise MonthFirst(f"«{written}» trae el mes antes que el día")
        raise ValueError(f"«{written}» no es una fecha posible")
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])


def _possible(year: str, month: str | None, day: str | None) -> bool:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def spell_date(iso: str) -> str:
    """«1979-10-02» → «2 de octubre de 1979»; «1979-10» → «octubre de 1979»; «1979» as it is."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} de {month} de {year}" if len(rest) == 2 else f"{month} de {year}"
