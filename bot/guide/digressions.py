"""A question of the person's own in the middle of the guide: answered by the usual action, and back to the guide."""

from __future__ import annotations

from typing import List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions import agreements, answers, fallback, follow_up, ranking
from bot.actions.base import Event, KnowledgeAction, Turn
from bot.guide.desk import Desk
from bot.guide.screens import show_outcome
from bot.reply import send

BACK = "Seguimos donde íbamos:"
CLEAR = 0.6  # probability from which a message without question marks is taken as a question

_ACTIONS: dict[str, KnowledgeAction] = {
    "preguntar": answers.ActionAnswer(),
    "definir_termino": answers.ActionDefine(),
    "ver_mas": follow_up.ActionMore(),
    "explicame_mas_facil": follow_up.ActionEasier(),
    "de_donde_sacas": follow_up.ActionSources(),
    "buscar_acuerdos": agreements.ActionSearch(),
    "refinar_busqueda": agreements.ActionRefine(),
    "contar_acuerdos": agreements.ActionCount(),
    "ranking_acuerdos": ranking.ActionRanking(),
    "detalle_acuerdo": agreements.ActionDetail(),
    "acuerdo_registrado": agreements.ActionRegistered(),
    "nlu_fallback": fallback.ActionOffer(),
    "fuera_de_alcance": fallback.ActionOutOfScope(),
}
_UTTERED = frozenset({"saludar", "despedirse", "agradecer", "ayuda", "eres_robot", "es_oficial", "insultar", "charlar",
                      "privacidad_asistente", "hablar_con_persona"})  # fmt: skip
_VAGUE = frozenset({"nlu_fallback", "fuera_de_alcance"})
_ANSWERS = frozenset({"afirmar", "negar"})


def is_small_talk(turn: Turn) -> bool:
    """Whether a message is, by far most likely, a greeting, thanks and the like."""
    return turn.intent in _UTTERED and turn.confidence >= CLEAR


def is_clear_question(turn: Turn, *, asked: bool) -> bool:
    """Whether to answer a message that is no answer to the guide.

    Args:
        asked: It has the form of a question.
    """
    if turn.intent in _ANSWERS:
        return False
    if turn.intent in _VAGUE:
        return asked
    return asked or turn.confidence >= CLEAR or turn.intent in _UTTERED


def is_courtesy(turn: Turn) -> bool:
    """Whether a message is about the conversation itself: a greeting, thanks, an insult."""
    return turn.intent in _UTTERED


def digress(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher, *, lead: str = "") -> List[Event]:
    """Answer `turn` as if there were no guide, then say again what the guide was asking."""
    if lead:
        send(dispatcher, lead)
    events = reply(desk.session, turn, dispatcher)
    show_outcome(desk, dispatcher, BACK)
    return events


def reply(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
    """Answer `turn` as if there were no guide."""
    if turn.intent in _ACTIONS:
        return _ACTIONS[turn.intent].respond(session, turn, dispatcher)
    if turn.intent in _UTTERED:
        dispatcher.utter_message(response=f"utter_{turn.intent}")
    return []
