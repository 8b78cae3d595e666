"""What the guide says: every question in each form, what follows from it, every order, every text of its data."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from importlib import import_module
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

import bot.guide
from bot.actions.guide import ActionSessionStart
from bot.guide import onboarding, record_answer
from bot.guide.case_screen import PAGE, show_pending
from bot.guide.orders.commands import stage, why
from bot.guide.prompts import describe_step, show_outcome
from bot.guide.route_change import ask_way
from bot.guide.session import Desk
from bot.reply import send
from bot.understanding.answers.result import nothing
from casefiles.agenda import notices, tasks
from casefiles.cases import lifecycle
from casefiles.engine import (
    GATE,
    CaseAlert,
    CaseTask,
    Detour,
    Finished,
    Outcome,
    Paused,
    Prompt,
    Step,
    Stopped,
    Waiting,
)
from casefiles.errors import CaseFileError
from casefiles.privacy import consent
from knowledge.guide.model.guide import ASSESSMENT, Answer, Effect, Guide, Question
from tests.said.knowledge import SENDER, Message, messages, turn

GIVEN = frozenset({"desk", "session", "turn", "dispatcher", "waits"})  # with which an order can be tried
UNSAID = frozenset({"aliases", "means_yes", "means_no", "said"})  # what people say to it
_SENTENCE = re.compile(r"\S\s\S")
Said = Callable[[CollectingDispatcher], object]


@dataclass
class FixedDesk(Desk):
    """A desk at which it is decided what comes now."""

    now_comes: Outcome | None = None

    def outcome(self) -> Outcome:
        """What was decided, or what the engine says."""
        return self.now_comes or super().outcome()


def replies(session: Session) -> Iterator[Message]:
    """Every reply of the guide to somebody with a case file."""
    yield from _heard(lambda said: onboarding.start(FixedDesk.of(session, SENDER), turn(), said))  # before there is one
    desk = _desk(session)
    for question, section in _questions(desk.guide):
        yield from _about(desk, question, section)
    yield from _outcomes(desk)
    yield from _assessed(desk)
    yield from _pending(desk)
    for number in range(len(desk.guide.stages) + 1):
        yield from _heard(lambda said, number=number: stage(desk, turn(etapa=number or ""), said))
    for order in _orders():
        yield from _ordered(desk, order)
    yield from _told_to_who_returns(session, desk)
    yield from ({"text": text} for text in texts(desk.guide))


def texts(data: Any) -> Iterator[str]:
    """Every sentence in the guide's data, however deep."""
    if isinstance(data, str) and _SENTENCE.search(data):
        yield data
    elif isinstance(data, tuple):
        for one in data:
            yield from texts(one)
    elif is_dataclass(data):
        for field in fields(data):
            if field.name not in UNSAID:
                yield from texts(getattr(data, field.name))


def _desk(session: Session) -> FixedDesk:
    desk = FixedDesk.of(session, SENDER)
    consent.give_consent(session, desk.person, desk.now)
    lifecycle.create_case(session, desk.person, "San Felipe con Laredo", desk.guide.version, desk.now)
    desk.reload()
    return desk


def _questions(guide: Guide) -> Iterator[tuple[Question, str]]:
    yield from ((question, GATE) for question in guide.gate.questions)
    yield from ((question, one.key) for one in guide.stages for question in one.questions)
    yield from ((question, ASSESSMENT) for question in guide.assessment.questions)


def _about(desk: FixedDesk, question: Question, section: str) -> Iterator[Message]:
    """A question put first, in the middle, again, otherwise, and why; and all that its answers bring about."""
    missing = "" if section in (GATE, ASSESSMENT) else desk.guide.stage(section).entry_text
    for prompt in (
        Prompt(question, section, 1, 9, missing_entry=missing),
        Prompt(question, section, 2, 9, Answer(kind="no_se")),
    ):
        desk.now_comes = prompt
        yield from _heard(lambda said: show_outcome(desk, said))
    for intent in ("guia_porque", "explicame_mas_facil"):
        yield from _heard(lambda said, intent=intent: why(desk, turn(intent=intent), said))
    unread = nothing("no_entendida", "No te entendí.")
    for failures in (1, record_answer.FAILURES):
        yield from _heard(lambda said, n=failures: record_answer.say_not_understood(desk, question, unread, said, n))
    for lines in _consequences(desk, question, section):
        yield from _heard(lambda said, lines=lines: show_outcome(desk, said, *lines))
    desk.now_comes = None


def _consequences(desk: Desk, question: Question, section: str) -> Iterator[list[str]]:
    state = desk.open_state
    for effect in question.effects:
        yield describe_step(desk, _step_of(desk, effect, section, Step(state, messages=("La dejo pendiente.",))))
    if task := question.unknown_task:
        found = CaseTask("tarea", task.text, task.responsible, section, question.key, "no_se")
        yield describe_step(desk, Step(state, tasks=(found,)))


