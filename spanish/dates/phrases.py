"""Finds the part of a message that says a date: its numbers and months, or a phrase about today."""

from __future__ import annotations

import re
from dataclasses import replace

from spanish.dates.calendar import ANY_MONTH, ANY_WEEKDAY, MONTH_NUMBER, WEEKDAYS
from spanish.dates.documents import as_everybody_writes
from spanish.dates.kinds import Edge, Incomplete, Lean, NumericDate, SpokenDate
from spanish.dates.nth_weekdays import find_nth
from spanish.dates.spoken import month_said, spoken_date
from spanish.text import fold

_RELATIVE_YEAR = (
    r"(?:de este ano|del presente ano|del ano en curso|este ano|(?:del? |el )?(?:ano )?(?:pasado|antepasado)"
    r"|(?:del? |el )?(?:proximo ano|(?:otro ano|ano (?:que viene|que entra|proximo|siguiente)))"
    r"|(?:del? )?(?:proximo|que viene|que entra))"
)


_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?(\d{4}|\d{2})(?!\d)")
_SLASHED_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}}) ?[/.\- ] ?({ANY_MONTH})\b\.? ?[/.\- ] ?(?:del? )?(\d{{4}}"
    rf"|\d{{2}})(?!\d)"
)
_DAY_MONTH_SLASH = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_SPACED = re.compile(r"^(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})$")
_OF_OF = re.compile(r"(?<!\d)(\d{1,2}) del? (\d{1,2}) del? (\d{4}|\d{2})(?!\d)")  # «el 7 del 9 del 2026»
_DAY_OF = re.compile(
    rf"(?<![\d/])(?P<day>\d{{1,2}})\s*(?:de |d |del mes de |del )?\s*(?P<month>{ANY_MONTH})\b\.?,?"
    rf"(?:\s*(?:(?:del?|del? ano|,)\s*)?(?P<year>\d{{4}}|\d{{2}})(?!\d| ?(?:de|dia|semana|mes|ano))"
    rf"|\s*,?\s*(?P<relative>{_RELATIVE_YEAR}))?"
)
_MONTH_FIRST = re.compile(  # «sept 14», «nov. 5, 2026»; from 24 on, two digits alone are a year: «marzo 27»
    rf"\b(?P<month>{ANY_MONTH})\b\.? (?:(?P<day>\d{{1,2}}),? (?:del? )?(?P<year>\d{{4}})(?!\d)"
    r"|(?P<alone>0?[1-9]|1\d|2[0-3])(?=,|$))"
)
_MONTH_OF = re.compile(
    rf"\b(?P<month>{ANY_MONTH})\b\.?(?:\s*(?:(?:del?|del? ano|,|/|-)\s*)?(?P<year>\d{{4}}|'?\d{{2}}(?=$|[\s.,]))"
    rf"|\s*,?\s*(?P<relative>{_RELATIVE_YEAR}))?"
)
_NUMERIC_MONTH = re.compile(r"(?<![\d/])(\d{1,2})[/-](\d{4})(?!\d)")
_EDGE: tuple[tuple[Edge, re.Pattern[str]], ...] = (
    (
        "fin",
        re.compile(
            r"\b(?:finales|fines|fin|final|ultimos? dias?|ultimo|ultima semana|terminar|termina|termine"
            r"|acabar) (?:del? |el )?"
        ),
    ),
    (
        "inicio",
        re.compile(
            r"\b(?:principios?|inicios?|comienzos?"
            r"|primeros dias|primera semana|empezar) (?:del? |el )?"
        ),
    ),
    ("mitad", re.compile(r"\b(?:mediados?|mitad|medio) (?:del? )?")),
)
_YEAR = re.compile(r"(?<![\d/.,$-])((?:19|20)\d{2})(?![\d/]|[.,]\d)")
_DAY_LAST = re.compile(  # «el mes pasado, el 28», «diciembre del otro año, el día 15»
    rf"\b((?:mes pasado|este mes|mes que viene|proximo mes|{ANY_MONTH})(?: (?:del? )?(?:\d{{4}}|otro ano"
    r"|ano que (?:viene|entra)|este ano|ano pasado))?),? el (?:dia )?(\d{1,2})$"
)
# «Jueves 4 de diciembre», «4/12/2026 (jueves)», «el 4 de diciembre, que cae en jueves».
_NAMED_BEFORE = re.compile(rf"\b({ANY_WEEKDAY}),? ?(?:proximo |pasado |dia |el |a |los )*(?=\d)")
_NAMED_AFTER = re.compile(
    rf"(?:\d|{ANY_MONTH}|ano),? ?(?:\( ?|que (?:es|cae|sera|fue) |es |cae |en |dia )*({ANY_WEEKDAY})\b"
)
_NAMED_DAY = re.compile(
    rf"\b(?P<weekday>{ANY_WEEKDAY}),? (?P<side>proximo |pasado |que viene |que entra )?(?:el )?(?:dia )?"
    r"(?P<day>\d{1,2})"
    r"(?! ?[-/:\d]| (?:del?|d|dias|semanas|meses|horas?|hrs?|h|am|pm|a m|p m|personas|de la)\b)"
)
_DAY_ONLY = re.compile(r"^(?:sera |fue |para )?(?:el |el dia |dia )([0-3]?\d)\.?$")


