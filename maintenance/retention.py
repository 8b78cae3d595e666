"""Deletes what may no longer be kept in every room; a process that serves does the same on its rounds."""

from __future__ import annotations

from bot import services
from casefiles.database import migrate as migrate_case_files
from connectors.delivery.intake import MIGRATIONS
from connectors.delivery.store import retention
from connectors.delivery.store.transactions import writing
from knowledge.database import migrate

WITH_HISTORY = ("web",)  # doors that show the conversation again


def delete_what_is_old() -> None:
    """Apply every period; doing it twice does nothing more.

    Raises:
        KnowledgeError: the database cannot be used; the message says why in Spanish.
    """
    migrate(services.engine())
    migrate_case_files(services.engine())  # the installation may have been updated a moment ago
    services.upgrade(services.engine(), MIGRATIONS)
    services.apply_retention()
    writing(lambda session, now: retention.apply_retention(session, now, WITH_HISTORY))
    services.scrub(large=True)
