"""What the guide says: a question, where one stands, a stop, the end."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.guide.session import Desk
from bot.reply import BUTTON_LENGTH, Button, send
from casefiles import engine
from casefiles.engine import GATE, Finished, Outcome, Paused, Prompt, Step, Stopped, Waiting
from knowledge.answers.content_files import FIRST_HAND
from knowledge.answers.lookup import describe_guide_sources
from knowledge.guide.model.guide import ASSESSMENT, Question, Stage

ANSWER = "guia_seguir"  # intent of an answer button; its entities say the question and the value
MOST_BUTTONS = 10  # as many as a WhatsApp list holds


def show_outcome(
    desk: Desk, dispatcher: CollectingDispatcher, *said: str, sources: list[dict[str, str]] | None = None
) -> None:
    """Say `said`, whose `sources` they are, and then what comes now."""
    outcome = desk.outcome()
    desk.asked = outcome.question.key if isinstance(outcome, Prompt) else ""
    text, buttons = describe(desk, outcome)
    whole = "\n\n".join([*(line for line in said if line and line not in text), text])
    send(dispatcher, whole, buttons=buttons, sources=sources or _sources(desk, outcome))


def _sources(desk: Desk, outcome: Outcome) -> list[dict[str, str]]:
    """What a stop rests on, and the law behind a stage where it begins."""
    if isinstance(outcome, Stopped):
        return describe_guide_sources(desk.session, outcome.decision.citations)
    if isinstance(outcome, Prompt) and outcome.position == 1 and outcome.section not in (GATE, ASSESSMENT):
        return law_behind(desk, outcome.section)
    return []


def law_behind(desk: Desk, section: str) -> list[dict[str, str]]:
    """The laws and official pages of a stage, with their cautions; «ver etapa» has the rest. None outside a stage."""
    cited = {stage.key: stage.citations for stage in desk.guide.stages}.get(section, ())
    return describe_guide_sources(desk.session, cited, FIRST_HAND)


def describe(desk: Desk, outcome: Outcome) -> tuple[str, list[Button]]:
    """An outcome of the engine as text and buttons."""
    if isinstance(outcome, Prompt):
        return describe_prompt(desk, outcome), answer_buttons(outcome.question)
    if isinstance(outcome, Stopped):
        text = f"{outcome.decision.text}\n\nSi algo no es así, corrige tu respuesta."
        return text, [Button("Corregir", "guia_corregir"), Button("Mi expediente", "guia_expediente")]
    if isinstance(outcome, Paused):
        return "Tu expediente está en pausa. Cuando quieras, dime «seguir».", [Button("Seguir", "guia_seguir")]
    if isinstance(outcome, Finished):
        text = f"{progress_line(desk)}\n\nTerminaste el recorrido de este acuerdo."
        if outcome.pending:
            text += " Quedan respuestas por completar cuando las tengas; están en tus pendientes."
        return text, [Button("Mi expediente", "guia_expediente"), Button("Mis pendientes", "guia_pendientes")]
    return _describe_waiting(desk, outcome)


def _describe_waiting(desk: Desk, outcome: Waiting) -> tuple[str, list[Button]]:
    where = "; está en tus pendientes" if outcome.pending else ""
    text = f"{progress_line(desk)}\n\nYa contestaste lo que se podía. Falta que avance algo fuera de aquí{where}."
    buttons = [Button("Mis pendientes", "guia_pendientes"), Button("Corregir", "guia_corregir")]
    if outcome.ahead:
        title = desk.guide.stage(outcome.ahead).title
        text += f"\nMientras, puedes adelantar la etapa «{title}»."
        number = desk.guide.stage(outcome.ahead).number
        buttons.append(Button(f"Adelantar etapa {number}", "guia_etapa", {"etapa": number}))
    return text, buttons


def describe_prompt(desk: Desk, prompt: Prompt) -> str:
    """The question, under the name of its stage when it begins or after a correction."""
    head, ahead = "", ""
    if prompt.section == GATE:
        head = f"Antes de empezar · {prompt.position} de {prompt.total}"
    elif prompt.section == ASSESSMENT:
        head = f"Autoevaluación · {prompt.position} de {prompt.total}"
    elif prompt.position == 1:
        stage = desk.guide.stage(prompt.section)
        head, ahead = f"{progress_line(desk)}\n*{stage.title}*. {stage.purpose}", prompt.missing_entry
    parts = [head, ahead, prompt.question.text]
    if prompt.previous is not None:
        parts.append("Ya habías contestado esto; lo que digas ahora lo reemplaza.")
    return "\n\n".join(part for part in parts if part)


def answer_buttons(question: Question) -> list[Button]:
    """The answers that can be pressed, and the ways around.

    A number has none: where buttons are chosen by their number, «2» would press one instead of being the answer.
    """
    if question.kind == "numero":
        return []
    if question.kind == "si_no":
        values = ["Sí", "No", "No sé"]
    elif question.kind in ("opcion", "opciones"):
        values = [option.text for option in question.options]
    else:
        values = []
    if question.allows_not_yet:
        values.append("Aún no")
    if question.kind != "si_no":
        values.append("No sé")
    buttons = [Button(value[:BUTTON_LENGTH], ANSWER, {"pregunta": question.key, "valor": value}) for value in values]
    return [*buttons, Button("¿Por qué preguntas?", "guia_porque")][:MOST_BUTTONS]


def describe_step(desk: Desk, step: Step) -> list[str]:
    """What a step brought about: notices, alerts, tasks and detours, each a line."""
    names = dict(desk.guide.responsibles)
    lines = list(step.messages)
    lines += [f"Ojo: {alert.text}" for alert in step.alerts]
    lines += [
        f"Anoté un pendiente: {task.text} Le toca a: {names.get(task.responsible, task.responsible)}."
        for task in step.tasks
    ]
    return lines + [_describe_detour(desk.guide.stage(one.stage), one.text) for one in step.detours]


def _describe_detour(stage: Stage, text: str) -> str:
    return f"Quizá convenga volver a la etapa {stage.number}, «{stage.title}». {text}"


def progress_line(desk: Desk) -> str:
    """«▰▰▰▱▱▱▱▱▱▱ Etapa 3 de 10 · 2 pendientes»."""
    return engine.progress(desk.guide, desk.open_state, desk.today).line()
