"""Which alerts a person has already read; the alerts themselves are worked out from the answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.cases.access import require_participant
from casefiles.models import SeenAlert


def unseen_alerts(session: Session, person_id: str, case_id: str, keys: Iterable[str]) -> list[str]:
    """Those of `keys` that the person has not read in this case file, in the same order.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    require_participant(session, person_id, case_id)
    statement = select(SeenAlert.key).where(SeenAlert.case_id == case_id, SeenAlert.person_id == person_id)
    seen = set(session.scalars(statement))
    return [key for key in keys if key not in seen]


def mark_alerts_seen(session: Session, person_id: str, case_id: str, keys: Iterable[str], now: datetime) -> None:
    """The person has read these alerts.

    Raises:
        CaseNotFound: the person does not take part in the case file.
    """
    for key in dict.fromkeys(unseen_alerts(session, person_id, case_id, keys)):
        session.add(SeenAlert(case_id=case_id, person_id=person_id, key=key, seen_at=now))
    session.flush()


def forget_solved_alerts(session: Session, case_id: str, current: Iterable[str]) -> None:
    """Forget that alerts no longer in `current` were read, so that they are said again if they come back."""
    holding = set(current)
    for row in session.scalars(select(SeenAlert).where(SeenAlert.case_id == case_id)):
        if row.key not in holding:
            session.delete(row)
    session.flush()
