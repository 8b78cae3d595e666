"""Reminders: made, listed, delivered once, and never lost."""

from __future__ import annotations

from datetime import datetime

import pytest

from casefiles.agenda.reminders import (
    LEASE,
    MOST_ATTEMPTS,
    MOST_PENDING,
    cancel_reminder,
    claim_due,
    create_reminder,
    due_for,
    mark_delivered,
    upcoming,
)
from casefiles.cases.lifecycle import delete_case
from casefiles.cases.people import sender_hash
from casefiles.database import reading, writing
from casefiles.errors import CaseFileError, CaseNotFound, ConsentMissing, InvalidDate, LimitReached, PersonalDataRefused
from tests.casefiles.conftest import NOW, SECRET, later


def remind(person, text="llamar a la DGCP", due=None, case=None):
    with writing(person.engine) as session:
        return create_reminder(session, person.id, text, due or later(days=14), NOW, case)


def test_reminders_come_soonest_first_with_their_case_file(ana, case, engine):
    remind(ana, "ver el dictamen", later(days=20))
    remind(ana, "llamar a la DGCP", later(days=14), case)
    remind(ana, "llamar a la DGCP", later(days=14), case)  # asked twice, kept once
    with reading(engine) as session:
        assert [str(reminder) for reminder in upcoming(session, ana.id)] == [
            "7 de diciembre de 2026: llamar a la DGCP («San Felipe con Laredo»)",
            "13 de diciembre de 2026: ver el dictamen",
        ]


@pytest.mark.parametrize("due", [NOW, later(days=-1), later(days=1_200)])
def test_impossible_moments_are_refused(ana, due):
    with pytest.raises(InvalidDate):
        remind(ana, due=due)


def test_a_moment_without_time_zone_is_a_mistake_of_the_caller(ana):
    with pytest.raises(TypeError):
        remind(ana, due=datetime(2027, 1, 1))


def test_reminders_need_consent_their_own_case_file_and_no_personal_data(ana, beto, desk, case, engine):
    with pytest.raises(ConsentMissing):
        remind(desk(consent=False))
    with pytest.raises(CaseNotFound):
        remind(beto, case=case)
    with pytest.raises(PersonalDataRefused):
        remind(ana, "llamar al 55 1234 5678")
    with reading(engine) as session:
        assert upcoming(session, ana.id) == []


def test_there_is_a_limit_of_pending_reminders(ana, engine):
    with writing(engine) as session:
        for number in range(MOST_PENDING):
            create_reminder(session, ana.id, f"pendiente {number}", later(days=1), NOW)
        with pytest.raises(LimitReached):
            create_reminder(session, ana.id, "uno más", later(days=1), NOW)


def test_a_due_reminder_is_sent_once_by_its_channel(beto, engine):
    reminder = remind(beto)
    with writing(engine) as session:
        assert claim_due(session, later(days=13), "whatsapp") == []
        assert claim_due(session, later(days=14), "telegram") == []
        taken = claim_due(session, later(days=14), "whatsapp")
        assert [one.reminder.id for one in taken] == [reminder.id]
        # The channel knows its own senders, and finds this one by the same hash.
        assert taken[0].sender_hash == sender_hash(SECRET, "whatsapp", beto.sender)
    with writing(engine) as session:
        assert claim_due(session, later(days=14), "whatsapp") == []
        mark_delivered(session, reminder.id, later(days=14))
        mark_delivered(session, reminder.id, later(days=15))
    with writing(engine) as session:
        assert claim_due(session, later(days=15), "whatsapp") == []
        assert upcoming(session, beto.id) == []


def test_two_senders_never_take_the_same_reminder(beto, engine):
    ids = {remind(beto, f"pendiente {number}").id for number in range(4)}
    moment = later(days=14)
    if engine.dialect.name == "postgresql":
        with writing(engine) as one, writing(engine) as other:
            taken = [claim_due(one, moment, "whatsapp", 2), claim_due(other, moment, "whatsapp", 10)]
    else:  # in SQLite one waits for the other
        taken = []
        for _ in range(2):
            with writing(engine) as session:
                taken.append(claim_due(session, moment, "whatsapp", 2))
    found = [one.reminder.id for some in taken for one in some]
    assert len(found) == 4 and set(found) == ids


def test_a_sender_that_dies_does_not_lose_the_reminder(beto, engine):
    remind(beto)
    for attempt in range(MOST_ATTEMPTS):
        with writing(engine) as session:
            assert len(claim_due(session, later(days=14) + LEASE * attempt, "whatsapp")) == 1
    # It stops insisting, and tells the person when they write.
    with writing(engine) as session:
        assert claim_due(session, later(days=20), "whatsapp") == []
        assert [one.text for one in due_for(session, beto.id, later(days=20))] == ["llamar a la DGCP"]


def test_a_channel_that_cannot_write_first_tells_it_at_the_next_start(ana, engine):
    reminder = remind(ana)
    with writing(engine) as session:
        assert due_for(session, ana.id, later(days=13)) == []
        assert len(due_for(session, ana.id, later(days=20))) == 1
        mark_delivered(session, reminder.id, later(days=20))
        assert due_for(session, ana.id, later(days=20)) == []


def test_a_reminder_can_be_cancelled_by_its_person(ana, beto, engine):
    reminder = remind(ana)
    with pytest.raises(CaseFileError), writing(engine) as session:
        cancel_reminder(session, beto.id, reminder.id, NOW)
    with writing(engine) as session:
        cancel_reminder(session, ana.id, reminder.id, NOW)
        assert upcoming(session, ana.id) == []


def test_a_deleted_case_file_takes_its_reminders_along(ana, case, engine):
    reminder = remind(ana, case=case)
    with writing(engine) as session:
        delete_case(session, ana.id, case, NOW)
        assert upcoming(session, ana.id) == []
    another = remind(ana)
    assert another.id != reminder.id  # or a late «delivered» would hit it
