"""Reminders: «recuérdame en dos semanas», which there are, and taking one away."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timezone

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import Turn
from bot.guide.orders.commands import Waits
from bot.guide.orders.plain_orders import calls_off_reminder
from bot.guide.orders.returning import on_reminding
from bot.guide.session import MEXICO, Desk
from bot.reply import Button, send
from bot.understanding.answers.dates import read_date
from casefiles.agenda import reminders
from knowledge.guide.model.guide import Question
from spanish.dates.moments import spell_day
from spanish.dates.written import spell_date
from spanish.text import fold

HOUR = 9  # local time: the start of an office day
_WHEN = Question(key="cuando", number="", text="¿Cuándo?", why="", rephrased="", kind="fecha", tense="futura")
_NO_SUCH_DAY = ("contradictoria", "imposible", "absurda", "tiempo")  # what is said of it tells what to mend
_ASKS = re.compile(r"recuerd|recordat|avis[aeo]|acuerd[ae]me|me acuerd|acordar|notific|alarma|agend")
_SHOWS = re.compile(r"\b(que|cuales|cuantos|ver|tengo|mis|lista)\b.*recordatorio")


def asks_to_be_reminded(text: str) -> bool:
    """Whether a message says that it is about a reminder: «el viernes» alone answers the question of the guide."""
    return bool(_ASKS.search(fold(text)))


def remind(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """Set a reminder; or show those there are, each with a button that takes it away."""
    after: Waits = {} if desk.case and not desk.case.paused else {"salir": True}
    said = fold(turn.text)
    unwanted = turn.entity("valor")
    takes_away = calls_off_reminder(turn.text)
    if not unwanted and takes_away:
        pending = reminders.upcoming(desk.session, desk.person)
        unwanted = str(pending[0].id) if len(pending) == 1 else ""
    if unwanted:
        reminders.cancel_reminder(desk.session, desk.person, int(unwanted), desk.now)
        _show(desk, dispatcher, "Listo, ese ya no te lo recuerdo.")
        return after
    if takes_away or _SHOWS.search(said):
        _show(desk, dispatcher)
        return after
    said_when = read_date(_WHEN, turn.text, desk.today)
    day = said_when.value
    if not isinstance(day, date):
        ask = "¿Cuándo te lo recuerdo? Por ejemplo: «en dos semanas» o «el 15 de marzo»."
        send(dispatcher, said_when.reason if said_when.cause in _NO_SUCH_DAY else ask)
        return {"espera": "recordatorio"}
    moment = datetime.combine(day, time(HOUR), MEXICO).astimezone(timezone.utc)
    text = f"Seguir con «{desk.case.title}»" if desk.case else "Seguir con Enlace"
    case_id = desk.case.id if desk.case else None
    reminders.create_reminder(desk.session, desk.person, text, moment, desk.now, case_id)
    send(
        dispatcher,
        f"Anotado: te lo recuerdo el {spell_date(day.isoformat())}. {on_reminding(turn)}",
    )
    return after


def names_a_day(desk: Desk, turn: Turn) -> bool:
    """Whether a message names a day, be it one that cannot be."""
    said_when = read_date(_WHEN, turn.text, desk.today)
    return isinstance(said_when.value, date) or said_when.cause in _NO_SUCH_DAY


def _show(desk: Desk, dispatcher: CollectingDispatcher, lead: str = "") -> None:
    pending = reminders.upcoming(desk.session, desk.person)
    lines = [f"{number}. {spell_day(one.due_at)}: {one.text}" for number, one in enumerate(pending, 1)]
    head = "Esto te voy a recordar:" if pending else "No tienes recordatorios pendientes."
    buttons = [
        Button(f"Quitar el {number}", "guia_recordar", {"valor": str(reminder.id)})
        for number, reminder in enumerate(pending, 1)
    ]
    send(dispatcher, "\n".join(part for part in (lead, head, *lines) if part), buttons=buttons)