def _step_of(desk: Desk, effect: Effect, section: str, step: Step) -> Step:
    if effect.kind == "alerta":
        return replace(step, alerts=(CaseAlert(effect.key, effect.text, effect.critical, section),))
    if effect.kind == "tarea":
        return replace(step, tasks=(CaseTask(effect.key, effect.text, effect.responsible, section, "", "respuesta"),))
    if effect.target in {one.key for one in desk.guide.stages} and effect.kind == "desvia":
        return replace(step, detours=(Detour(effect.key, effect.text, effect.target),))
    return replace(step, messages=(effect.text,))


def _outcomes(desk: FixedDesk) -> Iterator[Message]:
    first = desk.guide.gate.questions[0]
    for decision in desk.guide.gate.decisions:
        if decision.go_on:
            yield from _heard(lambda said, decision=decision: ask_way(desk, said, decision, first))
        desk.now_comes = Stopped(decision, (first.key,))
        yield from _heard(lambda said: show_outcome(desk, said))
    ahead = [Waiting((first.key,), one.key) for one in desk.guide.stages]
    for desk.now_comes in (Finished(), Finished((first.key,)), Paused(first.key), Waiting((first.key,)), *ahead):
        yield from _heard(lambda said: show_outcome(desk, said))
    desk.now_comes = None


def _assessed(desk: FixedDesk) -> Iterator[Message]:
    """The result of the self-assessment, from the least points to the most."""
    own, questions = desk.open_state, desk.guide.assessment.questions
    for points in range(4):
        given = {question.key: Answer(question.options[points].key) for question in questions}
        desk.state = replace(own, answers={**own.answers, **given}, sitting=())
        yield from _heard(lambda said: record_answer._say_result(desk, said))
    desk.state = own


def _pending(desk: Desk) -> Iterator[Message]:
    """Every task of the guide, page by page."""
    guide = desk.guide
    wanted = [
        CaseTask(f"{question.key}.{number}", task.text, task.responsible, section, question.key, "respuesta")
        for question, section in _questions(guide)
        for number, task in enumerate(_tasks(question))
    ]
    wanted += [
        CaseTask(f"{group.key}.{number}", task.text, task.responsible, "", "", "ruta")
        for group in (*guide.gate.routes, *guide.stages)
        for number, task in enumerate(group.tasks)
    ]
    tasks.sync_tasks(desk.session, desk.open_case.id, wanted, desk.now)
    for after in (0, *range(3, len(wanted), PAGE)):
        yield from _heard(lambda said, after=after: show_pending(desk, said, after))


def _tasks(question: Question) -> list[Any]:
    of_effects = [effect for effect in question.effects if effect.kind == "tarea"]
    return [*of_effects, *([question.unknown_task] if question.unknown_task else [])]


def _orders() -> Iterator[Callable[..., object]]:
    """Whatever in the guide answers a message with no more than the message and the desk."""
    for found in pkgutil.iter_modules(bot.guide.__path__, "bot.guide."):
        for one in vars(import_module(found.name)).values():
            if inspect.isfunction(one) and one.__module__ == found.name and "dispatcher" in _needs(one) <= GIVEN:
                yield one


def _ordered(desk: Desk, order: Callable[..., object]) -> Iterator[Message]:
    """What an order says in several ways; what it does is undone."""
    for asked in (turn("sí", "afirmar"), turn("cancela eso"), turn("recuérdame el 15 de marzo"), turn("no", "negar")):
        undone = desk.session.begin_nested()
        given = {"desk": desk, "session": desk.session, "turn": asked, "waits": {}}
        yield from _heard(lambda said, given=given: _refusing(order, {**given, "dispatcher": said}))
        undone.rollback()
        desk.reload()


def _refusing(order: Callable[..., object], given: dict[str, Any]) -> None:
    try:
        order(**{name: given[name] for name in _needs(order)})
    except CaseFileError as refusal:
        given["dispatcher"].messages.clear()
        send(given["dispatcher"], str(refusal))


def _needs(function: Callable[..., object]) -> set[str]:
    parameters = inspect.signature(function).parameters.values()
    varied = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return {one.name for one in parameters if one.default is one.empty and one.kind not in varied}


def _told_to_who_returns(session: Session, desk: Desk) -> Iterator[Message]:
    notices.tell(session, desk.person, "codigo", "Una persona entró a «San Felipe con Laredo» con tu código.", desk.now)
    yield from _heard(lambda said: ActionSessionStart().respond(session, turn(), said))


def _heard(say: Said) -> list[Message]:
    dispatcher = CollectingDispatcher()
    say(dispatcher)
    return messages(dispatcher)
