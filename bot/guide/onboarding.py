"""Coming in, going out and one's own data: start, consent, name, code, export, erasure."""

from __future__ import annotations

import re

from rasa_sdk.executor import CollectingDispatcher

import settings
from bot.actions.base import Turn
from bot.guide.digressions import is_small_talk
from bot.guide.orders.commands import Waits, go_on
from bot.guide.orders.plain_yes import REFUSED, says_only_no, says_only_yes
from bot.guide.orders.returning import come_back, give_key
from bot.guide.prompts import progress_line, show_outcome
from bot.guide.session import Desk
from bot.reply import Button, send
from bot.understanding.answers.doubt import asks_back, opens_like_a_question
from bot.understanding.answers.yes_no import read_yes_no
from casefiles.cases import codes, lifecycle, participants
from casefiles.privacy import consent
from casefiles.privacy.deleting import delete_person_rows
from spanish.text import fold, words

KEPT_MONTHS = 24  # an idle case file, see casefiles.privacy.retention
ACCEPTED = "acepto"  # value of the button that agrees to the notice

_BY_MISTAKE = "Si fue sin querer, o cambias de idea, dime «sí acepto»."

_REFUSES = re.compile(r"\bno (?:lo )?acepto\b|\bno (?:estoy|estamos) de acuerdo\b")
# «No sé, ponle San José con Eagle Pass»: what is said before the name is not of it.
_NAMING = re.compile(
    r"^\W*(?:(?:pues|no s[eé]|este)\b[ ,.]*)*"
    r"(?:(?:ponle|p[oó]ngale|ponerle|ll[aá]m[ae]lo|que se llame|se llama)\b[ :,]*)?",
    re.IGNORECASE,
)


