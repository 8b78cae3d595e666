"""What is said of the knowledge base: every answer and term in all its forms, every source, every agreement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Type

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select
from sqlalchemy.orm import Session

import bot.guide.digressions  # noqa: F401  (every action is known once this is)
from bot.actions.agreements.listing import say_detail
from bot.actions.answers import ActionAnswer, ActionDefine
from bot.actions.base import KnowledgeAction, Turn
from bot.actions.follow_up import ActionEasier, ActionMore, ActionSources
from knowledge.answers.lookup import describe_guide_sources
from knowledge.guide.model.guide import Citation
from knowledge.models import Agreement, Answer, Source, Term

Message = dict[str, Any]  # as Rasa hands it to a channel
DOMAIN = Path(__file__).resolve().parents[2] / "domain.yml"
SENDER = "web:quien-sea"
ABOUT_AN_ANSWER = (ActionMore, ActionEasier, ActionSources)


def turn(text: str = "", intent: str = "", slots: dict[str, Any] | None = None, **entities: Any) -> Turn:
    """A message as an action gets it."""
    named = [{"entity": name, "value": value, "start": 0, "end": 0} for name, value in entities.items()]
    latest = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": named}
    return Turn(Tracker(SENDER, slots or {}, latest, [], False, None, {}, ""))


def messages(dispatcher: CollectingDispatcher) -> list[Message]:
    """What was said, as Rasa hands it on; the fixed responses are in `responses`."""
    said = [message for message in dispatcher.messages if not message.get("response")]
    return [{**message, "custom": message.get("custom") or {}} for message in said]


def responses() -> Iterator[Message]:
    """The fixed responses of the domain."""
    for variants in yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["responses"].values():
        yield from variants


def replies(session: Session) -> Iterator[Message]:
    """Every reply about what is known, made by the actions that make it."""
    for answer in session.scalars(select(Answer).order_by(Answer.key)):
        place = {"estado": answer.state_key, "municipio": answer.municipality_key}
        asked = turn(clave=answer.variant_of or answer.key, **{name: key for name, key in place.items() if key})
        yield from _said(session, ActionAnswer, asked)
        seen = turn(slots={"tema": {"tipo": "respuesta", "clave": answer.key}})
        for action in ABOUT_AN_ANSWER:
            yield from _said(session, action, seen)
    for term in session.scalars(select(Term).order_by(Term.key)):
        yield from _said(session, ActionDefine, turn(termino=term.key))
    for source in session.scalars(select(Source).order_by(Source.key)):
        yield {"text": source.title, "custom": {"sources": describe_guide_sources(session, [Citation(source.key)])}}
    for agreement in session.scalars(select(Agreement).order_by(Agreement.id)):
        told = CollectingDispatcher()
        say_detail(session, agreement, {}, told)
        yield from messages(told)


def bare_actions(session: Session) -> Iterator[Message]:
    """What each action says to a message that says nothing, to a place, and to a list on the screen."""
    listed = {"busqueda": {"consulta": {}, "desde": 0, "ids": []}, "tema": {"tipo": "busqueda"}, "pregunta": "¿Qué?"}
    for action in _actions(KnowledgeAction):
        if action.__name__ not in ("ActionGuide", "ActionSessionStart"):  # they need a person: see `guide`
            for asked in (
                turn(),
                turn("¿cuántos?", pais="JP"),
                turn("más", slots=listed),
                turn("x", slots={"fallos": 2}),
            ):
                yield from _said(session, action, asked)


def _said(session: Session, action: Type[KnowledgeAction], asked: Turn) -> list[Message]:
    dispatcher = CollectingDispatcher()
    action().respond(session, asked, dispatcher)
    return messages(dispatcher)


def _actions(base: Type[KnowledgeAction]) -> Iterator[Type[KnowledgeAction]]:
    for action in base.__subclasses__():
        yield action
        yield from _actions(action)
