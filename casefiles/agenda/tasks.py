"""Tasks of a case file: what the guide asks to be done, and what people said about it (by when, done)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.cases.access import lock_case, require_participant
from casefiles.cases.history import note_change
from casefiles.engine.outcomes import CaseTask
from casefiles.errors import CaseFileError, InvalidDate
from casefiles.models import CaseTask as TaskRow
from casefiles.privacy.consent import require_consent
from casefiles.privacy.stored_text import short_text

OWN = "propia:"  # how the key of a task that a person added begins
TEXT_LENGTH = 300  # characters


@dataclass(frozen=True)
class TaskView:
    """A task as it stands. `number` is what a person says to mark it: the pending ones count from 1."""

    number: int
    key: str
    text: str
    responsible: str
    stage: str
    due: date | None
    done_at: datetime | None


def sync_tasks(session: Session, case_id: str, wanted: Iterable[CaseTask], now: datetime) -> None:
    """Make the stored tasks those that the guide asks for now, in that order.

    What people said about a task stays: its due date, and that it was done. A task that is no longer asked for is
    dropped, and comes back as it was if it is asked for again.
    """
    rows = {row.key: row for row in session.scalars(select(TaskRow).where(TaskRow.case_id == case_id))}
    asked: set[str] = set()
    for position, task in enumerate(wanted):
        asked.add(task.key)
        row = rows.get(task.key)
        if row is None:
            row = TaskRow(case_id=case_id, key=task.key, created_at=now)
            session.add(row)
        row.text, row.responsible, row.stage = task.text, task.responsible, task.section
        row.question_key, row.position, row.dropped_at = task.question or None, position, None
    for key, row in rows.items():
        if key not in asked and not key.startswith(OWN) and row.dropped_at is None:
            row.dropped_at = now
    session.flush()


def add_task(
    session: Session,
    person_id: str,
    case_id: str,
    text: str,
    now: datetime,
    responsible: str = "",
    due: date | None = None,
) -> None:
    """A task of the person's own.

    Raises:
        CaseNotFound, ConsentMissing, InvalidText, PersonalDataRefused.
    """
    require_consent(session, person_id)
    text = short_text(text, TEXT_LENGTH, "la tarea")
    case, _ = lock_case(session, person_id, case_id)
    note_change(session, case, person_id, now, "tarea", after=text)
    key = f"{OWN}{case.version}"
    session.add(
        TaskRow(case_id=case_id, key=key, text=text, responsible=responsible, due=due, position=1_000, created_at=now)
    )
    session.flush()


def list_tasks(session: Session, person_id: str, case_id: str, include_done: bool = False) -> list[TaskView]:
    """The pending tasks, those with the nearest date first; then the done ones if asked for.

    Raises:
        CaseNotFound: the person does not take part in the case file.
    """
    require_participant(session, person_id, case_id)
    rows = list(session.scalars(select(TaskRow).where(TaskRow.case_id == case_id, TaskRow.dropped_at.is_(None))))
    pending = sorted(
        (row for row in rows if not row.done_at), key=lambda row: (row.due or date.max, row.position, row.id)
    )
    done = sorted((row for row in rows if row.done_at), key=lambda row: row.done_at) if include_done else []
    return [
        TaskView(number, row.key, row.text, row.responsible, row.stage, row.due, row.done_at)
        for number, row in enumerate([*pending, *done], 1)
    ]


def finish_task(session: Session, person_id: str, case_id: str, key: str, now: datetime) -> None:
    """It is done; saying it twice changes nothing.

    Raises:
        CaseNotFound, ConsentMissing.
        CaseFileError: there is no such task.
    """
    row = _locked(session, person_id, case_id, key, now, "hecha")
    row.done_at = row.done_at or now
    session.flush()


def set_due(session: Session, person_id: str, case_id: str, key: str, due: date, today: date, now: datetime) -> None:
    """By when it is to be done.

    Raises:
        CaseNotFound, ConsentMissing.
        CaseFileError: there is no such task.
        InvalidDate: the date has passed.
    """
    if due < today:
        raise InvalidDate("Esa fecha ya pasó. Dime una de hoy en adelante.")
    _locked(session, person_id, case_id, key, now, f"para el {due.isoformat()}").due = due
    session.flush()


def _locked(session: Session, person_id: str, case_id: str, key: str, now: datetime, what: str) -> TaskRow:
    require_consent(session, person_id)
    case, _ = lock_case(session, person_id, case_id)
    row = session.scalars(
        select(TaskRow).where(TaskRow.case_id == case_id, TaskRow.key == key, TaskRow.dropped_at.is_(None))
    ).one_or_none()
    if row is None:
        raise CaseFileError("Esa tarea ya no está entre los pendientes de este expediente.")
    note_change(session, case, person_id, now, "tarea", key, after=what)
    return row
