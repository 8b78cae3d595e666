"""What every action needs: its message, a session of the knowledge base, and a clear word when that fails."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Collection
from contextlib import suppress
from copy import copy
from functools import cache
from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

import settings
from bot.reply import send
from casefiles.database import writing
from knowledge.database import open_engine, session_scope
from knowledge.errors import KnowledgeUnavailable

logger = logging.getLogger(__name__)

Event = Dict[str, Any]
SURE = 0.4  # probability from which a reading is acted on, as in config.yml
UNSURE = "nlu_fallback"


@cache
def engine_for(url: str) -> Engine:
    """One engine per database address for the whole process."""
    return open_engine(url)


class MustWrite(Exception):
    """What only looks things up has come to something that must be stored."""


def must_write(session: Session) -> None:
    """Say that what follows writes: an action that was only reading begins again once it is its turn to write.

    Raises:
        MustWrite: it was only reading.
    """
    if not session.info.get("writes"):
        raise MustWrite


class Turn:
    """The message being answered and what the conversation remembers."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self._message: Dict[str, Any] = tracker.latest_message or {}

    @property
    def sender(self) -> str:
        """The conversation's id, «channel:identity»."""
        return str(self._tracker.sender_id)

    @property
    def message_id(self) -> str:
        """The door's identifier of the message; the same when a turn is run again."""
        return str(self._message.get("message_id") or "")

    @property
    def lasting(self) -> bool:
        """Whether whoever writes is recognised when they come back: a door says so if they are not."""
        return bool((self._message.get("metadata") or {}).get("lasting", True))

    @property
    def intent(self) -> str:
        """Intent of the message; `nlu_fallback` when it was not clear."""
        return str((self._message.get("intent") or {}).get("name") or "")

    @property
    def confidence(self) -> float:
        """How sure the intent is; 1 for a button."""
        return float((self._message.get("intent") or {}).get("confidence") or 0.0)

    @property
    def pressed(self) -> bool:
        """Whether a button was pressed; its title is then the text."""
        return self.confidence == 1.0

    @property
    def text(self) -> str:
        """What the person wrote, or the title of the button pressed."""
        return str(self._message.get("text") or "")

    @property
    def entities(self) -> List[Dict[str, Any]]:
        """Entities of the message."""
        return list(self._message.get("entities") or [])

    def entity(self, name: str) -> str | None:
        """Value of the first entity `name`."""
        return next((entity["value"] for entity in self.entities if entity["entity"] == name), None)

    @property
    def answer_key(self) -> str | None:
        """The answer key that a button names or that the classifier chose."""
        return self.entity("clave") or self._message.get("answer_key")

    @property
    def problem(self) -> str | None:
        """Why the message could not be read, if it could not: «vacio» or «largo»."""
        return self._message.get("problem")

    @property
    def ranking(self) -> List[Dict[str, Any]]:
        """Labels with their confidence, best first."""
        return list(self._message.get("intent_ranking") or [])

    @property
    def stances(self) -> Dict[str, float]:
        """How the message stands to a question, with probabilities (see `act_examples`); empty for a button."""
        return dict(self._message.get("stances") or {})

    def without(self, intents: Collection[str]) -> Turn:
        """The same message as if it could not be any of `intents`: the likeliest of the other readings."""
        ranking = [entry for entry in self.ranking if entry["name"] not in intents]
        name, confidence = (ranking[0]["name"], ranking[0]["confidence"]) if ranking else (UNSURE, 0.0)
        intent, _, key = (name if confidence >= SURE else UNSURE).partition("/")
        other = copy(self)
        other._message = {**self._message, "intent": {"name": intent, "confidence": confidence},
                          "answer_key": key or None, "intent_ranking": ranking}  # fmt: skip
        return other

    def slot(self, name: str) -> Any:
        """What the conversation remembers under `name`."""
        return self._tracker.get_slot(name)


class KnowledgeAction(Action, ABC):
    """An action that reads the knowledge base; subclasses say their `action_name` and `respond`.

    Attributes:
        writes: Whether it always writes: then it waits for its turn to write before it reads (see `writing`). One that
            writes now and then says so when it comes to it, with `must_write`.
        draws: Whether it may make a picture, which takes a hundred times longer than reading.
    """

    action_name: str
    writes = False
    draws = False

    def name(self) -> str:
        """The name in the domain."""
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Event]:
        """Answer; in a thread where the other conversations would have to wait for this one."""
        turn = Turn(tracker)
        try:
            engine = engine_for(settings.load().database_url)
            # Who only reads SQLite waits for nobody, and going to a thread and back takes a third of what reading does.
            if not self.writes:
                with suppress(MustWrite):
                    if engine.dialect.name == "sqlite" and not self.draws:
                        return self._run(engine, dispatcher, turn)
                    return await asyncio.to_thread(self._run, engine, dispatcher, turn)
                dispatcher.messages.clear()  # it begins again
            return await asyncio.to_thread(self._run, engine, dispatcher, turn, writes=True)
        except KnowledgeUnavailable as error:
            logger.error("The knowledge base is unavailable: %s", error)
            dispatcher.messages.clear()
            send(
                dispatcher,
                "En este momento no puedo consultar mi base de conocimiento. Tu mensaje no se perdió: "
                "vuelve a enviarlo en unos minutos, por favor.",
            )
            return []

    def _run(
        self, engine: Engine, dispatcher: CollectingDispatcher, turn: Turn, *, writes: bool = False
    ) -> List[Event]:
        with (writing if writes else session_scope)(engine) as session:
            session.info["writes"] = writes
            return self.respond(session, turn, dispatcher)

    @abstractmethod
    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say the reply and return the events; `session` is in one transaction."""


def understood(**slots: Any) -> List[Event]:
    """Slot events for a turn that was understood: also forgets past failures."""
    return [SlotSet(name, value) for name, value in {"fallos": 0, **slots}.items()]
