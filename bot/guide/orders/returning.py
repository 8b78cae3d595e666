"""Coming back: where nobody is recognised again by themselves, a case file has a key, and words about later say so."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

import settings
from bot.actions.base import Turn
from bot.guide.session import Desk, asker_hash, identity_hash
from bot.reply import Button, send
from casefiles.cases import codes, lifecycle
from casefiles.privacy.retention import Policy
from knowledge.answers.unanswered import forget_asker
from spanish.dates.written import spell_date
from spanish.text import words

KEY_LIFE = Policy().cases  # as long as the case file that it opens
_KEY = "clave"  # what a button that asks for the key stands for
OTHER_KEY = Button("Dame otra clave", "guia_codigo", {"nuevo": _KEY})
_CODE = Button("Código p/ seguir", "guia_codigo")

_STAYS = "Listo, lo dejamos aquí y nada se pierde. {}\nCuando vuelvas, dime «seguir»."
_NEEDS_A_KEY = (
    "Listo, lo dejamos aquí. {}\nPara volver, escríbeme la clave de tu expediente; si no la tienes a la mano, pide "
    "otra aquí abajo antes de irte, y la de antes deja de servir. Sin clave, y si no pediste que este equipo te "
    "recuerde, no sabré que eres tú."
)
_WHEN_BACK = "Si el canal no me deja escribirte primero, lo verás cuando vuelvas."
_ONLY_HERE = (
    "Aquí no puedo escribirte primero ni reconocerte después: lo verás solo si pides que este equipo te recuerde y "
    "vuelves en él. Apúntalo también en tu calendario."
)


def give_key(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say the key of the open case file, where it is needed."""
    if turn.lasting:
        return
    issued = codes.issue_key(desk.session, desk.secret, desk.person, desk.open_case.id, desk.now, KEY_LIFE)
    title, until = desk.open_case.title, spell_date(issued.expires_at.date().isoformat())
    send(
        dispatcher,
        f"Tu clave para volver a «{title}»: *{issued.text}*\n"
        "Guárdala y no la pases: quien la escriba entra en tu lugar. Aquí no te reconozco si te vas; escríbemela otro "
        f"día o en otro equipo y seguimos donde quedó. Sirve una vez, hasta el {until}; al usarla te doy otra.",
        data={"clave": {"codigo": issued.text, "expediente": title}},
    )


def asks_for_key(turn: Turn) -> bool:
    """Whether a message asks for the key again, where there is one: «dame otra clave», or its button."""
    return not turn.lasting and (turn.entity("nuevo") == _KEY or bool({"clave", "claves"} & set(words(turn.text))))


def come_back(desk: Desk, redeemed: codes.Redeemed) -> None:
    """Sit down as who they were; what was said under the address of before goes: nobody could ask for it any more."""
    # Here, because it imports Rasa, which a process that serves does only once it knows what to leave out.
    from bot.rasa.tracking.erasure import forget, people_who_talked

    (settings.load().var / "exports" / f"mis-datos-{desk.person}.json").unlink(missing_ok=True)
    connection = desk.session.connection()
    for sender in people_who_talked(connection):
        if identity_hash(sender) == redeemed.left:
            forget(connection, sender)
            forget_asker(desk.session, asker_hash(sender))
    desk.person = redeemed.person_id
    if redeemed.case is not None:
        lifecycle.resume(desk.session, desk.person, redeemed.case.id)


def on_leaving(turn: Turn, progress: str) -> str:
    """Where they leave it, `progress`, and how they come back to it."""
    return (_STAYS if turn.lasting else _NEEDS_A_KEY).format(progress)


def way_back(turn: Turn) -> Button:
    """What they may ask for as they leave, to come back by it."""
    return _CODE if turn.lasting else OTHER_KEY


def on_reminding(turn: Turn) -> str:
    """Where what they asked to be reminded of will be seen."""
    return _WHEN_BACK if turn.lasting else _ONLY_HERE
