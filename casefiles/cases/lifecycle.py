"""Case files that last: create, open, list, switch, pause, close and delete.

Every function works in the caller's transaction and keeps nothing in memory: whatever was said to be stored is in the
database once that transaction ends, and nothing is if it fails. Open it with `casefiles.database.writing`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casefiles.agenda.notices import tell, tell_others
from casefiles.answers.merging import Conflict
from casefiles.answers.saving import News, Saved, mark_seen, save_step
from casefiles.answers.undoing import Undone, undo_last
from casefiles.cases.access import CaseView, find_cases, lock_case, require_owner, require_participant, view, views
from casefiles.cases.history import note_change
from casefiles.cases.loading import load_state
from casefiles.errors import LimitReached
from casefiles.models import CaseFile, Participant, Person
from casefiles.privacy.consent import require_consent
from casefiles.privacy.deleting import Receipt, delete_case_rows, leave_receipt
from casefiles.privacy.stored_text import short_text

__all__ = [
    "CaseView",
    "Conflict",
    "News",
    "Receipt",
    "Saved",
    "Undone",
    "active_case",
    "close_case",
    "create_case",
    "delete_case",
    "find_cases",
    "list_cases",
    "load_state",
    "mark_seen",
    "open_case",
    "pause",
    "rename_case",
    "reopen_case",
    "resume",
    "save_step",
    "set_municipality",
    "undo_last",
]

TITLE_LENGTH = 120  # characters
MOST_CASES = 30  # open case files per person


def create_case(
    session: Session,
    person_id: str,
    title: str,
    guide_version: int,
    now: datetime,
    municipality_key: str | None = None,
) -> CaseView:
    """Open a case file for one agreement and make it the active one; the person owns it.

    Raises:
        ConsentMissing: the person has not agreed to the privacy notice.
        InvalidText, PersonalDataRefused: the title will not do.
        LimitReached: the person has too many open.
    """
    require_consent(session, person_id)
    title = short_text(title, TITLE_LENGTH, "el nombre del expediente")
    mine = select(func.count()).select_from(Participant).join(CaseFile, CaseFile.id == Participant.case_id)
    if session.scalar(mine.where(Participant.person_id == person_id, CaseFile.status != "cerrado")) >= MOST_CASES:
        raise LimitReached(f"Ya tienes {MOST_CASES} expedientes abiertos. Cierra o borra alguno antes de abrir otro.")
    case = CaseFile(
        title=title,
        municipality_key=municipality_key,
        guide_version=guide_version,
        created_at=now,
        updated_at=now,
        status="activo",
        version=0,
    )
    session.add(case)
    session.flush()
    session.add(Participant(case_id=case.id, person_id=person_id, role="duenio", joined_at=now))
    note_change(session, case, person_id, now, "abrir", after=title)
    session.flush()
    return open_case(session, person_id, case.id)


def open_case(session: Session, person_id: str, case_id: str) -> CaseView:
    """Make a case file the one the person is working on.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    require_participant(session, person_id, case_id)
    session.get(Person, person_id).active_case_id = case_id
    session.flush()
    return view(session, person_id, case_id)


def active_case(session: Session, person_id: str) -> CaseView | None:
    """The case file the person is working on; their only open one if they have not chosen."""
    cases = views(session, person_id, include_closed=False)
    chosen = next((case for case in views(session, person_id) if case.active), None)
    return chosen or (cases[0] if len(cases) == 1 else None)


def list_cases(session: Session, person_id: str, include_closed: bool = False) -> list[CaseView]:
    """The person's case files, the active one first, then the last used."""
    return views(session, person_id, include_closed)


def rename_case(session: Session, person_id: str, case_id: str, title: str, now: datetime) -> CaseView:
    """Give it another name.

    Raises:
        CaseNotFound, ConsentMissing, InvalidText, PersonalDataRefused.
    """
    require_consent(session, person_id)
    title = short_text(title, TITLE_LENGTH, "el nombre del expediente")
    case, _ = lock_case(session, person_id, case_id)
    note_change(session, case, person_id, now, "nombre", before=case.title, after=title)
    case.title = title
    session.flush()
    return view(session, person_id, case_id)


def set_municipality(session: Session, person_id: str, case_id: str, key: str | None, now: datetime) -> CaseView:
    """Say which municipality it is, by INEGI's key.

    Raises:
        CaseNotFound, ConsentMissing.
    """
    require_consent(session, person_id)
    case, _ = lock_case(session, person_id, case_id)
    note_change(session, case, person_id, now, "municipio", before=case.municipality_key, after=key)
    case.municipality_key = key
    session.flush()
    return view(session, person_id, case_id)


def pause(session: Session, person_id: str, case_id: str) -> None:
    """Ask this person nothing until they resume; their colleagues go on."""
    _set_paused(session, person_id, case_id, True)


def resume(session: Session, person_id: str, case_id: str) -> None:
    """Ask this person again, where they were."""
    _set_paused(session, person_id, case_id, False)


def _set_paused(session: Session, person_id: str, case_id: str, paused: bool) -> None:
    require_participant(session, person_id, case_id).paused = paused
    session.flush()


def close_case(session: Session, person_id: str, case_id: str, now: datetime) -> CaseView:
    """The procedure is over; it can still be read and opened again. Only its owner may."""
    return _set_status(session, person_id, case_id, "cerrado", now)


def reopen_case(session: Session, person_id: str, case_id: str, now: datetime) -> CaseView:
    """Go on with a closed one. Only its owner may."""
    return _set_status(session, person_id, case_id, "activo", now)


def _set_status(session: Session, person_id: str, case_id: str, status: str, now: datetime) -> CaseView:
    require_owner(session, person_id, case_id, "cerrarlo o reabrirlo")
    case, _ = lock_case(session, person_id, case_id)
    if case.status != status:
        note_change(session, case, person_id, now, "estado", before=case.status, after=status)
        case.status = status
        word = "cerró" if status == "cerrado" else "reabrió"
        tell_others(session, case_id, person_id, "participante", f"Quien abrió «{case.title}» lo {word}.", now)
    session.flush()
    return view(session, person_id, case_id)


def delete_case(session: Session, person_id: str, case_id: str, now: datetime) -> Receipt:
    """Delete a case file for everybody, for good; colleagues are told. Only its owner may.

    Raises:
        CaseNotFound, OwnerOnly.
    """
    require_owner(session, person_id, case_id, "borrarlo")
    case, _ = lock_case(session, person_id, case_id)
    text = f"Quien abrió el expediente «{case.title}» lo borró; ya no está disponible."
    others = session.scalars(select(Participant.person_id).where(Participant.case_id == case_id)).all()
    counts = delete_case_rows(session, case_id)
    for other in others:
        if other != person_id:
            tell(session, other, "borrado", text, now)
    return leave_receipt(session, "expediente", counts, now)
