"""Backs up an installation and puts it back: its database, its secrets and what it may not make again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy.engine.url import make_url

from maintenance.archive import DATABASE, VAR, is_archive, pack, unpack
from maintenance.databases import database_at, is_empty
from maintenance.errors import MaintenanceError, WouldOverwrite
from settings import Settings

FOLDER = "respaldos"
KEPT = 14  # archives
DUE = timedelta(hours=23)  # a day, less what a look every hour may be late
# In the folder `var`, made again when they are needed; what people downloaded is theirs, and is deleted after a while.
NOT_KEPT = frozenset({FOLDER, "charts", "exports"})
_NAMES = "enlace-*.tar.gz"


def back_up(current: Settings, path: Path | None = None, now: datetime | None = None) -> Path:
    """Write a backup of the installation; it goes on working meanwhile.

    Without `path` it goes to the folder of backups, where the last ones are kept.

    Raises:
        KnowledgeError: it could not be made; the message says why in Spanish.
    """
    now = now or datetime.now(timezone.utc)
    target = path or current.var / FOLDER / f"enlace-{now:%Y-%m-%d-%H%M%S}.tar.gz"
    database = database_at(current.database_url)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if path is None:
            target.parent.chmod(0o700)
        # Beside the archive: there is room for it there if there is room for it anywhere.
        with tempfile.TemporaryDirectory(prefix=".respaldo-", dir=target.parent) as scratch:
            folder = Path(scratch)
            (folder / DATABASE).mkdir()
            database.dump(folder / DATABASE / database.file)
            for file in _own_files(current):
                copy = folder / VAR / file
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(current.var / file, copy)
            pack(folder, database.kind, now.isoformat(timespec="seconds"), target)
    except FileExistsError as error:
        raise MaintenanceError(f"Ya existe {target}: no lo reemplazo.") from error
    except OSError as error:
        raise MaintenanceError(f"No se pudo escribir el respaldo en {target.parent}: {error.strerror}.") from error
    if path is None:
        for old in sorted(target.parent.glob(_NAMES))[:-KEPT]:
            old.unlink(missing_ok=True)
    return target


def is_due(current: Settings, now: datetime | None = None) -> bool:
    """Whether the newest backup in the folder of backups is a day old, or there is none."""
    made = [path.stat().st_mtime for path in (current.var / FOLDER).glob(_NAMES)]
    return not made or (now or datetime.now(timezone.utc)).timestamp() - max(made) >= DUE.total_seconds()


def restore(current: Settings, path: Path, *, force: bool = False) -> str:
    """Put a backup back; returns when it was made.

    Raises:
        WouldOverwrite: there is something in its place, and `force` was not given.
        KnowledgeError: it could not be restored; the message says why in Spanish.
    """
    database = database_at(current.database_url)
    if not force and not is_empty(current.database_url):
        raise WouldOverwrite("La base de datos configurada ya tiene datos.")
    try:
        current.var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restaurar-", dir=current.var) as scratch:
            folder = Path(scratch)
            manifest = unpack(path, folder)
            if manifest.kind != database.kind:
                raise MaintenanceError(
                    f"El respaldo es de una base {manifest.kind} y DATABASE_URL es de una {database.kind}: "
                    "restáuralo en una base del mismo tipo."
                )
            copies = {
                current.var / copy.relative_to(folder / VAR): copy
                for copy in sorted((folder / VAR).rglob("*"))
                if copy.is_file()
            }
            if not force:
                for target, copy in copies.items():
                    if target.exists() and target.read_bytes() != copy.read_bytes():
                        raise WouldOverwrite(f"Ya hay otro archivo en {target}.")
            database.restore(folder / DATABASE / database.file)
            for target, copy in copies.items():
                _put(copy, target)
    except OSError as error:
        raise MaintenanceError(f"No se pudo restaurar: {error.strerror} ({error.filename}).") from error
    return manifest.made


def _own_files(current: Settings) -> Iterator[Path]:
    """Secrets, and whatever else is only here; the database's own files are copied with its own means."""
    database = Path(make_url(current.database_url).database or "").absolute()
    its_own = {database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")}
    for file in sorted(current.var.absolute().rglob("*")):
        inside = file.relative_to(current.var.absolute())
        temporary = any(part.startswith(".") for part in inside.parts) or file.suffix == ".log"
        wanted = file.is_file() and not temporary and inside.parts[0] not in NOT_KEPT and file not in its_own
        # An earlier backup may lie anywhere in the folder, and would be in this one, with all those before it.
        if wanted and not is_archive(file):
            yield inside


def _put(copy: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    copy.chmod(0o600)
    copy.replace(target)
