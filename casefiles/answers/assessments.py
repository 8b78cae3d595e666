"""Finished self-assessments, kept to be compared with the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.answers.values import decode, encode
from casefiles.cases.access import lock_case, require_participant
from casefiles.cases.history import note_change
from casefiles.engine.assessment import Result
from casefiles.models import Assessment
from casefiles.privacy.consent import require_consent
from knowledge.guide.model.guide import Answer


@dataclass(frozen=True)
class AssessmentView:
    """One self-assessment.

    Attributes:
        answers: As the engine wants them to compare the next time (`assessment.result(…, before=answers)`).
        dimensions: Dimension key → points.
        level: Number of the final level, after the rules that cap it.
    """

    taken_at: datetime
    guide_version: int
    answers: Mapping[str, Answer]
    dimensions: Mapping[str, int]
    total: int
    level: int


def save_assessment(
    session: Session,
    person_id: str,
    case_id: str,
    answers: Mapping[str, Answer],
    result: Result,
    guide_version: int,
    now: datetime,
) -> AssessmentView:
    """Keep a finished self-assessment.

    Raises:
        CaseNotFound, ConsentMissing.
    """
    require_consent(session, person_id)
    case, _ = lock_case(session, person_id, case_id)
    row = Assessment(
        case_id=case_id,
        person_id=person_id,
        taken_at=now,
        guide_version=guide_version,
        answers={key: encode(answer) for key, answer in answers.items()},
        dimensions={score.key: score.points for score in result.dimensions},
        total=result.total,
        level=result.level.number,
    )
    session.add(row)
    note_change(session, case, person_id, now, "autoevaluacion", after={"total": row.total, "nivel": row.level})
    session.flush()
    return _view(row)


def list_assessments(session: Session, person_id: str, case_id: str, limit: int = 10) -> list[AssessmentView]:
    """The self-assessments, newest first: the second one is what the first is compared with.

    Raises:
        CaseNotFound: the person does not take part in the case file.
    """
    require_participant(session, person_id, case_id)
    rows = (
        select(Assessment)
        .where(Assessment.case_id == case_id)
        .order_by(Assessment.taken_at.desc(), Assessment.id.desc())
        .limit(limit)
    )
    return [_view(row) for row in session.scalars(rows)]


def _view(row: Assessment) -> AssessmentView:
    decoded = {key: decode(stored) for key, stored in row.answers.items()}
    answers = {key: answer for key, answer in decoded.items() if answer is not None}
    return AssessmentView(row.taken_at, row.guide_version, answers, row.dimensions, row.total, row.level)
