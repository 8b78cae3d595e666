"""The only place that reads the environment.

Every other module receives its settings from `load()`; tests build a `Settings` by hand.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Settings:
    """What changes from one installation to another.

    Attributes:
        database_url: SQLAlchemy address of the knowledge base.
        models: Folder of the trained models.
        var: Folder for everything made while running; never in git.
        responsible: Who answers for the personal data, and where, as the privacy notice says it.
        privacy_notice: Where the full privacy notice is.
    """

    database_url: str
    models: Path
    var: Path
    responsible: str = "el municipio que te ofrece este asistente"
    privacy_notice: str = "pídelo a la Unidad de Transparencia de tu municipio"


def load() -> Settings:
    """Read the settings from the environment, with defaults that need nothing installed."""
    var = Path(os.environ.get("ENLACE_VAR", ROOT / "var"))
    address = os.environ.get("DATABASE_URL") or f"sqlite:///{var / 'enlace.db'}"
    # Hosting services hand out the short scheme, which SQLAlchemy 1.4 no longer accepts.
    address = address.replace("postgres://", "postgresql+psycopg2://", 1)
    models = Path(os.environ.get("ENLACE_MODELS", ROOT / "models"))
    return Settings(
        database_url=address,
        models=models,
        var=var,
        responsible=os.environ.get("ENLACE_RESPONSABLE") or Settings.responsible,
        privacy_notice=os.environ.get("ENLACE_AVISO") or Settings.privacy_notice,
    )
