"""What may be asked about the last reply: more, easier, where from, yes."""

from __future__ import annotations

from typing import List

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.agreements.listing import say_page, say_query_sources
from bot.actions.base import Event, KnowledgeAction, Turn, understood
from bot.actions.saying import BUTTONS, next_questions
from bot.guide.orders.plain_yes import takes_back_refusal
from bot.rasa.routes import GUIDE
from bot.reply import send
from knowledge.answers.lookup import describe_reading, describe_sources, get_answer
from knowledge.models import Answer
from spanish.dates.written import spell_date

_CONFIRM = {"alta": "", "media": " Algo es interpretación nuestra o no viene de la ley: confírmalo antes de actuar."}


class ActionMore(KnowledgeAction):
    """«Ver más»: the next page of a search, or the rest of an answer."""

    action_name = "action_ver_mas"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Go on with whatever was said last."""
        if _topic(turn).get("tipo") == "busqueda":
            return say_page(session, turn.slot("busqueda") or {}, dispatcher)
        answer = _last_answer(session, turn)
        if answer is None:
            send(dispatcher, "¿Sobre qué quieres ver más? Hazme la pregunta y te cuento lo que tengo.")
            return understood()
        nexts = next_questions(session, answer)[:BUTTONS]
        if answer.more:
            send(dispatcher, answer.more, buttons=nexts, sources=describe_sources(answer.citations))
        else:
            send(dispatcher, "Es todo lo que tengo con fuente sobre este punto. Quizá te sirva:", buttons=nexts)
        return understood()


class ActionYes(ActionMore):
    """«Sí» after an answer means going on with it."""

    action_name = "action_afirmar"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Go on; «sí acepto» after refusing the privacy notice is the guide's affair."""
        if takes_back_refusal(turn.text, turn.slot("guia")):
            return [FollowupAction(GUIDE)]
        return super().respond(session, turn, dispatcher)


class ActionEasier(KnowledgeAction):
    """Says the last answer again in one sentence."""

    action_name = "action_explicar"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say the rule behind the answer."""
        answer = _last_answer(session, turn)
        if answer is None:
            send(
                dispatcher,
                "Claro. ¿Qué parte te explico? Escríbela con tus palabras, aunque sea una sola: «dictamen», "
                "«cabildo», «registro»…",
            )
            return understood()
        send(
            dispatcher,
            f"En una frase: {answer.rule}\n\nSi te atoras con una palabra, pregúntame qué significa.",
            buttons=next_questions(session, answer)[:BUTTONS],
            sources=describe_sources(answer.citations),
        )
        return understood()


class ActionSources(KnowledgeAction):
    """Tells where the last answer or list comes from."""

    action_name = "action_fuentes"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say the rule, how far to trust it and when it was checked."""
        if _topic(turn).get("tipo") == "busqueda":
            return say_query_sources(session, turn.slot("busqueda") or {}, dispatcher)
        answer = _last_answer(session, turn)
        if answer is None:
            send(
                dispatcher,
                "Cada respuesta trae su fuente al final: leyes federales, páginas de la SRE, estudios y notas "
                "de prensa. Dime de cuál respuesta quieres saber más.",
            )
            return understood()
        send(
            dispatcher,
            f"{answer.rule}\n\nConfianza {answer.confidence}: leímos {describe_reading(answer.citations)}."
            f"{_CONFIRM[answer.confidence]} Lo revisamos el {spell_date(answer.checked.isoformat())}.",
            sources=describe_sources(answer.citations),
        )
        return understood()


def _topic(turn: Turn) -> dict[str, str]:
    return turn.slot("tema") or {}


def _last_answer(session: Session, turn: Turn) -> Answer | None:
    return get_answer(session, _topic(turn).get("clave", ""))
