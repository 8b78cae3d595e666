"""The guide as Rasa sees it: one action for every message while it is open, and the start of a session."""

from __future__ import annotations

from typing import List

from rasa_sdk.events import ActionExecuted, FollowupAction, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.actions.agreements.filters import OWN_PLACE
from bot.actions.base import SURE, Event, KnowledgeAction, Turn, must_write
from bot.guide import onboarding, route_change
from bot.guide.digressions import is_clear_question, reply
from bot.guide.interpretation import VERY_CLEAR, listen, names_option, tells_of_something
from bot.guide.orders import correcting, own_data, reminding
from bot.guide.orders.commands import COMMANDS, Waits, correct
from bot.guide.orders.outside import answer_outside, is_outside
from bot.guide.orders.plain_yes import takes_back_refusal
from bot.guide.orders.reminding import asks_to_be_reminded
from bot.guide.prompts import progress_line
from bot.guide.session import Desk, is_known
from bot.reply import Button, send
from bot.understanding.answers.doubt import opens_like_a_question
from casefiles.cases import codes
from casefiles.errors import CaseFileError, CaseFilesUnavailable

_ENTRIES = {
    "guia_iniciar": onboarding.start,
    "guia_recordar": reminding.remind,
    "guia_mis_datos": own_data.my_data,
    "guia_borrar_datos": own_data.order_erasure,
}
_ABOUT_MY_DATA = frozenset({"guia_mis_datos", "guia_borrar_datos"})
# What somebody who comes back may refer to: «¿y Zapopan?», «ver más».
_KEPT = ("busqueda", "tema", OWN_PLACE)
_BEFORE = "antes"  # what was waited for when they asked for something that waits for an answer of its own
_WAITS = {
    "consentimiento": onboarding.answer_consent,
    "titulo": onboarding.answer_title,
    "recordatorio": reminding.remind,
    "corregir": correct,
    route_change.WAIT: route_change.answer_way,
}


