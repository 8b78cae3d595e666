"""Dates in the style of Mexican documents, and days of the week that are not those of their date."""

from datetime import date

import pytest

from bot.understanding.answers.parse import parse
from knowledge.guide.model.guide import Question
from tests.bot.understanding.answers.test_parsing import TODAY, WHEN


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("a los quince días del mes de enero de 2027", "2027-01-15"),
        ("a los quince dias del mes de enero del año dos mil veintisiete", "2027-01-15"),
        ("a los 15 (quince) días del mes de enero de 2027 (dos mil veintisiete)", "2027-01-15"),
        ("se firmó a los 15 días de enero del presente año", "2026-01-15"),
        ("al primer día del mes de marzo de dos mil veintisiete", "2027-03-01"),
        ("a un día del mes de marzo de 2027", "2027-03-01"),
        ("a primero de marzo de dos mil veintisiete", "2027-03-01"),
        ("a los treinta y un dias del mes de diciembre de dos mil veintiseis", "2026-12-31"),
        ("a los treintaiun dias del mes de diciembre de dos mil veinti seis", "2026-12-31"),
        ("al décimo quinto día del mes de mayo de 2027", "2027-05-15"),
        ("el vigesimoprimer dia de mayo del 2027", "2027-05-21"),
        ("a quince de enero de mil novecientos noventa y ocho", "1998-01-15"),
        ("siendo las doce horas con treinta minutos del día tres de febrero de dos mil veintisiete", "2027-02-03"),
        ("a los quince días del presente mes", "2026-11-15"),
        ("a los cinco días del mes en curso", "2026-11-05"),
        ("mes de enero, día 15 de 2027", "2027-01-15"),
        ("día 15, mes enero, año 2027", "2027-01-15"),
        ("dia 15 mes 1 año 2027", "2027-01-15"),
        ("15 del mes 1 de 2027", "2027-01-15"),
        ("quince de marso del veintisiete", "2027-03-15"),
    ],
)
def test_the_style_of_documents_is_read_to_the_day(text: str, day: str) -> None:
    assert parse(WHEN, text, TODAY).value == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [("en 15 días", "2026-12-08"), ("hace quince días", "2026-11-08"), ("a mediados de marzo de 2027", "2027-03-15")],
)
def test_days_that_count_from_today_are_no_day_of_a_month(text: str, day: str) -> None:
    assert parse(WHEN, text, TODAY).value == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "jueves 4 de diciembre de 2026",
        "el jueves, 4 de diciembre del 2026",
        "juéves 4 de diciembre",
        "jueves 04/12/2026",
        "4 de diciembre de 2026, jueves",
        "el 4/12/2026 (jueves)",
        "el 4 de diciembre de 2026 que cae en jueves",
        "el jueves a los cuatro días del mes de diciembre de dos mil veintiséis",
    ],
)
def test_a_day_of_the_week_that_is_not_that_of_the_date_is_asked(text: str) -> None:
    parsed = parse(WHEN, text, TODAY)
    assert (parsed.kind, parsed.cause) == ("nada", "contradictoria")
    assert "El 4 de diciembre de 2026 es viernes, no jueves" in parsed.reason


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("viernes 4 de diciembre de 2026", "2026-12-04"),
        ("sabado 5 de diciembre", "2026-12-05"),
        ("viernes 29 de mayo", "2026-05-29"),  # of the two nearest, the one that is a Friday
        ("sábado 29 de mayo", "2027-05-29"),
        ("el lunes 30", "2026-11-30"),
        ("el viernes 4", "2026-12-04"),
        ("el jueves pasado 19", "2026-11-19"),
        ("el martes a las 10", "2026-11-24"),
        ("el martes 10 am", "2026-11-24"),
        ("la sesión es el jueves y firmamos el 4 de diciembre de 2026", "2026-12-04"),
    ],
)
def test_a_day_of_the_week_helps_to_know_the_date(text: str, day: str) -> None:
    assert parse(WHEN, text, TODAY).value == date.fromisoformat(day)


def test_a_day_of_the_week_that_no_near_month_has_asks_for_the_month() -> None:
    parsed = parse(WHEN, "el jueves 4", TODAY)
    assert (parsed.cause, "¿El 4 de qué mes?" in parsed.reason) == ("imprecisa", True)


def test_the_name_of_the_day_counts_where_the_date_must_be_past() -> None:
    past = Question(key="K", number="", text="¿Cuándo?", why="", rephrased="", kind="fecha", tense="pasada")
    assert parse(past, "lunes 16 de noviembre", TODAY).value == date(2026, 11, 16)
    assert parse(past, "martes 16 de noviembre", TODAY).cause == "contradictoria"
