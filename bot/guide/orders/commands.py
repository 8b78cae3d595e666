"""What a person may ask of the guide at any moment, one function for each intent."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Dict

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import Turn
from bot.guide import pictures
from bot.guide.case_screen import CONFIRMED, ask_take_out, show_case_file, show_pending, take_out
from bot.guide.orders import correcting
from bot.guide.orders.plain_orders import asks_for_code, cancels_codes, takes_back
from bot.guide.orders.returning import OTHER_KEY, asks_for_key, give_key, on_leaving, way_back
from bot.guide.orders.sharing import CANCEL, issue_code, offer_code, show_people, take_back_codes
from bot.guide.prompts import MOST_BUTTONS, describe_step, law_behind, progress_line, show_outcome
from bot.guide.session import Desk
from bot.reply import BUTTON_LENGTH, Button, send
from casefiles import engine
from casefiles.cases import lifecycle, summary
from casefiles.engine import Prompt, Step, assessment
from knowledge.answers.lookup import describe_guide_sources
from spanish.text import fold, words

CONNECTIVITY = "E1.7"  # key of the question about the office's internet
CORRECTABLE = 9  # of the last answers, offered to be corrected; a WhatsApp list holds ten rows
Waits = Dict[str, Any]  # what the next message answers, besides the guide's question; {} for nothing
Command = Callable[[Desk, Turn, CollectingDispatcher], Waits]

_REST = frozenset({"demas", "resto", "otros", "siguientes"})  # words that ask for the tasks not told yet
_NUMBERS = {
    "uno": 1, "una": 1, "primera": 1, "dos": 2, "segunda": 2, "tres": 3, "tercera": 3, "cuatro": 4, "cuarta": 4,
    "cinco": 5, "quinta": 5, "seis": 6, "sexta": 6, "siete": 7, "septima": 7, "ocho": 8, "octava": 8, "nueve": 9,
    "novena": 9, "diez": 10, "decima": 10,
}  # fmt: skip


def go_on(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Siguiente», «sigamos»: resume if it was paused, and ask; «ver más» may be about the tasks just told."""
    if turn.intent == "ver_mas" and _told_of_pending(turn):
        return pending(desk, turn, dispatcher)
    was_paused = desk.open_case.paused
    lifecycle.resume(desk.session, desk.person, desk.open_case.id)
    desk.reload()
    outcome = desk.outcome()
    if isinstance(outcome, Prompt) and not was_paused and turn.confidence < 1.0:
        if outcome.previous is not None:  # «siguiente» on a question that has its answer
            return _take(desk, dispatcher, engine.skip(desk.guide, desk.open_state, desk.today))
        show_outcome(desk, dispatcher, "Vamos en esta. Si no la tienes a la mano, dime «omitir» y luego volvemos.")
        return {}
    show_outcome(desk, dispatcher)
    return {}


