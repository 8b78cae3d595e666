"""Trains the model when what it learns from has changed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from knowledge.guide.content.reading import GUIDE
from knowledge.loading import fingerprint
from settings import ROOT, Settings

DATA = ROOT / "bot" / "data"
LOG = "train.log"


class TrainingFailed(Exception):
    """The model could not be trained; the message says where the reason was written."""


def model_path(settings: Settings) -> Path:
    """Where the model of the present data is, or will be: its name is the fingerprint of what it learns from."""
    files = [
        ROOT / "config.yml",
        ROOT / "domain.yml",
        *sorted(DATA.glob("*.yml")),
        *sorted((ROOT / "bot" / "understanding").rglob("*.py")),
        *sorted((ROOT / "knowledge" / "registry").glob("*.csv")),
        ROOT / "spanish" / "text.py",
        *sorted(GUIDE.rglob("*.yml")),  # how a message stands to a question is learnt from the guide's answers too
    ]
    return settings.models / f"enlace-{fingerprint(files)[:16]}.tar.gz"


def train_if_needed(settings: Settings, report: Callable[[str], None]) -> Path:
    """The model of the present data, trained first if it is not there; older models are removed.

    Raises:
        TrainingFailed: with the place of the log.
    """
    path = model_path(settings)
    if path.is_file():
        return path
    report("Entrenando el modelo con las frases en español (menos de tres minutos)…")
    started = time.monotonic()
    log = settings.var / LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    # In a process of its own: what training needs (TensorFlow, half a gigabyte) would stay in this one, and Rasa's
    # progress bars and warnings would drown what the person should see, and break the JSON output.
    with log.open("w", encoding="utf-8") as file:
        command = [sys.executable, "-W", "ignore", "-m", "bot.rasa.training", str(path)]
        code = subprocess.run(command, cwd=ROOT, stdout=file, stderr=file, check=False).returncode  # noqa: S603
    if code or not path.is_file():
        raise TrainingFailed(f"No se pudo entrenar el modelo; el motivo está en {log}.")
    for old in settings.models.glob("enlace-*.tar.gz"):
        if old != path:
            old.unlink()
    report(f"Modelo listo en {time.monotonic() - started:.0f} s.")
    return path


def train(path: Path) -> int:
    """Train the model and write it to `path`; returns Rasa's exit code."""
    from rasa.model_training import train as train_with_rasa

    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o755)
    result = train_with_rasa(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(DATA)],
        output=str(path.parent),
        fixed_model_name=path.name.removesuffix(".tar.gz"),
    )
    if path.is_file():
        path.chmod(0o644)  # nothing of anybody's is in it, and who installs may not be who serves
    return int(result.code)


if __name__ == "__main__":
    sys.exit(train(Path(sys.argv[1])))
