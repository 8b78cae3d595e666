"""Deletes what may no longer be kept: old conversations, case files, people, and files that were made for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.services import engine, transaction
from bot.tracking.erasure import delete_old
from casefiles.privacy.retention import Applied, apply_retention
from settings import Settings

DOWNLOADS = timedelta(days=7)  # a copy of one's own data that was asked for; it can be asked for again


@dataclass(frozen=True)
class Deleted:
    """What was deleted.

    Attributes:
        case_files: What the case files' own rules deleted and warned of.
        events: Steps of conversations.
        downloads: Files made for somebody to download.
    """

    case_files: Applied
    events: int
    downloads: int


def delete_what_is_old(current: Settings, now: datetime | None = None) -> Deleted:
    """Apply every period; doing it twice does nothing more.

    Raises:
        KnowledgeError: the database cannot be used; the message says why in Spanish.
    """
    now = now or datetime.now(timezone.utc)
    with transaction() as session:
        applied = apply_retention(session, now)
    events = delete_old(engine(), current.conversation_days, now)
    return Deleted(applied, events, _delete_downloads(current, now))


def _delete_downloads(current: Settings, now: datetime) -> int:
    oldest = (now - DOWNLOADS).timestamp()
    old = [file for file in (current.var / "exports").glob("*") if file.stat().st_mtime < oldest]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
