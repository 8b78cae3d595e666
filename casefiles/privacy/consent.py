"""The privacy notice and the person's agreement to it, asked for before anything of theirs is stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.errors import ConsentMissing
from casefiles.models import Consent

NOTICE_VERSION = "2026-11-28"  # a new one asks everybody again


def simplified_notice(responsible: str, full_notice: str, months: int, days: int) -> str:
    """The short notice said before the first answer is stored (LGPDPPSO 2025, arts. 20 to 22).

    Args:
        responsible: Who is responsible and where: «Municipio de San Felipe, Plaza Principal 1».
        full_notice: Address of the full notice, where ARCO rights and changes are explained.
        months: How long an idle case file is kept.
        days: How long what is said is kept.
    """
    return (
        f"Antes de empezar: {responsible} guarda lo que respondas solo para llevar tu expediente y recordarte lo "
        "pendiente. No te pido nombre, teléfono, CURP ni INE; a ti te reconozco por una clave que no dice quién eres. "
        "No se comparte con nadie fuera de quienes tú invites al expediente, y se borra si pasa "
        f"{months} meses sin uso; lo que platicamos, a los {days} días.\n"
        "Puedes decir «qué sabes de mí» o «borra mis datos» cuando quieras. Si no aceptas, resuelvo tus dudas sin "
        f"abrir expediente. Aviso completo: {full_notice}"
    )


def has_consent(session: Session, person_id: str) -> bool:
    """Whether the person agreed to the notice as it is now."""
    statement = select(Consent.id).where(
        Consent.person_id == person_id,
        Consent.notice_version == NOTICE_VERSION,
        Consent.withdrawn_at.is_(None),
    )
    return session.scalars(statement.limit(1)).first() is not None


def ever_agreed(session: Session, person_id: str) -> bool:
    """Whether the person agreed to any version of the notice."""
    return session.scalars(select(Consent.id).where(Consent.person_id == person_id).limit(1)).first() is not None


def give_consent(session: Session, person_id: str, now: datetime) -> None:
    """The person agrees; saying it twice changes nothing."""
    if not has_consent(session, person_id):
        session.add(Consent(person_id=person_id, notice_version=NOTICE_VERSION, given_at=now))
        session.flush()


def withdraw_consent(session: Session, person_id: str, now: datetime) -> None:
    """Nothing more is stored from now on; what there is stays until it is erased."""
    rows = select(Consent).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
    for consent in session.scalars(rows):
        consent.withdrawn_at = now
    session.flush()


def require_consent(session: Session, person_id: str) -> None:
    """Do nothing if the person agreed.

    Raises:
        ConsentMissing: they have not, or the notice changed since.
    """
    if not has_consent(session, person_id):
        raise ConsentMissing
