"""Case codes: made, used once, expired, cancelled, guessed."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from casefiles.agenda.notices import pending_notices
from casefiles.cases.codes import (
    ALPHABET,
    DIGITS,
    LETTERS,
    MOST_ATTEMPTS,
    MOST_LIVE,
    WINDOW,
    find_code,
    issue_code,
    live_codes,
    redeem_code,
    revoke_codes,
)
from casefiles.cases.participants import list_participants
from casefiles.database import reading, writing
from casefiles.errors import CaseNotFound, ConsentMissing, LimitReached
from casefiles.models import Person, WrongCode
from casefiles.privacy.erasure import erase_person
from casefiles.privacy.retention import apply_retention
from tests.casefiles.conftest import NOW, SECRET, later


def new_code(person, case, now=NOW) -> str:
    with writing(person.engine) as session:
        return issue_code(session, SECRET, person.id, case, now).text


def use(person, text_, now=NOW):
    with writing(person.engine) as session:
        return redeem_code(session, SECRET, person.id, text_, now)


@pytest.mark.parametrize(
    ("text_", "code"),
    [
        ("K7M4-2QXD", "K7M4-2QXD"),
        ("mi código es k7m4 2qxd, gracias", "K7M4-2QXD"),
        ("k7m42qxd", "K7M4-2QXD"),
        ("K7M4–2QXD.", "K7M4-2QXD"),
        ("hermanas", None),
        ("2027 2026", None),
        ("Laredo y Toledo", None),
        ("XK7M4-2QXD", None),
        ("K7M4-2QX", None),
        ("", None),
    ],
)
def test_a_code_is_found_as_people_write_it(text_, code):
    assert find_code(text_) == code


@given(st.text(max_size=60))
def test_whatever_is_written_is_a_code_or_nothing(text_):
    found = find_code(text_)
    assert found is None or set(found) <= {*ALPHABET, "-"}


def test_the_alphabet_has_nothing_to_take_for_something_else():
    assert not set(ALPHABET) & set("0O1IL5S8B2Z6GUV") - set("26")
    assert not set(LETTERS) & set("AEIOU") and not set(DIGITS) & set("0158")


def test_a_code_lets_one_person_in_and_the_owner_is_told(ana, beto, case, engine):
    code = new_code(ana, case)
    used = use(beto, f"traigo el código {code.lower()}")
    assert (used.outcome, used.case.title, used.case.active, used.message) == (
        "abierto",
        "San Felipe con Laredo",
        True,
        "",
    )
    with reading(engine) as session:
        told = pending_notices(session, ana.id)[0].text
        assert len(list_participants(session, beto.id, case)) == 2
    assert told.startswith(
        "Alguien entró a tu expediente «San Felipe con Laredo» con un código, por WhatsApp, el 23 de"
    )
    assert ana.answers(case, "E1.2", True) and beto.state(case).answers["E1.2"].value is True


def test_the_code_itself_is_not_in_the_database(ana, case, engine):
    code = new_code(ana, case)
    with engine.connect() as connection:
        stored = str(connection.execute(text("SELECT * FROM case_code")).all())
        stored += str(connection.execute(text("SELECT * FROM change")).all())
    assert code not in stored and code.replace("-", "") not in stored


def test_a_code_serves_once(ana, beto, desk, case):
    code = new_code(ana, case)
    assert use(beto, code).outcome == "abierto"
    again = use(beto, code)  # a double tap
    assert (again.outcome, again.message) == ("ya_estabas", "")
    third = use(desk(), code)
    assert third.outcome == "usado" and "una sola vez" in third.message and third.case is None


def test_using_ones_own_code_does_not_spend_it(ana, beto, case):
    code = new_code(ana, case)
    assert use(ana, code).outcome == "ya_estabas"
    assert use(beto, code).outcome == "abierto"


def test_a_code_expires(ana, beto, case):
    code = new_code(ana, case)
    late = use(beto, code, later(hours=72))
    assert late.outcome == "caducado" and "caducó" in late.message


def test_a_code_can_be_cancelled(ana, beto, case, engine):
    code = new_code(ana, case)
    with writing(engine) as session:
        assert revoke_codes(session, ana.id, case, NOW) == 1
        assert revoke_codes(session, ana.id, case, NOW) == 0
        assert live_codes(session, ana.id, case, NOW) == []
    assert use(beto, code).outcome == "revocado"


def test_a_colleague_cancels_only_their_own(ana, beto, desk, case, engine):
    beto.joins(ana, case)
    code = new_code(ana, case)
    new_code(beto, case)
    with writing(engine) as session:
        assert revoke_codes(session, beto.id, case, NOW) == 1
    assert use(desk(), code).outcome == "abierto"


def test_wrong_codes_still_count_after_asking_to_be_erased(desk, ana, case, engine):
    code = new_code(ana, case)
    guesser = desk(consent=False)
    for _ in range(MOST_ATTEMPTS):
        assert use(guesser, "K7M4-2QXD").outcome == "no_existe"
    with reading(engine) as session:
        person = session.get(Person, guesser.id)
        channel, digest = person.channel, person.sender_hash
    with writing(engine) as session:
        erase_person(session, guesser.id, NOW)
        again = Person(channel=channel, sender_hash=digest, created_at=NOW, last_seen=NOW)
        session.add(again)
        session.flush()
        assert redeem_code(session, SECRET, again.id, code, NOW).outcome == "demasiados"
    with reading(engine) as session:
        [whose] = {row.whose for row in session.scalars(select(WrongCode))}
        assert whose not in (guesser.id, digest)
    with writing(engine) as session:
        apply_retention(session, NOW + WINDOW)
        assert session.scalars(select(WrongCode)).all() == []


def test_wrong_codes_are_limited_by_person(ana, beto, desk, case):
    code = new_code(ana, case)
    for _ in range(MOST_ATTEMPTS):
        assert use(beto, "K7M4-2QXD").outcome == "no_existe"
    assert use(beto, code).outcome == "demasiados"
    assert use(desk(), code).outcome == "abierto"
    assert use(beto, code, later(minutes=61)).outcome == "usado"


def test_a_text_without_a_code_counts_as_wrong(beto):
    assert use(beto, "no sé").outcome == "no_existe"


def test_another_secret_opens_nothing(ana, beto, case, engine):
    code = new_code(ana, case)
    with writing(engine) as session:
        assert redeem_code(session, b"some other secret, as long", beto.id, code, NOW).outcome == "no_existe"


def test_only_who_takes_part_and_agreed_gives_codes(beto, desk, case, engine):
    with pytest.raises(CaseNotFound), writing(engine) as session:
        issue_code(session, SECRET, beto.id, case, NOW)
    stranger = desk(consent=False)
    with pytest.raises(ConsentMissing), writing(engine) as session:
        issue_code(session, SECRET, stranger.id, case, NOW)


def test_there_is_a_limit_of_live_codes(ana, case, engine):
    for _ in range(MOST_LIVE):
        new_code(ana, case)
    with pytest.raises(LimitReached):
        new_code(ana, case)
    assert new_code(ana, case, later(hours=73))


def test_of_two_people_with_the_same_code_one_gets_in(ana, desk, case):
    code, outcomes, start = new_code(ana, case), [], Barrier(4)

    def work(person):
        start.wait()
        outcomes.append(use(person, code).outcome)

    threads = [Thread(target=work, args=(desk(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["abierto", "usado", "usado", "usado"]


def test_a_full_case_file_lets_nobody_else_in_and_keeps_the_code(ana, beto, case, monkeypatch):
    code = new_code(ana, case)
    with monkeypatch.context() as patch:
        patch.setattr("casefiles.cases.participants.MOST_PEOPLE", 1)
        full = use(beto, code)
        assert full.outcome == "lleno" and "demasiadas personas" in full.message
    assert use(beto, code).outcome == "abierto"
