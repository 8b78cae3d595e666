"""The guide's conditions: what is unknown is never taken for true, nor for false."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.guide.conditions.evaluation import holds, is_answered, questions_in, stages_in
from knowledge.guide.conditions.expressions import All, AnyOf, Not
from knowledge.guide.conditions.reading import parse_condition
from knowledge.guide.model.guide import NOT_YET, Answer

TODAY = date(2026, 11, 23)
UNKNOWN = [None, Answer(kind="no_se"), Answer(kind="omitida")]
ANSWERS = {
    "si": Answer(True),
    "no": Answer(False),
    "uno": Answer(1),
    "tres": Answer(3),
    "cero": Answer(0),
    "opcion": Answer("red"),
    "varias": Answer(("agua", "turismo")),
    "ayer": Answer(date(2026, 11, 22)),
    "manana": Answer(date(2026, 11, 24)),
    "en_un_ano": Answer(date(2027, 11, 23)),
    "aun_no": Answer(NOT_YET),
    "no_se": Answer(kind="no_se"),
    "no_aplica": Answer(kind="no_aplica", note="no hay otro idioma"),
}
STATUSES = {"E1": "completa"}


def truth(raw: object) -> bool:
    return holds(parse_condition(raw), ANSWERS, TODAY, STATUSES)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"pregunta": "si", "es": "si"}, True),
        ({"pregunta": "si", "es": "sí"}, True),
        ({"pregunta": "si", "es": False}, False),
        ({"pregunta": "no", "es": False}, True),
        ({"pregunta": "uno", "es": True}, False),  # a 1 is not a «sí»
        ({"pregunta": "uno", "es": 1}, True),
        ({"pregunta": "opcion", "en": ["red", "carta"]}, True),
        ({"pregunta": "varias", "es": "agua"}, True),
        ({"pregunta": "varias", "en": ["cultura", "turismo"]}, True),
        ({"pregunta": "varias", "es": "cultura"}, False),
        ({"pregunta": "aun_no", "es": "aun_no"}, True),
        ({"respondida": "cero"}, True),
        ({"respondida": "aun_no"}, False),
        ({"respondida": "no_aplica"}, False),
        ({"respondida": "no_se"}, False),
        ({"respondida": "nadie_la_ha_preguntado"}, False),
        ({"no_aplica": "no_aplica"}, True),
        ({"no_aplica": "si"}, False),
        ({"menor": ["uno", "tres"]}, True),
        ({"menor": ["tres", "tres"]}, False),
        ({"menor": ["tres", 18]}, True),
        ({"menor": ["ayer", "manana"]}, True),
        ({"menor": ["ayer", "tres"]}, False),
        ({"menor": ["no_se", "tres"]}, False),
        ({"iguales": ["tres", "tres"]}, True),
        ({"iguales": ["cero", "no_se"]}, False),
        ({"suma": ["uno", "tres"], "menor_que": 5}, True),
        ({"suma": ["uno", "tres"], "menor_que": 4}, False),
        ({"suma": ["uno", "no_se"], "menor_que": 9}, False),
        ({"porcentaje": ["uno", "tres"], "menor_que": 34}, True),
        ({"porcentaje": ["uno", "tres"], "menor_que": 33}, False),
        ({"porcentaje": ["uno", "cero"], "menor_que": 70}, False),
        ({"meses_hasta": "en_un_ano", "menor_que": 12}, False),
        ({"meses_hasta": "en_un_ano", "menor_que": 13}, True),
        ({"meses_hasta": "ayer", "menor_que": 1}, True),
        ({"meses_hasta": "aun_no", "menor_que": 12}, False),
        ({"dias_desde": "ayer", "mayor_que": 0}, True),
        ({"dias_desde": "ayer", "mayor_que": 1}, False),
        ({"dias_desde": "manana", "mayor_que": -1}, False),
        ({"etapa": "E1", "en": ["completa", "bloqueada"]}, True),
        ({"etapa": "E2", "en": ["no_iniciada"]}, True),
        ({"todas": [{"respondida": "si"}, {"respondida": "no_se"}]}, False),
        ({"alguna": [{"respondida": "no_se"}, {"respondida": "si"}]}, True),
        ({"no": {"respondida": "no_se"}}, True),
        ({False: {"respondida": "no_se"}}, True),  # how YAML reads an unquoted «no:»
        ({"no": {"pregunta": "no_aplica", "es": "si"}}, True),
    ],
)
def test_a_condition_says_what_it_means(raw: object, expected: bool) -> None:
    assert truth(raw) is expected


@pytest.mark.parametrize("answer", UNKNOWN)
@pytest.mark.parametrize(
    "raw",
    [
        {"pregunta": "K", "es": "si"},
        {"pregunta": "K", "en": ["red"]},
        {"menor": ["K", 3]},
        {"iguales": ["K", "K"]},
        {"suma": ["K"], "menor_que": 3},
        {"porcentaje": ["K", "K"], "menor_que": 3},
        {"meses_hasta": "K", "menor_que": 3},
        {"dias_desde": "K", "mayor_que": 3},
    ],
)
def test_nothing_is_concluded_from_what_nobody_said(raw: object, answer: Answer | None) -> None:
    answers = {"K": answer} if answer else {}
    assert not holds(parse_condition(raw), answers, TODAY, {})
    assert not holds(parse_condition({"no": raw}), answers, TODAY, {})


conditions = st.recursive(
    st.sampled_from(
        [
            {"pregunta": "si", "es": "si"},
            {"pregunta": "no_se", "es": "si"},
            {"pregunta": "no", "es": "si"},
            {"menor": ["uno", "tres"]},
            {"respondida": "aun_no"},
            {"etapa": "E1", "en": ["completa"]},
        ]
    ).map(parse_condition),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
        | inner.map(Not)
    ),
)


@given(conditions)
def test_a_condition_and_its_opposite_never_both_hold(condition: All) -> None:
    def true(what: object) -> bool:
        return holds(what, ANSWERS, TODAY, STATUSES)  # type: ignore[arg-type]

    assert not (true(condition) and true(Not(condition)))
    assert true(Not(Not(condition))) == true(condition)


@given(st.lists(conditions, min_size=1, max_size=4))
def test_all_and_any_are_each_other_seen_from_behind(parts: list[All]) -> None:
    each_not = tuple(Not(part) for part in parts)
    some_not = holds(AnyOf(each_not), ANSWERS, TODAY, STATUSES)
    assert holds(Not(All(tuple(parts))), ANSWERS, TODAY, STATUSES) == some_not


def test_a_condition_tells_what_it_looks_at() -> None:
    raw = {
        "todas": [
            {"menor": ["A", "B"]},
            {"no": {"porcentaje": ["C", "D"], "menor_que": 3}},
            {"suma": ["E", "F"], "menor_que": 3},
            {"menor": ["G", 3]},
            {"meses_hasta": "H", "menor_que": 3},
            {"alguna": [{"etapa": "E8", "en": ["completa"]}, {"pregunta": "I", "es": "si"}]},
        ]
    }
    assert questions_in(parse_condition(raw)) == set("ABCDEFGHI")
    assert stages_in(parse_condition(raw)) == {"E8"}
    assert questions_in(None) == set()


@pytest.mark.parametrize("value", [None, "", (), NOT_YET])
def test_an_empty_value_is_no_answer(value: str | None) -> None:
    assert not is_answered(Answer(value))


@pytest.mark.parametrize(
    "raw",
    [
        "E1.3",
        None,
        {},
        {"pregunta": "E1.3"},
        {"pregunta": "E1.3", "es": "si", "y": "no"},
        {"pregunta": "E1.3", "es": date(2026, 1, 1)},
        {"pregunta": "E1.3", "en": []},
        {"pregunta": "E1.3", "en": "red"},
        {"pregunta": 3, "es": "si"},
        {"eval": "__import__('os')"},
        {"menor": ["A"]},
        {"menor": ["A", 1.5]},
        {"menor": ["A", True]},
        {"meses_hasta": "A", "menor_que": "12"},
        {"todas": []},
        {"todas": {"respondida": "A"}},
        {"no": "A"},
    ],
)
def test_what_is_not_in_the_language_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_condition(raw)


def test_something_that_is_no_condition_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        holds("E1.3", {}, TODAY, {})  # type: ignore[arg-type]
