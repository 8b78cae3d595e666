"""One step of the engine, stored; what two people did at once is merged, and both are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.answers.merging import Conflict, Merge
from casefiles.cases.access import lock_case, require_participant
from casefiles.cases.history import ANSWERS
from casefiles.engine.state import CaseState
from casefiles.models import Change
from casefiles.privacy.consent import require_consent


@dataclass(frozen=True)
class News:
    """A question that somebody else answered, corrected or skipped since the person last looked."""

    key: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class Saved:
    """What became of a step.

    Attributes:
        version: Of the case file now.
        conflicts: Answers that were not put in place because a colleague's came first. Answering again, knowing it,
            replaces theirs.
        news: What others did meanwhile, to be told.
    """

    version: int
    conflicts: tuple[Conflict, ...] = ()
    news: tuple[News, ...] = ()


def mark_seen(session: Session, person_id: str, case_id: str, version: int) -> None:
    """The person has been shown the case file as it was at `version`."""
    place = require_participant(session, person_id, case_id)
    place.seen_version = max(place.seen_version, version)
    session.flush()


def save_step(
    session: Session,
    person_id: str,
    case_id: str,
    before: CaseState,
    after: CaseState,
    now: datetime,
    seen_version: int | None = None,
) -> Saved:
    """Store what a step of the engine changed from `before` (as loaded for this person) to `after`.

    An answer given meanwhile by somebody else, after `seen_version` (by default, what this person was last shown),
    is not overwritten: it stands, this person's goes to the history, and both are told. Everything else is merged.

    Raises:
        CaseNotFound: the person does not take part in it.
        ConsentMissing: the person has not agreed to the privacy notice.
        PersonalDataRefused: an answer carries personal data. Nothing is stored.
    """
    require_consent(session, person_id)
    case, place = lock_case(session, person_id, case_id)
    seen = place.seen_version if seen_version is None else seen_version
    merge = Merge(session, case, person_id, now, seen)
    for key in dict.fromkeys((*before.answers, *after.answers)):
        if before.answers.get(key) != after.answers.get(key):
            merge.replace(key, after.answers.get(key))
    merge.skip(before.skipped, after.skipped)
    merge.write_history(before.history, after.history)
    place.paused, place.sitting = after.paused, list(after.sitting)
    place.current_question, place.resume_question = after.current, after.resume
    news = _news(session, case_id, person_id, seen)
    place.seen_version = case.version
    session.flush()
    return Saved(case.version, tuple(merge.conflicts), news)


def _news(session: Session, case_id: str, person_id: str, seen: int) -> tuple[News, ...]:
    statement = (
        select(Change)
        .where(Change.case_id == case_id, Change.version > seen, Change.kind.in_(ANSWERS), Change.undone.is_(False))
        .order_by(Change.id)
    )
    latest = {
        row.key: News(row.key, row.kind, row.at) for row in session.scalars(statement) if row.person_id != person_id
    }
    return tuple(latest.values())
