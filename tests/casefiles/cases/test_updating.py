"""A case file on one version of the guide, brought to another, with everybody in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casefiles.agenda.notices import pending_notices
from casefiles.agenda.tasks import list_tasks
from casefiles.cases.history import list_changes
from casefiles.cases.lifecycle import active_case, load_state, save_step
from casefiles.cases.updating import bring_up_to_date
from casefiles.database import reading, writing
from casefiles.errors import CaseNotFound
from knowledge.guide.model.guide import Answer, Guide
from tests.casefiles.conftest import NOW, Desk
from tests.casefiles.small_guide import GUIDE, TODAY, question


def without(key: str, version: int) -> Guide:
    """A version of the guide that does not ask `key`, and asks something new instead."""
    first, *rest = GUIDE.stages
    asked = (*(one for one in first.questions if one.key != key), question("E1.9", "si_no", "¿Algo nuevo?"))
    changes = ((version, "Una pregunta nueva."), *GUIDE.changes)
    return replace(GUIDE, version=version, stages=(replace(first, questions=asked), *rest), changes=changes)


KEY = next(one.key for one in GUIDE.stages[0].questions if one.kind == "si_no")


def brought(desk: Desk, case: str, guide: Guide) -> bool:
    with writing(desk.engine) as session:
        return bring_up_to_date(session, desk.id, case, guide, TODAY, NOW)


def told(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return [notice.text for notice in pending_notices(session, desk.id) if notice.kind == "version_guia"]


def test_every_answer_stays_and_the_change_is_in_the_history(ana, case):
    ana.answers(case, KEY, True)
    assert brought(ana, case, without(KEY, 2))
    assert ana.state(case).guide_version == 2
    assert ana.state(case).answers == {KEY: Answer(True)}
    with reading(ana.engine) as session:
        changes = list_changes(session, ana.id, case)
    assert [(one.before, one.after) for one in changes if one.kind == "version_guia"] == [(1, 2)]


def test_it_happens_once_and_everybody_is_told_once(ana, beto, case):
    beto.joins(ana, case)
    ana.answers(case, KEY, True)
    guide = without(KEY, 2)
    assert brought(beto, case, guide)
    assert not brought(ana, case, guide)
    for desk in (ana, beto):
        [text] = told(desk)
        assert text.startswith("Sobre «San Felipe con Laredo»:\nLa guía cambió desde la última vez (versión 1 → 2).")
        assert "Versión 2: Una pregunta nueva." in text
        assert "Ya no se hace una pregunta que estaba contestada; su respuesta queda guardada: «Sí»." in text


def test_nobody_stays_at_a_question_that_is_gone(ana, beto, case):
    beto.joins(ana, case)
    for desk in (ana, beto):
        with writing(desk.engine) as session:
            before = load_state(session, case, desk.id)
            after = replace(before, current=KEY, resume=KEY, sitting=(KEY, "M1"))
            save_step(session, desk.id, case, before, after, NOW)
    brought(ana, case, without(KEY, 2))
    for desk in (ana, beto):
        state = desk.state(case)
        assert (state.current, state.resume, state.sitting) == (None, None, ("M1",))


def test_going_back_to_the_version_before_finds_the_answer_again(ana, case):
    ana.answers(case, KEY, Answer(None, "no_se"))
    brought(ana, case, GUIDE)
    brought(ana, case, without(KEY, 2))
    with reading(ana.engine) as session:
        assert list_tasks(session, ana.id, case) == []  # of a question that is gone
    brought(ana, case, GUIDE)
    assert ana.state(case).answers[KEY] == Answer(None, "no_se")
    with reading(ana.engine) as session:
        assert [task.key for task in list_tasks(session, ana.id, case)] == [f"{KEY}.no_se"]


def test_a_version_that_nobody_knows_goes_on_with_this_one(ana, case):
    brought(ana, case, replace(GUIDE, version=7))
    ana.answers(case, KEY, True)
    assert brought(ana, case, GUIDE)
    assert (
        "Este expediente iba con la versión 7 de la guía, que aquí ya no está. Sigue con la versión 1" in told(ana)[-1]
    )
    assert ana.state(case).answers == {KEY: Answer(True)}


def test_a_stranger_changes_nothing(ana, beto, case):
    with pytest.raises(CaseNotFound):
        brought(beto, case, without(KEY, 2))
    assert ana.state(case).guide_version == 1
    with reading(ana.engine) as session:
        assert active_case(session, beto.id) is None
