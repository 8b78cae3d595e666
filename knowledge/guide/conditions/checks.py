"""Checks on the guide's conditions: that they speak of what exists, in its own kind, and never in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Optional, get_args

from knowledge.guide.conditions import expressions as ex
from knowledge.guide.conditions.evaluation import questions_in, stages_in, walk
from knowledge.guide.model.guide import ASSESSMENT, NOT_YET, Guide, Question, Stage, StageStatus

Placed = tuple[str, Optional[ex.Condition]]  # where a condition stands, for the message


def conditions_of(guide: Guide) -> Iterator[Placed]:
    """Every condition of the guide and where it stands."""
    for question in (*guide.questions().values(), *guide.assessment.questions):
        yield question.key, question.only_if
        yield from ((effect.key, effect.when) for effect in question.effects)
    for stage in guide.stages:
        for name, condition in (("entrada", stage.entry), ("cierre", stage.closing), ("pendientes", stage.pending_if)):
            yield f"{stage.key} · {name}", condition
    yield from ((decision.key, decision.when) for decision in guide.gate.decisions)
    yield from ((rule.key, rule.when) for rule in guide.assessment.rules)


def broken_conditions(guide: Guide) -> Iterator[str]:
    """What is wrong inside the conditions."""
    questions = guide.questions() | {question.key: question for question in guide.assessment.questions}
    stages = {stage.key for stage in guide.stages} | {ASSESSMENT}
    for where, condition in conditions_of(guide):
        unknown = sorted(questions_in(condition) - set(questions)) + sorted(stages_in(condition) - stages)
        yield from (f"{where}: su condición habla de «{key}», que no existe" for key in unknown)
        if not unknown:
            for part in walk(condition):
                yield from (f"{where}: {problem}" for problem in _wrong(part, questions))


def _wrong(part: ex.Condition, questions: Mapping[str, Question]) -> Iterator[str]:
    if isinstance(part, (ex.Is, ex.In)):
        question = questions[part.question]
        for value in part.values if isinstance(part, ex.In) else (part.value,):
            if not _possible(question, value):
                yield f"«{value}» no es una respuesta posible de {question.key}"
    elif isinstance(part, ex.StageIn):
        yield from (f"«{status}» no es un estado" for status in part.statuses if status not in get_args(StageStatus))
    elif isinstance(part, (ex.Less, ex.Equal)):
        kinds = {questions[key].kind for key in questions_in(part)}
        kinds |= {"numero"} if isinstance(part.right, int) else set()
        if len(kinds) > 1 or not kinds <= {"numero", "fecha"}:
            yield "compara preguntas que no son dos números o dos fechas"
    elif isinstance(part, (ex.MonthsUntil, ex.DaysSince)):
        if questions[part.question].kind != "fecha":
            yield f"{part.question} no es una fecha"
    elif isinstance(part, (ex.SumLess, ex.PercentLess)):
        yield from (f"{key} no es un número" for key in questions_in(part) if questions[key].kind != "numero")


def _possible(question: Question, value: object) -> bool:
    if question.kind == "si_no":
        return isinstance(value, bool)
    if question.kind in ("opcion", "opciones"):
        return value in {option.key for option in question.options}
    if question.kind == "fecha":
        return question.allows_not_yet and value == NOT_YET
    return question.kind == "numero" and isinstance(value, int) and not isinstance(value, bool)


def cycles(guide: Guide) -> Iterator[str]:
    """Questions and stages that wait for themselves."""
    waits_for = {question.key: _looked_at(question.only_if) for question in guide.questions().values()}
    waits_for |= {stage.key: _waits(stage, guide) for stage in guide.stages}
    done: set[str] = set()
    for key in waits_for:
        trail = _circle(key, waits_for, (), done)
        if trail:
            yield "se esperan en círculo: " + " → ".join(trail)
            return


def _waits(stage: Stage, guide: Guide) -> set[str]:
    found = _looked_at(stage.entry) | _looked_at(stage.closing)
    for question in guide.questions().values():
        for effect in question.effects:
            if effect.kind == "bloquea" and effect.target == stage.key:
                found |= _looked_at(effect.when)
    return found


def _looked_at(condition: ex.Condition | None) -> set[str]:
    # «No aplica» comes from the route alone, so looking at it waits for no answer of that stage.
    by_route = {
        part.stage for part in walk(condition) if isinstance(part, ex.StageIn) and part.statuses == ("no_aplica",)
    }
    return questions_in(condition) | (stages_in(condition) - by_route)


def _circle(key: str, waits_for: Mapping[str, set[str]], trail: tuple[str, ...], done: set[str]) -> tuple[str, ...]:
    if key in trail:
        return (*trail[trail.index(key) :], key)
    if key in done:
        return ()
    for other in sorted(waits_for.get(key, ())):
        found = _circle(other, waits_for, (*trail, key), done)
        if found:
            return found
    done.add(key)
    return ()
