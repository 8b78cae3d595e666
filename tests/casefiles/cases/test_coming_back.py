"""A key says who comes back: whoever writes it is that person again, with all that was theirs and nothing twice."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, inspect, select, text

from casefiles.agenda.notices import pending_notices
from casefiles.agenda.reminders import create_reminder
from casefiles.cases.access import views
from casefiles.cases.codes import MOST_ATTEMPTS, issue_code, issue_key, live_codes, redeem_code, revoke_codes
from casefiles.cases.history import list_changes
from casefiles.cases.participants import list_participants
from casefiles.cases.people import find_person
from casefiles.database import reading, writing
from casefiles.models import CaseAnswer, CaseFile, Consent, Participant, Person
from casefiles.privacy.consent import has_consent
from casefiles.privacy.erasure import erase_person, what_goes
from tests.casefiles.conftest import NOW, SECRET, Desk, later

LIFE = timedelta(days=730)


def key_of(person: Desk, case: str, now=NOW) -> str:
    with writing(person.engine) as session:
        return issue_key(session, SECRET, person.id, case, now, LIFE).text


def writes(newcomer: Desk, code: str, now=NOW):
    with writing(newcomer.engine) as session:
        return redeem_code(session, SECRET, newcomer.id, code, now)


def who_writes_from(person: Desk) -> str | None:
    with reading(person.engine) as session:
        return find_person(session, person.sender.partition(":")[0], person.sender, SECRET)


def test_who_writes_the_key_is_the_person_it_was_given_to(ana, desk, case, engine):
    ana.answers(case, "E1.2", True)
    again = desk(consent=False)
    back = writes(again, key_of(ana, case), later(days=100))
    assert (back.outcome, back.person_id, back.message) == ("volvio", ana.id, "")
    assert (back.case.role, back.case.people, back.case.active) == ("duenio", 1, True)
    assert who_writes_from(again) == ana.id and who_writes_from(ana) is None
    with reading(engine) as session:
        assert has_consent(session, ana.id)
        assert session.scalar(select(func.count()).select_from(Consent)) == 1
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        assert set(session.scalars(select(CaseAnswer.person_id))) == {ana.id}
        change = list_changes(session, ana.id, case)[0]
        assert (change.who, change.kind, change.after) == ("tú", "participante", "volvió con su clave")
        assert again.sender not in str([vars(one) for one in list_changes(session, ana.id, case)])
        assert pending_notices(session, ana.id) == []


def test_coming_back_many_times_adds_nobody(ana, beto, desk, case, engine):
    beto.joins(ana, case)
    for day in range(1, 40):
        assert writes(desk(consent=False), key_of(ana, case, later(days=day)), later(days=day)).outcome == "volvio"
    with reading(engine) as session:
        assert [(one.role, one.you) for one in list_participants(session, beto.id, case)] == [
            ("duenio", False),
            ("colabora", True),
        ]
        assert [one.kind for one in pending_notices(session, beto.id)] == []


def test_who_came_back_erases_all_that_is_theirs(ana, desk, case, engine):
    ana.answers(case, "E1.2", True)
    again = desk(consent=False)
    person = writes(again, key_of(ana, case)).person_id
    with writing(engine) as session:
        [loss] = what_goes(session, person).cases
        assert (loss.answers, loss.own, loss.others) == (1, 1, ())
        erase_person(session, person, NOW)
    kept = {"deletion_receipt", "alembic_version_casefiles"}
    with engine.connect() as connection:
        tables = [name for name in inspect(engine).get_table_names() if name not in kept]
        left = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar() for name in tables}
    assert {name: rows for name, rows in left.items() if rows} == {}


def test_a_colleague_comes_back_as_a_colleague(ana, beto, desk, case, engine):
    beto.joins(ana, case)
    beto.answers(case, "E1.2", True)
    again = desk(consent=False)
    assert writes(again, key_of(beto, case)).case.role == "colabora"
    with reading(engine) as session:
        assert [one.role for one in list_participants(session, ana.id, case)] == ["duenio", "colabora"]
        assert session.scalars(select(CaseAnswer.person_id)).one() == beto.id


def test_what_they_had_begun_meanwhile_is_kept(ana, desk, case, engine):
    key, again = key_of(ana, case), desk()
    other = again.opens("Tequila con Jerez")
    again.answers(other, "E1.2", False)
    with writing(engine) as session:
        create_reminder(session, again.id, "llamar al consulado", later(days=9), NOW, other)
    person = writes(again, key).person_id
    with reading(engine) as session:
        assert [(one.title, one.role) for one in views(session, person)] == [
            ("San Felipe con Laredo", "duenio"),
            ("Tequila con Jerez", "duenio"),
        ]
        assert what_goes(session, person).reminders == 1
        assert set(session.scalars(select(CaseAnswer.person_id))) == {ana.id}


def test_who_had_come_in_as_their_own_colleague_is_one_again(ana, desk, case, engine):
    again = desk()
    again.joins(ana, case)
    again.answers(case, "E1.2", True)
    assert writes(again, key_of(ana, case)).case.people == 1
    with reading(engine) as session:
        assert [place.role for place in session.scalars(select(Participant))] == ["duenio"]


def test_a_key_serves_once_and_says_so_as_a_key(ana, desk, case):
    key, again = key_of(ana, case), desk(consent=False)
    again.id = writes(again, key).person_id
    assert (writes(again, key).outcome, writes(again, key).message) == ("ya_estabas", "")  # a second tap
    used = writes(desk(), key)
    assert used.outcome == "usado" and "Escríbeme la última que tengas" in used.message


def test_a_new_key_ends_the_one_before_and_ones_own_stays_good(ana, desk, case):
    old, new = key_of(ana, case), key_of(ana, case, later(minutes=1))
    assert "tu clave sigue sirviendo" in writes(ana, new).message
    assert writes(desk(), old).outcome == "revocado"
    assert writes(desk(), new).outcome == "volvio"
    assert key_of(ana, case)


def test_keys_are_no_codes_for_others(ana, beto, desk, case, engine):
    key = key_of(ana, case)
    beto.joins(ana, case)
    own = key_of(beto, case)
    with writing(engine) as session:
        assert live_codes(session, ana.id, case, NOW) == []
        issue_code(session, SECRET, ana.id, case, NOW)
        assert revoke_codes(session, ana.id, case, NOW) == 1
    assert writes(desk(), own).person_id == beto.id
    assert writes(desk(), key).person_id == ana.id


def test_wrong_keys_count_as_wrong_codes_do(ana, desk, case):
    key, guesser = key_of(ana, case), desk(consent=False)
    for _ in range(MOST_ATTEMPTS):
        writes(guesser, "K7M4-2QXD")
    assert writes(guesser, key).outcome == "demasiados"
    assert writes(desk(), key, LIFE + NOW).outcome == "caducado"


def test_of_two_who_write_the_same_key_one_comes_back(ana, desk, case, engine):
    key, outcomes, start = key_of(ana, case), [], Barrier(4)

    def work(newcomer):
        start.wait()
        outcomes.append(writes(newcomer, key).outcome)

    threads = [Thread(target=work, args=(desk(consent=False),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["usado", "usado", "usado", "volvio"]
    with reading(engine) as session:
        assert session.scalars(select(Participant.person_id)).all() == [ana.id]


def test_two_who_write_each_others_key_at_once_lose_nothing(ana, desk, engine):
    other = desk()
    mine, theirs = ana.opens("Tequila con Jerez"), other.opens("Lagos con Waco")
    work, start, outcomes = [(ana, key_of(other, theirs)), (other, key_of(ana, mine))], Barrier(2), []

    def swap(person, key):
        start.wait()
        outcomes.append(writes(person, key).outcome)

    threads = [Thread(target=swap, args=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(CaseFile)) == 2
        assert len(set(session.scalars(select(Participant.person_id)))) == 1


def test_a_key_of_the_version_before_is_a_key(engine, ana, case):
    from importlib import import_module

    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    step = import_module("casefiles.migrations.versions.0004_personal_codes")
    key_of(ana, case)
    with writing(engine) as session:
        issue_code(session, SECRET, ana.id, case, NOW)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE case_code DROP COLUMN personal"))
        with Operations.context(MigrationContext.configure(connection)):
            step.upgrade()
        rows = connection.execute(text("SELECT personal FROM case_code ORDER BY id")).scalars()
        assert [bool(row) for row in rows] == [True, False]


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_the_key_of_the_page_opens_on_another_channel(ana, desk, case, engine, channel):
    again = desk(channel, consent=False)
    writes(again, key_of(ana, case))
    with reading(engine) as session:
        assert session.get(Person, ana.id).channel == channel
