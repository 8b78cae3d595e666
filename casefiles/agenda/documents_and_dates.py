"""Documents and key dates of a case file, shared by everybody in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casefiles.cases.access import lock_case, require_participant
from casefiles.cases.history import note_change
from casefiles.errors import CaseFileError, InvalidDate, LimitReached
from casefiles.models import Document, KeyDate
from casefiles.privacy.consent import require_consent
from casefiles.privacy.stored_text import short_text

NAME_LENGTH = 160  # characters
REFERENCE_LENGTH = 200
LABEL_LENGTH = 120
MOST = 300  # documents, or dates, of one case file
YEARS = (1900, 2100)


@dataclass(frozen=True)
class DocumentView:
    """A document: what it is and where the municipality keeps it."""

    id: int
    name: str
    reference: str
    stage: str
    added_at: datetime


@dataclass(frozen=True)
class KeyDateView:
    """A date of the procedure."""

    id: int
    label: str
    date: date


def add_document(
    session: Session, person_id: str, case_id: str, name: str, now: datetime, reference: str = "", stage: str = ""
) -> DocumentView:
    """Note a document; its content stays with the municipality.

    Raises:
        CaseNotFound, ConsentMissing, InvalidText, PersonalDataRefused, LimitReached.
    """
    require_consent(session, person_id)
    name = short_text(name, NAME_LENGTH, "el nombre del documento")
    reference = short_text(reference, REFERENCE_LENGTH, "la referencia") if reference.strip() else ""
    case, _ = lock_case(session, person_id, case_id)
    _make_room(session, Document, case_id)
    row = Document(case_id=case_id, name=name, reference=reference, stage=stage, person_id=person_id, added_at=now)
    session.add(row)
    note_change(session, case, person_id, now, "documento", after=name)
    session.flush()
    return DocumentView(row.id, row.name, row.reference, row.stage, row.added_at)


def list_documents(session: Session, person_id: str, case_id: str) -> list[DocumentView]:
    """The documents, by stage and in the order in which they were noted.

    Raises:
        CaseNotFound: the person does not take part in the case file.
    """
    require_participant(session, person_id, case_id)
    rows = session.scalars(select(Document).where(Document.case_id == case_id).order_by(Document.id))
    found = [DocumentView(row.id, row.name, row.reference, row.stage, row.added_at) for row in rows]
    return sorted(found, key=lambda document: (len(document.stage), document.stage))


def add_key_date(session: Session, person_id: str, case_id: str, label: str, day: date, now: datetime) -> KeyDateView:
    """Note a date; the same label again moves it.

    Raises:
        CaseNotFound, ConsentMissing, InvalidText, PersonalDataRefused, LimitReached.
        InvalidDate: the year is impossible.
    """
    require_consent(session, person_id)
    label = short_text(label, LABEL_LENGTH, "de qué es la fecha")
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise InvalidDate("Ese año no puede ser. Revísalo y dime la fecha otra vez.")
    case, _ = lock_case(session, person_id, case_id)
    row = session.scalars(select(KeyDate).where(KeyDate.case_id == case_id, KeyDate.label == label)).one_or_none()
    before = row.date.isoformat() if row else None
    if row is None:
        _make_room(session, KeyDate, case_id)
        row = KeyDate(case_id=case_id, label=label, created_at=now)
        session.add(row)
    row.date, row.person_id = day, person_id
    note_change(session, case, person_id, now, "fecha", label, before, day.isoformat())
    session.flush()
    return KeyDateView(row.id, row.label, row.date)


def list_key_dates(session: Session, person_id: str, case_id: str, since: date | None = None) -> list[KeyDateView]:
    """The dates in order; only those from `since` on.

    Raises:
        CaseNotFound: the person does not take part in the case file.
    """
    require_participant(session, person_id, case_id)
    statement = select(KeyDate).where(KeyDate.case_id == case_id)
    if since is not None:
        statement = statement.where(KeyDate.date >= since)
    return [
        KeyDateView(row.id, row.label, row.date)
        for row in session.scalars(statement.order_by(KeyDate.date, KeyDate.id))
    ]


def remove_document(session: Session, person_id: str, case_id: str, document_id: int, now: datetime) -> None:
    """Take a document off the list.

    Raises:
        CaseNotFound, ConsentMissing.
        CaseFileError: it is not on it.
    """
    _remove(session, person_id, case_id, Document, document_id, "documento", now)


def remove_key_date(session: Session, person_id: str, case_id: str, date_id: int, now: datetime) -> None:
    """Take a date off the list; like `remove_document`."""
    _remove(session, person_id, case_id, KeyDate, date_id, "fecha", now)


def _remove(session: Session, person_id: str, case_id: str, model: Any, row_id: int, kind: str, now: datetime) -> None:
    require_consent(session, person_id)
    case, _ = lock_case(session, person_id, case_id)
    row = session.get(model, row_id)
    if row is None or row.case_id != case_id:
        raise CaseFileError("Eso ya no está en el expediente.")
    note_change(session, case, person_id, now, kind, before=row.name if kind == "documento" else row.label)
    session.delete(row)
    session.flush()


def _make_room(session: Session, model: Any, case_id: str) -> None:
    if session.scalar(select(func.count()).select_from(model).where(model.case_id == case_id)) >= MOST:
        raise LimitReached(f"El expediente ya tiene {MOST}. Quita alguno que ya no sirva.")