def find_date(text: str) -> NumericDate | SpokenDate | Incomplete | None:
    """The first date said in `text`, the most explicit forms first."""
    plain = _prepared(text)
    edge = _edge(plain)
    numeric = _nth(plain) or _by_parts(plain, edge)
    if isinstance(numeric, NumericDate) and numeric.day:
        return replace(numeric, weekday=_weekday(plain))
    return numeric or _named_day(plain) or spoken_date(plain, edge) or _incomplete(plain)


def _prepared(text: str) -> str:
    plain = re.sub(r"\b(?:un par|una pareja) de\b", "2", fold(text))
    plain = re.sub(
        r"\b(?<!\ba )(?:un|una) (?=(?:dia|semana|quincena|mes|ano|bimestre|trimestre|semestre)\b)", "1 ", plain
    )
    plain = re.sub(r"\b1 ?(?:ro|er|o)\b\.?", "1", plain)  # «1º de octubre»
    plain = _DAY_LAST.sub(r"\2 de \1", plain)
    plain = re.sub(r"\bmedio ano\b", "6 meses", plain)
    plain = re.sub(r"\b(en|dentro de|hace) (mes|ano) y medio\b", r"\1 1 \2 y medio", plain)
    # Slashes and dots must survive the words being turned into digits.
    return re.sub(r"\s+([/.,-])\s*", r"\1", as_everybody_writes(plain)).replace(",", ", ")


def _nth(plain: str) -> NumericDate | SpokenDate | Incomplete | None:
    found = find_nth(plain)
    if found is None:
        return None
    nth, month = found
    if match := _MONTH_OF.match(month):
        return replace(_with_year(None, match, ""), nth=nth)
    if (spoken := month_said(month)) is not None:
        return replace(spoken, nth=nth)
    return Incomplete() if nth[0] > 0 else None  # «el último lunes» alone is the one just past


def _by_parts(plain: str, edge: Edge) -> NumericDate | None:
    if match := _ISO.search(plain):
        return NumericDate(int(match[3]), int(match[2]), int(match[1]))
    if match := _SLASHED.search(plain) or _SPACED.match(plain) or _OF_OF.search(plain):
        return NumericDate(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED_MONTH.search(plain):
        return NumericDate(int(match[1]), MONTH_NUMBER[match[2]], int(match[3]))
    if match := _MONTH_FIRST.search(plain):
        year = int(match["year"]) if match["year"] else None
        return NumericDate(int(match["day"] or match["alone"]), MONTH_NUMBER[match["month"]], year)
    if match := _DAY_OF.search(plain):
        return _with_year(int(match["day"]), match, "")
    if match := _DAY_MONTH_SLASH.search(plain):
        return NumericDate(int(match[1]), int(match[2]), None)
    if match := _NUMERIC_MONTH.search(plain):
        return NumericDate(None, int(match[1]), int(match[2]), edge)
    for match in _MONTH_OF.finditer(plain):
        # «mar», «set» or «abr» inside a sentence are other words unless something else says that it is a month.
        if len(match["month"]) > 4 or match["month"] == "mayo" or match["year"] or len(plain.split()) <= 3:
            return _with_year(None, match, edge)
    return None


def _with_year(day: int | None, match: re.Match[str], edge: Edge) -> NumericDate:
    month, year, relative = MONTH_NUMBER[match["month"]], match["year"], match["relative"] or ""
    if year:
        return NumericDate(day, month, int(year.strip("'")), edge)
    coming = re.search("proxim|viene|entra|siguiente|otro", relative)
    lean: Lean = "pasada" if "pasado" in relative else "futura" if coming else ""
    # 0 and ±1 stand for this, last and next year until today is known.
    offset = {"pasada": -1, "futura": 1}.get(lean, 0 if relative else None)
    if relative and "ano" not in relative:  # «marzo pasado», «marzo que viene»: the nearest on that side
        offset = None
    return NumericDate(day, month, offset, edge, lean)


def _weekday(plain: str) -> int | None:
    named = _NAMED_BEFORE.search(plain) or _NAMED_AFTER.search(plain)
    return WEEKDAYS.index(named[1]) if named else None


def _named_day(plain: str) -> Incomplete | None:
    match = _NAMED_DAY.search(plain)
    if match is None:
        return None
    side: Lean = "pasada" if match["side"] == "pasado " else "futura" if match["side"] else ""
    return Incomplete(day=int(match["day"]), weekday=WEEKDAYS.index(match["weekday"]), lean=side)


def _incomplete(plain: str) -> Incomplete | None:
    if match := _DAY_ONLY.match(plain):
        return Incomplete(day=int(match[1]))
    match = _YEAR.search(plain)
    return Incomplete(year=int(match[1])) if match else None


def _edge(plain: str) -> Edge:
    for name, pattern in _EDGE:
        if pattern.search(plain):
            return name
    return ""
