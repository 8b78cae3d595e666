"""The store and the engine together: whatever a person does, what is loaded is what the engine left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casefiles.agenda.tasks import list_tasks, sync_tasks
from casefiles.answers.merging import _moved_last
from casefiles.cases.history import list_changes
from casefiles.cases.lifecycle import create_case, delete_case, load_state, save_step
from casefiles.database import writing
from casefiles.engine import steps
from casefiles.engine.consequences import tasks
from knowledge.guide.conditions.expressions import All, Answered, Is
from knowledge.guide.model.guide import Answer, Assessment, Decision, Gate, Guide, Question, Route, Stage
from tests.casefiles.conftest import NOW

TODAY = date(2026, 11, 23)


def ask(key, **options):
    return Question(key, key, f"¿{key}?", "porque", "otra", "si_no", required=True, **options)


def stage(number, *questions):
    closing = All(tuple(Answered(question.key) for question in questions))
    return Stage(f"E{number}", number, f"Etapa {number}", "", "", "", closing, questions)


GUIDE = Guide(
    version=1,
    notice="",
    stages=(
        stage(1, ask("E1.1"), ask("E1.2"), ask("E1.3", only_if=Is("E1.2", True))),
        stage(2, ask("E2.1"), ask("E2.2")),
    ),
    gate=Gate((ask("P1"),), (Decision("todo", "todo", "Ruta completa"),), (Route("todo", "Todo", "", ("E1", "E2")),)),
    assessment=Assessment((), (), (), (), ""),
)
KEYS = list(GUIDE.questions())
ANSWERS = [Answer(True), Answer(False), Answer(None, "no_se")]

actions = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(KEYS), st.sampled_from(ANSWERS)),
    st.tuples(st.just("skip"), st.sampled_from(KEYS)),
    st.tuples(st.just("correct"), st.sampled_from(KEYS)),
    st.tuples(st.just("jump"), st.sampled_from(["E1", "E2", "puerta"])),
    st.tuples(st.sampled_from(["back", "undo", "pause", "resume"])),
)


def do(state, action):
    name, *arguments = action
    if name in ("pause", "resume"):
        return getattr(steps, name)(state)
    if name == "skip":
        return steps.skip(GUIDE, state, TODAY, *arguments).state
    return getattr(steps, name)(GUIDE, state, *arguments, TODAY).state


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(actions, max_size=14))
def test_what_is_loaded_is_what_the_engine_left(ana, engine, done):
    with writing(engine) as session:
        ana_case = create_case(session, ana.id, "Acuerdo", 1, NOW).id
        fresh = load_state(session, ana_case, ana.id)
        save_step(session, ana.id, ana_case, fresh, steps.start(GUIDE), NOW)
    for action in done:
        with writing(engine) as session:
            before = load_state(session, ana_case, ana.id)
            after = do(before, action)
            saved = save_step(session, ana.id, ana_case, before, after, NOW)
            sync_tasks(session, ana_case, tasks(GUIDE, after, TODAY), NOW)
            assert not saved.conflicts
        with writing(engine) as session:
            assert load_state(session, ana_case, ana.id) == after
            pending = {task.key for task in list_tasks(session, ana.id, ana_case)}
            assert pending == {task.key for task in tasks(GUIDE, after, TODAY)}
    with writing(engine) as session:
        delete_case(session, ana.id, ana_case, NOW)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(KEYS), st.sampled_from(ANSWERS)), max_size=12))
def test_of_two_people_every_answer_stands_or_is_in_the_history(ana, beto, engine, done):

    case = ana.opens("Acuerdo")
    beto.joins(ana, case)
    said = []
    for name, key, answer in done:
        person = {"a": ana, "b": beto}[name]
        saved = person.answers(case, key, answer)
        said.append((key, answer.kind, answer.value))
        stands = ana.state(case).answers[key]
        assert stands == answer or saved.conflicts[0].stands == stands
    with writing(engine) as session:
        kept = {
            (change.key, change.after["tipo"], change.after["valor"])
            for change in list_changes(session, ana.id, case, 200)
            if change.kind in ("responder", "corregir", "conflicto")
        }

        delete_case(session, ana.id, case, NOW)
    assert set(said) <= kept


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ("abc", "bca", "a"),
        ("abc", "acb", "b"),
        ("abc", "abc", ""),
        ("abc", "cd", ""),
        ("ab", "bca", "a"),
        ("", "a", ""),
    ],
)
def test_a_question_skipped_again_goes_last(before, after, moved):
    assert "".join(_moved_last(before, after)) == moved


def test_skipping_again_is_kept_in_order(ana, case, engine):
    for key in ("E1.1", "E1.2"):
        ana.skips(case, key)
    with writing(engine) as session:
        state = load_state(session, case, ana.id)
        save_step(session, ana.id, case, state, replace(state, skipped=("E1.2", "E1.1")), NOW)
    assert ana.state(case).skipped == ("E1.2", "E1.1")
