"""Unanswered questions are kept without saying who asked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answers.unanswered import (
    KEPT,
    LONGEST,
    asked_by,
    delete_old,
    forget_asker,
    keep_unanswered,
    list_unanswered,
)
from spanish.redaction import redact

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
ANA, BETO = "a" * 64, "b" * 64  # keyed hashes


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("escríbeme a juan.perez+x@leon.gob.mx porfa", "escríbeme a [correo] porfa"),
        ("mi cel es 477 123 4567", "mi cel es [número]"),
        ("llama al +52 (477) 123-4567 ya", "llama al [número] ya"),
        ("tel.5512345678", "tel.[número]"),
        ("mi CURP es PEPJ800101HGTRRN09", "mi CURP es [clave]"),
        ("curp pepj800101hgtrrn09 y ya", "curp [clave] y ya"),
        ("RFC PEPJ800101AB1", "RFC [clave]"),
        ("mi INE GMVLMR80070501M100", "mi INE [clave]"),
        ("mira https://leon.gob.mx/x?y=1 y www.leon.mx", "mira [enlace] y [enlace]"),
        ("Me llamo Juan Pérez López y soy regidor", "Me llamo [nombre] y soy regidor"),
        ("me llamo juan perez y quiero firmar", "me llamo [nombre] y quiero firmar"),
        ("Mi nombre es María José Ñáñez, ¿quién firma?", "Mi nombre es [nombre] , ¿quién firma?"),
        ("Soy Ana Ruiz de León", "Soy [nombre] de León"),
        ("soy regidora de Guanajuato", "soy regidora de Guanajuato"),
        ("el licenciado Ramiro Ortega Solís no contesta", "el licenciado [nombre] no contesta"),
        ("dile a yadira que mande el oficio", "dile a [nombre] que mande el oficio"),
        ("hablé con juan perez de tesorería", "hablé con [nombre] de tesorería"),
        ("MARIA DEL CARMEN LOPEZ no vino", "[nombre] no vino"),
        ("la regidora Guadalupe Ramírez de la Luz pidió copia", "la regidora [nombre] pidió copia"),
        ("Citlali Tzompaxtle firmó", "[nombre] firmó"),
        ("don chucho y doña Mary", "don [nombre] y doña [nombre]"),
        ("acuerdos de San Miguel de Allende", "acuerdos de San Miguel de Allende"),
        ("el maestro de obras y la norma oficial", "el maestro de obras y la norma oficial"),
        ("¿qué dice el art. 115 de 2025?", "¿qué dice el art. 115 de 2025?"),
        ("  varios \n espacios ", "varios espacios"),
    ],
)
def test_takes_personal_data_out(asked, kept):
    assert redact(asked) == kept


def test_the_name_of_a_place_stays_though_people_bear_it():
    assert (
        redact("acuerdos de Benito Juárez con Miguel López", ["Benito Juárez"])
        == "acuerdos de Benito Juárez con [nombre]"
    )


@given(st.text(max_size=1_000))
def test_what_is_kept_fits_and_is_on_one_line(text):
    kept = redact(text)[:LONGEST]
    assert "\n" not in kept
    assert "@" not in kept or " @" in f" {kept}" or kept.endswith("@")


def test_counts_the_same_question(session):
    keep_unanswered(session, "¿Cuánto cuesta?", MONDAY, ANA)
    keep_unanswered(session, "otra cosa", MONDAY, ANA)
    keep_unanswered(session, " ¿Cuánto   cuesta? ", TUESDAY, ANA)
    session.flush()
    assert [
        (question.text, question.times, question.first_asked, question.last_asked)
        for question in list_unanswered(session)
    ] == [("¿Cuánto cuesta?", 2, MONDAY, TUESDAY), ("otra cosa", 1, MONDAY, MONDAY)]
    assert len(list_unanswered(session, limit=1)) == 1


def test_two_people_with_different_data_ask_one_question(session):
    for number in ("4771234567", "5587654321"):
        keep_unanswered(session, f"avísame al {number}", MONDAY, ANA)
        session.flush()
    assert [(question.text, question.times) for question in list_unanswered(session)] == [("avísame al [número]", 2)]


@pytest.mark.parametrize("empty", ["", "   ", "\n\t"])
def test_an_empty_question_is_not_kept(session, empty):
    keep_unanswered(session, empty, MONDAY, ANA)
    session.flush()
    assert list_unanswered(session) == []


def test_a_very_long_question_is_cut(session):
    keep_unanswered(session, "palabra " * 2_500, MONDAY, ANA)
    session.flush()
    assert len(list_unanswered(session)[0].text) <= 300


def test_a_nul_character_does_not_break_the_database(session):
    keep_unanswered(session, "qué\0 pasa", MONDAY, ANA)
    session.flush()
    assert list_unanswered(session)[0].text == "qué pasa"


def test_the_questions_of_one_person_go_and_those_of_others_stay(session):
    keep_unanswered(session, "¿Cuánto cuesta?", MONDAY, ANA)
    keep_unanswered(session, "¿Cuánto cuesta?", MONDAY, ANA)
    keep_unanswered(session, "¿Cuánto cuesta?", TUESDAY, BETO)
    keep_unanswered(session, "¿y el padrón de artesanos?", TUESDAY, ANA)
    assert asked_by(session, ANA) == ["¿Cuánto cuesta?", "¿y el padrón de artesanos?"]
    assert forget_asker(session, ANA) == 2
    assert [(question.text, question.times) for question in list_unanswered(session)] == [("¿Cuánto cuesta?", 1)]
    assert asked_by(session, ANA) == []
    assert asked_by(session, BETO) == ["¿Cuánto cuesta?"]


def test_a_question_is_kept_for_its_period_since_it_was_last_asked(session):
    keep_unanswered(session, "¿Cuánto cuesta?", MONDAY, ANA)
    keep_unanswered(session, "otra cosa", MONDAY, ANA)
    keep_unanswered(session, "otra cosa", TUESDAY, BETO)
    assert delete_old(session, MONDAY + KEPT - (TUESDAY - MONDAY)) == 0
    assert delete_old(session, MONDAY + KEPT) == 1
    assert [question.text for question in list_unanswered(session)] == ["otra cosa"]
    assert delete_old(session, TUESDAY + KEPT) == 1
    assert asked_by(session, ANA) == []
