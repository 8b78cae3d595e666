"""What changed in a case file, who changed it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.cases.access import require_participant
from casefiles.models import CaseFile, Change

# Kinds that touch an answer (the engine's own words) …
ANSWERS = ("responder", "corregir", "omitir")
# … and the others: abrir, nombre, municipio, estado, deshacer, conflicto, version_guia, participante, codigo,
# documento, fecha, autoevaluacion, tarea.


@dataclass(frozen=True)
class ChangeView:
    """One change, seen by one participant.

    Attributes:
        who: «tú», «otra persona», or «alguien que ya no está» once they were forgotten.
        before, after: As stored: an encoded answer (see casefiles.answers.values), a text, or None.
        undone: Whether it was taken back.
    """

    version: int
    at: datetime
    who: str
    kind: str
    key: str
    before: Any
    after: Any
    undone: bool


def note_change(
    session: Session,
    case: CaseFile,
    person_id: str | None,
    now: datetime,
    kind: str,
    key: str = "",
    before: Any = None,
    after: Any = None,
    *,
    together: bool = False,
    was_skipped: bool = False,
    asked: str | None = None,
) -> Change:
    """Write down one change and raise the version of the case file, unless it goes `together` with the last one."""
    if not together:
        case.version += 1
        case.updated_at = now
    change = Change(
        case_id=case.id,
        version=case.version,
        person_id=person_id,
        at=now,
        kind=kind,
        key=key,
        before=before,
        after=after,
        was_skipped=was_skipped,
        asked=asked,
        undone=False,
    )
    session.add(change)
    return change


def who(author: str | None, viewer: str) -> str:
    """How an author is called in front of a viewer: nobody's name is known."""
    if author is None:
        return "alguien que ya no está"
    return "tú" if author == viewer else "otra persona"


def list_changes(
    session: Session, person_id: str, case_id: str, limit: int = 20, since_version: int = 0
) -> list[ChangeView]:
    """The last changes of a case file, newest first; only those after `since_version`.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    require_participant(session, person_id, case_id)
    statement = (
        select(Change)
        .where(Change.case_id == case_id, Change.version > since_version)
        .order_by(Change.id.desc())
        .limit(limit)
    )
    return [
        ChangeView(
            row.version, row.at, who(row.person_id, person_id), row.kind, row.key, row.before, row.after, row.undone
        )
        for row in session.scalars(statement)
    ]
