"""«Mi expediente» and «mis pendientes»: what the case file holds, who takes part and what is left to do."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.guide.prompts import MOST_BUTTONS, progress_line
from bot.guide.session import Desk, find_question
from bot.reply import Button, send
from casefiles import engine
from casefiles.agenda import tasks
from casefiles.cases import codes, participants, summary
from casefiles.cases.participants import ParticipantView
from spanish.dates.moments import spell_day

CONFIRMED = "confirmado"  # entity of a button that says yes to what cannot be taken back
PAGE = 10  # tasks told at once after the first ones


def show_case_file(desk: Desk, dispatcher: CollectingDispatcher, said: str = "") -> None:
    """The summary, after `said`; whoever owns a shared case file can take somebody out of it."""
    seen = engine.progress(desk.guide, desk.open_state, desk.today)
    text = summary.summarize(
        desk.session,
        desk.person,
        desk.open_case.id,
        desk.guide,
        desk.today,
        {one.key: one.status for one in seen.stages},
        answers_left=_answers_left(desk),
    )
    buttons = [
        Button("Seguir", "guia_seguir"),
        Button("Corregir", "guia_corregir"),
        Button("Mis pendientes", "guia_pendientes"),
    ]
    people = participants.list_participants(desk.session, desk.person, desk.open_case.id)
    if len(people) > 1:
        text += f"\n\nParticipan\n{describe_people(people, desk.open_case.role == 'duenio')}"
    if desk.open_case.role == "duenio":
        buttons += take_out_buttons(people, len(buttons))
    send(dispatcher, f"{said}\n\n{text}" if said else text, buttons=buttons)


def ask_take_out(desk: Desk, dispatcher: CollectingDispatcher, joined: str) -> None:
    """Say what taking somebody out means, and ask."""
    found = _joined_at(desk, dispatcher, joined)
    if found is not None:
        send(
            dispatcher,
            f"Voy a quitar a {name_of(found)}, por {found.channel}. Ya no podrá leer ni contestar "
            f"«{desk.open_case.title}», y para volver necesitará otro código; lo que contestó se queda. ¿Lo hago?",
            buttons=[
                Button("Sí, quitar", "guia_expediente", {"quitar": joined, CONFIRMED: "si"}),
                Button("No", "guia_expediente"),
            ],
        )


def take_out(desk: Desk, dispatcher: CollectingDispatcher, joined: str) -> None:
    """Take out of the case file whoever joined at the moment `joined`, and show who is left."""
    found = _joined_at(desk, dispatcher, joined)
    if found is None:
        return
    participants.remove_participant(desk.session, desk.person, desk.open_case.id, found.number, desk.now)
    desk.reload()
    said = (
        f"Listo: {name_of(found)} ya no está en este expediente. Lo que haya contestado se queda; si algo no es así, "
        "corrígelo."
    )
    if codes.live_codes(desk.session, desk.person, desk.open_case.id, desk.now):
        said += " Hay un código sin usar: si no lo diste tú, dime «cancelar el código»."
    show_case_file(desk, dispatcher, said)


def _joined_at(desk: Desk, dispatcher: CollectingDispatcher, joined: str) -> ParticipantView | None:
    people = participants.list_participants(desk.session, desk.person, desk.open_case.id)
    # By when they joined: their number is another's once somebody else is gone.
    found = next((one for one in people if one.joined_at.isoformat() == joined and not one.you), None)
    if found is None:
        show_case_file(desk, dispatcher, "Esa persona ya no está en este expediente.")
    return found


def show_pending(desk: Desk, dispatcher: CollectingDispatcher, after: int = 0) -> int:
    """The tasks that come after the first `after`; returns how many were told so far, 0 if there are no more."""
    listed = tasks.list_tasks(desk.session, desk.person, desk.open_case.id)
    left = _answers_left(desk)
    if after >= len(listed) and len(left) <= summary.TITLES:
        after = 0  # all of them were told: from the first again
    most = PAGE if after else summary.NEXT_TASKS
    told = summary.describe_pending(listed, desk.guide, left, after=after, most=most)
    is_more = after + most < len(listed) or (not after and len(left) > summary.TITLES)
    buttons = [Button("Seguir", "guia_seguir"), Button("Mi expediente", "guia_expediente")]
    if is_more:
        buttons.insert(0, Button("Ver los demás", "guia_pendientes", {"desde": after + most}))
    send(dispatcher, f"{progress_line(desk)}\n\n{told}", buttons=buttons)
    return after + most if is_more else 0


def _answers_left(desk: Desk) -> list[str]:
    """Titles of the questions to complete that no task stands for."""
    keys = engine.without_task(desk.guide, desk.open_state, desk.today)
    return [question.title for key in keys if (question := find_question(desk.guide, key))]


def describe_people(people: list[ParticipantView], is_owner: bool) -> str:
    """Who takes part, one a line, without saying who they are."""
    lines = [f"{one.number}. {'Tú' if one.you else name_of(one).capitalize()}, por {one.channel}" for one in people]
    if not is_owner:
        lines.append("Solo quien lleva el expediente puede quitar a alguien.")
    return "\n".join(lines)


def name_of(one: ParticipantView) -> str:
    """How somebody is told from the others; nobody's name is known."""
    did = "lleva el expediente, desde" if one.role == "duenio" else "entró"
    return f"la persona que {did} el {spell_day(one.joined_at)}"


def take_out_buttons(people: list[ParticipantView], others: int) -> list[Button]:
    """One for each person but the owner, as many as fit beside `others`."""
    # The last to join are the ones nobody may have expected.
    last = [one for one in people if not one.you][-(MOST_BUTTONS - others) :]
    return [
        Button(f"Quitar persona {one.number}", "guia_expediente", {"quitar": one.joined_at.isoformat()}) for one in last
    ]
