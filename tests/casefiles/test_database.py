"""The database itself: starting at the same time, and being away."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from sqlalchemy import inspect, text

from casefiles.cases.people import identify
from casefiles.database import migrate, reading, writing
from casefiles.errors import CaseFilesUnavailable
from knowledge.database import open_engine
from knowledge.errors import KnowledgeUnavailable
from tests.casefiles.conftest import NOW, SECRET


def at_once(*works):
    failures, start = [], Barrier(len(works))

    def run(work):
        start.wait()
        try:
            work()
        except Exception as error:
            failures.append(error)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_several_processes_may_start_at_the_same_time(database_url):
    engines = [open_engine(database_url) for _ in range(3)]
    assert at_once(*(lambda engine=engine: migrate(engine) for engine in engines)) == []
    assert "case_file" in inspect(engines[0]).get_table_names()
    for engine in engines:
        engine.dispose()


def test_two_first_messages_of_one_person_make_one_person(engine):
    def arrive():
        with writing(engine) as session:
            identify(session, "web", "new", SECRET, NOW)

    assert at_once(*[arrive] * 4) == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM person")).scalar() == 1


def test_a_database_that_went_away_is_said_in_spanish(ana, case, engine, monkeypatch):
    with monkeypatch.context() as patch:
        from sqlalchemy.exc import OperationalError

        def down(*_args, **_options):
            raise OperationalError("SELECT 1", {}, Exception("server closed the connection unexpectedly"))

        patch.setattr(engine.dialect, "do_execute", down)
        with pytest.raises(CaseFilesUnavailable, match="No se pudo usar la base de datos") as caught:
            ana.answers(case, "E1.2", True)
        assert isinstance(caught.value, KnowledgeUnavailable)  # what the actions already know how to say
        assert "password" not in str(caught.value)
    assert not ana.answers(case, "E1.2", True).conflicts


def test_an_error_in_the_middle_of_a_turn_stores_nothing(ana, case, engine):
    with pytest.raises(ZeroDivisionError), writing(engine) as session:
        identify(session, "web", "half-way", SECRET, NOW)
        raise ZeroDivisionError
    with reading(engine) as session:
        assert session.execute(text("SELECT count(*) FROM person")).scalar() == 1