def go_back(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Regresar»."""
    return _take(desk, dispatcher, engine.back(desk.guide, desk.open_state, desk.today))


def correct(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Corregir»: the question named, if it is clear which; else those it may be, or the last ones answered."""
    key = turn.entity("pregunta")
    named = [] if key else correcting.named(desk, turn.text)
    if len(named) == 1:
        key = named[0].key
    if key:
        return _take(desk, dispatcher, engine.correct(desk.guide, desk.open_state, key, desk.today))
    offered = named or correcting.answered(desk)[:CORRECTABLE]
    if not offered:
        show_outcome(desk, dispatcher, "Todavía no has contestado nada que corregir.")
        return {}
    lines = "\n".join(correcting.describe(desk, question) for question in offered)
    buttons = [Button(question.title, "guia_corregir", {"pregunta": question.key}) for question in offered]
    send(dispatcher, f"¿Cuál corregimos? Apriétala o dime de qué trata.\n{lines}", buttons=buttons)
    return {"espera": "corregir"}


def undo(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Deshaz eso»; what only sounds like it is asked first."""
    if turn.confidence < 1.0 and not takes_back(turn.text):
        last = correcting.answered(desk)[:1]
        if last:
            buttons = [Button("Sí, deshaz", "guia_deshacer"), Button("No", "guia_seguir")]
            send(dispatcher, f"¿Deshago tu última respuesta?\n{correcting.describe(desk, last[0])}", buttons=buttons)
            return {}
    undone = lifecycle.undo_last(desk.session, desk.person, desk.open_case.id, desk.now)
    desk.reload()
    questions = desk.guide.questions()
    texts = [questions[one.key].text for one in undone if one.key in questions]
    show_outcome(desk, dispatcher, "Deshecho: " + " ".join(texts))
    return {}


def why(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«¿Por qué lo preguntas?»."""
    outcome = desk.outcome()
    if isinstance(outcome, Prompt) and turn.intent == "explicame_mas_facil":
        show_outcome(desk, dispatcher, f"Dicho de otro modo: {outcome.question.rephrased}")
    elif isinstance(outcome, Prompt):
        show_outcome(desk, dispatcher, outcome.question.why, sources=law_behind(desk, outcome.section))
    else:
        show_outcome(desk, dispatcher)
    return {}


def skip(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Sáltala»."""
    return _take(desk, dispatcher, engine.skip(desk.guide, desk.open_state, desk.today))


def progress(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«¿En qué voy?», with a picture of the ten stages."""
    seen = engine.progress(desk.guide, desk.open_state, desk.today)
    send(
        dispatcher,
        f"«{desk.open_case.title}»\n{seen.line()}",
        image=str(pictures.stages(seen)),
        alt="Las diez etapas y cómo va cada una",
        data=pictures.stages_as_data(seen),
    )
    show_outcome(desk, dispatcher)
    return {}


def pending(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«¿Qué me falta?»: the next tasks with who and by when, and the answers that keep something open."""
    told = show_pending(desk, dispatcher, int(turn.entity("desde") or _told_of_pending(turn)))
    return {"pendientes": told} if told else {}


def _told_of_pending(turn: Turn) -> int:
    """How many tasks were told before, if the message asks for the others: «ver los demás pendientes»; else 0."""
    if turn.intent != "ver_mas" and not _REST & set(words(turn.text)):
        return 0
    told = (turn.slot("guia") or {}).get("pendientes", 0)
    return int(told or (summary.NEXT_TASKS if "pendiente" in fold(turn.text) else 0))


def stage(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Ver etapa 3»: what it is for, and going there."""
    number = _stage_number(desk, turn)
    if number is None:
        lines = "\n".join(f"{one.number}. {one.title}" for one in desk.guide.stages)
        send(dispatcher, f"Son diez etapas. ¿Cuál quieres ver? Dime «etapa 3».\n{lines}")
        return {}
    chosen = desk.guide.stages[number - 1]
    send(
        dispatcher,
        f"Etapa {chosen.number} de {len(desk.guide.stages)} · *{chosen.title}*\n{chosen.purpose}\n\n"
        f"Para empezarla: {chosen.entry_text}\nPara cerrarla: {chosen.closing_text}",
        sources=describe_guide_sources(desk.session, chosen.citations),
    )
    return _take(desk, dispatcher, engine.jump(desk.guide, desk.open_state, chosen.key, desk.today))


def tools(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«¿Qué uso aquí?»: the tools of this stage that their connectivity bears, and the low-cost way of the others."""
    seen = engine.progress(desk.guide, desk.open_state, desk.today)
    here = desk.guide.stages[max(seen.stage, 1) - 1]
    levels = {level.key.casefold(): level for level in desk.guide.toolbox.levels}  # the worst first
    order = list(levels)
    answer = desk.open_state.answers.get(CONNECTIVITY)
    theirs = levels.get(str(answer.value)) if answer else None
    bears = order.index(theirs.key.casefold()) if theirs else len(order)
    now = [one for one in here.tools if order.index(one.level.casefold()) <= bears]
    later = [one for one in here.tools if one not in now]
    lines = [f"Para la etapa *{here.title}* te sugerimos, empezando por el correo y el Office que ya tienes:"]
    if theirs:
        lines.append(f"Tu conexión: {theirs.title}. {theirs.advice}")
    lines += [f"• {one.category}: {one.example}. {one.why} Con poco: {one.low_cost}" for one in now]
    lines += [f"• {one.category} pide mejor conexión ({one.example}). Mientras: {one.low_cost}" for one in later]
    show_outcome(desk, dispatcher, "\n".join(lines))
    return {}


def pause(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Le paro aquí»."""
    lifecycle.pause(desk.session, desk.person, desk.open_case.id)
    desk.reload()
    send(
        dispatcher,
        on_leaving(turn, progress_line(desk)),
        buttons=[Button("Recordármelo", "guia_recordar"), way_back(turn)],
    )
    return {"salir": True}


def switch(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Cambiar de expediente»: open the one named, or list them."""
    cases = lifecycle.list_cases(desk.session, desk.person)
    chosen = turn.entity("expediente")
    named = lifecycle.find_cases(desk.session, desk.person, turn.text)
    found = [case for case in cases if case.id == chosen] if chosen else named
    if len(found) == 1:
        lifecycle.open_case(desk.session, desk.person, found[0].id)
        desk.reload()
        show_outcome(desk, dispatcher, f"Abrí «{found[0].title}». {progress_line(desk)}", *desk.announcements())
        return {}
    # Two long titles may begin alike; the number tells their buttons apart.
    lines = "\n".join(f"{number}. {case.title}" for number, case in enumerate(cases, 1))
    buttons = [
        Button(f"{number}. {case.title}"[:BUTTON_LENGTH], "guia_cambiar", {"expediente": case.id})
        for number, case in enumerate(cases[: MOST_BUTTONS - 1], 1)
    ]
    text = f"¿Cuál abrimos? Apriétalo o dime su nombre.\n{lines}"
    send(dispatcher, text, buttons=[*buttons, Button("Otro nuevo", "guia_iniciar", {"nuevo": "si"})])
    return {}


def case_file(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Mi expediente»; a button under it takes out somebody who should not be there, once that is confirmed."""
    if joined := turn.entity("quitar"):
        (take_out if turn.entity(CONFIRMED) else ask_take_out)(desk, dispatcher, joined)
    else:
        show_case_file(desk, dispatcher)
    return {}


def people(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«¿Quién más tiene acceso?»."""
    show_people(desk, dispatcher)
    return {}


def code(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Dame un código»; the button under it takes it back. What only sounds like it is offered one."""
    if turn.entity("quitar") == CANCEL or (turn.confidence < 1.0 and cancels_codes(turn.text)):
        take_back_codes(desk, dispatcher)
    elif turn.confidence < 1.0 and not asks_for_code(turn.text):
        offer_code(desk, dispatcher, [] if turn.lasting else [OTHER_KEY])
    elif asks_for_key(turn):
        give_key(desk, turn, dispatcher)
    else:
        issue_code(desk, dispatcher)
    return {"salir": True} if desk.open_case.paused else {}


def assess(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """«Hacer la autoevaluación»."""
    state = assessment.begin(desk.guide, desk.open_state)
    said = "Son 18 preguntas cortas. Los cortes de nivel son nuestros y nadie los ha validado."
    return _take(desk, dispatcher, Step(state), said)


def _take(desk: Desk, dispatcher: CollectingDispatcher, step: Step, *said: str) -> Waits:
    told = desk.save(step)
    show_outcome(desk, dispatcher, *said, *describe_step(desk, step), *told)
    return {}


def _stage_number(desk: Desk, turn: Turn) -> int | None:
    named = turn.entity("etapa")
    if named:
        return int(named)
    last = len(desk.guide.stages)
    if match := re.search(r"\b(\d{1,2})\b", turn.text):
        return int(match[1]) if 1 <= int(match[1]) <= last else None
    for word in words(turn.text):
        if word in _NUMBERS:
            return _NUMBERS[word]
    folded = fold(turn.text)
    for one in desk.guide.stages:
        if any(len(word) > 5 and word in folded for word in words(one.title)):
            return one.number
    return None


# The commands that need an open case file.
COMMANDS: dict[str, Command] = {
    "guia_seguir": go_on,
    "guia_regresar": go_back,
    "guia_corregir": correct,
    "guia_deshacer": undo,
    "guia_porque": why,
    "guia_omitir": skip,
    "guia_progreso": progress,
    "guia_pendientes": pending,
    "guia_etapa": stage,
    "guia_herramientas": tools,
    "guia_pausar": pause,
    "guia_cambiar": switch,
    "guia_expediente": case_file,
    "guia_personas": people,
    "guia_codigo": code,
    "guia_autoevaluacion": assess,
}
