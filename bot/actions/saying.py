"""How an answer and a glossary term are said."""

from __future__ import annotations

from typing import List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Event, understood
from bot.reply import Button, ask_button, send
from knowledge.answers.lookup import describe_sources, related
from knowledge.models import Answer, Term

MORE = Button("Ver más", "ver_mas")
BUTTONS = 3  # as many as WhatsApp shows without a list


def say_answer(
    session: Session, answer: Answer, dispatcher: CollectingDispatcher, *, extra: Button | None = None
) -> List[Event]:
    """Say `answer` with its sources and next questions; `extra` takes the place of the last of these."""
    buttons = [MORE] if answer.more else []
    buttons += next_questions(session, answer)
    if extra:
        buttons = [*buttons[: BUTTONS - 1], extra]
    send(dispatcher, answer.text, buttons=buttons[:BUTTONS], sources=describe_sources(answer.citations))
    return understood(tema={"tipo": "respuesta", "clave": answer.key})


def say_term(term: Term, dispatcher: CollectingDispatcher) -> List[Event]:
    """Say the definition of `term`."""
    text = f"*{term.name}*: {term.definition}"
    if term.own_wording:
        text += "\n\nEs una definición de uso general escrita para Enlace; no viene de una ley."
    send(dispatcher, text, sources=describe_sources(term.citations))
    return understood(tema=None)


def next_questions(session: Session, answer: Answer) -> list[Button]:
    """Buttons for the questions that follow `answer`."""
    return [ask_button(other.button, other.key) for other in related(session, answer.key)]
