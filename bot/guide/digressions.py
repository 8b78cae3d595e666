"""A question of the person's own in the middle of the guide: answered by the usual action, and back to the guide."""

from __future__ import annotations

from typing import List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions import answers, fallback, follow_up
from bot.actions.agreements import ranking, search
from bot.actions.base import Event, KnowledgeAction, Turn
from bot.guide.prompts import show_outcome
from bot.guide.session import Desk
from bot.rasa.routes import ROUTES, kind_of
from bot.reply import send

BACK = "Seguimos donde íbamos:"
CLEAR = 0.6  # probability from which a message without question marks is taken as a question

_DIGRESSIONS = ("courtesy", "question", "vague")  # kinds of message that are answered in the middle of the guide
_ACTIONS: dict[str, KnowledgeAction] = {
    action.action_name: action
    for action in (
        answers.ActionAnswer(),
        answers.ActionDefine(),
        follow_up.ActionMore(),
        follow_up.ActionEasier(),
        follow_up.ActionSources(),
        search.ActionSearch(),
        search.ActionRefine(),
        search.ActionCount(),
        ranking.ActionRanking(),
        search.ActionDetail(),
        search.ActionRegistered(),
        fallback.ActionOffer(),
        fallback.ActionOutOfScope(),
    )
}


def is_small_talk(turn: Turn) -> bool:
    """Whether a message is, by far most likely, a greeting, thanks and the like."""
    return is_courtesy(turn) and turn.confidence >= CLEAR


def is_clear_question(turn: Turn, *, asked: bool) -> bool:
    """Whether to answer a message that is no answer to the guide.

    Args:
        asked: It has the form of a question.
    """
    kind = kind_of(turn.intent)
    if kind == "answer":
        return False
    if kind == "vague":
        return asked
    return asked or turn.confidence >= CLEAR or kind == "courtesy"


def is_courtesy(turn: Turn) -> bool:
    """Whether a message is about the conversation itself: a greeting, thanks, an insult."""
    return kind_of(turn.intent) == "courtesy"


def digress(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher, *, lead: str = "") -> List[Event]:
    """Answer `turn` as if there were no guide, then say again what the guide was asking."""
    if lead:
        send(dispatcher, lead)
    events = reply(desk.session, turn, dispatcher)
    show_outcome(desk, dispatcher, BACK)
    return events


def reply(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
    """Answer `turn` as if there were no guide."""
    route = ROUTES.get(turn.intent)
    if route is None or route.kind not in _DIGRESSIONS:
        return []
    if route.is_response:
        dispatcher.utter_message(response=route.action)
        return []
    return _ACTIONS[route.action].respond(session, turn, dispatcher)