def start(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Quiero empezar la guía»: go on with the open case file, or open one; consent comes first."""
    if not consent.has_consent(desk.session, desk.person):
        if turn.entity("valor") != ACCEPTED:
            return _ask_consent(desk, dispatcher, desk.guide.notice)
        return agreed(desk, turn, dispatcher)
    if desk.case is not None and not turn.entity("nuevo"):
        return go_on(desk, turn, dispatcher)
    return _ask_title(desk, dispatcher)


def begin(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """What is said without a case file: open one, unless they want to leave it for now."""
    if turn.intent in ("guia_pausar", "despedirse", "negar"):
        send(dispatcher, "De acuerdo, lo dejamos aquí. Cuando quieras, dime «empezar la guía».")
        return {"salir": True}
    return start(desk, turn, dispatcher)


def answer_consent(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Acepto», or not. Whoever came in with a code and does not is taken out again."""
    if not agrees(turn):
        return _refused(desk, turn, dispatcher)
    return agreed(desk, turn, dispatcher)


def agreed(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """The person agrees, be it after having refused: who had come in with a code is let in again."""
    consent.give_consent(desk.session, desk.person, desk.now)
    code = (turn.slot("guia") or {}).get(REFUSED)
    if desk.case is None and code and codes.redeem_again(desk.session, desk.person, code, desk.now):
        desk.reload()
    if desk.case is None:
        return _ask_title(desk, dispatcher)
    give_key(desk, turn, dispatcher)
    return go_on(desk, turn, dispatcher)


def _refused(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    if consent.ever_agreed(desk.session, desk.person):  # the notice changed: what there is stays theirs
        kept = "De acuerdo, no anoto nada más. Lo que ya tienes conmigo se queda como está"
        send(dispatcher, f"{kept}; si quieres que lo borre, dime «borra mis datos». {_BY_MISTAKE}")
        return {"salir": True, REFUSED: None}
    code = None
    if desk.case is not None:
        # Only a clear no takes them out.
        if not (turn.confidence == 1.0 or says_only_no(turn.text) or _REFUSES.search(fold(turn.text))):
            return _ask_consent_again(desk, dispatcher)
        code = codes.give_back(desk.session, desk.person, desk.case.id)
        participants.leave(desk.session, desk.person, desk.case.id, desk.now)
    delete_person_rows(desk.session, desk.person)
    send(
        dispatcher,
        f"De acuerdo, sin tu permiso no abro expediente. Puedo resolver tus dudas igual. {_BY_MISTAKE}",
    )
    return {"salir": True, REFUSED: code}


def answer_title(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """The name of the new case file."""
    lifecycle.create_case(desk.session, desk.person, _NAMING.sub("", turn.text), desk.guide.version, desk.now)
    desk.reload()
    opened = (
        f"Abrí el expediente «{desk.open_case.title}». Primero, unas preguntas para saber qué instrumento necesitas."
    )
    give_key(desk, turn, dispatcher)
    show_outcome(desk, dispatcher, opened)
    return {}


def redeem(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher, waits: Waits) -> Waits:
    """A case code was written; one that opens nothing leaves what was waited for as it was."""
    redeemed = codes.redeem_code(desk.session, desk.secret, desk.person, turn.text, desk.now)
    if redeemed.person_id:
        come_back(desk, redeemed)
    if redeemed.case is None:
        return _refuse_code(desk, dispatcher, redeemed.message, waits)
    desk.reload()
    opened = f"Listo: «{redeemed.case.title}». {progress_line(desk)} {redeemed.message or 'Sigo donde se quedó.'}"
    if not consent.has_consent(desk.session, desk.person):
        return _ask_consent(desk, dispatcher, opened)
    if not redeemed.message:  # what they wrote is spent
        give_key(desk, turn, dispatcher)
    show_outcome(desk, dispatcher, opened, *desk.announcements())
    return {}


def _refuse_code(desk: Desk, dispatcher: CollectingDispatcher, why: str, waits: Waits) -> Waits:
    again = ASKED_AGAIN.get(waits.get("espera", ""))
    if desk.case is not None and again is None:
        show_outcome(desk, dispatcher, why)
        return {"salir": True} if desk.case.paused else {}
    send(dispatcher, why)
    return again(desk, dispatcher) if again else {"salir": True}


def where_it_is(desk: Desk, dispatcher: CollectingDispatcher) -> Waits:
    """What is said to a message that was handled already, but whose reply was lost with the process."""
    if not consent.has_consent(desk.session, desk.person):
        return _ask_consent(desk, dispatcher, desk.guide.notice)
    if desk.case is None:
        return _ask_title(desk, dispatcher)
    show_outcome(desk, dispatcher, "Tu mensaje quedó anotado. Vamos aquí:")
    return {"salir": True} if desk.case.paused else {}


def agrees(turn: Turn) -> bool:
    """Whether the message says yes: by its words before all, since «siguiente» only begins like a «sí»."""
    if turn.confidence == 1.0:
        return turn.intent == "afirmar"
    read = read_yes_no(turn.text)
    if says_only_yes(turn.text):
        return True
    if read.value is False:
        return False
    return turn.intent == "afirmar" or (read.value is True and read.sure)


def refuses(turn: Turn) -> bool:
    """Whether the message says no, or that it can wait."""
    return turn.intent in ("negar", "despedirse", "guia_pausar") or words(turn.text)[:1] == ["no"]


def is_aside(turn: Turn, awaited: str) -> bool:
    """Whether a message says something else than what is waited for: it is answered, and that is asked again."""
    if asks_back(turn.text) or opens_like_a_question(turn.text) or "?" in turn.text:
        return True
    if awaited == "consentimiento":
        return not (agrees(turn) or refuses(turn))
    return is_small_talk(turn) or turn.confidence == 1.0  # neither a greeting nor a second tap is a title


def awaited_by(desk: Desk) -> str:
    """What a conversation that remembers nothing was waiting for, by what is stored; empty if for nothing."""
    if not consent.has_consent(desk.session, desk.person):
        return "consentimiento"  # whoever refuses leaves no trace
    return "titulo" if desk.case is None else ""


def _ask_consent(desk: Desk, dispatcher: CollectingDispatcher, lead: str) -> Waits:
    current = settings.load()
    notice = consent.simplified_notice(
        current.responsible, current.privacy_notice, KEPT_MONTHS, current.conversation_days
    )
    return _await_consent(dispatcher, f"{lead}\n\n{notice}\n\n¿Aceptas?")


def _ask_consent_again(desk: Desk, dispatcher: CollectingDispatcher) -> Waits:
    return _await_consent(
        dispatcher,
        "Para abrir tu expediente me falta tu permiso. Sin él no lo abro y te respondo igual. ¿Aceptas el aviso?",
    )


def _await_consent(dispatcher: CollectingDispatcher, text: str) -> Waits:
    # Whenever it is pressed, «Acepto» answers this.
    buttons = [Button("Acepto", "guia_iniciar", {"valor": ACCEPTED}), Button("No acepto", "negar")]
    send(dispatcher, text, buttons=buttons)
    return {"espera": "consentimiento"}


def _ask_title(desk: Desk, dispatcher: CollectingDispatcher) -> Waits:
    send(dispatcher, "¿Cómo le ponemos a este expediente? Por ejemplo: «San Felipe con Laredo».")
    return {"espera": "titulo"}


# A question of theirs is answered, and then what was waited for is asked again.
ASKED_AGAIN = {"consentimiento": _ask_consent_again, "titulo": _ask_title}
