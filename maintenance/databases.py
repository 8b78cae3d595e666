"""Copies a whole database to a file and back, with the means of each kind of database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

from sqlalchemy import inspect
from sqlalchemy.engine.url import URL, make_url

from knowledge.database import open_engine, reported
from maintenance import postgresql
from maintenance.errors import MaintenanceError

PATIENCE = 10.0  # seconds that a lock is waited for


class Database(Protocol):
    """A database that can be copied."""

    kind: str
    file: str  # name of its copy in a backup

    def dump(self, path: Path) -> None:
        """Write a consistent copy to `path`, while others go on working."""

    def restore(self, path: Path) -> None:
        """Put the copy `path` in the place of all there is, or change nothing."""


def database_at(address: str) -> Database:
    """The database at an SQLAlchemy address.

    Raises:
        KnowledgeUnavailable: the address cannot be understood.
        MaintenanceError: the database is only in memory.
    """
    open_engine(address).dispose()
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        return postgresql.PostgreSQL(url)
    return SQLite(url)


def is_empty(address: str) -> bool:
    """Whether no table is there; asking does not make the file of a SQLite database.

    Raises:
        KnowledgeUnavailable: it cannot be asked.
    """
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return True
    engine = open_engine(address)
    try:
        with reported(engine):
            return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


class SQLite:
    """A file; copied with SQLite's own online backup, which respects the locks of whoever uses it."""

    kind = "sqlite"
    file = "enlace.db"

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise MaintenanceError("La base de datos solo está en la memoria: no hay nada que respaldar.")
        self._path = Path(url.database.removeprefix("file:"))

    def dump(self, path: Path) -> None:
        """Write a consistent copy to `path`.

        Raises:
            MaintenanceError: there is no database, or it cannot be read.
        """
        if not self._path.is_file():
            raise MaintenanceError(f"No hay base de datos en {self._path}.")
        try:
            with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as source, closing(sqlite3.connect(path)) as to:
                source.backup(to)
                to.execute("PRAGMA journal_mode=DELETE")  # the copy is one file
                _check(to)
        except sqlite3.Error as error:
            raise MaintenanceError(f"No se pudo copiar la base de datos {self._path}: {error}.") from error

    def restore(self, path: Path) -> None:
        """Put the copy `path` in the place of all there is.

        Raises:
            MaintenanceError: the copy is damaged, or the database in use.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(self._path, timeout=PATIENCE)) as to:
                _check(source)
                source.backup(to)
                to.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise MaintenanceError(
                f"No se pudo restaurar la base de datos {self._path}: {error}. Revisa que Enlace esté detenido; si el "
                "archivo que hay ahí está dañado, muévelo a otra carpeta."
            ) from error
        self._path.chmod(0o600)


def _check(connection: sqlite3.Connection) -> None:
    (result,) = connection.execute("PRAGMA quick_check").fetchone()
    if result != "ok":
        raise sqlite3.DatabaseError(f"la copia está dañada ({result})")
