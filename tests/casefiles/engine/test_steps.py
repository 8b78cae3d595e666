"""What a person can do in the guide, step by step, on a small guide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casefiles import engine
from casefiles.engine import CaseState, Finished, Paused, Prompt, Step, Stopped, Waiting
from casefiles.engine.state import HISTORY
from knowledge.guide.model.guide import ASSESSMENT, NOT_YET, Answer, Value
from tests.casefiles.small_guide import GOOD, GUIDE, TODAY, good

YES, NO, UNKNOWN = Answer(True), Answer(False), Answer(kind="no_se")


def say(state: CaseState, key: str, value: Value | Answer, today: date = TODAY) -> Step:
    return engine.answer(GUIDE, state, key, value if isinstance(value, Answer) else Answer(value), today)


def asked(state: CaseState, today: date = TODAY) -> str:
    outcome = engine.current(GUIDE, state, today)
    return outcome.question.key if isinstance(outcome, Prompt) else type(outcome).__name__


def walk(until: str, **other: Value | Answer) -> CaseState:
    """Answer well, or as `other` says (its keys with «_» for «.»), until `until` is asked."""
    changed = {key.replace("_", "."): value for key, value in other.items()}
    state = engine.start(GUIDE)
    for _ in range(40):
        outcome = engine.current(GUIDE, state, TODAY)
        if not isinstance(outcome, Prompt):
            assert type(outcome).__name__ == until
            return state
        key = outcome.question.key
        if key == until:
            return state
        state = say(state, key, changed.get(key, GOOD[key])).state
    raise AssertionError(f"{until} was never asked")


def status(state: CaseState, stage: str) -> str:
    return engine.status(GUIDE, state, stage, TODAY)


def test_the_gate_comes_first_then_the_stages_in_order() -> None:
    state, order = engine.start(GUIDE), []
    while isinstance(outcome := engine.current(GUIDE, state, TODAY), Prompt):
        order.append(outcome.question.key)
        state = say(state, outcome.question.key, GOOD[outcome.question.key]).state
    assert order == list(GOOD)
    assert outcome == Finished()
    assert engine.progress(GUIDE, state, TODAY).line() == "▰▰▰▰▰▰▰▰▰▰ Terminado"


def test_a_prompt_says_its_place_in_its_stage() -> None:
    outcome = engine.current(GUIDE, walk("E1.9"), TODAY)
    assert isinstance(outcome, Prompt)
    assert (outcome.section, outcome.position, outcome.total) == ("E1", 5, 5)


def test_a_question_whose_condition_fails_is_not_asked() -> None:
    assert asked(say(walk("E1.3"), "E1.3", False).state) == "E1.9"


def test_completing_a_stage_is_said_once() -> None:
    step = say(walk("M9"), "M9", "n3")
    assert step.messages == ("✓ Etapa 1 completa: Diagnóstico.",)
    assert "✓" not in " ".join(say(step.state, "M9", "n2").messages)


def test_no_se_becomes_a_task_and_never_completes() -> None:
    step = say(walk("P1"), "P1", UNKNOWN)
    assert [(task.text, task.responsible) for task in step.tasks] == [("Averiguar qué es la contraparte.", "juridico")]
    state = walk("Waiting", E1_1=UNKNOWN)
    assert status(state, "E1") == "en_curso"
    assert engine.pending(GUIDE, state, TODAY) == ("E1.1",)
    outcome = engine.current(GUIDE, state, TODAY)
    assert outcome == Waiting(("E1.1",), ahead="E2")


def test_no_se_where_it_is_not_required_leaves_something_pending() -> None:
    state = walk("E2.2", E1_3=UNKNOWN)
    assert status(state, "E1") == "completa_con_pendientes"
    assert [task.responsible for task in engine.tasks(GUIDE, state, TODAY)] == ["archivo"]


def test_a_debt_stops_and_correcting_it_goes_on_where_it_was() -> None:
    state = walk("E1.9")
    step = say(state, "P4", True)
    assert "Alto legal: hay deuda." in step.messages
    assert [alert.key for alert in step.alerts if alert.critical] == ["alerta_deuda"]
    outcome = engine.current(GUIDE, step.state, TODAY)
    assert isinstance(outcome, Stopped) and outcome.questions == ("P4",)
    assert not engine.jump(GUIDE, step.state, "E2", TODAY).accepted
    corrected = engine.correct(GUIDE, step.state, "P4", TODAY).state
    assert asked(corrected) == "P4"
    back = say(corrected, "P4", False).state
    assert asked(back) == "E1.9" and back.answers["E1.1"] == good("E1.1")
    assert engine.alerts(GUIDE, back, TODAY) == ()


def test_nothing_is_complete_at_a_stop() -> None:
    state = say(walk("Finished"), "P4", True).state
    assert {status(state, stage.key) for stage in GUIDE.stages} == {"bloqueada"}


def test_a_private_counterpart_leaves_the_route_and_keeps_the_answers() -> None:
    finished = walk("Finished")
    step = say(finished, "P1", "privada")
    assert engine.decide(GUIDE, step.state, TODAY).route == "privada"
    assert "No es un acuerdo interinstitucional." in step.messages
    assert status(step.state, "E6") == "no_aplica"
    assert [task.key for task in step.tasks] == ["ruta.privada.1"]
    again = say(step.state, "P1", "gobierno").state
    assert status(again, "E8") == "completa" and again.answers == finished.answers


def test_it_stays_blocked_until_what_blocks_it_is_corrected() -> None:
    step = say(walk("E6.6"), "E6.6", "condicionado")
    assert status(step.state, "E6") == "bloqueada"
    assert [detour.stage for detour in step.detours] == ["E2"]
    assert "Texto de condicionado." in step.messages
    assert asked(say(step.state, "E6.6", "favorable").state) == "E6.7"
    rest = say(step.state, "E6.7", GOOD["E6.7"]).state
    outcome = engine.current(GUIDE, rest, TODAY)
    assert status(rest, "E6") == "bloqueada"
    assert isinstance(outcome, Waiting) and "E6.6" in outcome.pending


def test_a_blocked_stage_is_answered_to_the_end() -> None:
    """Each answer used to send them to another stage, where nothing could be answered."""
    state = engine.jump(GUIDE, walk("E2.2"), "E8", TODAY).state
    state = say(state, "E8.8", True).state  # with this, stage 8 cannot close
    for key in ("E8.4", "E8.6", "E8.7"):
        assert asked(state) == key
        state = say(state, key, GOOD[key]).state
    assert (status(state, "E8"), asked(state)) == ("bloqueada", "E2.2")


@pytest.mark.parametrize(("order", "first"), [("antes", "E7.5"), ("despues", "E6.6"), ("ambas", "E6.6")])
def test_the_local_order_decides_whether_the_council_votes_first(order: str, first: str) -> None:
    assert asked(say(walk("orden"), "orden", order).state) == first


@pytest.mark.parametrize("order", ["antes", "despues", "ambas"])
def test_every_local_order_reaches_the_end(order: str) -> None:
    assert status(walk("Finished", orden=order), "E8") == "completa"


def test_the_signature_needs_both_on_the_same_text() -> None:
    state = walk("Waiting", E7_7=False)
    assert status(state, "E8") == "no_iniciada"
    ahead = engine.jump(GUIDE, state, "E8", TODAY)
    assert "Dictamen y voto sobre el mismo texto." in ahead.messages[0]
    signed = ahead.state
    for key in ("E8.4", "E8.6", "E8.7"):
        signed = say(signed, key, GOOD[key]).state
    assert status(signed, "E8") == "bloqueada"
    assert [alert.key for alert in engine.alerts(GUIDE, signed, TODAY)] == ["texto_cambiado"]
    assert status(say(signed, "E7.7", True).state, "E8") == "completa"


def test_aun_no_does_not_complete() -> None:
    for key in ("E8.4", "E8.6"):  # the first is in the closing rule; the second is only required
        state = walk("Waiting", **{key: NOT_YET})
        assert (status(state, "E8"), engine.pending(GUIDE, state, TODAY)) == ("en_curso", (key,))


def test_skipping_leaves_it_for_later_and_never_loses_an_answer() -> None:
    state = walk("E1.3")
    skipped = engine.skip(GUIDE, state, TODAY)
    assert (skipped.state.skipped, asked(skipped.state)) == (("E1.3",), "E1.9")
    again = engine.skip(GUIDE, walk("E2.2"), TODAY, "E1.1")
    assert again.state.answers["E1.1"] == good("E1.1") and again.state.skipped == ()
    assert say(skipped.state, "E1.3", True).state.skipped == ()


def test_a_required_question_skipped_says_so() -> None:
    assert "hace falta" in engine.skip(GUIDE, walk("E1.1"), TODAY).messages[0]


def test_going_back_keeps_the_answer_and_stops_at_the_first() -> None:
    state = engine.back(GUIDE, walk("E1.3"), TODAY).state
    outcome = engine.current(GUIDE, state, TODAY)
    assert isinstance(outcome, Prompt) and (outcome.question.key, outcome.previous) == ("E1.1", good("E1.1"))
    for _ in range(3):
        state = engine.back(GUIDE, state, TODAY).state
    assert asked(state) == "P1"
    refused = engine.back(GUIDE, state, TODAY)
    assert not refused.accepted and refused.state is state


def test_going_back_from_the_self_assessment_leads_to_the_stage_that_it_closes() -> None:
    assert asked(engine.back(GUIDE, walk("M1"), TODAY).state) == "E1.9"
    assert asked(engine.back(GUIDE, walk("E2.2"), TODAY).state) == "M9"


def test_going_back_leads_to_no_question_that_was_never_asked() -> None:
    ahead = engine.jump(GUIDE, walk("E1.3"), "E7", TODAY).state
    assert asked(engine.back(GUIDE, ahead, TODAY).state) == "E1.1"


def test_a_correction_comes_back_to_where_it_was() -> None:
    state = engine.correct(GUIDE, walk("E2.6"), "E1.1", TODAY).state
    assert asked(state) == "E1.1"
    assert asked(say(state, "E1.1", "Otra cosa").state) == "E2.6"


def test_an_old_button_is_a_correction_and_the_question_asked_stays() -> None:
    step = say(walk("E6.6"), "E2.6", False)
    assert [task.key for task in step.tasks] == ["buzon"]
    assert step.state.history[-1].action == "corregir"
    assert asked(step.state) == "E6.6"


def test_a_double_tap_changes_nothing() -> None:
    once = say(walk("E1.3"), "E1.3", True).state
    twice = say(once, "E1.3", True)
    assert twice.state == once and twice.accepted


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("E1.3", Answer("sí")),
        ("E1.4.firmados", Answer(0)),
        ("E1.4.firmados", Answer(True)),
        ("E1.4.firmados", Answer(501)),
        ("E1.9", Answer(date(2020, 1, 1))),
        ("E1.9", Answer(NOT_YET)),
        ("E2.2", Answer(("turismo", "minas"))),
        ("E2.2", Answer(())),
        ("E2.2", Answer("turismo")),
        ("E1.1", Answer("  ")),
        ("E1.1", Answer(None)),
        ("E1.1", Answer(kind="no_aplica", note="porque no")),
        ("E2.7", Answer(kind="no_aplica")),
        ("P1", Answer("marcianos")),
        ("E6.7", Answer(date(2030, 1, 1))),
        ("E9.9", Answer(True)),
        ("E1.4.firmados", Answer(3)),  # does not apply: there are no agreements
    ],
)
def test_what_a_question_does_not_admit_is_refused_with_a_reason(key: str, given: Answer) -> None:
    state = walk("E8.4", E1_3=given != Answer(3))
    refused = say(state, key, given)
    assert not refused.accepted and refused.messages[0] and refused.state is state


def test_no_aplica_with_its_reason_settles_a_question() -> None:
    state = say(walk("E2.7"), "E2.7", Answer(kind="no_aplica", note=" Somos tres personas ")).state
    assert state.answers["E2.7"].note == "Somos tres personas"
    assert asked(state) == "orden"


def test_undo_takes_back_one_change_at_a_time() -> None:
    state = walk("E1.3")
    changed = say(state, "E1.1", "Otra cosa").state
    undone = engine.undo(GUIDE, changed, TODAY)
    assert undone.state.answers == state.answers and asked(undone.state) == "E1.1"
    assert "¿Qué quieres resolver?" in undone.messages[0]
    skipped = engine.skip(GUIDE, state, TODAY).state
    assert engine.undo(GUIDE, skipped, TODAY).state.skipped == ()
    while state.history:
        state = engine.undo(GUIDE, state, TODAY).state
    assert dict(state.answers) == {} and asked(state) == "P1"
    assert not engine.undo(GUIDE, state, TODAY).accepted


def test_the_undo_list_does_not_grow_for_ever() -> None:
    state = walk("E1.3")
    for number in range(HISTORY + 20):
        state = say(state, "E1.1", f"Versión {number}").state
    assert len(state.history) == HISTORY


def test_a_pause_waits_and_answering_ends_it() -> None:
    paused = engine.pause(walk("E1.3"))
    assert engine.current(GUIDE, paused, TODAY) == Paused("E1.3")
    assert asked(engine.resume(paused)) == "E1.3"
    assert not say(paused, "E1.3", True).state.paused
    assert not engine.skip(GUIDE, paused, TODAY).state.paused


def test_jumping_to_a_stage_asks_there_first_and_then_returns_to_the_lowest() -> None:
    state = engine.jump(GUIDE, walk("E1.3"), "E6", TODAY).state
    assert asked(state) == "E6.6"
    outcome = engine.current(GUIDE, state, TODAY)
    assert isinstance(outcome, Prompt) and outcome.missing_entry
    state = say(say(state, "E6.6", "favorable").state, "E6.7", GOOD["E6.7"]).state
    assert (status(state, "E6"), asked(state)) == ("bloqueada", "E1.3")


@pytest.mark.parametrize("stage", ["E99", ""])
def test_a_stage_that_does_not_exist_is_refused(stage: str) -> None:
    assert not engine.jump(GUIDE, walk("E1.3"), stage, TODAY).accepted


def test_a_stage_out_of_the_route_is_refused() -> None:
    refused = engine.jump(GUIDE, walk("E1.1", P1="privada"), "E8", TODAY)
    assert not refused.accepted and "Sin registro" in refused.messages[0]


def test_unregistered_agreements_leave_the_stage_pending_and_alert() -> None:
    state = say(walk("E2.2"), "E1.4.registrados", 1).state
    assert status(state, "E1") == "completa_con_pendientes"
    assert [alert.key for alert in engine.alerts(GUIDE, state, TODAY)] == ["sin_registro"]


def test_time_alone_can_bring_a_notice() -> None:
    state = walk("Finished")
    assert "Texto de poco_tiempo." in say(state, "E1.9", date(2027, 9, 30)).messages
    assert "Texto de poco_tiempo." not in say(state, "E1.9", date(2028, 9, 30)).messages


def test_alerts_put_the_critical_ones_first() -> None:
    state = say(say(walk("E2.2"), "E1.4.registrados", 0).state, "M5", "n0").state
    assert [alert.critical for alert in engine.alerts(GUIDE, state, TODAY)] == [True, False]


def test_progress_names_the_stage_and_what_is_pending() -> None:
    assert engine.progress(GUIDE, walk("P4"), TODAY).line() == "▱▱▱▱▱▱▱▱▱▱ Antes de empezar"
    state = say(walk("E2.6"), "E1.4.registrados", 1).state
    assert engine.progress(GUIDE, state, TODAY).line() == "▰▰▱▱▱▱▱▱▱▱ Etapa 2 de 8 · 2 pendientes"


def test_what_has_a_task_is_counted_once() -> None:
    state = say(engine.skip(GUIDE, say(walk("E1.3"), "E1.3", UNKNOWN).state, TODAY).state, "M1", "n3").state
    assert engine.pending(GUIDE, state, TODAY) == ("E1.3", "E1.9")
    assert [task.question for task in engine.tasks(GUIDE, state, TODAY)] == ["E1.3"]
    assert engine.without_task(GUIDE, state, TODAY) == ("E1.9",)
    assert engine.progress(GUIDE, state, TODAY).pending == 2


def test_a_new_version_keeps_every_answer_and_says_what_changed() -> None:
    state = walk("E6.6")
    first, second, *rest = GUIDE.stages
    renamed = tuple(
        replace(q, key="E2.8", number="E2.8")
        if q.key == "E2.7"
        else replace(q, options=q.options[1:])
        if q.key == "E2.2"
        else q
        for q in second.questions
    )
    newer = replace(
        GUIDE, version=2, stages=(first, replace(second, questions=renamed), *rest), changes=((2, "Cambió E2."),)
    )
    moved = engine.upgrade(state, newer)
    assert moved.state.answers == state.answers
    assert (moved.gone, moved.again) == (("E2.7",), ("E2.2",))
    assert "Versión 2: Cambió E2." in moved.messages
    outcome = engine.current(newer, moved.state, TODAY)
    assert isinstance(outcome, Prompt) and outcome.question.key == "E6.6"  # still where they were
    assert engine.status(newer, moved.state, "E2", TODAY) == "en_curso"
    assert engine.upgrade(moved.state, newer).messages == ()
    assert engine.undo(newer, moved.state, TODAY).accepted
    back = engine.upgrade(moved.state, GUIDE)
    assert engine.status(GUIDE, back.state, "E2", TODAY) == "completa"


def test_the_self_assessment_is_asked_when_its_stage_needs_it() -> None:
    state = walk("M1")
    outcome = engine.current(GUIDE, state, TODAY)
    assert isinstance(outcome, Prompt) and (outcome.section, outcome.total) == (ASSESSMENT, 3)
    assert asked(engine.jump(GUIDE, walk("P4"), ASSESSMENT, TODAY).state) == "M1"
