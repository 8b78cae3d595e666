"""What months and days of the week are called in Spanish, folded, and how people misspell them."""

from __future__ import annotations

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
MONTH_NUMBER = {name[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, 4, len(name))}
MONTH_NUMBER |= {"set": 9, "setiembre": 9, "febero": 2, "marso": 3, "dicimbre": 12, "novienbre": 11, "septienbre": 9}
ANY_MONTH = "|".join(sorted(MONTH_NUMBER, key=len, reverse=True))  # for regular expressions

WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
ANY_WEEKDAY = "|".join(WEEKDAYS)
