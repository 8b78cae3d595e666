"""Case files: opening, listing, switching, closing and deleting."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from casefiles.agenda.notices import mark_told, pending_notices
from casefiles.cases.lifecycle import (
    MOST_CASES,
    active_case,
    close_case,
    create_case,
    delete_case,
    find_cases,
    list_cases,
    load_state,
    open_case,
    pause,
    rename_case,
    reopen_case,
    resume,
    set_municipality,
)
from casefiles.cases.participants import leave, list_participants, remove_participant
from casefiles.cases.people import find_person, identify
from casefiles.database import MIGRATIONS, migrate, reading, writing
from casefiles.errors import (
    CaseFileError,
    CaseFilesUnavailable,
    CaseNotFound,
    ConsentMissing,
    InvalidText,
    LimitReached,
    OwnerOnly,
    PersonalDataRefused,
)
from casefiles.models import Base
from casefiles.secret import load_secret
from knowledge.database import migrate as migrate_knowledge
from knowledge.database import open_engine
from tests.casefiles.conftest import NOW, SECRET, later


def test_migrations_make_the_tables_of_the_models(engine):
    made = inspect(engine)
    for name, table in Base.metadata.tables.items():
        assert {column["name"] for column in made.get_columns(name)} == set(table.columns.keys()), name
        assert {index["name"] for index in made.get_indexes(name)} >= {index.name for index in table.indexes}, name
        rules = {
            tuple(key["constrained_columns"]): key["options"].get("ondelete") for key in made.get_foreign_keys(name)
        }
        assert rules == {(c.name,): k.ondelete for c in table.columns for k in c.foreign_keys}, name


def test_migrations_live_beside_those_of_the_knowledge_base(database_url):
    engine = open_engine(database_url)
    migrate(engine)
    migrate_knowledge(engine)
    migrate(engine)
    with engine.connect() as connection:
        newest = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))[-1]
        assert connection.execute(text("SELECT version_num FROM alembic_version_casefiles")).scalars().all() == [newest]
    engine.dispose()


def test_without_tables_it_says_so_in_spanish(database_url):
    engine = open_engine(database_url)
    with pytest.raises(CaseFilesUnavailable, match="Faltan las tablas de los expedientes"), writing(engine) as session:
        find_person(session, "web", "x", SECRET)
    engine.dispose()


def test_a_person_is_the_same_one_the_next_time_and_never_stored_by_address(engine):
    with writing(engine) as session:
        first = identify(session, "whatsapp", "5215512345678", SECRET, NOW)
    with writing(engine) as session:
        assert identify(session, "whatsapp", "5215512345678", SECRET, later(days=9)) == first
        assert identify(session, "telegram", "5215512345678", SECRET, NOW) != first
        assert find_person(session, "whatsapp", "5215512345678", b"another secret of the same kind") is None
    with engine.connect() as connection:
        assert "5215512345678" not in str(connection.execute(text("SELECT * FROM person")).all())


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "var" / "secret"
    made = load_secret(path)
    assert load_secret(path) == made and len(made) >= 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


def test_nothing_is_opened_before_consent(desk):
    stranger = desk(consent=False)
    with pytest.raises(ConsentMissing, match="aviso de privacidad"):
        stranger.opens()


def test_the_new_case_file_is_the_active_one(ana, engine):
    first = ana.opens("San Felipe con Laredo")
    second = ana.opens("San Felipe con Toledo", later(minutes=1))
    with reading(engine) as session:
        assert active_case(session, ana.id).id == second
        assert [case.title for case in list_cases(session, ana.id)] == [
            "San Felipe con Toledo",
            "San Felipe con Laredo",
        ]
    with writing(engine) as session:
        open_case(session, ana.id, first)
    with reading(engine) as session:
        assert active_case(session, ana.id).id == first


def test_the_name_of_a_case_file_is_said_without_markup(ana, engine):
    ana.opens("x [SRE](https://evil.example) *ya*")
    with reading(engine) as session:
        assert active_case(session, ana.id).title == "x [SRE](https:\u2060//evil.example) ∗ya∗"


def test_a_case_file_is_found_by_part_of_its_name(ana, engine):
    ana.opens("San Felipe con Laredo")
    ana.opens("Dolores con Toledo, España")
    with reading(engine) as session:
        assert [case.title for case in find_cases(session, ana.id, "el de laredo")] == ["San Felipe con Laredo"]
        assert [case.title for case in find_cases(session, ana.id, "toledo espana")] == ["Dolores con Toledo, España"]
        assert find_cases(session, ana.id, "Kioto") == []


def test_nobody_sees_a_case_file_of_others(case, beto, engine):
    with reading(engine) as session:
        assert list_cases(session, beto.id) == []
        for look in (open_case, list_participants):
            with pytest.raises(CaseNotFound):
                look(session, beto.id, case)
        with pytest.raises(CaseNotFound):
            load_state(session, case, beto.id)


@pytest.mark.parametrize(
    ("title", "error"),
    [
        ("  ", InvalidText),
        ("x" * 121, InvalidText),
        ("Acuerdo de GOPA800101HDFMRN09", PersonalDataRefused),
        ("Laredo, llamar al 55 1234 5678", PersonalDataRefused),
    ],
)
def test_a_title_that_will_not_do_is_refused(ana, engine, title, error):
    with pytest.raises(error), writing(engine) as session:
        create_case(session, ana.id, title, 1, NOW)


def test_there_is_a_limit_of_open_case_files(ana, engine):
    with writing(engine) as session:
        for number in range(MOST_CASES):
            create_case(session, ana.id, f"Acuerdo {number}", 1, NOW)
        with pytest.raises(LimitReached, match="30 expedientes"):
            create_case(session, ana.id, "Uno más", 1, NOW)


def test_name_and_municipality_can_change(ana, case, engine):
    with writing(engine) as session:
        rename_case(session, ana.id, case, "San Felipe  con Laredo, Texas", NOW)
        changed = set_municipality(session, ana.id, case, "11030", NOW)
    assert (changed.title, changed.municipality_key, changed.version) == ("San Felipe con Laredo, Texas", "11030", 3)


def test_a_pause_is_of_one_person(ana, beto, case, engine):
    beto.joins(ana, case)
    with writing(engine) as session:
        pause(session, ana.id, case)
    assert ana.state(case).paused and not beto.state(case).paused
    with writing(engine) as session:
        resume(session, ana.id, case)
    assert not ana.state(case).paused


def test_only_the_owner_closes_and_reopens(ana, beto, case, engine):
    beto.joins(ana, case)
    with pytest.raises(OwnerOnly), writing(engine) as session:
        close_case(session, beto.id, case, NOW)
    with writing(engine) as session:
        assert close_case(session, ana.id, case, NOW).closed
        assert list_cases(session, beto.id) == []
        assert len(list_cases(session, beto.id, include_closed=True)) == 1
        assert not reopen_case(session, ana.id, case, NOW).closed
        assert [notice.text for notice in pending_notices(session, beto.id)] == [
            "Quien abrió «San Felipe con Laredo» lo cerró.",
            "Quien abrió «San Felipe con Laredo» lo reabrió.",
        ]


def test_deleting_leaves_no_row_and_tells_the_others(ana, beto, case, engine):
    beto.joins(ana, case)
    ana.answers(case, "E1.2", True)
    beto.skips(case, "E1.3")
    with pytest.raises(OwnerOnly), writing(engine) as session:
        delete_case(session, beto.id, case, NOW)
    with writing(engine) as session:
        receipt = delete_case(session, ana.id, case, NOW)
    assert receipt.counts["expedientes"] == 1 and receipt.counts["respuestas"] == 1
    assert receipt.folio.startswith("ACUSE-20261123-")
    with reading(engine) as session:
        assert case not in everything(session)
        notices = pending_notices(session, beto.id)
        assert notices[-1].text == "Quien abrió el expediente «San Felipe con Laredo» lo borró; ya no está disponible."
        assert active_case(session, ana.id) is None
    with writing(engine) as session:
        mark_told(session, beto.id, [notice.id for notice in notices], NOW)
        assert pending_notices(session, beto.id) == []


def everything(session) -> str:
    return "".join(str(session.execute(table.select()).all()) for table in Base.metadata.sorted_tables)


def test_the_owner_takes_somebody_out(ana, beto, case, engine):
    beto.joins(ana, case)
    beto.answers(case, "E1.2", True)
    with reading(engine) as session:
        seen = list_participants(session, ana.id, case)
    assert [(p.number, p.role, p.channel, p.you) for p in seen if not p.you] == [(2, "colabora", "WhatsApp", False)]
    with writing(engine) as session:
        open_case(session, beto.id, case)
        for number in (0, 1, 3):  # nobody, the owner, nobody
            with pytest.raises(CaseFileError):
                remove_participant(session, ana.id, case, number, NOW)
        remove_participant(session, ana.id, case, 2, NOW)
        assert active_case(session, beto.id) is None
    with pytest.raises(CaseNotFound):
        beto.state(case)
    assert ana.state(case).answers["E1.2"].value is True


def test_when_the_owner_leaves_a_colleague_owns_it(ana, beto, case, engine):
    with writing(engine) as session:
        assert leave(session, ana.id, case, NOW) is False
    beto.joins(ana, case)
    with writing(engine) as session:
        assert leave(session, ana.id, case, NOW)
    with reading(engine) as session:
        assert [case.role for case in list_cases(session, beto.id)] == ["duenio"]
        assert list_cases(session, ana.id) == []
        assert "Ahora lo llevas tú" in pending_notices(session, beto.id)[-1].text
