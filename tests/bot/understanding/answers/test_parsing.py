"""Reading of typed answers, kind by kind."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.answers import Parsed, parse
from bot.understanding.answers.free_text import LONGEST
from casefiles.engine.validation import fits, objection
from knowledge.guide.model.guide import NOT_YET, Option, Question, Value
from spanish.dates.written import spell_date
from tests.casefiles.small_guide import question

TODAY = date(2026, 11, 23)  # a Monday
YES_NO = question("K", "si_no", allows_na=True)
WHEN = question("K", "fecha", allows_not_yet=True)
NUMBER = question("K", "numero", minimum=0, maximum=500)
TEXT = question("K", "texto")
AREAS = (
    Option("presidencia", "Presidencia"),
    Option("turismo", "Turismo", aliases=("visitantes",)),
    Option("cultura", "Cultura y arte"),
    Option("agua", "Agua"),
    Option("otro", "Otro"),
)
ONE = question("K", "opcion", options=AREAS)
MANY = question("K", "opciones", options=AREAS)
WHO = question(
    "K", "opcion", options=(Option("oficina", "Oficina"), Option("enlace", "Enlace"), Option("nadie", "Nadie"))
)
ALL_KINDS = (YES_NO, WHEN, NUMBER, TEXT, ONE, MANY)


def read(asked: Question, text: str) -> Parsed:
    return parse(asked, text, TODAY)


def yes(text: str) -> Value:
    return read(YES_NO, text).value


@pytest.mark.parametrize(
    "text",
    [
        "sí",
        "SI",
        "simón",
        "sip",
        "claro que sí",
        "pues creo que sí",
        "ya",
        "ya quedó",
        "ajá",
        "👍",
        "no pues sí",
        "creo q si",
    ],
)
def test_yes(text: str) -> None:
    assert yes(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "nel",
        "nel pastel",
        "nop",
        "para nada",
        "claro que no",
        "todavía no",
        "aún no",
        "ya merito",
        "no se ha firmado",
        "no creo",
    ],
)
def test_no(text: str) -> None:
    assert yes(text) is False


@pytest.mark.parametrize(
    "text", ["pues creo que sí", "no creo", "si me dan permiso", "ya merito", "sí pero falta la firma"]
)
def test_a_hedged_answer_is_not_sure(text: str) -> None:
    assert not read(YES_NO, text).sure


def test_not_yet_is_a_no_with_a_note() -> None:
    assert read(YES_NO, "todavía no").note == "todavía no"


@pytest.mark.parametrize("text", ["sí y no", "más o menos", "a veces", "sí, no"])
def test_a_contradictory_answer_is_asked_again(text: str) -> None:
    assert read(YES_NO, text).cause == "contradictoria"


@pytest.mark.parametrize(
    "text",
    [
        "no sé",
        "nose",
        "no se",
        "ni idea",
        "quién sabe",
        "sepa la bola",
        "no estoy segura",
        "déjame checar",
        "tengo que preguntar",
    ],
)
@pytest.mark.parametrize("asked", ALL_KINDS, ids=lambda q: q.kind)
def test_no_se(asked: Question, text: str) -> None:
    if asked is TEXT and "preguntar" in text:
        return  # in free text that may be the answer itself
    assert read(asked, text).kind == "no_se"


def test_no_aplica_carries_its_reason_and_asks_for_it() -> None:
    parsed = read(YES_NO, "No aplica porque aquí no hay comisión")
    assert (parsed.kind, parsed.note) == ("no_aplica", "aquí no hay comisión")
    assert read(YES_NO, "no aplica").cause == "falta_motivo"
    assert read(NUMBER, "no aplica porque sí").cause == "no_admitida"


@pytest.mark.parametrize("asked", ALL_KINDS, ids=lambda q: q.kind)
@pytest.mark.parametrize(
    "text", ["¿qué es el dictamen?", "cómo se hace eso", "a qué te refieres", "¿por qué me lo preguntas?"]
)
def test_a_question_is_a_question(asked: Question, text: str) -> None:
    assert read(asked, text).cause == "pregunta"


def test_an_answer_with_a_question_is_both() -> None:
    parsed = read(YES_NO, "sí, ¿y cuánto tarda el dictamen?")
    assert (parsed.value, parsed.aside) == (True, "¿y cuánto tarda el dictamen?")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("el próximo martes", "2026-11-24"),
        ("el martes de la semana que viene", "2026-12-01"),
        ("15/3/27", "2027-03-15"),
        ("2027-03-15", "2027-03-15"),
        ("en dos semanas", "2026-12-07"),
        ("dentro de un mes", "2026-12-23"),
        ("en mes y medio", "2027-01-07"),
        ("a finales de septiembre de 2027", "2027-09-30"),
        ("mediados de marzo", "2027-03-15"),
        ("septiembre de 2027", "2027-09-01"),
        ("fin de año", "2026-12-31"),
        ("pasado mañana", "2026-11-25"),
        ("antier", "2026-11-21"),
        ("hace tres meses", "2026-08-23"),
        ("el lunes pasado", "2026-11-16"),
        ("quince de marzo de dos mil veintisiete", "2027-03-15"),
        ("1º de octubre de 2027", "2027-10-01"),
        ("el 3 de agosto del año pasado", "2025-08-03"),
        ("el 12 del mes pasado", "2026-10-12"),
        ("el 7 del 9 del 2026", "2026-09-07"),
        ("lo mandamos el 15 de marzo", "2026-03-15"),
        ("29 de febrero", "2028-02-29"),
        ("el 30 de septiembre de 2027 y no sé si alcanzamos", "2027-09-30"),
        ("el primer lunes de octubre de 2027", "2027-10-04"),
        ("el segundo martes de enero", "2027-01-12"),
        ("el 1er viernes de octubre próximo", "2027-10-01"),
        ("último viernes del mes", "2026-11-27"),
        ("el primer jueves del mes que viene", "2026-12-03"),
        ("el penúltimo domingo de mayo del año que viene", "2027-05-23"),
        ("fue el último lunes", "2026-11-16"),
        ("el lunes primero de marzo", "2027-03-01"),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert read(WHEN, text).value == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["aún no", "todavía no", "no", "ya merito", "no tenemos fecha"])
def test_aun_no_is_a_value_of_its_own(text: str) -> None:
    assert read(WHEN, text).value == NOT_YET
    assert read(question("K", "fecha"), text).kind == "nada"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("31/02/2027", "imposible"),
        ("30 de febrero", "imposible"),
        ("29/2/2027", "imposible"),
        ("13/13/2027", "imposible"),
        ("0/1/2027", "imposible"),
        ("15/3/3027", "absurda"),
        ("en 900000 años", "absurda"),
        ("en 900000 meses", "absurda"),
        ("1/1/1821", "absurda"),
        ("el quinto lunes de febrero", "imposible"),
        ("2027", "imprecisa"),
        ("el 24", "imprecisa"),
        ("el primer lunes", "imprecisa"),
        ("el primer lunes de cada mes", "imprecisa"),
        ("pronto", "imprecisa"),
        ("el jefe sabe", "no_entendida"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_its_reason(text: str, cause: str) -> None:
    parsed = read(WHEN, text)
    assert (parsed.kind, parsed.cause) == ("nada", cause) and parsed.reason


def test_a_date_on_the_wrong_side_of_today_is_refused() -> None:
    past, future = question("K", "fecha", tense="pasada"), question("K", "fecha", tense="futura")
    assert read(past, "15 de marzo de 2027").cause == "tiempo"
    assert read(future, "15 de marzo de 2026").cause == "tiempo"
    assert read(past, "15 de marzo").value == date(2026, 3, 15)
    assert read(future, "15 de marzo").value == date(2027, 3, 15)


@given(day=st.dates(date(1990, 1, 1), date(2050, 12, 31)), form=st.integers(0, 5))
@settings(max_examples=300, deadline=None)
def test_a_date_written_in_full_is_read_back(day: date, form: int) -> None:
    written = (
        spell_date(day.isoformat()),
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"el {day.day} de {spell_date(day.isoformat()[:7])[:3]} del {day.year}",
        f"fue el {spell_date(day.isoformat())}, creo",
    )[form]
    assert read(WHEN, written).value == day


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), amount=st.integers(1, 300))
@settings(max_examples=100, deadline=None)
def test_relative_dates_count_from_the_day_they_are_said(day: date, amount: int) -> None:
    assert parse(WHEN, f"dentro de {amount} días", day).value == day + timedelta(days=amount)
    assert parse(WHEN, f"hace {amount} semanas", day).value == day - timedelta(weeks=amount)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3", (3,)),
        ("como unos quince", (15,)),
        ("ninguno", (0,)),
        ("dos de tres", (2, 3)),
        ("una docena", (12,)),
        ("ciento veinte", (120,)),
        ("treinta y uno", (31,)),
        ("solo uno", (1,)),
        ("nomás uno", (1,)),
        ("no, ninguno", (0,)),
        ("tres firmados y dos registrados", (3, 2)),
        ("ninguno de los tres", (0, 3)),
        ("doscientos cincuenta y uno", (251,)),
    ],
)
def test_numbers(text: str, numbers: tuple[int, ...]) -> None:
    parsed = read(NUMBER, text)
    assert (parsed.value, parsed.numbers) == (numbers[0], numbers)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("-3", "fuera_de_rango"),
        ("2 mil", "fuera_de_rango"),
        ("3.5", "imprecisa"),
        ("3 o 4", "imprecisa"),
        ("todos", "imprecisa"),
        ("muchos", "no_entendida"),
        ("un montón", "no_entendida"),
        ("9" * 40, "fuera_de_rango"),
    ],
)
def test_a_number_that_is_none_is_refused_with_its_reason(text: str, cause: str) -> None:
    parsed = read(NUMBER, text)
    assert (parsed.kind, parsed.cause) == ("nada", cause) and parsed.reason


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("1", ("presidencia",)),
        ("la 1 y la 3", ("presidencia", "cultura")),
        ("presidencia y turismo", ("presidencia", "turismo")),
        ("la primera y la tercera", ("presidencia", "cultura")),
        ("1,2,4", ("presidencia", "turismo", "agua")),
        ("precidencia", ("presidencia",)),
        ("turizmo y agva", ("turismo", "agua")),
        ("visitantes", ("turismo",)),
        ("lo del arte", ("cultura",)),
        ("todas menos agua", ("presidencia", "turismo", "cultura")),
        ("no agua, sí turismo", ("turismo",)),
        ("la última", ("otro",)),
        ("de la 1 a la 3", ("presidencia", "turismo", "cultura")),
    ],
)
def test_options(text: str, keys: tuple[str, ...]) -> None:
    assert read(MANY, text).value == keys


def test_one_option_only_where_only_one_is_asked() -> None:
    assert read(ONE, "turismo").value == "turismo"
    assert read(ONE, "turismo o agua").cause == "contradictoria"
    assert read(ONE, "minería").cause == "no_entendida"
    assert read(ONE, "9").cause == "no_entendida"


@pytest.mark.parametrize(
    ("text", "key"),
    [("no es oficina, es enlace", "enlace"), ("no hay nadie", "nadie"), ("nadien", "nadie"), ("la 2", "enlace")],
)
def test_denied_options_do_not_count(text: str, key: str) -> None:
    assert read(WHO, text).value == key


def test_another_option_keeps_what_was_added() -> None:
    parsed = read(MANY, "otro: protección civil")
    assert (parsed.value, parsed.note) == (("otro",), "protección civil")


@pytest.mark.parametrize(
    "text", ["sindicatura", "TI", "no sabemos cómo retener a los jóvenes", "art. 115 fracción III", "el 115"]
)
def test_free_text_is_kept_as_written(text: str) -> None:
    assert read(TEXT, text).value == text


@pytest.mark.parametrize("text", ["", "   ", "...", "ok", "sí", "asdf", "jajaja", "aaaaaa", "🙂", "\u200b"])
def test_free_text_that_says_nothing_is_asked_again(text: str) -> None:
    assert read(TEXT, text).cause in ("corta", "vacia")


def test_a_long_text_is_cut_at_a_word_and_says_so() -> None:
    parsed = read(TEXT, "Queremos que vuelvan los paisanos. " * 200)
    assert isinstance(parsed.value, str) and len(parsed.value) <= LONGEST and parsed.value.endswith("…")
    assert parsed.cause == "recortada" and parsed.reason


PERSONAL = [
    "GOMC800101HDFLRN09",
    "gomc800101hdflrn09",
    "GOMC 800101 HDFLRN 09",
    "GMCRLR80010109H300",
    "GOMC800101AB1",
    "33 1234 5678",
    "3312345678",
    "+52 1 55 1234 5678",
    "(33) 1234-5678",
    "55 12 34 56 78",
    "mi cel 1234567",
    "juan.perez@gmail.com",
    "juan @ hotmail.com",
    "ana@yahoo.com.mx",
    "4152 3134 5678 9012",
    "mi ine es 1234567890123",
]


@pytest.mark.parametrize("datum", PERSONAL)
@pytest.mark.parametrize("asked", ALL_KINDS, ids=lambda q: q.kind)
def test_personal_data_are_refused_and_not_repeated(asked: Question, datum: str) -> None:
    for text in (datum, f"sí, {datum} para lo que se ofrezca", "x" * 3000 + " " + datum):
        parsed = read(asked, text)
        assert (parsed.kind, parsed.cause) == ("nada", "dato_personal")
        assert datum not in repr(parsed)


@pytest.mark.parametrize(
    "text",
    [
        "contacto@guadalajara.gob.mx",
        "oficio DGCP/0012/2026",
        "expediente 0012345678",
        "2 478 900 habitantes",
        "del 15/03/2027 al 16/03/2027",
        "$1 250 000 000",
    ],
)
def test_what_only_looks_like_a_personal_datum_is_kept(text: str) -> None:
    assert read(TEXT, text).value == text


@given(text=st.text(max_size=200), asked=st.sampled_from(ALL_KINDS))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_gives_a_fitting_answer_or_a_reason(text: str, asked: Question) -> None:
    check(asked, text)


WORDS = (
    "sí no sé nel todavía no el 15 31 de marzo febrero 2027 próximo martes en dos semanas hace mes y medio "
    "turismo agua la 1 3 "
    "ninguno todas menos otro pero ¿ ? , . - / creo que quién sabe aplica porque fin año pasado mil ciento un una"
).split()


@given(text=st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), asked=st.sampled_from(ALL_KINDS))
@settings(max_examples=500, deadline=None)
def test_any_jumble_of_spanish_gives_a_fitting_answer_or_a_reason(text: str, asked: Question) -> None:
    check(asked, text)


def check(asked: Question, text: str) -> None:
    parsed = read(asked, text)
    if parsed.kind == "nada":
        assert parsed.reason and parsed.cause and parsed.value is None
    elif parsed.kind == "no_aplica" and not parsed.note:
        assert parsed.cause == "falta_motivo"
    else:
        assert fits(asked, parsed.answer())
        assert objection(asked, parsed.answer(), TODAY) == ""


@pytest.mark.parametrize("asked", ALL_KINDS, ids=lambda q: q.kind)
@pytest.mark.parametrize(
    "text",
    ["1 " * 50_000, "a" * 100_000, "no " * 30_000, "¿" * 10_000, "1-" * 50_000, "el 1 de " * 20_000],
    ids=["ones", "letters", "noes", "marks", "dashes", "dates"],
)
def test_a_wall_of_text_is_read_quickly(asked: Question, text: str) -> None:
    start = perf_counter()
    read(asked, text)
    assert perf_counter() - start < 1
