"""Case codes: «K7M4-2QXD» lets one more person, or the same one on another channel, into a case file. Once."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from casefiles.cases.access import CaseView, lock_case, require_participant, view
from casefiles.cases.history import note_change
from casefiles.cases.participants import join
from casefiles.errors import LimitReached
from casefiles.models import CaseCode, Participant, Person, WrongCode
from casefiles.privacy.consent import require_consent
from casefiles.secret import keyed_hash

# No 0/O, 1/I/L, 5/S, 8/B, 2/Z, 6/G or U/V to take for one another, and no vowels that make words.
DIGITS = "234679"
LETTERS = "CDFHJKMNPQRTWXY"
ALPHABET = DIGITS + LETTERS
LIFETIME = timedelta(hours=72)
MOST_LIVE = 5  # codes of one case file waiting to be used
MOST_ATTEMPTS = 5  # wrong codes per person …
WINDOW = timedelta(hours=1)  # … in this time

Outcome = Literal["abierto", "ya_estabas", "no_existe", "caducado", "usado", "revocado", "demasiados", "lleno"]

_SAID: dict[str, str] = {
    "ya_estabas": "Ya estás en ese expediente; el código sigue sirviendo para otra persona.",
    "no_existe": "No reconozco ese código. Revisa que sean ocho letras y números, como K7M4-2QXD; "
    "si no funciona, pide otro a quien te lo dio.",
    "caducado": "Ese código ya caducó. Pide otro a quien te lo dio.",
    "usado": "Ese código ya se usó: cada uno sirve una sola vez. Pide otro a quien te lo dio.",
    "revocado": "Quien te dio ese código lo canceló. Pídele otro.",
    "demasiados": "Van varios códigos que no funcionan. Espera una hora y vuelve a intentarlo con uno nuevo.",
}

# Two groups of four, each with a letter and a digit, as codes are made: «hermanas» or «2026 2027» is not one.
_GROUP = rf"(?=[{ALPHABET}]{{0,3}}[{DIGITS}])(?=[{ALPHABET}]{{0,3}}[{LETTERS}])[{ALPHABET}]{{4}}"
_CODE = re.compile(rf"(?<![A-Z0-9])({_GROUP})[\s\-–—_.]{{0,3}}({_GROUP})(?![A-Z0-9])")


@dataclass(frozen=True)
class IssuedCode:
    """A new code; this is the only time it can be read."""

    text: str
    expires_at: datetime


@dataclass(frozen=True)
class Redeemed:
    """What a code did. `message` explains, in Spanish, why it opened nothing; empty if it did."""

    outcome: Outcome
    case: CaseView | None = None
    message: str = ""


def find_code(text: str) -> str | None:
    """The case code in a message, as it was given («mi código es k7m4 2qxd» → «K7M4-2QXD»), or None."""
    match = _CODE.search(text.upper())
    return f"{match[1]}-{match[2]}" if match else None


def issue_code(
    session: Session, secret: bytes, person_id: str, case_id: str, now: datetime, lifetime: timedelta = LIFETIME
) -> IssuedCode:
    """A new code for a case file; only its keyed hash is stored.

    Raises:
        CaseNotFound, ConsentMissing.
        LimitReached: too many are waiting to be used.
    """
    require_consent(session, person_id)
    case, _ = lock_case(session, person_id, case_id)
    if len(live_codes(session, person_id, case_id, now)) >= MOST_LIVE:
        raise LimitReached(f"Ya hay {MOST_LIVE} códigos sin usar. Cancélalos antes de pedir otro.")
    text = f"{_group()}-{_group()}"
    row = CaseCode(
        case_id=case_id,
        code_hash=_hash(secret, text),
        created_by=person_id,
        created_at=now,
        expires_at=now + lifetime,
    )
    session.add(row)
    note_change(session, case, person_id, now, "codigo", after="nuevo")
    session.flush()
    return IssuedCode(text, row.expires_at)


def redeem_code(session: Session, secret: bytes, person_id: str, text: str, now: datetime) -> Redeemed:
    """Use a code found in `text`: the person joins the case file and it becomes their active one.

    Nothing is raised for a code that does not work, so that the attempt is stored and counts.
    """
    # Held so that a person's attempts are counted one after another.
    person = session.scalars(select(Person).where(Person.id == person_id).with_for_update(key_share=True)).one()
    whose = keyed_hash(secret, "wrong code", person.channel, person.sender_hash)
    if _recent_attempts(session, whose, now) >= MOST_ATTEMPTS:
        return Redeemed("demasiados", None, _SAID["demasiados"])
    row = _find(session, secret, text)
    if row and session.get(Participant, (row.case_id, person_id)):
        # Before any other reason: a second tap on one's own code must not look like a failure.
        person.active_case_id = row.case_id
        session.flush()
        used_by_me = row.used_by == person_id
        return Redeemed("ya_estabas", view(session, person_id, row.case_id), "" if used_by_me else _SAID["ya_estabas"])
    if refusal := _refusal(row, now):
        session.add(WrongCode(whose=whose, at=now))
        session.flush()
        return Redeemed(refusal, None, _SAID[refusal])
    try:
        join(session, person_id, row.case_id, now)
    except LimitReached as error:
        return Redeemed("lleno", None, str(error))
    row.used_at, row.used_by = now, person_id
    person.active_case_id = row.case_id
    session.flush()
    return Redeemed("abierto", view(session, person_id, row.case_id))


def live_codes(session: Session, person_id: str, case_id: str, now: datetime) -> list[datetime]:
    """When each code waiting to be used expires, soonest first; the codes themselves cannot be read again.

    Raises:
        CaseNotFound: the person does not take part in the case file.
    """
    require_participant(session, person_id, case_id)
    statement = select(CaseCode.expires_at).where(CaseCode.case_id == case_id, *_live(now))
    return list(session.scalars(statement.order_by(CaseCode.expires_at)))


def revoke_codes(session: Session, person_id: str, case_id: str, now: datetime) -> int:
    """Cancel the codes waiting to be used: all of them if the person owns the case file, else their own. How many.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    case, place = lock_case(session, person_id, case_id)
    statement = update(CaseCode).where(CaseCode.case_id == case_id, *_live(now))
    if place.role != "duenio":
        statement = statement.where(CaseCode.created_by == person_id)
    revoked: int = session.execute(
        statement.values(revoked_at=now).execution_options(synchronize_session=False)
    ).rowcount
    if revoked:
        note_change(session, case, person_id, now, "codigo", after=f"cancelados: {revoked}")
    session.flush()
    return revoked


def _find(session: Session, secret: bytes, text: str) -> Any:
    code = find_code(text)
    if code is None:
        return None
    statement = select(CaseCode).where(CaseCode.code_hash == _hash(secret, code)).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def _live(now: datetime) -> tuple[object, ...]:
    return (CaseCode.used_at.is_(None), CaseCode.revoked_at.is_(None), CaseCode.expires_at > now)


def _refusal(row: CaseCode | None, now: datetime) -> Outcome | None:
    if not row:
        return "no_existe"
    if row.used_at:
        return "usado"
    if row.revoked_at:
        return "revocado"
    return "caducado" if row.expires_at <= now else None


def _recent_attempts(session: Session, whose: str, now: datetime) -> int:
    statement = select(func.count()).select_from(WrongCode).where(WrongCode.whose == whose, WrongCode.at > now - WINDOW)
    return int(session.scalar(statement))


def _group() -> str:
    while True:
        group = "".join(secrets.choice(ALPHABET) for _ in range(4))
        if set(group) & set(DIGITS) and set(group) & set(LETTERS):
            return group


def _hash(secret: bytes, code: str) -> str:
    return keyed_hash(secret, "code", code)
