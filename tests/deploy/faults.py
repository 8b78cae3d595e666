"""What may go wrong, done to a running installation and undone."""

from __future__ import annotations

import errno
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine.url import make_url

from knowledge.database import open_engine

_MEGABYTES = 64
_PATIENCE = 60  # seconds
_ASK = """
import json, sqlite3, sys
print(json.dumps(sqlite3.connect(sys.argv[1], isolation_level=None).execute(sys.argv[2]).fetchall()))
"""


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


class SmallDisk:
    """A file system of its own for one server, in a mount namespace of its own; it needs no privileges.

    Where the kernel does not let anybody make one, a limit of the process stands for it: no file of it is written.

    Attributes:
        wrapper: What runs the server on it, for `Server`; the database is copied into it.
    """

    def __init__(self, folder: Path, database: Path) -> None:
        """Make it: `folder` is the server's, and `database` what it starts with."""
        self._folder = folder
        mount = f"mount -t tmpfs -o size={_MEGABYTES}m tmpfs"
        self._real = not subprocess.run(["unshare", "-rm", "sh", "-c", f"{mount} /mnt"], capture_output=True).returncode
        copy = f"{mount} '{folder}' && cp '{database}' '{folder}/enlace.db'"
        self.wrapper = ["unshare", "-rm", "sh", "-c", f'{copy} && exec "$@"', "sh"] if self._real else []
        if not self._real:
            shutil.copy(database, folder / "enlace.db")

    def ask(self, pid: int, statement: str) -> list[list[Any]]:
        """What the database of the server `pid` answers, asked from where its disk is seen."""
        # SQLite follows links, and /proc/PID/root is one to our own root: it has to be opened in there.
        inside = ["nsenter", "--user", "--mount", "--preserve-credentials", "--target", str(pid)] if self._real else []
        command = [*inside, sys.executable, "-c", _ASK, str(self._folder / "enlace.db"), statement]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def full(self, pid: int) -> Iterator[None]:
        """Nothing more fits."""
        # A journal that has room inside would take many messages more; while somebody reads, it is not cut.
        until = time.monotonic() + _PATIENCE
        while self.ask(pid, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
            assert time.monotonic() < until, "the journal was always being read"
        filler = Path(f"/proc/{pid}/root{self._folder}/filler")
        with self._filled(filler) if self._real else _nothing_is_written(pid):
            yield

    @contextmanager
    def _filled(self, filler: Path) -> Iterator[None]:
        try:
            with filler.open("wb", buffering=0) as file:
                try:
                    while file.write(bytes(4096)):
                        pass
                except OSError as error:
                    assert error.errno == errno.ENOSPC
            yield
        finally:
            filler.unlink()


@contextmanager
def _nothing_is_written(pid: int) -> Iterator[None]:
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
