"""The self-assessment: points, level, caps, blocking rules and comparison."""

from __future__ import annotations

from casefiles import engine
from casefiles.engine import CaseState, assessment
from knowledge.guide.model.guide import Answer
from tests.casefiles.small_guide import GUIDE, TODAY


def answered(m1: str, m5: str, m9: str, **more: Answer) -> CaseState:
    answers = {"M1": Answer(m1), "M5": Answer(m5), "M9": Answer(m9)}
    return CaseState(1, answers | {key.replace("_", "."): value for key, value in more.items()})


def test_points_add_up_by_dimension() -> None:
    result = assessment.result(GUIDE, answered("n1", "n3", "n2"), TODAY)
    assert result is not None
    assert (result.total, result.maximum, result.level.title) == (6, 9, "Emergente")
    assert [(d.points, d.maximum, d.percent, d.advice) for d in result.dimensions] == [
        (1, 3, 33, "Rehaz tu objetivo."),
        (5, 6, 83, ""),
    ]
    assert "no están validados" in result.notice


def test_a_rule_caps_the_level_whatever_the_total() -> None:
    result = assessment.result(GUIDE, answered("n3", "n0", "n3"), TODAY)
    assert result is not None and (result.uncapped.number, result.level.number) == (2, 2)
    full = assessment.result(GUIDE, answered("n3", "n3", "n3"), TODAY)
    assert full is not None and full.level.number == 3 and full.rules == ()


def test_no_se_counts_as_nothing_and_is_listed() -> None:
    state = answered("n3", "n3", "n3")
    unsure = CaseState(1, {**state.answers, "M1": Answer(kind="no_se")})
    result = assessment.result(GUIDE, unsure, TODAY)
    assert result is not None and (result.total, result.unknown) == (6, ("M1",))


def test_there_is_no_result_until_it_is_finished() -> None:
    assert assessment.result(GUIDE, CaseState(1, {"M1": Answer("n3")}), TODAY) is None


def test_the_second_time_is_compared_with_the_first() -> None:
    state = answered("n1", "n1", "n1")
    before = assessment.answers_of(GUIDE, state)
    state = assessment.begin(GUIDE, state)
    assert assessment.result(GUIDE, state, TODAY) is None
    assert engine.status(GUIDE, state, "E1", TODAY) == "no_iniciada"
    for key in ("M1", "M5", "M9"):
        outcome = engine.current(GUIDE, state, TODAY)
        assert isinstance(outcome, engine.Prompt) and outcome.question.key == key
        state = engine.answer(GUIDE, state, key, Answer("n2"), TODAY).state
    result = assessment.result(GUIDE, state, TODAY, before)
    assert result is not None and (result.total, result.change) == (6, 3)
    assert [dimension.change for dimension in result.dimensions] == [34, 34]


def test_a_rule_may_look_at_the_case_file_and_block_a_stage() -> None:
    state = answered("n3", "n3", "n0", E1_3=Answer(True), E8_7=Answer(True))
    result = assessment.result(GUIDE, state, TODAY)
    assert result is not None and [rule.key for rule in result.rules] == ["irregular"]
    assert engine.status(GUIDE, state, "E8", TODAY) == "bloqueada"
    assert "autoevaluacion.irregular" in {alert.key for alert in engine.alerts(GUIDE, state, TODAY)}
