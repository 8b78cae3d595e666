"""«Borra mis datos»: really gone from every table, with a receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casefiles.cases.access import views
from casefiles.cases.participants import ParticipantView, hand_over, list_participants
from casefiles.models import CaseAnswer, CaseFile, Participant, Person, Reminder
from casefiles.privacy.deleting import Receipt, delete_case_rows, delete_person_rows, leave_receipt
from spanish.dates.moments import spell_moment


@dataclass(frozen=True)
class CaseLoss:
    """What erasing a person does to one case file.

    Attributes:
        answers: How many it holds.
        own: How many of them this person gave.
        others: Who stays in it; nobody: then it goes.
    """

    title: str
    answers: int
    own: int
    others: tuple[ParticipantView, ...]


@dataclass(frozen=True)
class Losses:
    """All that erasing a person does, to be said before they confirm. `reminders` are those still to come."""

    cases: tuple[CaseLoss, ...]
    reminders: int


def what_goes(session: Session, person_id: str) -> Losses:
    """What would be lost if the person were erased now; asking changes nothing."""
    cases = []
    for case in views(session, person_id):
        authors = session.scalars(select(CaseAnswer.person_id).where(CaseAnswer.case_id == case.id)).all()
        others = tuple(one for one in list_participants(session, person_id, case.id) if not one.you)
        cases.append(CaseLoss(case.title, len(authors), sum(author == person_id for author in authors), others))
    pending = select(func.count()).where(
        Reminder.person_id == person_id, Reminder.delivered_at.is_(None), Reminder.cancelled_at.is_(None)
    )
    return Losses(tuple(cases), int(session.scalar(pending)))


def erase_person(
    session: Session,
    person_id: str,
    now: datetime,
    elsewhere: Mapping[str, int] | None = None,
    reason: str = "solicitud",
) -> Receipt:
    """Delete all that is stored about a person.

    Case files of theirs alone go with them. In those shared with others the answers stay, without an author, and
    whoever has been there longest owns them next. `elsewhere` counts what the caller deleted in the same transaction
    outside this house («eventos de la conversación»: 120), so that the receipt says it all.
    """
    # Held so that no message that arrives meanwhile leaves something behind; case files before people, as in every
    # other function, or two of them could wait for each other.
    theirs = select(Participant.case_id).where(Participant.person_id == person_id)
    cases = select(CaseFile.id).where(CaseFile.id.in_(theirs)).order_by(CaseFile.id)
    session.execute(cases.with_for_update()).all()
    found = session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one_or_none()
    counts: Counter[str] = Counter()
    unlinked = 0
    if found is not None:
        for case_id in session.scalars(theirs).all():
            if not hand_over(session, person_id, case_id, now):
                counts += delete_case_rows(session, case_id)
        own, unlinked = delete_person_rows(session, person_id)
        counts += own
    counts.update(elsewhere or {})
    return leave_receipt(session, reason, counts, now, unlinked)


def describe_receipt(receipt: Receipt) -> str:
    """The receipt in words."""
    deleted = "; ".join(f"{name}: {number}" for name, number in receipt.counts.items()) or "no había nada guardado"
    lines = [f"Listo, borré tus datos el {spell_moment(receipt.at)}. Folio {receipt.folio}.", f"Borrado: {deleted}."]
    if receipt.unlinked:
        lines.append(
            "En los expedientes compartidos quedan las respuestas, que son del municipio, sin decir quién las dio."
        )
    lines.append("El acuse guarda solo estos números, nada sobre ti.")
    return "\n".join(lines)
