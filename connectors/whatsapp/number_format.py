"""Which of the two ways to write a Mexican number WhatsApp delivers to, once one of them has failed.

It is kept as one more name of the person, «=5213312345678», so that it is forgotten with them.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from connectors.delivery.store import aliases
from connectors.whatsapp.identity import other_form
from connectors.whatsapp.people import CHANNEL


def works(session: Session, form: str) -> bool:
    """Whether `form` is the one to use because the other one failed."""
    return aliases.sender_of(session, CHANNEL, f"={form}") is not None


def works_now(session: Session, form: str, sender: str) -> None:
    """From now on `sender` is written to as `form`."""
    aliases.forget(session, CHANNEL, {f"={other_form(form)}"})
    aliases.remember(session, CHANNEL, f"={form}", sender)
