"""Who may enter a case file: the people in it, and the codes that let somebody in."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.guide.case_screen import describe_people, take_out_buttons
from bot.guide.prompts import show_outcome
from bot.guide.session import Desk
from bot.reply import Button, send
from casefiles.cases import codes, participants
from spanish.dates.moments import spell_day

CANCEL = "codigos"  # what the button that takes the codes back stands for
_GIVE = Button("Dame un código", "guia_codigo")
_TAKE_BACK = Button("Cancelar el código", "guia_codigo", {"quitar": CANCEL})
_GO_ON = Button("Seguir", "guia_seguir")


def show_people(desk: Desk, dispatcher: CollectingDispatcher) -> None:
    """Everybody in the case file, and how many codes would still let somebody in."""
    people = participants.list_participants(desk.session, desk.person, desk.open_case.id)
    is_owner = desk.open_case.role == "duenio"
    if len(people) == 1:
        text = f"Solo tú tienes acceso a «{desk.open_case.title}»."
    else:
        text = f"Tienen acceso a «{desk.open_case.title}»:\n{describe_people(people, is_owner)}"
    live = codes.live_codes(desk.session, desk.person, desk.open_case.id, desk.now)
    if live:
        text += f"\nHay {len(live)} sin usar de los códigos que dejan entrar; el último vence el {spell_day(live[-1])}."
    buttons = [_GIVE, *([_TAKE_BACK] if live else []), _GO_ON]
    send(dispatcher, text, buttons=[*buttons, *(take_out_buttons(people, len(buttons)) if is_owner else [])])


def issue_code(desk: Desk, dispatcher: CollectingDispatcher) -> None:
    """A new code, said this once."""
    issued = codes.issue_code(desk.session, desk.secret, desk.person, desk.open_case.id, desk.now)
    send(
        dispatcher,
        f"Tu código de expediente es *{issued.text}*. Sirve una sola vez y vence el {spell_day(issued.expires_at)}. "
        "Quien lo escriba aquí, por cualquier canal, entra a este expediente; te aviso cuando alguien lo use.",
        buttons=[_TAKE_BACK, _GO_ON],
    )


def offer_code(desk: Desk, dispatcher: CollectingDispatcher, also: list[Button]) -> None:
    """What a code would do, to a message that did not ask for one by its words; `also` is offered with it."""
    send(
        dispatcher,
        f"Para que alguien más entre a «{desk.open_case.title}», o tú desde otro lado, te doy un código. Quien lo "
        "escriba puede leerlo y contestarlo. ¿Te lo doy?",
        buttons=[_GIVE, *also, Button("¿Quién tiene acceso?", "guia_personas"), _GO_ON],
    )


def take_back_codes(desk: Desk, dispatcher: CollectingDispatcher) -> None:
    """Cancel the codes that nobody has used."""
    gone = codes.revoke_codes(desk.session, desk.person, desk.open_case.id, desk.now)
    said = "Cancelé los códigos que no se habían usado." if gone else "No había códigos por cancelar."
    show_outcome(desk, dispatcher, said)
