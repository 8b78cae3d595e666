"""Loads everything that the repository ships, once for each version of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from knowledge.agreements.importing.run import import_file
from knowledge.agreements.index.column_storage import columns_are_stored, store_columns
from knowledge.answers.content_files import CONTENT, read_content
from knowledge.answers.content_loading import load_content
from knowledge.database import migrate, one_at_a_time, session_scope
from knowledge.errors import InvalidContent
from knowledge.models import LoadedData
from knowledge.places import loading_places
from knowledge.validation import unknown_places

AGREEMENTS = loading_places.REGISTRY / "agreements.csv"


@dataclass(frozen=True)
class Loaded:
    """Which parts had changed and were loaded."""

    places: bool
    content: bool
    agreements: bool

    def __bool__(self) -> bool:
        return self.places or self.content or self.agreements


def load_all(engine: Engine, *, progress: Callable[[int, int], None] = lambda done, total: None) -> Loaded:
    """Make the tables and load what changed since the last time, in one transaction.

    Raises:
        InvalidContent: the content or the agreements break a rule; the database stays as it was.
        KnowledgeUnavailable: the database cannot be used.
    """
    migrate(engine)
    content_files = sorted(CONTENT.rglob("*.yml"))
    with session_scope(engine) as session:
        one_at_a_time(session.connection())
        new_places = _changed(session, "places", loading_places.FILES)
        if new_places:
            loading_places.load_places(session)
        new_content = _changed(session, "content", content_files)
        if new_content:
            content = read_content()
            if problems := unknown_places(content):
                raise InvalidContent(problems)
            load_content(session, content)
        new_agreements = _changed(session, "agreements", [AGREEMENTS])
        if new_agreements:
            _, report = import_file(session, AGREEMENTS, default_confidence="secundaria", progress=progress)
            problems = [f"{AGREEMENTS.name}, línea {refusal.line}: {refusal.reason}" for refusal in report.refused]
            problems += [f"{AGREEMENTS.name}, línea {notice.line}: {notice.text}" for notice in report.notices]
            if problems:
                raise InvalidContent(problems)
        if not columns_are_stored(session):  # of agreements that a version before the columns imported
            store_columns(session)
    return Loaded(new_places, new_content, new_agreements)


def fingerprint(files: Iterable[Path]) -> str:
    """A digest of the names and bytes of `files`."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _changed(session: Session, name: str, files: Iterable[Path]) -> bool:
    current = fingerprint(files)
    record = session.get(LoadedData, name)
    if record and record.fingerprint == current:
        return False
    session.merge(LoadedData(name=name, fingerprint=current))
    return True
