"""The ways in which a date can be said, before today is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spanish.dates.nth_weekdays import Nth

Lean = Literal["pasada", "futura", ""]
Edge = Literal["", "inicio", "mitad", "fin"]


@dataclass(frozen=True)
class NumericDate:
    """A date said by its parts; the parts may be impossible. `year` is None when it was left out.

    Attributes:
        nth: Instead of `day`: «el segundo martes».
        weekday: The name of the day said with it (0 is Monday), which may not be that day's: «jueves 4 de diciembre».
    """

    day: int | None
    month: int
    year: int | None
    edge: Edge = ""
    lean: Lean = ""
    nth: Nth | None = None
    weekday: int | None = None


@dataclass(frozen=True)
class SpokenDate:
    """A date said in relation to today, as «en 2 semanas», «hace 3 meses» or «martes».

    Attributes:
        unit: How precise it is.
        weekday: The day of that week (0 is Monday): «el martes de la semana que viene».
        day: The day of that month: «el 12 del mes pasado». It may not have it.
        nth: The day of that month: «el último viernes del mes».
    """

    phrase: str
    lean: Lean = ""
    edge: Edge = ""
    unit: Literal["dia", "semana", "mes", "ano"] = "dia"
    weekday: int | None = None
    day: int | None = None
    nth: Nth | None = None


@dataclass(frozen=True)
class Incomplete:
    """Only a year, only a day of the month or, with neither, only «el primer lunes» was said.

    Attributes:
        weekday: The name of the day said with `day`, which tells the month: «el jueves 4».
    """

    year: int | None = None
    day: int | None = None
    weekday: int | None = None
    lean: Lean = ""
