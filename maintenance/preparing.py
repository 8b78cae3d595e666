"""Makes an installation ready before any of its processes starts: tables, knowledge base, model."""

from __future__ import annotations

from collections.abc import Callable

from bot.rasa.assistant import start
from bot.services import engine, upgrade
from connectors.delivery.intake import MIGRATIONS


def prepare(report: Callable[[str], None]) -> None:
    """Bring the tables to their newest version, load what changed, train if needed, and prove that the model loads.

    The processes of the version before go on working meanwhile: see docs/operacion.md.

    Raises:
        NotReady: with the reason, in Spanish.
        KnowledgeUnavailable: the database cannot be used.
    """
    start(report)
    upgrade(engine(), MIGRATIONS)
