"""Engine, sessions and migrations of the knowledge base."""

from __future__ import annotations

import logging
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util.exc import CommandError
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from knowledge.errors import KnowledgeUnavailable

logger = logging.getLogger(__name__)

BUSY = 5  # seconds that a writer of SQLite waits for the one before it
# How a transaction of SQLite begins, as the execution option `sqlite_begins`; the last one does not wait its turn.
READING, WRITING, AT_ONCE = "BEGIN", "BEGIN IMMEDIATE", "at once"
MIGRATIONS = Path(__file__).parent / "migrations"
# Of a PostgreSQL whose machine is gone without a word: seconds, and milliseconds for what was sent and not received.
_PATIENCE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
             "tcp_user_timeout": 15_000}  # fmt: skip
_IDLE = 15  # seconds that PostgreSQL waits for the next statement of a transaction; ours take milliseconds
_LOCK = 731_620_431  # any number, as long as nobody else uses it


def open_engine(url: str) -> Engine:
    """An engine for `url`; SQLite files get WAL, foreign keys and a five-second wait for locks.

    Raises:
        KnowledgeUnavailable: the address is not one, or the folder of a SQLite file cannot be made.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "postgresql":
            engine = create_engine(address, future=True, pool_pre_ping=True, connect_args=_PATIENCE)
            event.listen(engine, "connect", _prepare_postgresql)
            return engine
    except (ArgumentError, ImportError, ValueError):
        address = None
    if address is None or address.get_backend_name() != "sqlite":
        # What was written is not shown: it may carry a password.
        raise KnowledgeUnavailable(
            "DATABASE_URL no es una dirección que se entienda. Usa sqlite:///ruta/enlace.db o "
            "postgresql+psycopg2://usuario:contraseña@servidor/base."
        ) from None
    if address.database and address.database != ":memory:":
        try:
            Path(address.database.removeprefix("file:")).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KnowledgeUnavailable(f"No se puede crear la carpeta de la base de datos: {error}") from error
        # One connection kept open instead of one per query, which costs 3 ms a turn.
        options = {"check_same_thread": False, "timeout": BUSY}
        engine = create_engine(address, future=True, poolclass=QueuePool, connect_args=options)
        # Whoever closes a file last empties its journal, which keeps what was deleted: also when the process ends.
        weakref.finalize(engine, engine.pool.dispose)
    else:
        engine = create_engine(address, future=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # A process that hangs in the middle of a transaction would keep its locks, and the others from attending the same
    # person, for as long as it hangs.
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{_IDLE}s'")
    connection.commit()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy sends BEGIN itself (see _begin_sqlite): pysqlite would commit before each DDL statement,
    # and a migration or an import that fails half-way would leave half of its work.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten (see knowledge.scrubbing)
    with suppress(sqlite3.DatabaseError):  # a read-only file keeps the journal it has
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    begins = connection.get_execution_options().get("sqlite_begins", READING)
    if begins is not AT_ONCE:
        connection.exec_driver_sql(begins)
        return
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql(WRITING)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY * 1000}")


def migrate(engine: Engine) -> None:
    """Bring the tables of `engine` to the newest version.

    Raises:
        KnowledgeUnavailable: the database cannot be reached or written.
    """
    with reported(engine), engine.begin() as connection:
        run_migrations(connection, MIGRATIONS)


def run_migrations(connection: Connection, folder: Path) -> None:
    """Bring the tables of a folder of migrations to their newest version; several processes may do it at once.

    Tables of a version that this one does not know are left as they are: while an installation is updated, processes
    of the version before still start, and a migration only adds (see docs/operacion.md).
    """
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    one_at_a_time(connection)
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        if not isinstance(error.__cause__, ResolutionError):
            raise
        logger.warning("The tables are newer than this version: %s", error)


def one_at_a_time(connection: Connection) -> None:
    """Wait until no other process of a PostgreSQL migrates or loads, and keep them waiting until this one commits.

    Only PostgreSQL has several processes.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


@contextmanager
def session_scope(engine: Engine) -> Iterator[Session]:
    """A session in one transaction: committed at the end, rolled back on any error."""
    with reported(engine), Session(engine, future=True) as session, session.begin():
        yield session


@contextmanager
def reported(engine: Engine) -> Iterator[None]:
    """Turn what the database driver says into one clear Spanish sentence for the operator."""
    try:
        yield
    except DBAPIError as error:
        raise KnowledgeUnavailable(_explain(error, engine)) from error


def _explain(error: DBAPIError, engine: Engine) -> str:
    reason = str(error.orig).lower()
    code = getattr(error.orig, "pgcode", None)  # PostgreSQL's messages may come in any language
    # The address is shown without its password, which PostgreSQL also takes after the «?».
    where = engine.url.set(query={}).render_as_string(hide_password=True)
    if isinstance(error, (IntegrityError, DataError)):
        return f"La base de datos no aceptó un dato ({where}): {error.orig}"
    if "locked" in reason:
        return f"La base de datos está ocupada por otro proceso ({where}). Espera un momento y vuelve a intentarlo."
    if "readonly" in reason or code in ("25006", "42501"):
        return f"La base de datos es de solo lectura ({where}). Revisa los permisos con que se abre."
    if "disk" in reason and "full" in reason:
        return f"No queda espacio en disco para la base de datos ({where})."
    if "not a database" in reason or "malformed" in reason:
        return f"El archivo no es una base de datos válida o está dañado ({where})."
    if "no such table" in reason or code == "42P01":
        return f"La base de conocimiento está vacía ({where}). Cárgala con: python -m knowledge load"
    if "unable to open" in reason:
        return f"No se puede abrir el archivo de la base de datos ({where}). Revisa que exista y sus permisos."
    return f"No se pudo usar la base de datos ({where}). Revisa que esté en marcha y que DATABASE_URL sea correcta."
