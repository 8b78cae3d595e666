"""Takes back the last thing a person did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.answers.rows import put_answer, put_skip
from casefiles.answers.values import decode
from casefiles.cases.access import lock_case
from casefiles.cases.history import ANSWERS, note_change
from casefiles.cases.loading import undoable
from casefiles.errors import NothingToUndo, UndoBlocked
from casefiles.models import Change
from casefiles.privacy.consent import require_consent
from knowledge.guide.model.guide import Answer


@dataclass(frozen=True)
class Undone:
    """An answer that was taken back: what it was, and what holds again (None: unanswered)."""

    key: str
    was: Answer | None
    holds: Answer | None


def undo_last(session: Session, person_id: str, case_id: str, now: datetime) -> tuple[Undone, ...]:
    """Undo the person's last change to the answers, with all that changed together with it; they are asked it again.

    Raises:
        CaseNotFound, ConsentMissing.
        NothingToUndo: the person has changed nothing.
        UndoBlocked: somebody else changed the same answer afterwards.
    """
    require_consent(session, person_id)
    case, place = lock_case(session, person_id, case_id)
    rows = undoable(session, case_id, person_id)
    if not rows:
        mine = select(Change.id).where(
            Change.case_id == case_id,
            Change.person_id == person_id,
            Change.kind.in_(ANSWERS),
            Change.undone.is_(False),
        )
        raise UndoBlocked if session.scalars(mine.limit(1)).first() else NothingToUndo
    last = [row for row in rows if row.version == rows[-1].version]
    undone = []
    for number, row in enumerate(reversed(last)):
        answer = decode(row.before)
        put_answer(session, case_id, row.key, answer, person_id, now)
        put_skip(session, case_id, row.key, row.was_skipped, person_id, now)
        row.undone = True
        note_change(session, case, person_id, now, "deshacer", row.key, row.after, row.before, together=number > 0)
        undone.append(Undone(row.key, decode(row.after), answer))
    place.current_question, place.resume_question = last[0].key, None
    session.flush()
    return tuple(undone)
