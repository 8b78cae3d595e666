"""Answers and skipped questions, written to their rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.answers.values import encode_value
from casefiles.models import CaseAnswer, SkippedQuestion
from knowledge.guide.model.guide import Answer


def put_answer(session: Session, case_id: str, key: str, answer: Answer | None, person_id: str, now: datetime) -> None:
    """Store `answer` for a question, or take away the one there is."""
    row = session.get(CaseAnswer, (case_id, key))
    if answer is None:
        if row is not None:
            session.delete(row)
            session.flush()
        return
    if row is None:
        row = CaseAnswer(case_id=case_id, key=key)
        session.add(row)
    row.kind, row.value, row.note = answer.kind, encode_value(answer.value), answer.note
    row.person_id, row.answered_at = person_id, now
    session.flush()


def put_skip(session: Session, case_id: str, key: str, skipped: bool, person_id: str, now: datetime) -> bool:
    """Leave a question for later, or not any more; whether that changed anything."""
    row = session.scalars(
        select(SkippedQuestion).where(SkippedQuestion.case_id == case_id, SkippedQuestion.key == key)
    ).one_or_none()
    if (row is not None) == skipped:
        return False
    if row is None:
        session.add(SkippedQuestion(case_id=case_id, key=key, person_id=person_id, skipped_at=now))
    else:
        session.delete(row)
    session.flush()
    return True
