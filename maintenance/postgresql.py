"""Copies a PostgreSQL database with PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine.url import URL

from maintenance.errors import MaintenanceError

# Whoever still works on the database is waited for, but not for ever.
WAIT_FOR_LOCKS = "-c lock_timeout=10s"
# In one transaction with what follows it. Also tables that a newer version made go: they are not in the copy.
CLEAR = "DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n"


class PostgreSQL:
    """A database of its own on a server; its schema «public» is all Enlace's."""

    kind = "postgresql"
    file = "enlace.pgdump"

    def __init__(self, url: URL) -> None:
        query = dict(url.query)
        self._password = str(query.pop("password", None) or url.password or "")
        # Not in the command: everybody on the machine may read it there.
        plain = url.set(drivername="postgresql", query=query)._replace(password=None)
        self._address = plain.render_as_string(hide_password=False)

    def dump(self, path: Path) -> None:
        """Write a consistent copy to `path`, in pg_dump's own form.

        Raises:
            MaintenanceError: pg_dump is not installed, or says why it cannot.
        """
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}",
                  f"--dbname={self._address}")  # fmt: skip

    def restore(self, path: Path) -> None:
        """Put the copy `path` in the place of all there is, in one transaction.

        Raises:
            MaintenanceError: a program is not installed, or says why it cannot; nothing changed.
        """
        clear, statements = path.with_name("clear.sql"), path.with_name("restore.sql")
        clear.write_text(CLEAR, encoding="utf-8")
        self._run("pg_restore", "--no-owner", "--no-privileges", f"--file={statements}", str(path))
        self._run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
                  f"--file={clear}", f"--file={statements}", f"--dbname={self._address}")  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        command = shutil.which(program)
        if command is None:
            raise MaintenanceError(
                f"Falta el programa {program}, que copia las bases PostgreSQL. En Debian y Ubuntu: "
                "apt-get install postgresql-client"
            )
        environment = {**os.environ, "PGOPTIONS": WAIT_FOR_LOCKS, "PGCONNECT_TIMEOUT": "10", "LC_MESSAGES": "C"}
        if self._password:
            environment["PGPASSWORD"] = self._password
        done = subprocess.run(  # noqa: S603
            [command, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        if done.returncode:
            raise MaintenanceError(_explain(program, done.stderr.decode("utf-8", "replace")))


def _explain(program: str, said: str) -> str:
    if "version mismatch" in said or "unsupported version" in said:
        return f"{program} es más viejo que el servidor PostgreSQL. Instala postgresql-client de la misma versión."
    if "lock timeout" in said:
        return "La base de datos está en uso. Detén Enlace en todos los equipos y vuelve a intentarlo."
    if "could not connect" in said or "connection to server" in said or "could not translate" in said:
        return "No se pudo entrar a la base de datos. Revisa que esté en marcha y que DATABASE_URL sea correcta."
    lines = said.strip().splitlines()
    return f"{program} no pudo terminar: {lines[0] if lines else 'no dijo por qué'}"
