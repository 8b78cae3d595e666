"""Files that a channel already has."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from connectors.delivery.store.models import Upload
from connectors.delivery.store.transactions import upsert


def digest_of(path: str) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def known(session: Session, channel: str, digest: str, now: datetime) -> str | None:
    """The channel's id of a file it has, if it still has it."""
    row = session.get(Upload, (channel, digest))
    return row.file_id if row is not None and row.expires_at > now else None


def remember(session: Session, channel: str, digest: str, file_id: str, expires_at: datetime) -> None:
    """The channel has the file under `file_id` until `expires_at`."""
    values = {"file_id": file_id, "expires_at": expires_at}
    upsert(session, Upload, {"channel": channel, "digest": digest}, values)


def forget(session: Session, channel: str, digest: str) -> None:
    """The channel no longer knows it."""
    session.execute(delete(Upload).where(Upload.channel == channel, Upload.digest == digest))
