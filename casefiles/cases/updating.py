"""A case file begun on another version of the guide is brought to this one, and everybody in it is told once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.agenda.notices import tell
from casefiles.agenda.tasks import sync_tasks
from casefiles.cases.access import lock_case
from casefiles.cases.history import note_change
from casefiles.cases.loading import load_state
from casefiles.engine import tasks, upgrade
from casefiles.models import Participant
from knowledge.guide.model.guide import Guide

KIND = "version_guia"  # in the history and among the notices


def bring_up_to_date(session: Session, person_id: str, case_id: str, guide: Guide, today: date, now: datetime) -> bool:
    """Move a case file to the version of `guide`; whether it was on another.

    Every answer stays, also those to questions that are gone: going back to the version before finds them again.
    Consent is not asked for: nothing of the person's is stored.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    case, _ = lock_case(session, person_id, case_id)
    if case.guide_version == guide.version:
        return False  # a colleague's message came first
    for place in session.scalars(select(Participant).where(Participant.case_id == case_id)).all():
        moved = upgrade(load_state(session, case_id, place.person_id), guide)
        place.current_question, place.resume_question = moved.state.current, moved.state.resume
        place.sitting = list(moved.state.sitting)
        text = "\n".join((f"Sobre «{case.title}»:", *moved.messages))
        tell(session, place.person_id, KIND, text, now, case_id)
    note_change(session, case, person_id, now, KIND, before=case.guide_version, after=guide.version)
    case.guide_version = guide.version
    session.flush()
    sync_tasks(session, case_id, tasks(guide, load_state(session, case_id), today), now)
    return True
