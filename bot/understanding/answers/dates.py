"""Reads when: «el próximo martes», «15/3/27», «en dos semanas», «a finales de septiembre de 2027», «aún no»."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from bot.understanding.answers.result import Parsed, nothing
from bot.understanding.answers.yes_no import not_yet, read_yes_no
from knowledge.guide.model.guide import NOT_YET, Question
from spanish.dates.calendar import MONTHS, WEEKDAYS
from spanish.dates.kinds import Edge, Incomplete, Lean, NumericDate, SpokenDate
from spanish.dates.nth_weekdays import nth_weekday
from spanish.dates.phrases import find_date
from spanish.dates.written import spell_date
from spanish.text import fold

OLDEST = 1950  # the first sister cities of Mexico are from the fifties
_NEAR = timedelta(days=200)  # a little more than half a year: on which side of today is not clear
AHEAD = 30  # years; no agreement or term of office ends later
_NAMES = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_EXAMPLE = "Por ejemplo: «15 de marzo de 2027» o «en dos semanas»."
_PAST = re.compile(
    r"\b(?:fue|fueron|mand\w+|envi(?:e|o|amos|aron)|recib\w+|firm(?:e|o|amos|aron)|aprob(?:o|aron"
    r"|amos)|entreg(?:o|amos|aron)|tuvimos|hubo|hace|pasad\w+|dieron|contestaron|confirmaron"
    r"|confirmo|publicaron|publico|quedo|votaron|llego|ya)\b"
)
_FUTURE = re.compile(
    r"\b(?:sera|seria|va a|vamos a|proxim\w+|viene|entra|planea\w*|espera\w*|programad\w+"
    r"|termina\w*|acaba\w*|vence\w*|hasta)\b"
)
_COMING = re.compile(
    r"\b(?:sera|va a(?: \w+)? ?|van a|vamos a|proxim\w+|que viene|que entra|programad\w+|planea\w*|\w+remos|\w+aran?"
    r"|(?:se|lo|la) (?:vota|firma|publica|manda|envia|entrega|confirma|reune|presenta|aprueba)n?|votan|sesionan?)\b"
)
_DENIED = re.compile(r"[^,] no[ .!]*$")  # «la semana pasada no»
_SINCE = re.compile(
    r"\b(?:hace (?:mucho|tiempo|años|anos|rato)|pronto|luego|despues|quien sabe cuando"
    r"|un dia de estos|al rato|ya mero)\b"
)


# What says no more about the day: «hace exactamente dos semanas», «en octubre del año en curso».
_SPANS = {
    form: span
    for span, forms in {
        "days": "dia dias",
        "weeks": "semana semanas",
        "months": "mes meses",
        "years": "ano anos",
    }.items()
    for form in forms.split()
}
_JUST = re.compile(r"\b(?:exacta|justa|precisa)mente\b|\bjusto\b", re.IGNORECASE)
_THIS_YEAR = re.compile(r"(?:,\s*)?\s*\bdel? (?:presente año|año en curso|corriente(?: año)?)\b", re.IGNORECASE)


def read_date(question: Question, text: str, today: date) -> Parsed:
    """A date, or `NOT_YET` for «aún no» where the question admits it.

    A month without a day is its first day (the last after «a finales de», the 15th after «a mediados de»), with the
    words of the person in the note. A day without a year is the one nearest to today on the side that fits.
    """
    text = _THIS_YEAR.sub(" de este año", _JUST.sub(" ", text))
    found = find_date(text)
    if found is not None and _DENIED.search(fold(text)):
        return nothing("contradictoria", f"¿Entonces qué día fue o será? {_EXAMPLE}")
    if found is None or (isinstance(found, Incomplete) and not_yet(text)):
        return _without_date(question, text)
    if isinstance(found, Incomplete) and found.weekday is not None:
        found = _month_of(found, _leaning(question, found.lean, text), today) or found
    if isinstance(found, Incomplete):
        of_year = f" de {found.year}" if found.year else ""
        missing = f"¿El {found.day} de qué mes?" if found.day else f"¿De qué mes{of_year}?"
        return nothing("imprecisa", f"{missing} {_EXAMPLE}")
    if isinstance(found, SpokenDate) and found.unit == "ano" and not found.edge:
        return nothing("imprecisa", f"¿De qué mes? {_EXAMPLE}")
    leaning = _leaning(question, found.lean, text)
    if isinstance(found, SpokenDate):
        value, sure = _spoken(found, leaning, today)
        rough = found.unit != "dia" and not found.nth
    else:
        read = _numeric(found, leaning, today)
        if isinstance(read, Parsed):
            return read
        value, sure = read
        rough = found.day is None and not found.nth
    if value is None or not OLDEST <= value.year <= today.year + AHEAD:
        return nothing("absurda", f"Ese año no parece posible aquí. Revísalo y escríbela otra vez. {_EXAMPLE}")
    return _in_tense(question, value, text if rough else "", sure and not rough, today)


def _without_date(question: Question, text: str) -> Parsed:
    polar = read_yes_no(text)
    denied = polar.kind == "valor" and polar.value is False
    if denied and question.allows_not_yet:
        return Parsed("valor", value=NOT_YET, note=polar.note, sure=polar.sure)
    if denied:
        return nothing("no_entendida", f"Aquí necesito una fecha, aunque sea aproximada. {_EXAMPLE}")
    if polar.kind == "valor" or _SINCE.search(fold(text)):
        return nothing("imprecisa", f"¿Qué día fue o será? {_EXAMPLE}")
    return nothing("no_entendida", f"No encontré una fecha en tu mensaje. {_EXAMPLE}")


def _leaning(question: Question, lean: Lean, text: str) -> Lean:
    """On which side of today a date without a year falls: as the person says it, or as the question needs it."""
    if lean:
        return lean
    plain = fold(text)
    if question.tense == "pasada" and _COMING.search(plain):
        return "futura"  # «va a ser el viernes» is no past Friday, and the person is told so
    if question.tense != "cualquiera":
        return question.tense
    if _PAST.search(plain):
        return "pasada"
    return "futura" if _FUTURE.search(plain) else ""


def _month_of(found: Incomplete, leaning: Lean, today: date) -> NumericDate | None:
    """The month whose day has the name said: «el lunes 30»; None if none near today has."""
    first = today.year * 12 + today.month - 1
    months = [divmod(first + ahead, 12) for ahead in (-1, 0, 1)]
    days = [day for year, month in months if (day := _day(year, month + 1, found.day, ""))]
    named = [day for day in days if day.weekday() == found.weekday]
    if not named:
        return None
    nearest = _nearest(named, leaning, today)
    return NumericDate(nearest.day, nearest.month, nearest.year, lean=found.lean)


def _numeric(found: NumericDate, leaning: Lean, today: date) -> tuple[date, bool] | Parsed:
    """The date of its parts and whether nothing was guessed; or why there is no such date."""
    if not 1 <= found.month <= 12:
        reason = f"El mes {found.month} no existe. Escribe primero el día y luego el mes. {_EXAMPLE}"
        return nothing("imposible", reason)
    if found.day is not None and not 1 <= found.day <= 31:
        return nothing("imposible", f"El día {found.day} no existe. {_EXAMPLE}")
    year, sure = found.year, True
    if year in (-1, 0, 1):
        year = today.year + (year or 0)
    elif year is not None and year < 100:
        year += 2000 if year <= today.year % 100 + AHEAD else 1900
    if year is None:
        years, sure = [today.year - 1, today.year, today.year + 1], False
        if found.month == 2 and found.day == 29:
            years = [y for y in range(today.year - 4, today.year + 5) if calendar.isleap(y)]
    else:
        years = [year]
    if not all(1 <= y <= 9999 for y in years):
        return nothing("imposible", f"Ese año no existe. {_EXAMPLE}")
    if found.nth:
        candidates = [day for y in years if (day := nth_weekday(y, found.month, found.nth))]
        if not candidates:
            month = MONTHS[found.month - 1].capitalize()
            return nothing("imposible", f"{month} no tiene ese día. Revísalo y escríbelo otra vez. {_EXAMPLE}")
    else:
        candidates = [day for y in years if (day := _day(y, found.month, found.day, found.edge))]
    if not candidates:
        last = calendar.monthrange(years[0], found.month)[1]
        month = spell_date(f"{years[0]}-{found.month:02d}") if found.year else MONTHS[found.month - 1]
        reason = f"El {found.day} no existe en {month}, que llega al {last}. Revísala y escríbela otra vez."
        return nothing("imposible", reason)
    nearest = _nearest(candidates, leaning, today)
    if found.weekday is None or found.weekday == nearest.weekday():
        return nearest, sure
    # Without a year, the name tells between the one just past and the one to come.
    others = [day for day in candidates if day.weekday() == found.weekday and abs(day - today) <= _NEAR]
    if others and not (leaning or sure):
        return _nearest(others, "", today), sure
    reason = (
        f"El {spell_date(nearest.isoformat())} es {_NAMES[nearest.weekday()]}, no {_NAMES[found.weekday]}. "
        "¿Qué día es? Escríbeme la fecha otra vez."
    )
    return nothing("contradictoria", reason)


def _day(year: int, month: int, day: int | None, edge: Edge) -> date | None:
    last = calendar.monthrange(year, month)[1]
    if day is None:
        day = {"fin": last, "mitad": 15}.get(edge, 1)
    return date(year, month, day) if day <= last else None


def _nearest(candidates: list[date], leaning: Lean, today: date) -> date:
    fitting = [d for d in candidates if (d <= today if leaning == "pasada" else d >= today if leaning else True)]
    return min(fitting or candidates, key=lambda d: abs(d - today))


def _spoken(found: SpokenDate, leaning: Lean, today: date) -> tuple[date | None, bool]:
    value = _moment(found.phrase, leaning, today)
    if value is None:
        return None, False
    if found.nth:
        return nth_weekday(value.year, value.month, found.nth), True
    if found.day is not None:
        within = value
        if found.lean == "futura" and value == today and found.day < today.day:  # «el próximo 15»
            within = today.replace(day=1) + timedelta(days=31)
        elif found.lean == "pasada" and value == today and found.day > today.day:  # «el pasado 28»
            within = today.replace(day=1) - timedelta(days=1)
        return _day(within.year, within.month, found.day, ""), True
    if found.weekday is not None:
        return value + timedelta(days=found.weekday - value.weekday()), True
    if found.unit in ("mes", "ano") and found.edge:
        month = value.month if found.unit == "mes" else {"fin": 12, "mitad": 6}.get(found.edge, 1)
        return _day(value.year, month, None, found.edge), False
    if found.unit == "semana" and found.edge:
        monday = value - timedelta(days=value.weekday())
        return monday + timedelta(days={"fin": 4, "mitad": 2}.get(found.edge, 0)), False
    return value, found.lean != "" or found.phrase == "hace 0 dias"


def _moment(phrase: str, leaning: Lean, today: date) -> date | None:
    """The day of «en 3 semanas», «hace 2 meses» or «martes»; None if no calendar has it."""
    if phrase in WEEKDAYS:
        ahead = (WEEKDAYS.index(phrase) - today.weekday()) % 7
        return today + timedelta(days=ahead - 7 if leaning == "pasada" else ahead or 7)
    direction, amount, unit = phrase.split()
    far = int(amount) * (1 if direction == "en" else -1)
    try:
        return today + relativedelta(**{_SPANS[unit]: far})
    except (OverflowError, ValueError):  # «en 900000 años»
        return None


def _in_tense(question: Question, value: date, note: str, sure: bool, today: date) -> Parsed:
    said = spell_date(value.isoformat())
    side: Literal["", "pasada", "futura"] = "pasada" if value < today else "futura" if value > today else ""
    if question.tense == "pasada" and side == "futura":
        extra = " Si todavía no pasa, escribe «aún no»." if question.allows_not_yet else ""
        return nothing("tiempo", f"Entendí {said}, que todavía no llega, y aquí va algo que ya pasó.{extra}")
    if question.tense == "futura" and side == "pasada":
        return nothing("tiempo", f"Entendí {said}, que ya pasó, y aquí va una fecha por venir.")
    return Parsed("valor", value=value, note=note, sure=sure)
