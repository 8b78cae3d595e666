"""Migrations of the case files, and transactions that may write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from casefiles.errors import CaseFilesUnavailable, Occupied
from knowledge.database import AT_ONCE, WRITING, reported, run_migrations, session_scope
from knowledge.errors import KnowledgeUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Bring the tables of the case files to the newest version.

    Raises:
        CaseFilesUnavailable: the database cannot be reached or written.
    """
    upgrade(engine, MIGRATIONS)


def upgrade(engine: Engine, migrations: Path) -> None:
    """Bring the tables of the folder `migrations` to their newest version; several processes may do it at once.

    Raises:
        CaseFilesUnavailable: the database cannot be reached or written.
    """
    with _explained(), reported(engine), engine.begin() as connection:
        _lock_sqlite(connection)
        run_migrations(connection, migrations)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session in one transaction, for looking things up.

    Raises:
        CaseFilesUnavailable: the database cannot be reached or read.
    """
    with _explained(), session_scope(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine, *, wait: bool = True) -> Iterator[Session]:
    """A session in one transaction that may write: all of it is stored at the end, or nothing.

    In SQLite it waits for its turn to write before reading anything; a transaction that reads first and writes
    later is refused if somebody wrote in between, without waiting.

    Args:
        wait: For whoever is writing to SQLite.

    Raises:
        Occupied: somebody is writing, and this one does not wait.
        CaseFilesUnavailable: the database cannot be reached or written.
    """
    with _explained(), session_scope(engine) as session:
        try:
            session.connection(execution_options={"sqlite_begins": WRITING if wait else AT_ONCE})
        except OperationalError as error:
            if wait or "locked" not in str(error.orig):
                raise
            raise Occupied from error
        yield session


def _lock_sqlite(connection: Connection) -> None:
    # The engine has already sent a plain BEGIN (see knowledge.database); nothing has been read yet.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except CaseFilesUnavailable:
        raise
    except KnowledgeUnavailable as error:
        reason = str(error.__cause__).lower()
        if "no such table" in reason or "undefinedtable" in reason:
            raise CaseFilesUnavailable(
                "Faltan las tablas de los expedientes en la base de datos. Se crean al arrancar el asistente."
            ) from error
        raise CaseFilesUnavailable(str(error)) from error
