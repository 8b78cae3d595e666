"""Answers, their variants, their sources and what comes next."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from knowledge.answers.content_files import Content
from knowledge.answers.content_loading import load_content
from knowledge.answers.content_schema import AnswerItem, SourceItem, TermItem
from knowledge.answers.lookup import describe_reading, describe_sources, get_answer, get_term, related, titles
from knowledge.models import Answer, Term
from tests.knowledge.answers.test_content_files import ANSWERS, SOURCE, TERM

JALISCO, GUADALAJARA, ZAPOPAN = "14", "14039", "14120"


@pytest.fixture
def few(session):
    """A session on two answers, one of them with variants for Jalisco and for Guadalajara."""
    variant = {**ANSWERS[0], "variante_de": "una", "relacionadas": ["otra"]}
    answers = [
        *ANSWERS,
        {**variant, "clave": "una_jalisco", "estado": JALISCO},
        {**variant, "clave": "una_guadalajara", "municipio": GUADALAJARA},
    ]
    load_content(
        session,
        Content(
            sources=[SourceItem(**SOURCE, cautela="Coteja el artículo.")],
            answers=[("tema", AnswerItem.parse_obj(answer)) for answer in reversed(answers)],
            terms=[TermItem.parse_obj({**TERM, "alias": ["registro", "registro"], "respuesta": "una"})],
        ),
    )
    session.flush()
    session.expire_all()
    return session


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ({}, "una"),
        ({"state": JALISCO}, "una_jalisco"),
        ({"municipality": GUADALAJARA}, "una_guadalajara"),
        ({"municipality": ZAPOPAN}, "una_jalisco"),
        ({"state": "09"}, "una"),
        ({"municipality": "31050"}, "una"),
        ({"state": JALISCO, "municipality": GUADALAJARA}, "una_guadalajara"),
    ],
)
def test_the_variant_of_the_place_wins(few, place, key):
    assert get_answer(few, "una", **place).key == key


def test_what_does_not_exist_is_none(few):
    assert get_answer(few, "nada") is None
    assert get_answer(few, "nada", state=JALISCO) is None
    assert get_term(few, "nada") is None


def test_an_answer_says_its_sources_with_their_caution(few):
    assert describe_sources(get_answer(few, "una").citations) == [
        {"titulo": SOURCE["titulo"], "cita": "art. 2", "cautela": "Coteja el artículo."}
    ]


def test_a_source_that_was_read_in_part_says_so(loaded):
    titles = {
        key: describe_sources(get_answer(loaded, key).citations)[0]["titulo"] for key in ("poa", "dictamen_que_es")
    }
    assert titles["poa"].endswith("(leída en parte)")
    assert titles["dictamen_que_es"] == "Ley sobre la Celebración de Tratados"


@pytest.mark.parametrize(
    ("key", "read"),
    [
        ("tesis_resultados", "el resumen de una tesis"),
        ("estudios_hermanamientos", "estudios académicos"),
        ("con_ciudad_extranjera", "el texto de la ley, lo que publica la SRE y una norma local"),
    ],
)
def test_what_was_read_for_an_answer_is_said_by_its_kind(loaded, key, read):
    assert describe_reading(get_answer(loaded, key).citations) == read


def test_what_comes_next(few):
    assert [answer.key for answer in related(few, "una")] == ["otra"]
    assert related(few, "nada") == []
    assert set(titles(few, ["una", "otra", "nada"])) == {"una", "otra"}


def test_a_term_has_its_aliases_once(few):
    term = get_term(few, "rai")
    assert [alias.alias for alias in term.aliases] == ["registro"]
    assert term.answer_key == "una"


def test_loading_again_replaces_everything(few):
    load_content(
        few,
        Content(
            sources=[SourceItem(**SOURCE)],
            answers=[("tema", AnswerItem.parse_obj(answer)) for answer in ANSWERS],
            terms=[],
        ),
    )
    few.flush()
    assert few.scalars(select(Answer.key).order_by(Answer.key)).all() == ["otra", "una"]
    assert few.scalars(select(Term)).all() == []


def test_every_answer_of_ours_has_its_sources(loaded):
    for answer in loaded.scalars(select(Answer)):
        described = describe_sources(answer.citations)
        assert described, answer.key
        assert all(source["titulo"] for source in described)
        assert related(loaded, answer.key), answer.key
