"""The next release of Enlace, made of this one: one more column and a model that says something else."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import settings
from bot.rasa.training import model_path
from knowledge.database import open_engine
from tests.connectors.running_server import Server
from tests.deploy.conftest import House
from tests.deploy.tools import ROOT, run

MIGRATION = '''"""One more column."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "next_release", "{head}"


def upgrade():
    op.add_column("inbox", sa.Column("of_the_next_release", sa.Text()))
'''
OLD_NAME = "Me llamo Enlace"


class Release:
    """A copy of the repository with its own model.

    Attributes:
        name: What its assistant says of itself.
    """

    name = "Me llamo Enlace Nuevo"

    def __init__(self, folder: Path) -> None:
        """Make it."""
        self._root = folder / "enlace"
        self._models = folder / "models"
        self._models.mkdir()
        self._root.mkdir()
        for entry in ROOT.iterdir():
            if entry.name not in ("connectors", "domain.yml", "var", "models"):
                (self._root / entry.name).symlink_to(entry)
        run("cp", "-r", ROOT / "connectors", self._root)
        # Copied, not linked: a module finds its neighbours where its own file is.
        (self._root / "settings.py").unlink()
        for name in ("settings.py", "domain.yml"):
            text = (ROOT / name).read_text(encoding="utf-8")
            (self._root / name).write_text(text.replace(OLD_NAME, self.name), encoding="utf-8")
        versions = self._root / "connectors" / "migrations" / "versions"
        head = ScriptDirectory(str(ROOT / "connectors" / "migrations")).get_current_head()
        (versions / "9999_next_release.py").write_text(MIGRATION.format(head=head), encoding="utf-8")
        self._make_model()

    def prepare(self, house: House) -> None:
        """What an operator does before restarting anything."""
        environment = {**os.environ, **self._environment(house)}
        run(sys.executable, "-W", "ignore", "-m", "maintenance", "preparar", cwd=self._root, env=environment)

    def has_new_column(self, house: House) -> bool:
        """Whether its tables are made."""
        engine = open_engine(house.database_url)
        try:
            return "of_the_next_release" in {column["name"] for column in inspect(engine).get_columns("inbox")}
        finally:
            engine.dispose()

    def server(self, house: House, before: Server) -> Server:
        """A process of this release in the place of one of the release before."""
        folder = before.log.with_name("next")
        folder.mkdir()
        server = Server(folder, {**self._environment(house), "PUERTO": str(before.port)}, root=self._root)
        house.servers.append(server)
        return server

    def _environment(self, house: House) -> dict[str, str]:
        return {**house.environment, "ENLACE_MODELS": str(self._models)}

    def _make_model(self) -> None:
        code = "import settings; from bot.rasa.training import model_path; print(model_path(settings.load()).name)"
        name = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code], cwd=self._root, capture_output=True, text=True, check=True
        ).stdout.strip()
        present = model_path(settings.load())
        assert name != present.name
        with tarfile.open(present) as old, tarfile.open(self._models / name, "w:gz", compresslevel=1) as new:
            for member in old:
                content = old.extractfile(member).read() if member.isfile() else b""
                if member.name.lstrip("./") == "metadata.json":
                    assert OLD_NAME in content.decode()
                    content = json.dumps(json.loads(content.decode().replace(OLD_NAME, self.name))).encode()
                member.size = len(content)
                new.addfile(member, io.BytesIO(content) if member.isfile() else None)
