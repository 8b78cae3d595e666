"""Coming back: where nobody is recognised again by themselves, a case file has a key, and words about later say so."""

from __future__ import annotations

from contextlib import suppress

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import Turn
from bot.guide.session import Desk
from bot.reply import send
from casefiles.cases import codes
from casefiles.errors import LimitReached
from casefiles.privacy.retention import Policy
from spanish.dates.written import spell_date

KEY_LIFE = Policy().cases  # as long as the case file that it opens

_STAYS = "Listo, lo dejamos aquí y nada se pierde. {}\nCuando vuelvas, dime «seguir»."
_NEEDS_A_KEY = (
    "Listo, lo dejamos aquí. {}\nPara volver, escríbeme la clave de tu expediente y dime «seguir»; si no la tienes a "
    "la mano, pide otra aquí abajo antes de irte. Sin clave, y si no pediste que este equipo te recuerde, no sabré que "
    "eres tú."
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
    with suppress(LimitReached):  # there are keys enough
        issued = codes.issue_code(desk.session, desk.secret, desk.person, desk.open_case.id, desk.now, KEY_LIFE)
        title, until = desk.open_case.title, spell_date(issued.expires_at.date().isoformat())
        send(
            dispatcher,
            f"Tu clave para volver a «{title}»: *{issued.text}*\n"
            "Guárdala: aquí no te reconozco si te vas y regresas. Escríbemela otro día o en otro equipo y seguimos "
            f"donde quedó. Sirve una vez, hasta el {until}; al usarla te doy otra. Quien la tenga puede entrar.",
            data={"clave": {"codigo": issued.text, "expediente": title}},
        )


def on_leaving(turn: Turn, progress: str) -> str:
    """Where they leave it, `progress`, and how they come back to it."""
    return (_STAYS if turn.lasting else _NEEDS_A_KEY).format(progress)


def on_reminding(turn: Turn) -> str:
    """Where what they asked to be reminded of will be seen."""
    return _WHEN_BACK if turn.lasting else _ONLY_HERE
