"""A backup: one compressed file that only its owner reads, whose contents are known by their SHA-256."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from maintenance.errors import MaintenanceError

MANIFEST = "contenido.json"
VERSION = 1
DATABASE = "base"  # folder of the database in the archive
VAR = "var"  # folder of what was in the installation's own


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        version: Of the archive's form.
        kind: Of the database, «sqlite» or «postgresql».
        made: When, ISO 8601 in UTC.
        digests: SHA-256 of each file, by its name in the archive.
    """

    version: int
    kind: str
    made: str
    digests: dict[str, str]


def pack(folder: Path, kind: str, made: str, path: Path) -> None:
    """Write everything in `folder` to the archive `path`, whole or not at all.

    Raises:
        OSError: it cannot be written, or is there already.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    digests = {file.relative_to(folder).as_posix(): _digest(file) for file in files}
    manifest = json.dumps(asdict(Manifest(VERSION, kind, made, digests)), indent=1).encode()
    draft = path.with_name(f".{path.name}")
    try:
        # Nobody else may read it, not even while it is being written.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
                about = tarfile.TarInfo(MANIFEST)
                about.size = len(manifest)
                archive.addfile(about, io.BytesIO(manifest))
                for name in digests:
                    archive.add(folder / name, name)
            raw.flush()
            os.fsync(raw.fileno())
        draft.chmod(0o600)
        os.link(draft, path)  # unlike a renaming, it overwrites nothing
    finally:
        draft.unlink(missing_ok=True)


def is_archive(path: Path) -> bool:
    """Whether a file is a backup, by what it begins with."""
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            first = archive.next()
            return first is not None and first.name == MANIFEST
    except (OSError, EOFError, tarfile.TarError, zlib.error):
        return False


def unpack(path: Path, folder: Path) -> Manifest:
    """Take the archive `path` apart into `folder` and prove that each file is what was put in.

    Raises:
        MaintenanceError: it cannot be read, is not a backup, or was damaged.
    """
    try:
        with gzip.open(path) as stream, tarfile.open(fileobj=stream, mode="r:") as archive:
            manifest = _manifest(archive)
            found = {member.name: member for member in archive if member.name != MANIFEST}
            if set(found) != set(manifest.digests) or not all(_is_plain(member) for member in found.values()):
                raise MaintenanceError(f"{path} está dañado: no contiene lo que dice contener.")
            for name, member in found.items():
                _extract(archive, member, folder / name)
            while stream.read(1 << 20):
                pass  # to its end, where gzip's own sum is
    except FileNotFoundError as error:
        raise MaintenanceError(f"No encuentro el respaldo {path}.") from error
    except (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError, TypeError) as error:
        raise MaintenanceError(f"{path} no es un respaldo de Enlace o está dañado.") from error
    except OSError as error:
        # A compressed file that was cut or changed is reported as such an error too.
        raise MaintenanceError(f"No se pudo leer {path}: {error.strerror or 'está dañado'}.") from error
    damaged = [name for name, digest in manifest.digests.items() if _digest(folder / name) != digest]
    if damaged:
        raise MaintenanceError(f"{path} está dañado: {', '.join(damaged)} cambió desde que se respaldó.")
    return manifest


def _manifest(archive: tarfile.TarFile) -> Manifest:
    file = archive.extractfile(MANIFEST)
    if file is None:
        raise ValueError("no manifest")
    manifest = Manifest(**json.loads(file.read()))
    if manifest.version != VERSION:
        raise MaintenanceError("Este respaldo lo hizo otra versión de Enlace. Restáuralo con esa versión.")
    return manifest


def _is_plain(member: tarfile.TarInfo) -> bool:
    # An archive from elsewhere must not be able to write outside the folder.
    path = PurePosixPath(member.name)
    return member.isfile() and not path.is_absolute() and ".." not in path.parts


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    file = archive.extractfile(member)
    assert file is not None  # noqa: S101  (it is a plain file)
    with target.open("wb") as copy:
        while block := file.read(1 << 20):
            copy.write(block)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
