"""Deleting for good, in every table, with a receipt that says how much and nothing about whose."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from casefiles.models import Base, CaseFile, DeletionReceipt, Person

_FOLIO_ALPHABET = "234679CDFHJKMNPQRTWXY"

# Names of the tables in the receipt.
TABLES = {
    "assessment": "autoevaluaciones",
    "case_answer": "respuestas",
    "case_code": "códigos de expediente",
    "case_file": "expedientes",
    "case_task": "tareas",
    "change": "cambios del historial",
    "consent": "consentimientos",
    "document": "documentos anotados",
    "key_date": "fechas",
    "notice": "avisos",
    "participant": "participaciones",
    "person": "identificadores de persona",
    "reminder": "recordatorios",
    "seen_alert": "alertas vistas",
    "skipped_question": "preguntas omitidas",
}


@dataclass(frozen=True)
class Receipt:
    """Proof of a deletion.

    Attributes:
        counts: Rows deleted, by what they were, in Spanish.
        unlinked: Rows that stay in shared case files and no longer say who wrote them.
    """

    folio: str
    at: datetime
    counts: dict[str, int]
    unlinked: int = 0


def delete_case_rows(session: Session, case_id: str) -> Counter[str]:
    """Delete a case file and every row of it; how many of each."""
    return _delete(session, CaseFile.__tablename__, case_id)


def delete_person_rows(session: Session, person_id: str) -> tuple[Counter[str], int]:
    """Delete a person and every row that is only theirs, and take their trace out of the others.

    Returns:
        How many rows of each, and how many stay without an author.
    """
    unlinked = 0
    for table in Base.metadata.sorted_tables:
        for column in _links(table, Person.__tablename__, "SET NULL"):
            statement = update(table).where(column == person_id).values({column.name: None})
            unlinked += session.execute(statement).rowcount
    return _delete(session, Person.__tablename__, person_id), unlinked


def leave_receipt(session: Session, reason: str, counts: Counter[str], now: datetime, unlinked: int = 0) -> Receipt:
    """Write the receipt. `reason` ∈ solicitud, expediente, retencion."""
    session.expire_all()  # what was loaded before the deletion is no longer true
    tail = "".join(secrets.choice(_FOLIO_ALPHABET) for _ in range(6))
    folio = f"ACUSE-{now:%Y%m%d}-{tail}"
    named = {TABLES.get(name, name): number for name, number in sorted(counts.items()) if number}
    session.add(DeletionReceipt(folio=folio, at=now, reason=reason, counts=json.dumps(named, ensure_ascii=False)))
    session.flush()
    return Receipt(folio, now, named, unlinked)


def _delete(session: Session, owner: str, identifier: str) -> Counter[str]:
    # Table by table instead of leaving it to the foreign keys: the receipt needs the counts, and a table added
    # later is included by itself.
    session.flush()
    counts: Counter[str] = Counter()
    for table in reversed(Base.metadata.sorted_tables):
        if table.name == owner:
            continue
        for column in _links(table, owner, "CASCADE"):
            counts[table.name] += session.execute(delete(table).where(column == identifier)).rowcount
    table = Base.metadata.tables[owner]
    for other in Base.metadata.sorted_tables:
        for column in _links(other, owner, "SET NULL"):
            session.execute(update(other).where(column == identifier).values({column.name: None}))
    counts[owner] += session.execute(delete(table).where(table.c.id == identifier)).rowcount
    return counts


def _links(table: Any, target: str, rule: str) -> list[Any]:
    return [
        column
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == target and key.ondelete == rule
    ]
