"""Who takes part in a case file: joining, leaving, and who owns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casefiles.agenda.notices import CODE_USED, tell, tell_others
from casefiles.cases.access import Role, lock_case, require_owner, require_participant
from casefiles.cases.history import note_change
from casefiles.errors import CaseFileError, CaseNotFound, LimitReached
from casefiles.models import CaseCode, CaseFile, Notice, Participant, Person, Reminder, SeenAlert
from spanish.dates.moments import CHANNELS, spell_day

MOST_PEOPLE = 30  # in one case file


@dataclass(frozen=True)
class ParticipantView:
    """Somebody in the case file, without saying who.

    Attributes:
        number: Counts from 1 in the order in which they joined; what the owner says to take one out.
        channel: Where they write from, in Spanish.
    """

    number: int
    role: Role
    channel: str
    joined_at: datetime
    you: bool


def list_participants(session: Session, person_id: str, case_id: str) -> list[ParticipantView]:
    """Who takes part, in the order in which they joined.

    Raises:
        CaseNotFound: the person does not.
    """
    require_participant(session, person_id, case_id)
    return [
        ParticipantView(
            number, place.role, CHANNELS.get(channel, channel), place.joined_at, place.person_id == person_id
        )
        for number, (place, channel) in enumerate(_in_order(session, case_id), 1)
    ]


def join(session: Session, person_id: str, case_id: str, now: datetime) -> None:
    """Let a person into a case file as a colleague and tell the others; the caller has checked that they may.

    Raises:
        LimitReached: there are too many people in it.
    """
    held = select(CaseFile).where(CaseFile.id == case_id).with_for_update()
    case = session.scalars(held.execution_options(populate_existing=True)).one()
    people = select(func.count()).select_from(Participant).where(Participant.case_id == case_id)
    if session.scalar(people) >= MOST_PEOPLE:
        raise LimitReached("Ese expediente ya tiene demasiadas personas. Pide a quien lo abrió que quite a alguna.")
    # What happened before joining is not news: it is the case file as they find it.
    note_change(session, case, person_id, now, "participante", after="entra")
    session.add(
        Participant(case_id=case_id, person_id=person_id, role="colabora", joined_at=now, seen_version=case.version)
    )
    session.flush()
    channel = session.get(Person, person_id).channel
    text = (
        f"Alguien entró a tu expediente «{case.title}» con un código, por {CHANNELS.get(channel, channel)}, "
        f"el {spell_day(now)}. Si no lo esperabas, dime «mi expediente»: ahí quien lo lleva puede quitar a esa persona."
    )
    tell_others(session, case_id, person_id, CODE_USED, text, now)
    session.flush()


def remove_participant(session: Session, person_id: str, case_id: str, number: int, now: datetime) -> None:
    """The owner takes somebody out; what they answered stays, and they are told.

    Raises:
        CaseNotFound, OwnerOnly.
        CaseFileError: nobody has that number, or it is the owner.
    """
    require_owner(session, person_id, case_id, "quitar a alguien")
    case, _ = lock_case(session, person_id, case_id)
    people = _in_order(session, case_id)
    if not 1 <= number <= len(people):
        raise CaseFileError(f"No hay una persona {number} en este expediente.")
    place = people[number - 1][0]
    if place.person_id == person_id:
        raise CaseFileError("Esa persona eres tú. Si quieres salir, dime «salir del expediente».")
    _take_out(session, place)
    note_change(session, case, person_id, now, "participante", after="la quitaron")
    tell(session, place.person_id, "participante", f"Ya no participas en el expediente «{case.title}».", now)
    session.flush()


def leave(session: Session, person_id: str, case_id: str, now: datetime) -> bool:
    """The person goes; whoever has been there longest owns it next. False if nobody would be left: delete it instead.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    if not hand_over(session, person_id, case_id, now):
        return False
    _take_out(session, require_participant(session, person_id, case_id))
    return True


def hand_over(session: Session, person_id: str, case_id: str, now: datetime) -> bool:
    """Make sure that somebody else owns the case file, and tell them; False if there is nobody else in it.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    case, place = lock_case(session, person_id, case_id)
    others = [other for other, _ in _in_order(session, case_id) if other.person_id != person_id]
    if not others:
        return False
    note_change(session, case, person_id, now, "participante", after="sale")
    if not any(other.role == "duenio" for other in others):
        heir = others[0]
        heir.role, place.role = "duenio", "colabora"
        text = f"Quien llevaba el expediente «{case.title}» salió. Ahora lo llevas tú; todo lo respondido sigue ahí."
        tell(session, heir.person_id, "participante", text, now, case_id)
    session.flush()
    return True


def _take_out(session: Session, place: Participant) -> None:
    person = session.get(Person, place.person_id)
    if person.active_case_id == place.case_id:
        person.active_case_id = None
    # With the place go their own things in that case file: codes they gave out, reminders, notices.
    forget_in_case(session, place.person_id, place.case_id)
    session.delete(place)
    session.flush()


def forget_in_case(session: Session, person_id: str, case_id: str) -> None:
    """Delete what in a case file is only this person's: codes not yet used, reminders, notices, alerts read."""
    for model, column in (
        (Reminder, Reminder.person_id),
        (Notice, Notice.person_id),
        (SeenAlert, SeenAlert.person_id),
        (CaseCode, CaseCode.created_by),
    ):
        for row in session.scalars(select(model).where(model.case_id == case_id, column == person_id)):
            session.delete(row)


def _in_order(session: Session, case_id: str) -> list[tuple[Participant, str]]:
    statement = (
        select(Participant, Person.channel)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.case_id == case_id)
        .order_by(Participant.joined_at, Participant.role.desc(), Participant.person_id)
    )
    found = [(place, channel) for place, channel in session.execute(statement)]
    if not found:
        raise CaseNotFound
    return found
