"""The commands of the case files, as an operator sees them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from typer import Typer
from typer.testing import CliRunner

from casefiles.cli import app as casefiles
from knowledge.answers.unanswered import KEPT, keep_unanswered
from knowledge.database import migrate, session_scope
from maintenance.cli import app as maintenance
from tests.casefiles.conftest import Desk

Run = Callable[..., str]


@pytest.fixture
def run(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the test's database."""
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))

    def run(*arguments: str, code: int = 0, app: Typer = casefiles) -> str:
        result = CliRunner(mix_stderr=False).invoke(app, list(arguments))
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result.stdout + result.stderr

    return run


def test_retention_warns_first_and_deletes_a_month_later(run: Run, ana: Desk, case: str, engine: Engine) -> None:
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    _set(engine, "UPDATE case_file SET updated_at = :at", now - timedelta(days=800))
    run("retencion", app=maintenance)
    assert _count(engine, "notice") == 1
    assert _count(engine, "case_file") == 1
    _set(engine, "UPDATE notice SET created_at = :at", now - timedelta(days=31))
    run("retencion", app=maintenance)
    assert _count(engine, "case_file") == 0
    assert _count(engine, "deletion_receipt") == 1


def test_retention_deletes_the_questions_that_nobody_asked_for_long(run: Run, ana: Desk, engine: Engine) -> None:
    migrate(engine)
    with session_scope(engine) as session:
        keep_unanswered(session, "¿y los baches?", date.today() - KEPT, "a" * 64)
        keep_unanswered(session, "¿y el padrón?", date.today() - KEPT + timedelta(days=2), "a" * 64)
    run("retencion", app=maintenance)
    assert _count(engine, "unanswered_question") == 1
    assert _count(engine, "unanswered_asker") == 1


def test_what_is_kept_of_a_person_is_exported_by_their_identifier(
    run: Run, ana: Desk, case: str, engine: Engine
) -> None:
    with engine.connect() as connection:
        identifier = connection.execute(text("SELECT sender_hash FROM person")).scalar_one()
    known = json.loads(run("exportar", identifier))
    assert known["persona"]["identificador"] == identifier
    assert len(known["expedientes"]) == 1


def test_an_unknown_identifier_is_said(run: Run, ana: Desk) -> None:
    assert run("exportar", "nadie", code=1) == "No hay nadie con ese identificador.\n"


def _set(engine: Engine, statement: str, at: datetime) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), {"at": at})


def _count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
