"""Questions that nobody could answer, kept without personal data for the editors, and for a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from knowledge.models import UnansweredAsker, UnansweredQuestion
from spanish.redaction import redact

LONGEST = 300  # characters; the column's width
KEPT = timedelta(days=90)  # since it was last asked; the period is ours


def keep_unanswered(session: Session, text: str, today: date, asker: str, places: Collection[str] = ()) -> None:
    """Store a question, or count it once more if it is there already; an empty one is not kept.

    Args:
        text: As it was written; what may identify somebody is taken out.
        asker: Keyed hash of whoever asks, so that it goes when they ask to be erased.
        places: What in it is the name of a place.
    """
    question = redact(text, places)[:LONGEST]
    if not question:
        return
    known = session.scalars(select(UnansweredQuestion).where(UnansweredQuestion.text == question)).first()
    if known is None:
        known = UnansweredQuestion(text=question, times=0, first_asked=today)
        session.add(known)
    known.times += 1
    known.last_asked = today
    session.flush()
    asked = session.get(UnansweredAsker, (known.id, asker))
    if asked is None:
        asked = UnansweredAsker(question_id=known.id, asker=asker, times=0)
        session.add(asked)
    asked.times += 1
    session.flush()


def asked_by(session: Session, asker: str) -> list[str]:
    """The stored questions of one person."""
    theirs = select(UnansweredQuestion.text).join(UnansweredAsker).where(UnansweredAsker.asker == asker)
    return list(session.scalars(theirs.order_by(UnansweredQuestion.id)))


def forget_asker(session: Session, asker: str) -> int:
    """Delete the questions of one person; one that others asked in the same words stays theirs. How many."""
    asked = session.scalars(select(UnansweredAsker).where(UnansweredAsker.asker == asker)).all()
    for one in asked:
        question = session.get(UnansweredQuestion, one.question_id)
        question.times -= one.times
        session.delete(one)
        if question.times <= 0:
            session.flush()
            session.delete(question)
    session.flush()
    return len(asked)


def delete_old(session: Session, today: date) -> int:
    """Delete the questions that nobody asked for longer than they may be kept. How many."""
    old = UnansweredQuestion.last_asked <= today - KEPT
    whose = exists().where(UnansweredQuestion.id == UnansweredAsker.question_id, old)
    session.execute(delete(UnansweredAsker).where(whose).execution_options(synchronize_session=False))
    statement = delete(UnansweredQuestion).where(old).execution_options(synchronize_session=False)
    return int(session.execute(statement).rowcount)


def list_unanswered(session: Session, limit: int = 50) -> list[UnansweredQuestion]:
    """The stored questions, most frequent first."""
    statement = select(UnansweredQuestion).order_by(
        UnansweredQuestion.times.desc(), UnansweredQuestion.last_asked.desc(), UnansweredQuestion.id
    )
    return list(session.scalars(statement.limit(limit)))