class ActionGuide(KnowledgeAction):
    """Takes every message while the guide is open, and those that open it."""

    action_name = "action_guia"
    writes = True

    def _run(
        self, engine: Engine, dispatcher: CollectingDispatcher, turn: Turn, *, writes: bool = False
    ) -> List[Event]:
        try:
            return super()._run(engine, dispatcher, turn, writes=writes)
        except CaseFilesUnavailable:
            raise  # the base class says that the database is away
        except CaseFileError as refusal:
            # Its transaction was undone, so the conversation stays where it was.
            dispatcher.messages.clear()
            # The intent that opens the guide asks for the consent that may be missing.
            send(dispatcher, str(refusal), buttons=[Button("Seguir", "guia_iniciar")])
            return []

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Route the message; the waiting state and whether the guide is open go to the slots."""
        if turn.intent in _ABOUT_MY_DATA and not own_data.is_plain(turn) and not is_known(session, turn.sender):
            own_data.answer_stranger(session, turn, dispatcher)
            return []
        if is_outside(session, turn):
            return answer_outside(session, turn, dispatcher)
        desk = Desk.of(session, turn.sender)
        if turn.intent == "emergencia" and turn.confidence >= SURE and not names_option(desk, turn):
            dispatcher.utter_message(response="utter_emergencia")
            if not tells_of_something(desk, turn):
                # What comes next is not the answer to what was asked before it.
                return [SlotSet("guia", {})] if own_data.is_awaited(turn) else []
        waits, events = self._route(desk, turn, dispatcher)
        if seen := desk.asked or (turn.slot("guia") or {}).get("vista"):
            waits["vista"] = seen
        still_open = not waits.pop("salir", False)
        if waits.pop("olvidar", False):
            # The tracker store deletes every event of theirs when it sees this slot.
            waits, events = {}, [SlotSet("olvidar", True)]
        # A rule that holds while the guide is open stops holding once it closes, so what comes next is said here.
        return [*events, SlotSet("guia_activa", still_open), SlotSet("guia", waits), FollowupAction("action_listen")]

    def _route(self, desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> tuple[Waits, List[Event]]:
        if desk.has_handled(turn.message_id):
            return onboarding.where_it_is(desk, dispatcher), []
        for line in desk.announcements():
            send(dispatcher, line)
        waits: Waits = dict(turn.slot("guia") or {})
        if codes.find_code(turn.text):
            return onboarding.redeem(desk, turn, dispatcher, waits), []
        if takes_back_refusal(turn.text, waits):
            return onboarding.agreed(desk, turn, dispatcher), []
        awaited = waits.get("espera", "")
        before = str(waits.get(_BEFORE, awaited))
        if own_data.is_awaited(turn):
            answered = own_data.answer_erasure(desk, turn, dispatcher)
            if answered is not None:
                return _and_back(desk, dispatcher, answered, before), []
            awaited = before if before in onboarding.ASKED_AGAIN and before == onboarding.awaited_by(desk) else ""
            waits = {"espera": awaited} if awaited else {}
        chosen = _ENTRIES.get(turn.intent) if turn.confidence >= SURE and not _only_a_day(desk, turn) else None
        fits = bool(awaited) and _fits(desk, turn, awaited)
        if awaited in onboarding.ASKED_AGAIN and not (chosen and not fits) and onboarding.is_aside(turn, awaited):
            return _aside(desk, turn, dispatcher, waits)
        if fits:
            done = _WAITS[awaited](desk, turn, dispatcher)
            return (done if before == awaited else _and_back(desk, dispatcher, done, before)), []
        if chosen:
            return _and_back(desk, dispatcher, chosen(desk, turn, dispatcher), before), []
        if desk.case is None and own_data.is_awaited(turn):
            return {"salir": True}, reply(desk.session, turn, dispatcher)
        if desk.case is None:
            return onboarding.begin(desk, turn, dispatcher), []
        return listen(desk, turn, dispatcher, waits)


def _aside(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher, waits: Waits) -> tuple[Waits, List[Event]]:
    """Answer what is not about what is waited for, and ask that again; the second time it is let go."""
    said = len(dispatcher.messages)
    asked = opens_like_a_question(turn.text) or "?" in turn.text
    events = reply(desk.session, turn, dispatcher) if is_clear_question(turn, asked=asked) else []
    if waits.get("insistido") and len(dispatcher.messages) > said:
        return {"salir": True}, events
    return {**onboarding.ASKED_AGAIN[waits["espera"]](desk, dispatcher), "insistido": True}, events


def _and_back(desk: Desk, dispatcher: CollectingDispatcher, done: Waits, before: str) -> Waits:
    """After an order was seen to, ask again what was waited for `before`; later, if the order itself waits for more."""
    if before not in onboarding.ASKED_AGAIN or before != onboarding.awaited_by(desk) or "olvidar" in done:
        return done
    return {**done, _BEFORE: before} if "espera" in done else onboarding.ASKED_AGAIN[before](desk, dispatcher)


def _only_a_day(desk: Desk, turn: Turn) -> bool:
    """Whether what sounds like a reminder is the answer to a question: «el viernes», «en quince días»."""
    asked = turn.intent == "guia_recordar" and turn.confidence < 1.0 and desk.case is not None
    return asked and not asks_to_be_reminded(turn.text)


def _fits(desk: Desk, turn: Turn, awaited: str) -> bool:
    """Whether the message is what is waited for rather than an order to the guide."""
    if awaited == "recordatorio":
        return reminding.names_a_day(desk, turn)
    if awaited == "corregir" and desk.case is not None and turn.confidence < 1.0:
        return turn.intent not in COMMANDS and bool(correcting.named(desk, turn.text))
    if awaited == route_change.WAIT:
        is_order = turn.intent in COMMANDS and turn.intent != "guia_seguir"
        return not is_order and (onboarding.agrees(turn) or onboarding.refuses(turn))
    # A title may hold any word, as in «Expediente de Laredo»; but «seguir» and «mi expediente» are none.
    in_title = awaited == "titulo" and len(turn.text.split()) > 2
    # Without a case file there is nothing that an order to the guide could be about.
    orders = _ENTRIES.keys() if desk.case is None and in_title else _ENTRIES.keys() | COMMANDS.keys()
    return turn.intent not in orders or turn.confidence < (VERY_CLEAR if in_title else SURE)


class ActionSessionStart(KnowledgeAction):
    """Begins a session; whoever left a case file open is told where they were."""

    action_name = "action_session_start"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Greet a returning person with their progress; a stranger leaves no trace."""
        # A new session begins with empty slots.
        events: List[Event] = [SessionStarted(), *(SlotSet(name, turn.slot(name)) for name in _KEPT if turn.slot(name))]
        if is_known(session, turn.sender):
            must_write(session)
            desk = Desk.of(session, turn.sender)
            remembered = turn.slot("guia")
            if remembered is None:  # another talk in the terminal, or one that was forgotten
                remembered = {"espera": onboarding.awaited_by(desk)}
            # What they write next answers what was asked last; a colleague may have answered the question since.
            waits = {name: remembered[name] for name in ("espera", "vista", "corrige") if remembered.get(name)}
            for line in desk.announcements():
                send(dispatcher, line)
            if desk.case is not None and not desk.case.closed:
                where = f"Tienes abierto «{desk.case.title}». {progress_line(desk)}"
                buttons = [Button("Seguir", "guia_seguir"), Button("Mis pendientes", "guia_pendientes")]
                send(dispatcher, where, buttons=buttons)
            # Unless they had paused, the guide goes on.
            is_open = desk.case is not None and not desk.case.closed and not desk.case.paused
            events += [SlotSet("guia_activa", is_open or "espera" in waits), SlotSet("guia", waits)]
        return [*events, ActionExecuted("action_listen")]
