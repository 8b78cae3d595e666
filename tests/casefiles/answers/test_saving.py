"""Answers stored step by step: what comes back, two people at once, history and undo."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from threading import Barrier, Thread

import pytest

from casefiles.agenda.notices import pending_notices
from casefiles.cases.history import list_changes
from casefiles.cases.lifecycle import load_state, mark_seen, save_step, undo_last
from casefiles.database import reading, writing
from casefiles.engine.state import HISTORY, CaseState, Change
from casefiles.errors import CaseNotFound, ConsentMissing, NothingToUndo, PersonalDataRefused, UndoBlocked
from casefiles.privacy.consent import withdraw_consent
from knowledge.guide.model.guide import NOT_YET, Answer
from tests.casefiles.conftest import NOW, answered, later

KINDS = {
    "E1.2": Answer(True),
    "E1.3": Answer(False),
    "E1.4.firmados": Answer(0),
    "E1.4.inscritos": Answer(15),
    "E1.9": Answer(date(2027, 9, 30)),
    "E6.1": Answer(NOT_YET),
    "E1.5": Answer("enlace"),
    "E3.4": Answer(("presidencia", "turismo")),
    "E3.5": Answer(()),
    "E1.1": Answer("Los jóvenes se van; «turismo» de paisanos — ñandú 🙂"),
    "E1.6": Answer(None, "no_se"),
    "E1.8": Answer(None, "no_aplica", "no tenemos oficina"),
    "E1.7": Answer(None, "omitida"),
}


def test_every_kind_of_answer_comes_back_as_it_was(ana, case):
    for key, answer in KINDS.items():
        ana.answers(case, key, answer)
    found = ana.state(case).answers
    assert dict(found) == KINDS
    # True and 1 are equal in Python and different for the guide.
    assert [type(found[key].value) for key in KINDS] == [type(answer.value) for answer in KINDS.values()]


def test_the_whole_state_comes_back(ana, case, engine):
    full = {
        "guide_version": 1,  # another one is `bring_up_to_date`'s to write
        "answers": {"E1.2": Answer(True)},
        "current": "E1.3",
        "resume": "E2.1",
        "skipped": ("E1.9", "E1.1"),
        "paused": True,
        "sitting": ("M3", "M4"),
        "history": (
            Change("omitir", "E1.9", None, None, False, "E1.9"),
            Change("omitir", "E1.1", None, None, False, "E1.1"),
            Change("responder", "E1.2", None, Answer(True), False, "E1.2"),
        ),
    }
    # A field that the engine adds has to be stored too.
    assert {field.name for field in fields(CaseState)} == set(full)
    with writing(engine) as session:
        save_step(session, ana.id, case, load_state(session, case, ana.id), CaseState(**full), NOW)
    assert ana.state(case) == CaseState(**full)


def test_a_step_that_changes_nothing_leaves_no_trace(ana, case, engine):
    first = ana.answers(case, "E1.2", True)
    with writing(engine) as session:
        state = load_state(session, case, ana.id)
        assert save_step(session, ana.id, case, state, replace(state, current="E1.5"), NOW).version == first.version
    assert ana.state(case).current == "E1.5"


def test_a_double_tap_is_one_answer(ana, case, engine):
    with writing(engine) as session:
        before = load_state(session, case, ana.id)
        after = answered(before, "E1.2", Answer(True))
        first = save_step(session, ana.id, case, before, after, NOW)
    with writing(engine) as session:
        second = save_step(session, ana.id, case, before, after, NOW)
    assert first.version == second.version and not second.conflicts
    assert len(ana.state(case).history) == 1


def test_nothing_is_stored_for_a_stranger_or_without_consent(ana, beto, case, engine):
    with pytest.raises(CaseNotFound), writing(engine) as session:
        state = load_state(session, case, ana.id)
        save_step(session, beto.id, case, state, answered(state, "E1.2", Answer(True)), NOW)
    with writing(engine) as session:
        withdraw_consent(session, ana.id, NOW)
    with pytest.raises(ConsentMissing):
        ana.answers(case, "E1.2", True)
    assert not ana.state(case).answers


@pytest.mark.parametrize(
    "answer",
    [
        Answer("pregunten a GOPA800101HDFMRN09"),
        Answer("mi cel es 55 1234 5678"),
        Answer(None, "no_aplica", "escríbanme a juan.perez@gmail.com"),
    ],
)
def test_personal_data_is_refused_and_nothing_is_stored(ana, case, answer):
    with pytest.raises(PersonalDataRefused, match="no lo anoto"):
        ana.answers(case, "E1.1", answer)
    assert not ana.state(case).answers and not ana.state(case).history


def test_two_people_answering_different_questions_lose_nothing(ana, beto, case, engine):
    beto.joins(ana, case)
    with writing(engine) as session:
        for_ana, for_beto = load_state(session, case, ana.id), load_state(session, case, beto.id)
    with writing(engine) as session:
        save_step(session, ana.id, case, for_ana, answered(for_ana, "E1.2", Answer(True)), NOW)
    with writing(engine) as session:
        saved = save_step(session, beto.id, case, for_beto, answered(for_beto, "E1.5", Answer("nadie")), NOW)
    assert not saved.conflicts and [news.key for news in saved.news] == ["E1.2"]
    assert {key: answer.value for key, answer in ana.state(case).answers.items()} == {"E1.2": True, "E1.5": "nadie"}


def test_two_people_answering_the_same_question_are_both_told(ana, beto, case, engine):
    beto.joins(ana, case)
    ana.answers(case, "E1.2", True)
    # Beto's screen still showed the question unanswered: days may go by between a prompt and its answer.
    saved = beto.answers(case, "E1.2", False, later(days=2))
    conflict = saved.conflicts[0]
    assert (conflict.key, conflict.stands, conflict.yours) == ("E1.2", Answer(True), Answer(False))
    assert ana.state(case).answers["E1.2"] == Answer(True)
    with reading(engine) as session:
        assert "otra persona contestó distinto" in pending_notices(session, ana.id)[-1].text
        kept = list_changes(session, beto.id, case)[0]
        assert (kept.kind, kept.who, kept.after["valor"]) == ("conflicto", "tú", False)
    # Now that Beto knows, answering again is a correction.
    assert not beto.answers(case, "E1.2", False, later(days=2)).conflicts
    assert ana.state(case).answers["E1.2"] == Answer(False)


def test_saying_the_same_is_no_conflict(ana, beto, case):
    beto.joins(ana, case)
    ana.answers(case, "E1.2", True)
    assert not beto.answers(case, "E1.2", True).conflicts


def test_correcting_what_one_has_seen_is_no_conflict(ana, beto, case, engine):
    beto.joins(ana, case)
    version = ana.answers(case, "E1.2", True).version
    with writing(engine) as session:
        mark_seen(session, beto.id, case, version)
    assert not beto.answers(case, "E1.2", False).conflicts


def test_what_a_colleague_answered_is_not_skipped(ana, beto, case):
    beto.joins(ana, case)
    ana.answers(case, "E1.2", True)
    saved = beto.skips(case, "E1.2")
    assert [news.key for news in saved.news] == ["E1.2"]
    assert ana.state(case).skipped == () and ana.state(case).answers["E1.2"] == Answer(True)


def test_each_person_has_their_own_place(ana, beto, case, engine):
    beto.joins(ana, case)
    for person, key in ((ana, "E1.2"), (beto, "E3.1")):
        with writing(engine) as session:
            state = load_state(session, case, person.id)
            save_step(session, person.id, case, state, replace(state, current=key), NOW)
    assert (ana.state(case).current, beto.state(case).current) == ("E1.2", "E3.1")


def test_many_writers_at_the_same_time_lose_nothing(ana, beto, case, engine):
    beto.joins(ana, case)
    start, failures, rounds = Barrier(4), [], 6

    def work(person, name):
        start.wait()
        try:
            for number in range(rounds):
                person.answers(case, f"E{name}.{number}", number)
        except Exception as error:
            failures.append(error)

    people = ((ana, 1), (beto, 2), (ana, 3), (beto, 4))
    threads = [Thread(target=work, args=each) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {key: answer.value for key, answer in ana.state(case).answers.items()} == {
        f"E{name}.{number}": number for _, name in people for number in range(rounds)
    }
    with reading(engine) as session:
        versions = [change.version for change in list_changes(session, ana.id, case, 100) if change.kind == "responder"]
        assert len(set(versions)) == len(people) * rounds


def test_undo_puts_back_what_was_there(ana, case, engine):
    ana.answers(case, "E1.2", True)
    ana.answers(case, "E1.2", False)
    ana.skips(case, "E1.9")
    with writing(engine) as session:
        assert [done.key for done in undo_last(session, ana.id, case, NOW)] == ["E1.9"]
    assert ana.state(case).skipped == () and ana.state(case).current == "E1.9"
    with writing(engine) as session:
        undone = undo_last(session, ana.id, case, NOW)[0]
        assert (undone.was, undone.holds) == (Answer(False), Answer(True))
    with writing(engine) as session:
        undo_last(session, ana.id, case, NOW)
    assert not ana.state(case).answers
    with pytest.raises(NothingToUndo), writing(engine) as session:
        undo_last(session, ana.id, case, NOW)
    with reading(engine) as session:
        kinds = [change.kind for change in list_changes(session, ana.id, case)]
    assert kinds == ["deshacer", "deshacer", "deshacer", "omitir", "corregir", "responder", "abrir"]


def test_undo_brings_back_a_skipped_question(ana, case, engine):
    ana.skips(case, "E1.2")
    ana.answers(case, "E1.2", True)
    assert ana.state(case).skipped == ()
    with writing(engine) as session:
        undo_last(session, ana.id, case, NOW)
    assert ana.state(case).skipped == ("E1.2",) and not ana.state(case).answers


def test_the_engines_own_undo_is_stored_too(ana, case, engine):
    ana.answers(case, "E1.2", True)
    ana.answers(case, "E1.2", False)
    with writing(engine) as session:
        state = load_state(session, case, ana.id)
        back = replace(state, answers={"E1.2": Answer(True)}, history=state.history[:-1])
        save_step(session, ana.id, case, state, back, NOW)
    assert ana.state(case) == back
    with reading(engine) as session:
        assert [change.kind for change in list_changes(session, ana.id, case, 2)] == ["deshacer", "corregir"]


def test_one_undoes_only_ones_own(ana, beto, case, engine):
    beto.joins(ana, case)
    ana.answers(case, "E1.2", True)
    beto.answers(case, "E1.5", "nadie")
    with writing(engine) as session:
        undo_last(session, ana.id, case, NOW)
    assert set(ana.state(case).answers) == {"E1.5"}


def test_an_answer_that_a_colleague_changed_is_not_undone(ana, beto, case, engine):
    beto.joins(ana, case)
    version = ana.answers(case, "E1.2", True).version
    beto.answers(case, "E1.2", False, seen=version)
    assert ana.state(case).history == ()
    with pytest.raises(UndoBlocked, match="otra persona"), writing(engine) as session:
        undo_last(session, ana.id, case, NOW)
    assert ana.state(case).answers["E1.2"] == Answer(False)


def test_a_long_history_keeps_the_last_changes(ana, case):
    for number in range(HISTORY + 5):
        ana.answers(case, "E1.4", number)
    history = ana.state(case).history
    assert len(history) == HISTORY and history[-1].after == Answer(HISTORY + 4)
