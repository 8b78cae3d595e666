"""Dates as people and spreadsheets write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanish.dates.calendar import MONTHS
from spanish.dates.written import MonthFirst, parse_date, spell_date

DATES = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        (None, ""),
        ("", ""),
        ("  ", ""),
        ("1979", "1979"),
        (1979, "1979"),
        (1979.0, "1979"),
        ("1979-10", "1979-10"),
        ("1979-10-02", "1979-10-02"),
        ("1979-1-2", "1979-01-02"),
        ("1979-10-02 00:00:00", "1979-10-02"),
        ("1979-10-02T00:00", "1979-10-02"),
        ("02/10/1979", "1979-10-02"),
        ("2.10.1979", "1979-10-02"),
        ("2-10-1979", "1979-10-02"),
        ("02/10/1979 00:00:00", "1979-10-02"),
        ("2 de octubre de 1979", "1979-10-02"),
        ("2 DE OCTUBRE DEL 1979", "1979-10-02"),
        ("1.º de enero de 2020", "2020-01-01"),
        ("1o. de enero de 2020", "2020-01-01"),
        ("1º enero 2020", "2020-01-01"),
        ("1er enero 2020", "2020-01-01"),
        ("oct 1979", "1979-10"),
        ("oct. 1979", "1979-10"),
        ("2-oct-1979", "1979-10-02"),
        ("sept 2001", "2001-09"),
        ("setiembre de 2001", "2001-09"),
        ("02/10/1979 12:00:00 a. m.", "1979-10-02"),
        ("02/10/1979 12:00:00\xa0a.\xa0m.", "1979-10-02"),
        ("2/10/1979 0:00", "1979-10-02"),
        ("2014-10-02 13:45", "2014-10-02"),
        ("2014-10-02T00:00:00.000Z", "2014-10-02"),
        ("1979/10/02", "1979-10-02"),
        ("19791002", "1979-10-02"),
        ("10/1979", "1979-10"),
        ("1979/10", "1979-10"),
        ("2 de Octubre, 1979", "1979-10-02"),
        ("jueves, 2 de octubre de 1979", "1979-10-02"),
        ("miércoles 2/10/1979", "1979-10-02"),
        ("2 / 10 / 1979", "1979-10-02"),
        ("octubre 2, 1979", "1979-10-02"),
        ("Oct 2, 1979", "1979-10-02"),
        ("2-Jan-1979", "1979-01-02"),
        ("2/oct./1979", "1979-10-02"),
        ("2 de octubre del año 1979.", "1979-10-02"),
        ("00/00/0000", ""),
        ("0000-00-00 00:00:00", ""),
        ("a los dos días del mes de octubre de mil novecientos setenta y nueve", "1979-10-02"),
        ("A los 2 (dos) días del mes de octubre del año 1979", "1979-10-02"),
        ("al segundo día del mes de octubre de 1979", "1979-10-02"),
        ("primero de octubre de mil novecientos setenta y nueve", "1979-10-01"),
        ("martes 2 de octubre de 1979", "1979-10-02"),
        ("octubre de dos mil tres", "2003-10"),
        ("día 2, mes 10, año 1979", "1979-10-02"),
        (datetime(1979, 10, 2, 12, 30), "1979-10-02"),
        (date(1979, 10, 2), "1979-10-02"),
    ],
)
def test_reads(written, iso):
    assert parse_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        "ayer",
        "31/02/2014",
        "2014-13",
        "2014-00",
        "30 de febrero de 2014",
        "0 de enero de 2014",
        "1519",
        "2101",
        36_526,
        1979.5,
        "02/10/79",
        "octubre",
        "2 de brumario de 1979",
        "٢٠١٤",
        "2014-10-02T23:30:00Z",  # that day in Greenwich, not here
        "2014-10-02 25:00",
        10.1979,
        True,
        datetime(1800, 1, 1),
        datetime(9999, 12, 31),
        "1979-10-02-03",
        "x" * 5_000,
    ],
)
def test_refuses_what_is_not_a_possible_date(written):
    with pytest.raises(ValueError, match="«"):
        parse_date(written)


@pytest.mark.parametrize("written", ["10/22/1979", "10-22-1979", "02/28/2014 0:00"])
def test_a_month_before_its_day_is_told_apart_from_a_wrong_date(written):
    with pytest.raises(MonthFirst, match="trae el mes antes que el día"):
        parse_date(written)


@given(DATES)
def test_every_way_of_writing_a_day_is_the_same_day(day):
    iso = day.isoformat()
    ways = [
        day,
        datetime(day.year, day.month, day.day, 23, 59),
        iso,
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02d}.{day.month:02d}.{day.year}",
        spell_date(iso),
        spell_date(iso).upper(),
        f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
    ]
    assert {parse_date(way) for way in ways} == {iso}


@given(DATES)
def test_a_month_keeps_its_precision(day):
    iso = f"{day.year}-{day.month:02d}"
    assert parse_date(spell_date(iso)) == parse_date(iso) == iso
    assert spell_date(str(day.year)) == str(day.year)


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=True), st.datetimes(), st.booleans(), st.times()))
def test_whatever_a_cell_holds_is_a_date_or_a_clear_refusal(value):
    try:
        iso = parse_date(value)
    except ValueError as error:
        assert "«" in str(error)
    else:
        assert iso == parse_date(iso)
        assert iso == "" or iso.replace("-", "").isascii()


def test_spells_dates_in_spanish():
    assert spell_date("1979-10-02") == "2 de octubre de 1979"
    assert spell_date("1979-10") == "octubre de 1979"
    assert spell_date("1979") == "1979"
