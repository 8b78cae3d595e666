"""A case file's rows, put together as the engine's state."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.answers.values import decode, decode_value
from casefiles.cases.history import ANSWERS
from casefiles.engine.state import HISTORY, Action, CaseState
from casefiles.engine.state import Change as Step
from casefiles.errors import CaseNotFound
from casefiles.models import CaseAnswer, CaseFile, Change, Participant, SkippedQuestion
from knowledge.guide.model.guide import Answer, AnswerKind


def load_state(session: Session, case_id: str, person_id: str | None = None) -> CaseState:
    """The state of a case file.

    Answers belong to the case file; the current question, the pause and what can be undone belong to each person.
    Without `person_id` nothing is being asked and the history is everybody's.

    Raises:
        CaseNotFound: there is no such case file, or the person does not take part in it.
    """
    case = session.get(CaseFile, case_id, populate_existing=True)
    place = session.get(Participant, (case_id, person_id), populate_existing=True) if person_id else None
    if case is None or (person_id and place is None):
        raise CaseNotFound
    skipped = session.scalars(
        select(SkippedQuestion.key).where(SkippedQuestion.case_id == case_id).order_by(SkippedQuestion.id)
    )
    return CaseState(
        guide_version=case.guide_version,
        answers=load_answers(session, case_id),
        current=place.current_question if place else None,
        resume=place.resume_question if place else None,
        skipped=tuple(skipped),
        paused=bool(place and place.paused),
        sitting=tuple(place.sitting) if place else (),
        history=tuple(to_step(row) for row in undoable(session, case_id, person_id)),
    )


def load_answers(session: Session, case_id: str) -> dict[str, Answer]:
    """The answers that hold, by question, in the order in which they were given."""
    rows = session.scalars(
        select(CaseAnswer)
        .where(CaseAnswer.case_id == case_id)
        .order_by(CaseAnswer.answered_at, CaseAnswer.key)
        .execution_options(populate_existing=True)
    )
    return {row.key: to_answer(row) for row in rows}


def to_answer(row: CaseAnswer) -> Answer:
    """The answer in a row."""
    return Answer(decode_value(row.value), cast(AnswerKind, row.kind), row.note)


def undoable(session: Session, case_id: str, person_id: str | None) -> list[Change]:
    """The changes to answers that can still be undone, oldest first.

    A person undoes only their own, and not past a question that somebody else changed afterwards.
    """
    rows = session.scalars(
        select(Change)
        .where(Change.case_id == case_id, Change.kind.in_(ANSWERS), Change.undone.is_(False))
        .order_by(Change.id.desc())
        .limit(HISTORY * 4)
        .execution_options(populate_existing=True)
    )
    taken: set[str] = set()
    mine: list[Change] = []
    for row in rows:
        if person_id is not None and row.person_id != person_id:
            taken.add(row.key)
        elif row.key in taken or len(mine) == HISTORY:
            break
        else:
            mine.append(row)
    return mine[::-1]


def to_step(row: Change) -> Step:
    """A row of the history as the engine knows it."""
    return Step(
        cast(Action, row.kind), row.key, decode(row.before), decode(row.after), bool(row.was_skipped), row.asked
    )
