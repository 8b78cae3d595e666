"""What may go wrong, done to a running installation and undone."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine.url import make_url

from knowledge.database import open_engine


@contextmanager
def database_away(address: str) -> Iterator[None]:
    """A PostgreSQL database refuses everybody, and whoever was connected is cut off."""
    url = make_url(address)
    admin = open_engine(str(address).replace(f"/{url.database}?", "/postgres?"))
    admin = admin.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {url.database} WITH ALLOW_CONNECTIONS false")
            connection.exec_driver_sql(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'"
            )
            try:
                yield
            finally:
                connection.exec_driver_sql(f"ALTER DATABASE {url.database} WITH ALLOW_CONNECTIONS true")
    finally:
        admin.dispose()


@contextmanager
def disk_full(pid: int, database: Path) -> Iterator[None]:
    """No file of a process grows beyond what the database's journal is now: what it writes next does not fit."""
    journal = database.with_name(database.name + "-wal")
    size = journal.stat().st_size if journal.exists() else 0
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
