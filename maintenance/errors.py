"""What can go wrong, in words for the operator."""

from __future__ import annotations

from knowledge.errors import KnowledgeError


class MaintenanceError(KnowledgeError):
    """It was not done and nothing changed; the message is in Spanish and says why."""


class WouldOverwrite(MaintenanceError):
    """There is something where the backup would be restored."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} No restauré nada. Si de verdad quieres reemplazarlo, detén Enlace, haz antes un respaldo de lo "
            "que hay y repite la orden con --forzar."
        )
