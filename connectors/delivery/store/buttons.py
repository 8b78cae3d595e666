"""Buttons as opaque tokens: what one stands for never leaves the house, and it only serves whom it was shown to."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from connectors.delivery.store.models import Inbox, PressedChoice
from connectors.messages.payload import may_be_written
from connectors.messages.reply import Choice, Part
from connectors.messages.text import same_words

LIFE = timedelta(days=7)
PREFIX = "b:"  # so that a door can tell a button of ours from anything else
LONGEST_TYPED = 60  # characters; no title has as many
# What every message needs is made once: a statement costs more to build than to run.
_T, _WROTE = PressedChoice.__table__, Inbox.__table__
_INSERT = insert(_T)
_LAST = (
    select(_WROTE.c.id)
    .where(_WROTE.c.sender == bindparam("of"), _WROTE.c.id < bindparam("before"))
    .order_by(_WROTE.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_SHOWN = select(_T).where(_T.c.sender == bindparam("of"), _T.c.turn == _LAST, _T.c.expires_at > bindparam("now"))
_NUMBER = re.compile(r"\s*(\d{1,2})\s*[.)]?\s*")


def issue(session: Session, sender: str, turn: int, parts: Iterable[Part], now: datetime) -> list[Part]:
    """The parts of a turn with a token for each choice, and no payload.

    Args:
        turn: The inbox row that they answer.
    """
    issued: list[Part] = []
    rows: list[dict[str, Any]] = []
    position = 0
    for part in parts:
        choices = []
        for choice in part.choices:
            position += part.numbered
            token = PREFIX + secrets.token_urlsafe(12)  # 96 bits, 18 characters
            rows.append({
                "token": token, "sender": sender, "payload": choice.payload, "title": choice.title, "turn": turn,
                "position": position if part.numbered else 0, "expires_at": now + LIFE,
            })  # fmt: skip
            choices.append(Choice(choice.title, token=token))
        issued.append(replace(part, choices=tuple(choices)))
    if rows:
        session.connection().execute(_INSERT, rows)
    return issued


def press(session: Session, sender: str, token: str, now: datetime) -> Choice | None:
    """The choice behind a token; None if it is unknown, expired or somebody else's."""
    row = session.get(PressedChoice, token) if token.startswith(PREFIX) else None
    if row is None or row.sender != sender or row.expires_at <= now:
        return None
    return Choice(row.title, row.payload)


def typed(session: Session, sender: str, text: str, before: int, now: datetime) -> Choice | None:
    """The choice of the answer before this message that a text presses: by its title, or its number in a list.

    Args:
        before: The inbox row of the message being answered.
    """
    if len(text) > LONGEST_TYPED:
        return None
    number = _NUMBER.fullmatch(text)
    for row in session.connection().execute(_SHOWN, {"of": sender, "before": before, "now": now}):
        written = same_words(row.title, text) and may_be_written(row.payload)
        if written or (number and row.position == int(number[1]) > 0):
            return Choice(row.title, row.payload)
    return None
