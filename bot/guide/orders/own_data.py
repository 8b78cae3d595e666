"""What is kept of a person: told when they ask, and erased on an order said by its very words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

import settings
from bot.actions.base import Turn
from bot.guide.case_screen import CONFIRMED, name_of
from bot.guide.orders.commands import Waits
from bot.guide.orders.plain_yes import begins_with_yes, says_only_no, says_only_yes
from bot.guide.session import Desk, asker_hash
from bot.reply import Button, send
from casefiles.privacy import consent, erasure, export
from casefiles.privacy.deleting import delete_person_rows
from knowledge.answers.unanswered import asked_by, forget_asker
from spanish.dates.moments import count, spell_day

WAIT = "borrar"  # what is awaited once it was said what will be lost
_FRESH = "recien"  # it was said in this session: a «sí» of another day is to something else
_ERASE = Button("Borra mis datos", "guia_borrar_datos")


@dataclass(frozen=True)
class _Said:
    """What is kept of what was said.

    Attributes:
        messages: When, who («tú» or «Enlace») and what, in order.
        questions: Those that nobody could answer.
    """

    messages: list[tuple[datetime, str, str]]
    questions: list[str]

    @property
    def own(self) -> list[datetime]:
        return [moment for moment, who, _ in self.messages if who == "tú"]


def my_data(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«¿Qué sabes de mí?», in words and as a JSON file."""
    known, said = export.what_is_known(desk.session, desk.person), _said(desk.session, turn.sender)
    known["conversacion"] = [
        {"momento": moment.isoformat(), "quien": who, "texto": text} for moment, who, text in said.messages
    ]
    known["preguntas_sin_respuesta"] = said.questions
    path = settings.load().var / "exports" / f"mis-datos-{desk.person}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(known, ensure_ascii=False, indent=2, default=str), encoding="utf-8")
    path.chmod(0o600)
    text = f"{export.describe_known(known)}\n{_describe_said(said)}\n{_CHOICE}"
    send(dispatcher, text, document=str(path), buttons=[_ERASE])
    return {}


def answer_stranger(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """The same for somebody of whom only the conversation is kept; what sounds like an order to erase is offered."""
    if turn.intent == "guia_borrar_datos":
        offer_erasure(dispatcher)
        return
    text = f"No tienes expedientes ni recordatorios conmigo.\n{_describe_said(_said(session, turn.sender))}"
    send(dispatcher, f"{text}\nPuedo borrarlo si dices «borra mis datos».", buttons=[_ERASE])


_CHOICE = "Puedo darte todo en un archivo, o borrarlo si dices «borra mis datos»."


def order_erasure(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Borra mis datos»: says what will be lost and asks. What only sounds like it is offered."""
    if is_plain(turn):
        return _ask(desk, dispatcher)
    offer_erasure(dispatcher)
    return {} if desk.case and not desk.case.paused else {"salir": True}


def is_awaited(turn: Turn) -> bool:
    """Whether what was said last is what will be lost, and a clear yes would erase it."""
    return bool((turn.slot("guia") or {}).get("espera") == WAIT)


def is_plain(turn: Turn) -> bool:
    """Whether erasing is ordered by its very words, or pressed."""
    return turn.intent == "guia_borrar_datos" and turn.confidence == 1.0


def offer_erasure(dispatcher: CollectingDispatcher) -> None:
    """What is said to a message that only sounds like the order."""
    send(
        dispatcher,
        "¿Quieres que borre lo que guardo de ti? No borro nada si no me lo pides: dime «borra mis datos» o apriétalo, "
        "y antes te digo qué se pierde.",
        buttons=[_ERASE, Button("No, seguir", "guia_seguir")],
    )


def answer_erasure(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits | None:
    """Erase on a clear yes; None if the message is about something else, after saying that nothing was erased."""
    if turn.entity(CONFIRMED) or says_only_yes(turn.text):
        fresh = (turn.slot("guia") or {}).get(_FRESH)
        return _erase(desk, turn, dispatcher) if fresh else _ask(desk, dispatcher)
    if is_plain(turn):
        return _ask(desk, dispatcher)  # a message that came twice is no yes
    if begins_with_yes(turn.text):
        return _ask(desk, dispatcher, "No he borrado nada: para hacerlo necesito un «sí» solo.")
    if not (says_only_no(turn.text) or turn.intent == "negar"):
        send(dispatcher, "No borré nada.")
        return None
    if desk.case is None and not consent.has_consent(desk.session, desk.person):
        delete_person_rows(desk.session, desk.person)  # a stranger who only asked leaves no trace
    send(dispatcher, "No borré nada.", buttons=[Button("Seguir", "guia_seguir")])
    return {} if desk.case and not desk.case.paused else {"salir": True}


def _ask(desk: Desk, dispatcher: CollectingDispatcher, lead: str = "") -> Waits:
    lines = [lead] if lead else []
    lines.append("Esto se borra para siempre:")
    losses = erasure.what_goes(desk.session, desk.person)
    for one in losses.cases:
        answers = count(one.answers, "respuesta", "respuestas")
        if not one.others:
            lines.append(f"• «{one.title}»: {answers}. Solo tú lo tienes, así que se pierde completo.")
            continue
        others = ", ".join(f"{name_of(other)}, por {other.channel}" for other in one.others)
        lines.append(
            f"• Tu lugar en «{one.title}»: {answers}, {one.own} de ti. Las respuestas se quedan, sin decir quién las "
            f"dio, con {others}."
        )
    if losses.reminders:
        lines.append(f"• {count(losses.reminders, 'recordatorio', 'recordatorios')}.")
    lines.append("• Lo que hemos platicado, y tus preguntas que no supe contestar.")
    lines.append("\n¿Lo borro? Contesta «sí» o «no».")
    buttons = [Button("Sí, borra todo", "guia_borrar_datos", {CONFIRMED: "si"}), Button("No", "negar")]
    send(dispatcher, "\n".join(lines), buttons=buttons)
    return {"espera": WAIT, _FRESH: True}


def _erase(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    (settings.load().var / "exports" / f"mis-datos-{desk.person}.json").unlink(missing_ok=True)
    elsewhere = {
        "mensajes de la conversación": len(_said(desk.session, turn.sender).own),  # deleted by the tracker store
        "preguntas sin respuesta": forget_asker(desk.session, asker_hash(turn.sender)),
    }
    receipt = erasure.erase_person(desk.session, desk.person, desk.now, elsewhere)
    folio = {"titulo": "Copiar folio", "texto": receipt.folio}
    send(dispatcher, erasure.describe_receipt(receipt), data={"copiar": folio}, forget=True)
    return {"salir": True, "olvidar": True}


def _said(session: Session, sender: str) -> _Said:
    # Here, because it imports Rasa, which a process that serves does only once it knows what to leave out.
    from bot.rasa.tracking.erasure import said_by

    return _Said(said_by(session.connection(), sender), asked_by(session, asker_hash(sender)))


def _describe_said(said: _Said) -> str:
    own = said.own
    talked = (
        f"{count(len(own), 'mensaje tuyo', 'mensajes tuyos')} desde el {spell_day(own[0])}" if own else "este mensaje"
    )
    days = settings.load().conversation_days
    line = f"Guardo lo que platicamos, {talked}, y lo borro a los {days} días."
    if said.questions:
        kept = count(len(said.questions), "pregunta tuya", "preguntas tuyas")
        line += f" También {kept} que no supe contestar, sin nombres ni teléfonos, por 90 días."
    return line
