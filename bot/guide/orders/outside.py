"""Orders to the guide from whoever has no case file: often something else that sounds like one."""

from __future__ import annotations

from typing import List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Event, Turn, understood
from bot.guide.digressions import reply
from bot.guide.orders.commands import COMMANDS
from bot.guide.session import Desk, is_known
from bot.reply import Button, ask_button, send

ORDERS = COMMANDS.keys() - {"guia_autoevaluacion"}  # that one may begin the guide
# What is only said to a question: «no tengo», «el último», «no entiendo» are about something else.
_TO_A_QUESTION = frozenset({"guia_deshacer", "guia_herramientas", "guia_omitir", "guia_porque"})


def is_outside(session: Session, turn: Turn) -> bool:
    """Whether a message is a written order to the guide and there is no case file that it could be about."""
    if turn.intent not in ORDERS or turn.confidence == 1.0 or turn.slot("guia_activa"):
        return False
    return not is_known(session, turn.sender) or Desk.of(session, turn.sender).case is None


def answer_outside(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
    """Take the message in its next likeliest sense, or say that there is no case file; nobody's consent is asked."""
    if turn.intent in _TO_A_QUESTION:
        return reply(session, turn.without(COMMANDS), dispatcher)
    if turn.intent == "guia_pausar":
        send(dispatcher, "De acuerdo. Aquí sigo cuando me necesites.")
        return understood()
    send(
        dispatcher,
        "No tienes un expediente abierto conmigo. Si tienes su clave o un código, escríbelo; si no, podemos abrir uno "
        "y vamos paso a paso.",
        buttons=[Button("Llévame paso a paso", "guia_iniciar"), ask_button("Pasos para firmar", "procedimiento_pasos")],
    )
    return understood()
