"""Notes an answer in the case file and says what follows from it."""

from __future__ import annotations

from typing import List

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import Event, Turn
from bot.guide.digressions import digress
from bot.guide.orders.commands import Waits
from bot.guide.pictures import LEVELS, levels, levels_as_data
from bot.guide.prompts import ANSWER, describe_step, show_outcome
from bot.guide.route_change import ask_way
from bot.guide.session import Desk, find_question
from bot.reply import Button, send
from bot.understanding.answers import parse
from bot.understanding.answers.result import Parsed
from casefiles import engine
from casefiles.answers import assessments
from casefiles.engine import assessment
from casefiles.engine.wording import answer_words
from knowledge.guide.model.guide import Question

FAILURES = 3  # after these, the question is put otherwise and may be skipped


def press(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher, question: Question | None) -> Waits:
    """Take the button of an answer; one of another question changes nothing."""
    key, value = turn.entity("pregunta"), turn.entity("valor") or ""
    if question is None or key != question.key:
        known = find_question(desk.guide, key or "")
        buttons = [Button("Corregir esa", "guia_corregir", {"pregunta": known.key})] if known else []
        name = f"«{known.text}»" if known else "otra versión de la guía"
        send(dispatcher, f"Ese botón era de {name}; no cambié nada.", buttons=buttons)
        show_outcome(desk, dispatcher, "Vamos en esta:")
        return {}
    waits, _ = note_answer(desk, question, parse(question, value, desk.today), turn, dispatcher)
    return waits


def note_answer(
    desk: Desk, question: Question, read: Parsed, turn: Turn, dispatcher: CollectingDispatcher
) -> tuple[Waits, List[Event]]:
    """Note an answer, say what follows from it and ask what comes next; events are of a question in the message."""
    unfinished = assessment.result(desk.guide, desk.open_state, desk.today) is None
    way = engine.decide(desk.guide, desk.open_state, desk.today)
    step = engine.answer(desk.guide, desk.open_state, question.key, read.answer(), desk.today)
    told = desk.save(step)
    noted = ""
    if step.accepted and read.kind == "valor" and (not read.sure or question.kind == "fecha"):
        noted = f"Anoté: {answer_words(read.answer(), question)}."
    lines = [noted, read.reason, *describe_step(desk, step), *told]
    if unfinished:
        _say_result(desk, dispatcher)
    decision = engine.decide(desk.guide, desk.open_state, desk.today)
    if decision != way and decision.go_on:
        return ask_way(desk, dispatcher, decision, question, *lines), []
    if read.aside:
        events = digress(desk, turn, dispatcher, lead="\n\n".join(line for line in lines if line))
        return {}, events
    show_outcome(desk, dispatcher, *lines)
    return {}, []


def _say_result(desk: Desk, dispatcher: CollectingDispatcher) -> None:
    """Say and keep the score of the self-assessment, if this answer finished it."""
    earlier = assessments.list_assessments(desk.session, desk.person, desk.open_case.id, limit=1)
    before = earlier[0].answers if earlier else None
    result = assessment.result(desk.guide, desk.open_state, desk.today, before)
    if result is None:
        return
    answers = assessment.answers_of(desk.guide, desk.open_state)
    version = desk.guide.version
    assessments.save_assessment(desk.session, desk.person, desk.open_case.id, answers, result, version, desk.now)
    lines = [f"Autoevaluación: {result.total} de {result.maximum} puntos. Nivel: {result.level.title}."]
    if result.change is not None:
        lines.append(f"La vez anterior fueron {result.total - result.change}.")
    lines += [f"{one.title}: {one.percent} %" + (f". {one.advice}" if one.advice else "") for one in result.dimensions]
    lines += [rule.text for rule in result.rules]
    lines.append(result.notice)
    send(dispatcher, "\n".join(lines), image=str(levels(result)), alt=LEVELS, data=levels_as_data(result))


def say_not_understood(
    desk: Desk, question: Question, read: Parsed, dispatcher: CollectingDispatcher, failures: int
) -> Waits:
    """Ask the question again; after a few failures otherwise, and it may be skipped."""
    if failures < FAILURES:
        show_outcome(desk, dispatcher, read.reason)
        return {"fallos": failures}
    send(
        dispatcher,
        f"Te lo pregunto de otro modo. {question.rephrased}\n\nSi no la tienes a la mano, la dejamos para después.",
        buttons=[Button("Dejar p/ después", "guia_omitir"), Button("No sé", ANSWER,
                 {"pregunta": question.key, "valor": "no sé"})],
    )  # fmt: skip
    return {"fallos": 0}
