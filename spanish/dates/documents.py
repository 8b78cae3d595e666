"""Dates in the style of Mexican documents, put as everybody writes them.

«A los quince días del mes de enero del año dos mil veintisiete» → «15 de enero de 2027».
"""

from __future__ import annotations

import re

from spanish.dates.calendar import ANY_MONTH, MONTH_NUMBER
from spanish.numerals import ORDINALS, with_digits

_TENS = {"decimo": 10, "vigesimo": 20, "trigesimo": 30}
_UNITS = {word: place for word, place in ORDINALS.items() if place < 10 and not word.endswith("a")}
# «Décimo quinto», «decimoquinto», «vigésimo»: days that numerals leave as words.
_ORDINAL_DAYS = _TENS | _UNITS | {"undecimo": 11, "duodecimo": 12}
_ORDINAL_DAYS |= {
    f"{ten}{gap}{unit}": tens + units
    for ten, tens in _TENS.items()
    for unit, units in _UNITS.items()
    for gap in (" ", "")
}
_ORDINAL_DAY = "|".join(sorted(_ORDINAL_DAYS, key=len, reverse=True))
_OF_THE_MONTH = r"(?:del? )?(?:mes )?(?:de )?"
_THIS_MONTH = "presente mes|mes en curso|mes actual|mes que corre"

_FIRST = re.compile(rf"\bprimero (?=(?:del? )?(?:mes de )?(?:{ANY_MONTH})\b)")
_SAID_TWICE = re.compile(r"(?<!\d)(\d+) ?\( ?\1 ?\)")  # «15 (quince) días»
_ORDINAL = re.compile(rf"\b({_ORDINAL_DAY}) (?=dia {_OF_THE_MONTH}(?:{ANY_MONTH}|{_THIS_MONTH})\b)")
# «En 15 días» and «hace 15 días» count from today.
_DAYS_OF = re.compile(
    r"(?<!\ben )(?<!\bhace )(?<!\bfaltan )(?<!\bquedan )(?<!\bde )(?<!\bunos )\b"
    rf"(?P<day>\d{{1,2}}|(?<=\ba )un) dias? ?,? ?{_OF_THE_MONTH}(?P<month>{ANY_MONTH}|{_THIS_MONTH})\b"
)
_YEAR_AFTER = r"(?: ?,? ?(?:del? )?(?:ano )?(?:de )?(?P<year>\d{4})\b)?"
_MONTH_BEFORE = re.compile(
    rf"\b(?P<month>{ANY_MONTH}) ?,? ?(?:el |a los |al )?"
    rf"(?:dia (?P<day>\d{{1,2}})|(?P<days>\d{{1,2}}) dias)\b{_YEAR_AFTER}"
)
_FORM = re.compile(
    rf"\bdia:? ?(?P<day>\d{{1,2}}) ?[,;/]? ?(?:del? )?"
    rf"mes:? ?(?:de )?(?P<month>\d{{1,2}}|{ANY_MONTH}) ?[,;/]? ?(?:del? )?"
    r"(?:ano:? ?)?(?P<year>\d{4})\b"
)
_NUMBERED_MONTH = re.compile(r"(?<!\d)(\d{1,2}) del mes (\d{1,2}) (?:del? )?(?:ano )?(\d{4}|\d{2})\b")


def as_everybody_writes(plain: str) -> str:
    """Folded text with its written numbers as digits and its formal dates as «15 de enero de 2027»."""
    text = _FIRST.sub("1 ", _SAID_TWICE.sub(r"\1", with_digits(plain)))
    text = _FORM.sub(_joined, text)
    text = _NUMBERED_MONTH.sub(r"\1/\2/\3", text)
    text = _ORDINAL.sub(lambda match: f"{_ORDINAL_DAYS[match[1]]} ", text)
    text = _DAYS_OF.sub(_of_month, text)
    return _MONTH_BEFORE.sub(_day_first, text)


def _joined(match: re.Match[str]) -> str:
    month = match["month"]
    return f"{match['day']}/{int(month) if month.isdigit() else MONTH_NUMBER[month]}/{match['year']}"


def _of_month(match: re.Match[str]) -> str:
    day = "1" if match["day"] == "un" else match["day"]
    return f"{day} de {match['month']}" if match["month"] in MONTH_NUMBER else f"{day} del mes en curso"


def _day_first(match: re.Match[str]) -> str:
    year = f" de {match['year']}" if match["year"] else ""
    return f"{match['day'] or match['days']} de {match['month']}{year}"
