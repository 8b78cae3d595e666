"""A search from beginning to end: what must be asked first, what is compared, and what is listed."""

from __future__ import annotations

from typing import List

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.agreements.comparing import say_compared, several
from bot.actions.agreements.filters import OWN_PLACE, is_about_own
from bot.actions.agreements.searching import (
    ask_own,
    ask_where,
    ask_which,
    next_query,
    nothing_but_unknown,
    previous_query,
    say_unknown,
    search_state,
    show,
)
from bot.actions.base import Event, Turn


def search_agreements(session: Session, turn: Turn, dispatcher: CollectingDispatcher, *, new: bool) -> List[Event]:
    """List what a message asks for, on its own or on top of the search before; ask what it leaves open."""
    if said_first := compare_or_ask(session, turn, dispatcher, new=new):
        return said_first
    query = next_query(turn, new=new)
    if not query:
        return ask_where(session, dispatcher)
    learnt = [SlotSet(OWN_PLACE, query.municipality)] if search_state(turn).get("propio") else []
    return [*show(session, turn, query, dispatcher), *learnt]


def compare_or_ask(session: Session, turn: Turn, dispatcher: CollectingDispatcher, *, new: bool) -> List[Event]:
    """What is said instead of one search: several of them, of which state, whose, or that a name is not known."""
    if compared := several(session, turn, new=new):
        return say_compared(session, turn, compared, dispatcher)
    if asked := ask_which(session, turn, dispatcher):
        return asked
    if is_about_own(turn) and not (turn.slot(OWN_PLACE) or previous_query(turn).municipality):
        return ask_own(turn, dispatcher)
    if unknown := nothing_but_unknown(turn):
        return say_unknown(unknown, dispatcher)
    return []
