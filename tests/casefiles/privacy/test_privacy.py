"""Consent, «qué sabes de mí», erasure with its receipt, and retention."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from casefiles.agenda.documents_and_dates import add_document, add_key_date
from casefiles.agenda.notices import mark_told, pending_notices
from casefiles.agenda.reminders import create_reminder
from casefiles.agenda.tasks import sync_tasks
from casefiles.cases.codes import issue_code, redeem_code
from casefiles.cases.lifecycle import load_state
from casefiles.cases.people import identify
from casefiles.database import reading, writing
from casefiles.engine.outcomes import CaseTask
from casefiles.models import Base, CaseFile, DeletionReceipt, Person
from casefiles.privacy import consent as consent_module
from casefiles.privacy import export
from casefiles.privacy.consent import give_consent, has_consent, simplified_notice, withdraw_consent
from casefiles.privacy.deleting import TABLES
from casefiles.privacy.erasure import describe_receipt, erase_person, what_goes
from casefiles.privacy.export import describe_known, what_is_known
from casefiles.privacy.retention import Policy, apply_retention
from tests.casefiles.cases.test_lifecycle import everything
from tests.casefiles.conftest import NOW, SECRET, later


def fill(person, case) -> None:
    """Put something of the person into every table."""
    person.answers(case, "E1.2", True)
    person.answers(case, "E1.9", date(2027, 9, 30))
    person.skips(case, "E1.3")
    with writing(person.engine) as session:
        sync_tasks(session, case, [CaseTask("E1.6", "Buscar el reglamento", "sindicatura", "E1", "", "ruta")], NOW)
        create_reminder(session, person.id, "llamar a la DGCP", later(days=3), NOW, case)
        add_document(session, person.id, case, "Acta de cabildo", NOW, "oficio 12/2026")
        add_key_date(session, person.id, case, "Sesión de cabildo", date(2026, 12, 4), NOW)
        issue_code(session, SECRET, person.id, case, NOW)
        redeem_code(session, SECRET, person.id, "K7M4-2QXD", NOW)


def test_consent_is_asked_again_when_the_notice_changes(desk, engine, monkeypatch):
    person = desk(consent=False)
    with writing(engine) as session:
        assert not has_consent(session, person.id)
        give_consent(session, person.id, NOW)
        give_consent(session, person.id, NOW)
        assert has_consent(session, person.id)
        assert len(what_is_known(session, person.id)["consent"]) == 1
        monkeypatch.setattr(consent_module, "NOTICE_VERSION", "2030-01")
        assert not has_consent(session, person.id)
        give_consent(session, person.id, NOW)
        withdraw_consent(session, person.id, NOW)
        assert not has_consent(session, person.id)


def test_the_short_notice_fits_a_message_and_says_what_the_law_asks():
    notice = simplified_notice("Municipio de San Felipe, Plaza Principal 1", "https://sanfelipe.gob.mx/aviso", 24, 90)
    assert len(notice) < 900
    for needed in (
        "Municipio de San Felipe",
        "solo para",
        "No se comparte",
        "Si no aceptas",
        "https://",
        "24 meses",
        "90 días",
    ):
        assert needed in notice


def test_what_is_known_is_everything_and_plain_json(ana, case, engine):
    fill(ana, case)
    with reading(engine) as session:
        known = what_is_known(session, ana.id)
    text = json.dumps(known, ensure_ascii=False)
    file = known["expedientes"][0]
    assert file["title"] == "San Felipe con Laredo"
    assert [answer["key"] for answer in file["case_answer"]] == ["E1.2", "E1.9"]
    assert file["document"][0]["reference"] == "oficio 12/2026"
    assert known["reminder"][0]["text"] == "llamar a la DGCP"
    assert ana.id not in text and "code_hash" not in text


def test_what_is_known_in_words(ana, beto, case, engine):
    fill(ana, case)
    beto.joins(ana, case)
    beto.answers(case, "E1.5", "nadie")
    with reading(engine) as session:
        words = describe_known(what_is_known(session, ana.id))
        known = what_is_known(session, beto.id)
        assert describe_known(what_is_known(session, "nobody")) == "No tienes expedientes ni recordatorios conmigo."
    assert words.splitlines()[1:4] == [
        "Aceptaste el aviso de privacidad el 23 de noviembre de 2026.",
        "- «San Felipe con Laredo»: 3 respuestas (2 de ti), 1 tarea, 1 documento anotado.",
        "También guardo 1 recordatorio pendiente.",
    ]
    # Who else is in the file is not told, only that somebody is.
    assert {row["person_id"] for row in known["expedientes"][0]["case_answer"]} == {"otra persona", "tú"}


def test_every_table_with_personal_rows_is_known_by_the_export_and_the_receipt():
    exported = {"person", "case_file", "participant", *export._PERSONAL, *export._OF_THE_CASE}
    assert (
        {table.name for table in Base.metadata.sorted_tables} - {"deletion_receipt", "wrong_code"}
        == exported
        == set(TABLES)
    )


def test_erasing_leaves_nothing_in_any_table(ana, case, engine):
    fill(ana, case)
    with reading(engine) as session:
        digest = session.get(Person, ana.id).sender_hash
        losses = what_goes(session, ana.id)
        assert [(one.title, one.answers, one.own, one.others) for one in losses.cases] == [
            ("San Felipe con Laredo", 2, 2, ())
        ]
        assert losses.reminders == 1
        for table in Base.metadata.sorted_tables:  # the test itself covers every table
            assert (
                table.name in ("notice", "seen_alert", "assessment", "deletion_receipt")
                or session.execute(table.select()).first()
            ), table.name
    with writing(engine) as session:
        receipt = erase_person(session, ana.id, NOW, {"eventos de la conversación": 120})
    with reading(engine) as session:
        left = everything(session)
        assert ana.id not in left and digest not in left and case not in left
        stored = session.get(DeletionReceipt, receipt.folio)
        assert json.loads(stored.counts) == receipt.counts
        assert what_is_known(session, ana.id)["persona"] is None
    assert receipt.counts["respuestas"] == 2 and receipt.counts["eventos de la conversación"] == 120
    assert receipt.counts["recordatorios"] == 1
    words = describe_receipt(receipt)
    assert receipt.folio in words and "23 de noviembre de 2026, 10:00 h" in words and "respuestas: 2" in words


def test_erasing_somebody_keeps_what_they_shared_without_their_trace(ana, beto, case, engine):
    beto.joins(ana, case)
    fill(ana, case)
    beto.answers(case, "E1.5", "nadie")
    with writing(engine) as session:
        [loss] = what_goes(session, ana.id).cases
        assert (loss.answers, loss.own, [one.role for one in loss.others]) == (3, 2, ["colabora"])
        receipt = erase_person(session, ana.id, NOW)
    with reading(engine) as session:
        assert ana.id not in everything(session)
        known = what_is_known(session, beto.id)["expedientes"][0]
        assert "Ahora lo llevas tú" in pending_notices(session, beto.id)[-1].text
        assert {row["person_id"] for row in known["change"]} == {None, "tú"}
    assert set(beto.state(case).answers) == {"E1.2", "E1.9", "E1.5"}
    assert receipt.unlinked > 0 and "sin decir quién las dio" in describe_receipt(receipt)
    assert "expedientes" not in receipt.counts


def test_erasing_twice_gives_an_empty_receipt(ana, engine):
    with writing(engine) as session:
        erase_person(session, ana.id, NOW)
    with writing(engine) as session:
        again = erase_person(session, ana.id, NOW)
    assert again.counts == {} and "no había nada guardado" in describe_receipt(again)


def test_a_failed_erasure_erases_nothing(ana, case, engine):
    fill(ana, case)
    with pytest.raises(RuntimeError), writing(engine) as session:
        erase_person(session, ana.id, NOW)
        raise RuntimeError("the tracker could not be deleted")
    assert set(ana.state(case).answers) == {"E1.2", "E1.9"}


def test_retention_warns_first_and_deletes_a_month_later(ana, case, engine):
    with writing(engine) as session:
        assert apply_retention(session, later(days=300)).warned == 0
    # Two years without the job having run: it still warns before deleting.
    late = later(days=1_000)
    with writing(engine) as session:
        applied = apply_retention(session, late)
        assert (applied.warned, applied.cases) == (1, 0)
        assert apply_retention(session, late).warned == 0
        notice = pending_notices(session, ana.id)[0]
        assert "se borrará el 18 de septiembre de 2029" in notice.text.lower()
        mark_told(session, ana.id, [notice.id], late)
    with writing(engine) as session:
        assert apply_retention(session, late + timedelta(days=29)).cases == 0
    with writing(engine) as session:
        applied = apply_retention(session, late + timedelta(days=30))
        assert (applied.cases, applied.people, len(applied.receipts)) == (1, 1, 2)
        assert session.scalars(select(CaseFile)).all() == [] and session.scalars(select(Person)).all() == []


def test_an_answer_saves_a_case_file_from_retention(ana, case, engine):
    with writing(engine) as session:
        apply_retention(session, later(days=701))
    ana.answers(case, "E1.2", True, later(days=710))
    with writing(engine) as session:
        assert apply_retention(session, later(days=740)).cases == 0
        assert load_state(session, case).answers["E1.2"].value is True


def test_strangers_and_idle_people_are_forgotten(desk, engine):
    with writing(engine) as session:
        stranger = identify(session, "web", "passing by", SECRET, NOW)
    idle, waiting = desk(), desk()
    with writing(engine) as session:
        create_reminder(session, waiting.id, "revisar", later(days=900), NOW)
    with writing(engine) as session:
        assert apply_retention(session, later(days=29)).people == 0
        assert apply_retention(session, later(days=31)).people == 1
        assert session.get(Person, stranger) is None
    with writing(engine) as session:
        assert apply_retention(session, later(days=366)).people == 1
        assert session.get(Person, idle.id) is None and session.get(Person, waiting.id)


def test_leftovers_go_and_a_shorter_policy_is_obeyed(ana, case, engine):
    fill(ana, case)
    with writing(engine) as session:
        applied = apply_retention(session, later(days=100))
        assert applied.leftovers == 2  # the expired code and the wrong attempt
        short = Policy(cases=timedelta(days=60), warning=timedelta(days=10))
        assert apply_retention(session, later(days=100), short).warned == 1
