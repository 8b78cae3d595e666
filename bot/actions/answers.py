"""Keyed answers and glossary terms."""

from __future__ import annotations

from typing import List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.agreements.filters import query_from
from bot.actions.base import Event, KnowledgeAction, Turn
from bot.actions.fallback import give_up
from bot.actions.saying import say_answer, say_term
from bot.reply import BUTTON_LENGTH, Button
from knowledge.agreements import queries
from knowledge.answers.lookup import get_answer, get_term


class ActionAnswer(KnowledgeAction):
    """Gives the answer to a question."""

    action_name = "action_responder"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say the answer, or its variant for the place named."""
        answer = get_answer(
            session,
            turn.answer_key or "",
            state=turn.entity("estado") or "",
            municipality=turn.entity("municipio") or "",
        )
        if answer is None:
            return give_up(session, turn, dispatcher)
        return say_answer(session, answer, dispatcher, extra=_who_did_it(session, turn))


class ActionDefine(KnowledgeAction):
    """Explains a glossary term, or gives the answer that explains it better."""

    action_name = "action_definir"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say the definition; without a known term, search."""
        term = get_term(session, turn.entity("termino") or "")
        if term is None:
            return give_up(session, turn, dispatcher)
        if term.answer_key and (answer := get_answer(session, term.answer_key)):
            return say_answer(session, answer, dispatcher)
        return say_term(term, dispatcher)


def _who_did_it(session: Session, turn: Turn) -> Button | None:
    """«Acuerdos con Texas»: offered when a question names a foreign place with which somebody has an agreement."""
    found = [
        entity for entity in turn.entities if entity["entity"] in ("pais", "region_extranjera", "ciudad_extranjera")
    ]
    if not found:
        return None
    entity = found[0]
    title = f"Acuerdos con {str(entity.get('nombre') or entity['value']).split(',')[0]}"
    if not queries.count(session, query_from([entity])):
        return None
    if len(title) > BUTTON_LENGTH:
        title = "¿Quién ya lo hizo?"
    return Button(title, "buscar_acuerdos", {entity["entity"]: entity["value"]})
