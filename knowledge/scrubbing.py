"""Leaves nothing of what was deleted in the files of a SQLite database."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from sqlalchemy.engine import Engine

from knowledge.database import reported

logger = logging.getLogger(__name__)

# Bytes. Up to this size a database is written anew in less time than an answer may take; a larger one once a day.
SMALL = 64 * 1024 * 1024


def scrub(engine: Engine, *, large: bool = False) -> bool:
    """Write the database anew without what was deleted, and empty its journal.

    Every connection overwrites what it deletes (`PRAGMA secure_delete`), but pages keep copies of rows that once moved
    to another page, and the journal keeps the pages as they were. PostgreSQL does the same on its own (autovacuum).

    Args:
        engine: Of the database.
        large: Also one that takes long; who writes meanwhile waits.

    Returns:
        Whether nothing is left: not if somebody was reading all the time, or if it is large.

    Raises:
        KnowledgeUnavailable: the database cannot be written.
    """
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return True
    whole = large or Path(path.removeprefix("file:")).stat().st_size <= SMALL
    with reported(engine):
        connection = engine.raw_connection()  # VACUUM runs in no transaction, and SQLAlchemy would begin one
        try:
            if whole:
                connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError as error:
            logger.warning("The files of the database could not be cleaned now: %s", error)
            return False
        finally:
            connection.close()
    return whole and not busy
