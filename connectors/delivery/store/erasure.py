"""«Borra mis datos»: what the doors keep of a person goes with the rest."""

from __future__ import annotations

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from connectors.delivery.store.models import (
    DONE,
    NEW,
    PARKED,
    RECEIPT,
    WORKING,
    Alias,
    Contact,
    Inbox,
    Outbox,
    PressedChoice,
)
from connectors.delivery.store.transactions import ERASED


def forget(session: Session, sender: str, turn: int | None = None) -> None:
    """Delete all that the doors keep of `sender`.

    What they wrote after asking for it is not answered yet: it stays, with the way to answer it.

    Args:
        turn: The inbox row that asked for it, on a door whose people come to fetch what is said to them: the answer,
            which says nothing about them, stays as a receipt until retention deletes it.
    """
    session.info[ERASED] = True
    session.execute(delete(Inbox).where(Inbox.sender == sender, Inbox.state.in_((DONE, PARKED)), Inbox.id != turn))
    session.execute(delete(Outbox).where(Outbox.sender == sender, or_(Outbox.turn.is_(None), Outbox.turn != turn)))
    if turn is not None:
        session.execute(update(Inbox).where(Inbox.id == turn).values(text="", token="", details={}))
        session.execute(update(Outbox).where(Outbox.turn == turn).values(state=RECEIPT))
    for model in (PressedChoice, Alias):
        session.execute(delete(model).where(model.sender == sender))
    unanswered = exists().where(Inbox.sender == sender, Inbox.state.in_((NEW, WORKING)))
    if not session.scalar(select(unanswered)):
        session.execute(delete(Contact).where(Contact.sender == sender))
