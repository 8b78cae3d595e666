"""Years and periods: «1995», «en los noventa», «de 1990 a 2000», «desde 2010», «antes de 2000»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.understanding.places.matcher import Message

_DECADES = {
    "cincuenta": 1950,
    "sesenta": 1960,
    "setenta": 1970,
    "ochenta": 1980,
    "noventa": 1990,
    "dos mil": 2000,
    "50": 1950,
    "60": 1960,
    "70": 1970,
    "80": 1980,
    "90": 1990,
    "2000": 2000,
}
# A point in time: a year, or a decade after «los» or «años» unless it counts something («los noventa días»).
_COUNTED = r"(?! (?:pesos|dolares|dias|horas|minutos|semanas|meses|habitantes|personas|municipios|acuerdos|convenios|"
_COUNTED += r"estados|ciudades|paises|hermanamientos|mil|millones|por ciento|mdp|km|metros|primer[oa]s)\b)"
_DECADE = (
    r"(?:(?:los )?(?:anos|decada de los|decada de|decada del|los) "
    r"(?P<decade{n}>cincuenta|sesenta|setenta|ochenta|noventa|dos ?mil|50|60|70|80|90|2000)(?:es|s)?"
    r"|(?P<bare{n}>cincuentas|sesentas|setentas|ochentas|noventas|dosmiles))\b"
)
_YEAR = r"(?:(?:el |los )?ano )?(?P<year{n}>19[3-9]\d|20[0-4]\d)\b"
_POINT = rf"(?:{_DECADE}|{_YEAR}){_COUNTED}"
_AFTER_RANGE = r"(?: (?P<onward>en adelante|para aca|pa aca|pa ca|a la fecha|a hoy|hasta hoy|hasta la fecha))?"
_PERIOD = re.compile(
    rf"(?:\b(?P<word>antes|anteriores|anterior|despues|posteriores|posterior|desde|a partir|partir|hasta|previos)"
    rf"(?: (?:de|del|a|al))?(?: el| los(?= ano))? )?\b{_POINT.replace('{n}', '1')}"
    rf"(?: (?:(?P<link>al?|hasta|y) )?(?:el )?{_POINT.replace('{n}', '2')})?{_AFTER_RANGE}"
)
_RANGE_START = re.compile(r"entre (?:el )?$")


class Period(NamedTuple):
    """A span of years in a message; `value` as «1995», «1990-1999», «2010-» or «-1999»."""

    start: int
    end: int
    value: str

    @property
    def name(self) -> str:
        """As people should read it: «1995», «de 1990 a 1999», «desde 2010», «hasta 1999»."""
        first, dash, last = self.value.partition("-")
        if not dash:
            return first
        if first and last:
            return f"de {first} a {last}"
        return f"desde {first}" if first else f"hasta {last}"


def periods(message: Message) -> Iterator[Period]:
    """The periods of the message; `start` and `end` count its words."""
    text = " ".join(message.words)
    position = 0
    while match := _PERIOD.search(text, position):
        begin, position = match.span()
        first, second = _first(match), _second(match)
        if second and not _is_range(message, text, match):
            # «2014 y 2015» are two years; the second is read on its own.
            position = match.end("year1") if match["year1"] else _end_of_first(match)
            second = None
        yield Period(text.count(" ", 0, begin), text.count(" ", 0, position) + 1, _value(match, first, second))


def _end_of_first(match: re.Match[str]) -> int:
    return max(match.end("decade1"), match.end("bare1"))


def _is_range(message: Message, text: str, match: re.Match[str]) -> bool:
    """«1990 a 2000» and «1990-2000» always; «1990 y 2000» only after «entre» or the like."""
    if match["link"] == "y":
        return bool(_RANGE_START.search(text[: match.start()])) or match["word"] == "desde"
    if match["link"]:
        return True
    last = text.count(" ", 0, match.end("year1") if match["year1"] else _end_of_first(match))
    return message.text[message.offsets[last][1] : message.offsets[last + 1][0]].strip() in ("-", "–", "—")


def _first(match: re.Match[str]) -> tuple[int, int]:
    return _point(match["year1"], match["decade1"] or match["bare1"])


def _second(match: re.Match[str]) -> tuple[int, int] | None:
    decade = match["decade2"] or match["bare2"]
    return _point(match["year2"], decade) if match["year2"] or decade else None


def _point(year: str | None, decade: str) -> tuple[int, int]:
    """First and last year of a point in time."""
    if year:
        return int(year), int(year)
    name = decade.replace("dosmil", "dos mil")
    first = _DECADES[name] if name in _DECADES else _DECADES[re.sub("e?s$", "", name)]
    return first, first + 9


def _value(match: re.Match[str], first: tuple[int, int], second: tuple[int, int] | None) -> str:
    word = match["word"] or ""
    if second:
        return f"{first[0]}-{second[1]}" if first[0] < second[1] else f"{second[0]}-{first[1]}"
    if word.startswith(("antes", "anterior", "previo")):
        return f"-{first[0] - 1}"
    if word.startswith(("despues", "posterior")):
        return f"{first[1] + 1}-"
    if word == "hasta":
        return f"-{first[1]}"
    if word or match["onward"]:
        return f"{first[0]}-"
    return str(first[0]) if first[0] == first[1] else f"{first[0]}-{first[1]}"
