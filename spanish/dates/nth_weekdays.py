"""A day by its place among those of its name in a month: «el primer lunes de octubre», «el último viernes del mes»."""

from __future__ import annotations

import calendar
import re
from datetime import date

from spanish.dates.calendar import ANY_WEEKDAY, WEEKDAYS
from spanish.numerals import ORDINALS

_PLACES = {word: place for word, place in ORDINALS.items() if place <= 5 and not word.endswith("a")} | {"1": 1}
_PLACES |= {"ultimo": -1, "penultimo": -2}
_NTH = re.compile(rf"\b(?P<place>{'|'.join(_PLACES)}) (?P<weekday>{ANY_WEEKDAY})\b(?:,? del? (?:mes de )?)?")

Nth = tuple[int, int]  # the place, from 1 on or backwards from -1, and the weekday, 0 is Monday


def find_nth(plain: str) -> tuple[Nth, str] | None:
    """The place and weekday said in folded text, with what is said after them; None if there are none."""
    match = _NTH.search(plain)
    if match is None:
        return None
    return (_PLACES[match["place"]], WEEKDAYS.index(match["weekday"])), plain[match.end() :]


def nth_weekday(year: int, month: int, nth: Nth) -> date | None:
    """That day of the month; None if it has no fifth one."""
    place, weekday = nth
    days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    return date(year, month, days[place - 1 if place > 0 else place]) if place <= len(days) else None
