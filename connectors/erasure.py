"""«Borra mis datos»: what the doors keep of a person goes with the rest."""

from __future__ import annotations

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from connectors.models import DONE, NEW, PARKED, WORKING, Alias, Contact, Inbox, Outbox, PressedChoice


def forget(session: Session, sender: str) -> None:
    """Delete all that the doors keep of `sender`.

    What they wrote after asking for it is not answered yet: it stays, with the way to answer it.
    """
    session.execute(delete(Inbox).where(Inbox.sender == sender, Inbox.state.in_((DONE, PARKED))))
    for model in (Outbox, PressedChoice, Alias):
        session.execute(delete(model).where(model.sender == sender))
    unanswered = exists().where(Inbox.sender == sender, Inbox.state.in_((NEW, WORKING)))
    if not session.scalar(select(unanswered)):
        session.execute(delete(Contact).where(Contact.sender == sender))
