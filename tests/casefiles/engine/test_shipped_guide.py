"""The engine on the guide that ships: whole procedures, and any sequence at all."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import HealthCheck, Phase, settings

from casefiles import engine
from casefiles.engine import CaseState, Finished, Prompt, Stopped, Waiting, assessment
from knowledge.guide.content.reading import shipped_guide
from knowledge.guide.model.guide import Answer, Question, Value
from tests.casefiles.engine.test_any_sequence import AnySequence

GUIDE = shipped_guide()
TODAY = date(2026, 11, 23)
QUESTIONS = GUIDE.questions() | {question.key: question for question in GUIDE.assessment.questions}

# What a well run procedure answers; for the rest, yes, the first option, or a day that fits.
GOOD: dict[str, Value] = {
    "P1": "gobierno_extranjero", "P4": False, "P4.deuda": False, "P5": False,
    "E1.4.firmados": 2, "E1.4.registrados": 2, "E1.5": "enlace", "E1.7": "n1", "E1.9": date(2030, 9, 30),
    "E1.ruta_ligera": False, "E3.1.fecha": date(2028, 12, 1), "E3.2": ("turismo", "migrantes"), "E5.3": False,
    "E5.3.deuda": False,
    "E5.4.vigencia": date(2029, 12, 1), "E5.4.rebasa": False, "E7.2": False, "E7.3": "no_requerida",
    "E6.6": "favorable", "E6.8": False, "E8.2": "presencial", "E8.5": False, "E10.6": date(2029, 12, 1),
    "E9.2.actividades": 10, "E9.2.asignadas": 10, "E9.3.hechas": 8, "E9.3.en_curso": 2, "E9.3.no_iniciadas": 0,
    "E10.7": 20, "E10.5.decision": "suspender", "E4.8.carta": False, "E4.8.obligaciones": False,
}  # fmt: skip


def well(key: str) -> Answer:
    question: Question = QUESTIONS[key]
    if key in GOOD:
        return Answer(GOOD[key])
    if question.kind == "si_no":
        return Answer(True)
    if question.kind == "fecha":
        return Answer(TODAY + timedelta(days=900 if question.tense == "futura" else -30))
    if question.kind == "numero":
        return Answer(min(max(question.minimum or 0, 3), question.maximum or 3))
    if question.kind == "texto":
        return Answer("Lo que hace falta")
    best = max(question.options, key=lambda option: option.points or 0).key
    return Answer(best if question.kind == "opcion" else (best,))


def walk(**other: Value) -> tuple[CaseState, list[str]]:
    """Answer what is asked until nothing more is; returns the keys in the order in which they were asked."""
    changed = {key.replace("__", "."): Answer(value) for key, value in other.items()}
    state, order = engine.start(GUIDE), []
    while isinstance(outcome := engine.current(GUIDE, state, TODAY), Prompt):
        key = outcome.question.key
        assert key not in order
        order.append(key)
        step = engine.answer(GUIDE, state, key, changed.get(key, well(key)), TODAY)
        assert step.accepted, (key, step.messages)
        state = step.state
    return state, order


def stages(order: list[str]) -> list[str]:
    return list(dict.fromkeys(key.split(".")[0] for key in order if key[0] == "E"))


@pytest.mark.parametrize("local_order", [option.key for option in QUESTIONS["E5.orden_local"].options])
def test_a_small_town_and_a_texas_city_go_from_the_gate_to_registration(local_order: str) -> None:
    state, order = walk(E5__orden_local=local_order)
    assert engine.current(GUIDE, state, TODAY) == Finished()
    assert set(stages(order)) == {f"E{number}" for number in range(1, 11)}
    assert all(stage.status == "completa" for stage in engine.progress(GUIDE, state, TODAY).stages)
    assert [alert.key for alert in engine.alerts(GUIDE, state, TODAY) if alert.critical] == []


@pytest.mark.parametrize("counterpart", ["privada", "municipio_mexicano"])
def test_without_a_foreign_government_there_is_no_sre_and_no_registration(counterpart: str) -> None:
    state, order = walk(P1=counterpart, E4__2=counterpart)
    assert not {"E5", "E6", "E7", "E8"} & set(stages(order))
    assert isinstance(engine.current(GUIDE, state, TODAY), Finished)
    assert engine.decide(GUIDE, state, TODAY).route == counterpart


def test_a_network_takes_the_short_way() -> None:
    state, _ = walk(P5=True, P2=False)
    assert engine.decide(GUIDE, state, TODAY).route == "red"
    assert isinstance(engine.current(GUIDE, state, TODAY), Finished)


@pytest.mark.parametrize(("key", "value"), [("P4.deuda", True), ("P3", False)])
def test_a_legal_stop_asks_nothing_more(key: str, value: bool) -> None:
    state, order = walk(P4=True, **{key: value})
    outcome = engine.current(GUIDE, state, TODAY)
    assert isinstance(outcome, Stopped) and key in outcome.questions and stages(order) == []


def test_old_unregistered_agreements_are_a_critical_alert_and_leave_stage_one_pending() -> None:
    state, _ = walk(E1__4__registrados=0)
    assert engine.status(GUIDE, state, "E1", TODAY) == "completa_con_pendientes"
    assert "alerta_regularizacion" in {alert.key for alert in engine.alerts(GUIDE, state, TODAY) if alert.critical}


def test_a_text_changed_after_the_vote_blocks_the_signature() -> None:
    state, order = walk(E7__7=False)
    assert "E8.4" not in order
    outcome = engine.current(GUIDE, state, TODAY)
    assert isinstance(outcome, Waiting) and "E7.7" in outcome.pending
    assert engine.status(GUIDE, state, "E8", TODAY) not in ("completa", "completa_con_pendientes")


def test_no_mailbox_yet_waits_and_offers_to_go_ahead() -> None:
    state, _ = walk(E2__6=False)
    outcome = engine.current(GUIDE, state, TODAY)
    assert isinstance(outcome, Waiting) and outcome.pending[0] == "E2.6" and outcome.ahead == "E3"
    assert "ti" in {task.responsible for task in engine.tasks(GUIDE, state, TODAY)}


def test_a_question_hidden_by_an_answer_leads_to_that_answer() -> None:
    """Stage 2 asks for the substitute's post, which is not asked when there is no substitute."""
    state, order = walk(E2__7__hay=False)
    outcome = engine.current(GUIDE, state, TODAY)
    assert "E2.7.cargo" not in order
    assert isinstance(outcome, Waiting) and outcome.pending == ("E2.7.hay",)


def test_the_self_assessment_scores_all_eighteen() -> None:
    state, _order = walk()
    result = assessment.result(GUIDE, state, TODAY)
    assert result is not None
    assert (result.total, result.maximum, result.level.number) == (54, 54, 5)
    assert sum(dimension.maximum for dimension in result.dimensions) == 54


def test_a_turn_is_quick_on_a_full_case_file() -> None:
    state, _ = walk()
    start = perf_counter()
    for _ in range(10):
        engine.answer(GUIDE, state, "E10.7", Answer(19), TODAY)
    assert (perf_counter() - start) / 10 < 0.1  # a few milliseconds; generous for a busy machine


class AnySequenceOfTheShippedGuide(AnySequence):
    guide = GUIDE

    def well(self, key: str) -> Answer:
        return well(key)


TestAnySequenceOfTheShippedGuide = AnySequenceOfTheShippedGuide.TestCase
TestAnySequenceOfTheShippedGuide.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking on this guide takes minutes
)
