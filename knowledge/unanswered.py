"""Questions that nobody could answer, kept without personal data for the editors."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import UnansweredQuestion

LONGEST = 300  # characters; the column's width

# Whatever may identify a person is taken out before the text is stored (LGPDPPSO, arts. 3-IX and 19).
_PRIVATE = (
    (re.compile(r"\S+@\S+"), "[correo]"),
    (re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE), "[enlace]"),
    (re.compile(r"\b[A-ZÑ&]{4,6}\d{6}[A-Z0-9]{3,8}\b", re.IGNORECASE), "[clave]"),  # CURP, RFC, voter's key
    (re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){6,}"), "[número]"),
    # «soy» is also said of posts («soy regidora»), so only a capital makes a name of what follows.
    (re.compile(r"\b((?i:soy)\s+)(?:[A-ZÁÉÍÓÚÑ]\w+\s*){1,4}"), r"\1[nombre] "),
    # Nobody capitalises in a hurry: a name goes on until a word that no name has.
    (
        re.compile(
            r"\b((?:me llamo|mi nombre es)\s+)(?:(?!(?:y|e|o|soy|estoy|trabajo|quiero|quisiera|necesito|tengo|"
            r"me|que|en|por|para|con|mi|como|somos|vengo|represento)\b)[^\W\d]+\s*){1,6}",
            re.IGNORECASE,
        ),
        r"\1[nombre] ",
    ),
)


def redact(text: str) -> str:
    """`text` without e-mail addresses, links, long numbers, official keys or a name given after «me llamo»."""
    text = text.replace("\0", "")  # PostgreSQL stores no such character
    for pattern, replacement in _PRIVATE:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())[:LONGEST]


def keep_unanswered(session: Session, text: str, today: date) -> None:
    """Store a question, or count it once more if it is there already; an empty one is not kept."""
    question = redact(text)
    if not question:
        return
    known = session.scalars(select(UnansweredQuestion).where(UnansweredQuestion.text == question)).first()
    if known:
        known.times += 1
        known.last_asked = today
    else:
        session.add(UnansweredQuestion(text=question, times=1, first_asked=today, last_asked=today))


def list_unanswered(session: Session, limit: int = 50) -> list[UnansweredQuestion]:
    """The stored questions, most frequent first."""
    statement = select(UnansweredQuestion).order_by(
        UnansweredQuestion.times.desc(), UnansweredQuestion.last_asked.desc(), UnansweredQuestion.id
    )
    return list(session.scalars(statement.limit(limit)))
