"""Proves that a route can be walked to its end, by finding answers that complete each of its stages.

A small backtracking search over the conditions themselves: what the content demands is also what says how to meet it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice

from knowledge.guide.conditions import expressions as ex
from knowledge.guide.conditions.evaluation import holds, is_answered, questions_in
from knowledge.guide.model.guide import ASSESSMENT, Answer, Effect, Guide, Question, Route, Stage, Value

TODAY = date(2026, 6, 15)  # any day will do: the search chooses its dates around it
_TRIES = 4_000  # sets of answers looked at for one stage
_STEPS = 200_000  # answers tried for one stage, when most of them lead nowhere

Found = Mapping[str, Answer]


def stages_out_of_reach(guide: Guide, route: Route) -> list[str]:
    """Keys of the stages of `route` that no answers complete, in order; empty when the route can be finished."""
    search = _Search(guide)
    answers = search.entering(route)
    if answers is None:
        return list(route.stages)
    statuses = {stage.key: "no_iniciada" if stage.key in route.stages else "no_aplica" for stage in guide.stages}
    statuses[ASSESSMENT] = "completa"
    left = [stage for stage in guide.stages if stage.key in route.stages]
    while left:
        for stage in left:
            completed = search.completing(stage, answers, statuses)
            if completed is not None:
                answers, statuses[stage.key] = completed, "completa"
                left.remove(stage)
                break
        else:
            return [stage.key for stage in left]
    return []


class _Search:
    """Looks for answers to the questions of a guide."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._questions = guide.questions() | {question.key: question for question in guide.assessment.questions}
        self._effects = [effect for question in self._questions.values() for effect in question.effects]
        self._statuses: Mapping[str, str] = {}
        self._steps = 0

    def entering(self, route: Route) -> Found | None:
        """Answers to the gate that lead to `route`."""
        self._statuses, self._steps = {}, _STEPS
        for decision in self._guide.gate.decisions:
            if decision.route != route.key:
                continue
            for answers in islice(self._meet(decision.when, True, {}) if decision.when else iter([{}]), _TRIES):
                if self._decided(answers) == decision.key:
                    return answers
        return None

    def completing(self, stage: Stage, answers: Found, statuses: Mapping[str, str]) -> Found | None:
        """`answers` and those that complete `stage`; None when there are none."""
        self._statuses, self._steps = statuses, _STEPS
        wanted = ex.All((stage.entry, stage.closing) if stage.entry else (stage.closing,))
        for found in islice(self._meet(wanted, True, answers), _TRIES):
            complete = self._with_required(stage, found)
            if complete is not None and not self._blocked(stage, complete):
                return complete
        return None

    def _decided(self, answers: Found) -> str:
        for decision in self._guide.gate.decisions:
            if decision.when is None or self._holds(decision.when, answers):
                return decision.key
        return ""

    def _with_required(self, stage: Stage, answers: Found) -> Found | None:
        for question in stage.questions:
            asked = question.only_if is None or self._holds(question.only_if, answers)
            if question.required and asked and not is_answered(answers.get(question.key)):
                for value in _candidates(question, set()):
                    trial = {**answers, question.key: Answer(value)}
                    if self._holds(stage.closing, trial) and not self._blocked(stage, trial):
                        answers = trial
                        break
                else:
                    return None
        return answers

    def _blocked(self, stage: Stage, answers: Found) -> bool:
        rules = (rule for rule in self._guide.assessment.rules if rule.blocks == stage.key)
        by_rule = any(self._holds(rule.when, answers) for rule in rules)
        return by_rule or any(self._blocks(effect, stage, answers) for effect in self._effects)

    def _blocks(self, effect: Effect, stage: Stage, answers: Found) -> bool:
        mine = effect.kind == "bloquea" and effect.target == stage.key
        return mine and (effect.when is None or self._holds(effect.when, answers))

    def _holds(self, condition: ex.Condition, answers: Found) -> bool:
        return holds(condition, answers, TODAY, self._statuses)

    def _meet(self, condition: ex.Condition, wanted: bool, answers: Found) -> Iterator[Found]:
        """Every extension of `answers` found in which `condition` is `wanted`."""
        if isinstance(condition, ex.Not):
            yield from self._meet(condition.part, not wanted, answers)
        elif isinstance(condition, (ex.All, ex.AnyOf)):
            if isinstance(condition, ex.All) == wanted:
                yield from self._meet_each(condition.parts, wanted, answers)
            else:
                for part in condition.parts:
                    yield from self._meet(part, wanted, answers)
        elif self._holds(condition if wanted else ex.Not(condition), answers):
            yield answers
        else:
            yield from self._meet_by_asking(condition, wanted, answers)

    def _meet_each(self, parts: tuple[ex.Condition, ...], wanted: bool, answers: Found) -> Iterator[Found]:
        if not parts:
            yield answers
            return
        for found in self._meet(parts[0], wanted, answers):
            yield from self._meet_each(parts[1:], wanted, found)

    def _meet_by_asking(self, condition: ex.Condition, wanted: bool, answers: Found) -> Iterator[Found]:
        missing = [key for key in sorted(questions_in(condition)) if key in self._questions and key not in answers]
        if not missing:
            return
        question = self._questions[missing[0]]
        for reached in self._meet(question.only_if, True, answers) if question.only_if else iter([answers]):
            if question.key in reached:
                yield from self._meet(condition, wanted, reached)
                continue
            for value in _candidates(question, _numbers_in(condition)):
                self._steps -= 1
                if self._steps < 0:
                    return
                yield from self._meet(condition, wanted, {**reached, question.key: Answer(value)})


def _candidates(question: Question, numbers: set[int]) -> list[Value]:
    if question.kind == "si_no":
        return [True, False]
    if question.kind == "opcion":
        return [option.key for option in question.options]
    if question.kind == "opciones":
        return [(option.key,) for option in question.options]
    if question.kind == "texto":
        return ["algo"]
    if question.kind == "fecha":
        days = {"pasada": (-30, -1, -400), "futura": (30, 900), "cualquiera": (0, 900, -900)}[question.tense]
        return [TODAY + timedelta(days=offset) for offset in days]
    near = {number + step for number in numbers for step in (-1, 0, 1)} | {0, 1, 2, 3, 20}
    low, high = question.minimum or 0, question.maximum if question.maximum is not None else 10_000
    return [number for number in sorted(near, reverse=True) if low <= number <= high]


def _numbers_in(condition: ex.Condition) -> set[int]:
    if isinstance(condition, ex.Less) and isinstance(condition.right, int):
        return {condition.right}
    return {condition.limit} if isinstance(condition, ex.SumLess) else set()
