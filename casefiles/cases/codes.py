"""Case codes: «K7M4-2QXD» lets one more person into a case file, or is the key of one who comes back. Once."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from casefiles.cases.access import CaseView, lock_case, require_participant, view
from casefiles.cases.coming_back import take_place
from casefiles.cases.history import note_change
from casefiles.cases.participants import join
from casefiles.errors import LimitReached
from casefiles.models import CaseCode, CaseFile, Participant, Person, WrongCode
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

Outcome = Literal[
    "abierto", "volvio", "ya_estabas", "no_existe", "caducado", "usado", "revocado", "demasiados", "lleno"
]

_SAID: dict[str, str] = {
    "ya_estabas": "Ya estás en ese expediente; el código sigue sirviendo para otra persona.",
    "no_existe": "No reconozco ese código. Revisa que sean ocho letras y números, como K7M4-2QXD; "
    "si no funciona, pide otro a quien te lo dio.",
    "caducado": "Ese código ya caducó. Pide otro a quien te lo dio.",
    "usado": "Ese código ya se usó: cada uno sirve una sola vez. Pide otro a quien te lo dio.",
    "revocado": "Quien te dio ese código lo canceló. Pídele otro.",
    "demasiados": "Van varios códigos que no funcionan. Espera una hora y vuelve a intentarlo con uno nuevo.",
}
# The same of a key, which nobody else gave them.
_SAID_OF_KEY: dict[str, str] = {
    "ya_estabas": "Ya estás en ese expediente; tu clave sigue sirviendo para cuando vuelvas.",
    "caducado": "Esa clave ya venció. Si alguien más lleva el expediente, pídele un código para entrar.",
    "usado": "Esa clave ya se usó: sirve una sola vez, y al usarla te di otra. Escríbeme la última que tengas.",
    "revocado": "Esa clave ya no sirve: se dio otra después. Escríbeme la última que tengas.",
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
    """What a code did.

    Attributes:
        message: Why it opened nothing, in Spanish; empty if it did.
        person_id: Whose place whoever wrote it takes from now on; empty if they stay who they are.
        left: Hash of the address at which that person was known until now; empty likewise.
    """

    outcome: Outcome
    case: CaseView | None = None
    message: str = ""
    person_id: str = ""
    left: str = ""


def find_code(text: str) -> str | None:
    """The case code in a message, as it was given («mi código es k7m4 2qxd» → «K7M4-2QXD»), or None."""
    match = _CODE.search(text.upper())
    return f"{match[1]}-{match[2]}" if match else None


def issue_code(session: Session, secret: bytes, person_id: str, case_id: str, now: datetime) -> IssuedCode:
    """A new code that lets a colleague into a case file; only its keyed hash is stored.

    Raises:
        CaseNotFound, ConsentMissing.
        LimitReached: too many are waiting to be used.
    """
    require_consent(session, person_id)
    case, _ = lock_case(session, person_id, case_id)
    if len(live_codes(session, person_id, case_id, now)) >= MOST_LIVE:
        raise LimitReached(f"Ya hay {MOST_LIVE} códigos sin usar. Cancélalos antes de pedir otro.")
    return _issue(session, secret, person_id, case, now, now + LIFETIME)


def issue_key(
    session: Session, secret: bytes, person_id: str, case_id: str, now: datetime, lifetime: timedelta
) -> IssuedCode:
    """A new key by which this person comes back to a case file; those from before serve no more.

    Raises:
        CaseNotFound, ConsentMissing.
    """
    require_consent(session, person_id)
    case, _ = lock_case(session, person_id, case_id)
    earlier = (CaseCode.case_id == case_id, CaseCode.created_by == person_id, CaseCode.personal.is_(True), *_live(now))
    for key in session.scalars(select(CaseCode).where(*earlier)):
        key.revoked_at = now
    return _issue(session, secret, person_id, case, now, now + lifetime, personal=True)


def _issue(
    session: Session, secret: bytes, person_id: str, case: CaseFile, now: datetime, until: datetime, *,
    personal: bool = False,
) -> IssuedCode:  # fmt: skip
    text = f"{_group()}-{_group()}"
    row = CaseCode(
        case_id=case.id,
        code_hash=_hash(secret, text),
        created_by=person_id,
        created_at=now,
        expires_at=until,
        personal=personal,
    )
    session.add(row)
    note_change(session, case, person_id, now, "codigo", after="nuevo")
    session.flush()
    return IssuedCode(text, row.expires_at)


def redeem_code(session: Session, secret: bytes, person_id: str, text: str, now: datetime) -> Redeemed:
    """Use a code found in `text`: the person joins the case file, or is again who they were, and it becomes active.

    Nothing is raised for a code that does not work, so that the attempt is stored and counts.
    """
    person = _hold(session, secret, person_id, text)
    whose = keyed_hash(secret, "wrong code", person.channel, person.sender_hash)
    if _recent_attempts(session, whose, now) >= MOST_ATTEMPTS:
        return Redeemed("demasiados", None, _SAID["demasiados"])
    row = _find(session, secret, text)
    if row and _is_in_already(session, row, person_id):
        # Before any other reason: a second tap on one's own code must not look like a failure.
        person.active_case_id = row.case_id
        session.flush()
        is_spent = row.used_by == person_id or (row.personal and _refusal(row, now))
        said = "" if is_spent else _said("ya_estabas", row)
        return Redeemed("ya_estabas", view(session, person_id, row.case_id), said)
    if refusal := _refusal(row, now):
        session.add(WrongCode(whose=whose, at=now))
        session.flush()
        return Redeemed(refusal, None, _said(refusal, row))
    return _let_in(session, row, person, now)


def redeem_again(session: Session, person_id: str, code_id: int, now: datetime) -> bool:
    """Use a code that this person gave back; False if it no longer serves."""
    person = session.scalars(select(Person).where(Person.id == person_id).with_for_update(key_share=True)).one()
    found = select(CaseCode).where(CaseCode.id == code_id, CaseCode.personal.is_(False), *_live(now)).with_for_update()
    row = session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    return row is not None and _let_in(session, row, person, now).outcome == "abierto"


def give_back(session: Session, person_id: str, case_id: str) -> int | None:
    """The code by which a person entered serves again, since they did not stay; its id, None if there is none."""
    used = select(CaseCode).where(CaseCode.used_by == person_id, CaseCode.case_id == case_id)
    row = session.scalars(used.order_by(CaseCode.used_at.desc()).limit(1).with_for_update()).first()
    if row is None:
        return None
    row.used_at = row.used_by = None
    session.flush()
    return int(row.id)


def _hold(session: Session, secret: bytes, person_id: str, text: str) -> Any:
    """The person, held so that their attempts are counted one after another, with whoever they may come back as."""
    giver = select(CaseCode.created_by).where(CaseCode.code_hash == _hash(secret, find_code(text) or ""))
    held = select(Person).where(Person.id.in_([person_id, *session.scalars(giver)]))
    people = session.scalars(held.order_by(Person.id).with_for_update(key_share=True)).all()
    return next(person for person in people if person.id == person_id)


def _is_in_already(session: Session, row: CaseCode, person_id: str) -> bool:
    if row.personal:
        return bool(row.created_by == person_id)
    return session.get(Participant, (row.case_id, person_id)) is not None


def _let_in(session: Session, row: CaseCode, person: Person, now: datetime) -> Redeemed:
    case_id = row.case_id
    if row.personal:
        as_whom = row.created_by
        left = take_place(session, person.id, as_whom, case_id, now)
        row.used_at, row.used_by = now, as_whom
        session.flush()
        return Redeemed("volvio", view(session, as_whom, case_id), person_id=as_whom, left=left)
    try:
        join(session, person.id, case_id, now)
    except LimitReached as error:
        return Redeemed("lleno", None, str(error))
    row.used_at, row.used_by = now, person.id
    person.active_case_id = case_id
    session.flush()
    return Redeemed("abierto", view(session, person.id, case_id))


def live_codes(session: Session, person_id: str, case_id: str, now: datetime) -> list[datetime]:
    """When each code that would let a colleague in expires, soonest first; the codes cannot be read again.

    Raises:
        CaseNotFound: the person does not take part in the case file.
    """
    require_participant(session, person_id, case_id)
    statement = select(CaseCode.expires_at).where(
        CaseCode.case_id == case_id, CaseCode.personal.is_(False), *_live(now)
    )
    return list(session.scalars(statement.order_by(CaseCode.expires_at)))


def revoke_codes(session: Session, person_id: str, case_id: str, now: datetime) -> int:
    """Cancel the codes waiting to be used: all of them if the person owns the case file, else their own. How many.

    Keys stay: cancelling what was given to a colleague must leave nobody outside.

    Raises:
        CaseNotFound: the person does not take part in it.
    """
    case, place = lock_case(session, person_id, case_id)
    statement = update(CaseCode).where(CaseCode.case_id == case_id, CaseCode.personal.is_(False), *_live(now))
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


def _said(outcome: Outcome, row: CaseCode | None) -> str:
    return _SAID_OF_KEY.get(outcome, _SAID[outcome]) if row and row.personal else _SAID[outcome]


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
