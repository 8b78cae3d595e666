"""Tasks, alerts, documents, dates and self-assessments of a case file."""

from __future__ import annotations

from datetime import date

import pytest

from casefiles.agenda.alerts import forget_solved_alerts, mark_alerts_seen, unseen_alerts
from casefiles.agenda.documents_and_dates import (
    add_document,
    add_key_date,
    list_documents,
    list_key_dates,
    remove_document,
    remove_key_date,
)
from casefiles.agenda.tasks import add_task, finish_task, list_tasks, set_due, sync_tasks
from casefiles.answers.assessments import list_assessments, save_assessment
from casefiles.cases.lifecycle import create_case
from casefiles.database import reading, writing
from casefiles.engine.assessment import DimensionScore, Result
from casefiles.engine.outcomes import CaseTask
from casefiles.errors import CaseFileError, CaseNotFound, InvalidDate, InvalidText
from knowledge.guide.model.guide import Answer, Level
from tests.casefiles.conftest import NOW, later

TODAY = NOW.date()
NORM = CaseTask("E1.6.no_se", "Buscar el reglamento", "sindicatura", "E1", "E1.6", "no_se")
MAIL = CaseTask("E1.8.correo", "Abrir un correo institucional", "ti", "E1", "E1.8", "respuesta")


def texts(session, person, case, **options):
    return [task.text for task in list_tasks(session, person.id, case, **options)]


def test_tasks_follow_the_guide_and_keep_what_people_said(ana, case, engine):
    with writing(engine) as session:
        sync_tasks(session, case, [NORM, MAIL], NOW)
        set_due(session, ana.id, case, MAIL.key, date(2026, 12, 1), TODAY, NOW)
        assert texts(session, ana, case) == [MAIL.text, NORM.text]  # the dated one first
        sync_tasks(session, case, [NORM], NOW)
        assert texts(session, ana, case) == [NORM.text]
        sync_tasks(session, case, [NORM, MAIL], NOW)
        assert [task.due for task in list_tasks(session, ana.id, case)] == [date(2026, 12, 1), None]


def test_a_done_task_stays_done(ana, case, engine):
    with writing(engine) as session:
        sync_tasks(session, case, [NORM, MAIL], NOW)
        finish_task(session, ana.id, case, NORM.key, NOW)
        finish_task(session, ana.id, case, NORM.key, later(days=1))
        sync_tasks(session, case, [NORM, MAIL], NOW)
        assert texts(session, ana, case) == [MAIL.text]
        assert [task.done_at for task in list_tasks(session, ana.id, case, include_done=True)] == [None, NOW]


def test_a_task_of_ones_own_is_not_dropped_by_the_guide(ana, case, engine):
    with writing(engine) as session:
        add_task(session, ana.id, case, "Hablar con el club de migrantes", NOW)
        sync_tasks(session, case, [NORM], NOW)
        assert texts(session, ana, case) == [NORM.text, "Hablar con el club de migrantes"]


def test_tasks_that_cannot_be(ana, beto, case, engine):
    with writing(engine) as session:
        sync_tasks(session, case, [NORM], NOW)
        with pytest.raises(CaseFileError, match="ya no está"):
            finish_task(session, ana.id, case, "nada", NOW)
        with pytest.raises(InvalidDate):
            set_due(session, ana.id, case, NORM.key, date(2026, 11, 22), TODAY, NOW)
        with pytest.raises(CaseNotFound):
            finish_task(session, beto.id, case, NORM.key, NOW)


def test_an_alert_is_new_once_for_each_person_and_again_if_it_comes_back(ana, beto, case, engine):
    beto.joins(ana, case)
    with writing(engine) as session:
        mark_alerts_seen(session, ana.id, case, ["deuda", "deuda"], NOW)
        mark_alerts_seen(session, ana.id, case, ["deuda"], NOW)
        assert unseen_alerts(session, ana.id, case, ["plazo", "deuda"]) == ["plazo"]
        assert unseen_alerts(session, beto.id, case, ["plazo", "deuda"]) == ["plazo", "deuda"]
        forget_solved_alerts(session, case, ["plazo"])
        assert unseen_alerts(session, ana.id, case, ["deuda"]) == ["deuda"]


def test_documents_are_noted_by_stage(ana, beto, case, engine):
    with writing(engine) as session:
        add_document(session, ana.id, case, "Acta de cabildo", NOW, "oficio 0012345678", "E10")
        first = add_document(session, ana.id, case, "Ficha de necesidad", NOW, stage="E2")
        assert [document.name for document in list_documents(session, ana.id, case)] == [
            "Ficha de necesidad",
            "Acta de cabildo",
        ]
        other = create_case(session, beto.id, "Dolores con Toledo", 1, NOW).id
        with pytest.raises(CaseFileError):
            remove_document(session, beto.id, other, first.id, NOW)
        remove_document(session, ana.id, case, first.id, NOW)
        assert len(list_documents(session, ana.id, case)) == 1
        with pytest.raises(InvalidText):
            add_document(session, ana.id, case, " ", NOW)


def test_a_date_moves_instead_of_repeating(ana, case, engine):
    with writing(engine) as session:
        add_key_date(session, ana.id, case, "Sesión de cabildo", date(2026, 12, 4), NOW)
        moved = add_key_date(session, ana.id, case, "Sesión de cabildo", date(2026, 12, 11), NOW)
        add_key_date(session, ana.id, case, "Firma", date(2026, 11, 1), NOW)
        assert [day.label for day in list_key_dates(session, ana.id, case)] == ["Firma", "Sesión de cabildo"]
        assert [day.date for day in list_key_dates(session, ana.id, case, TODAY)] == [date(2026, 12, 11)]
        with pytest.raises(InvalidDate):
            add_key_date(session, ana.id, case, "Firma", date(1026, 1, 1), NOW)
        remove_key_date(session, ana.id, case, moved.id, NOW)
        assert len(list_key_dates(session, ana.id, case)) == 1


def test_self_assessments_are_kept_to_be_compared(ana, case, engine):
    with writing(engine) as session:
        save_assessment(session, ana.id, case, {"M1": Answer("0"), "M2": Answer(None, "no_se")}, scored(1, 1), 1, NOW)
        save_assessment(session, ana.id, case, {"M1": Answer("3")}, scored(5, 2), 1, later(days=365))
    with reading(engine) as session:
        now, before = list_assessments(session, ana.id, case)
    assert (now.total, now.level, now.dimensions, before.total) == (5, 2, {"racionalidad": 5}, 1)
    assert before.answers == {"M1": Answer("0"), "M2": Answer(None, "no_se")}


def scored(total, number):
    level = Level(number, "", 0, 54, "")
    dimension = DimensionScore("racionalidad", "Racionalidad", total, 12, 10)
    return Result(total, 54, level, level, (dimension,), (), (), None, "")
