"""The self-assessment: its sitting, score by dimension, level, blocking rules and comparison with the time before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from casefiles.engine.snapshot import snapshot
from casefiles.engine.state import CaseState
from knowledge.guide.model.guide import Answer, AssessmentRule, Guide, Level, Question


@dataclass(frozen=True)
class DimensionScore:
    """Points in one dimension.

    Attributes:
        percent: Of the maximum, rounded.
        advice: What to do, when it is below half; empty otherwise.
        change: Percentage points since the time before; None the first time.
    """

    key: str
    title: str
    points: int
    maximum: int
    percent: int
    advice: str = ""
    change: int | None = None


@dataclass(frozen=True)
class Result:
    """A finished self-assessment.

    Attributes:
        total, maximum: Points.
        uncapped: The level that the total alone would give.
        level: The final one, after the rules that cap it.
        rules: The blocking rules that hold, whatever the total.
        unknown: Keys answered «no sé», which count as no points.
        change: Points since the time before; None the first time.
        notice: That the cut-offs are ours and unvalidated. Always to be said.
    """

    total: int
    maximum: int
    uncapped: Level
    level: Level
    dimensions: tuple[DimensionScore, ...]
    rules: tuple[AssessmentRule, ...]
    unknown: tuple[str, ...]
    change: int | None
    notice: str


def begin(guide: Guide, state: CaseState) -> CaseState:
    """Start a sitting, the first or a new one. The answers of the last one stay until each is replaced."""
    keys = tuple(question.key for question in guide.assessment.questions)
    skipped = tuple(key for key in state.skipped if key not in keys)
    return replace(state, sitting=keys, current=keys[0], resume=None, skipped=skipped, paused=False)


def answers_of(guide: Guide, state: CaseState) -> dict[str, Answer]:
    """The self-assessment's answers alone, to be kept as a record of this time."""
    return {q.key: state.answers[q.key] for q in guide.assessment.questions if q.key in state.answers}


def result(guide: Guide, state: CaseState, today: date, before: Mapping[str, Answer] | None = None) -> Result | None:
    """The score of the case file's self-assessment; None while it is unfinished or a sitting is under way.

    Args:
        before: `answers_of` the time before, to compare with.
    """
    questions = guide.assessment.questions
    seen = snapshot(guide, state, today)
    if state.sitting or not questions or any(question.key not in seen.answers for question in questions):
        return None
    points = {question.key: _points(question, seen.answers[question.key]) for question in questions}
    earlier = None
    if before is not None and all(question.key in before for question in questions):
        earlier = {question.key: _points(question, before[question.key]) for question in questions}
    rules = tuple(rule for rule in guide.assessment.rules if seen.holds(rule.when))
    total = sum(points.values())
    uncapped = _level(guide, total)
    caps = [rule.cap for rule in rules if rule.cap is not None]
    number = min([uncapped.number, *caps])
    level = next((level for level in guide.assessment.levels if level.number == number), uncapped)
    return Result(
        total=total,
        maximum=sum(_most(question) for question in questions),
        uncapped=uncapped,
        level=level,
        dimensions=_dimensions(guide, points, earlier),
        rules=rules,
        unknown=tuple(question.key for question in questions if seen.answers[question.key].kind == "no_se"),
        change=None if earlier is None else total - sum(earlier.values()),
        notice=guide.assessment.notice,
    )


def _dimensions(guide: Guide, points: dict[str, int], earlier: dict[str, int] | None) -> tuple[DimensionScore, ...]:
    most = {question.key: _most(question) for question in guide.assessment.questions}
    scores = []
    for dimension in guide.assessment.dimensions:
        got, maximum = sum(points[key] for key in dimension.questions), sum(most[key] for key in dimension.questions)
        percent = _percent(got, maximum)
        change = None
        if earlier is not None:
            change = percent - _percent(sum(earlier[key] for key in dimension.questions), maximum)
        advice = dimension.advice if got * 2 < maximum else ""
        scores.append(DimensionScore(dimension.key, dimension.title, got, maximum, percent, advice, change))
    return tuple(scores)


def _percent(got: int, maximum: int) -> int:
    return round(100 * got / maximum) if maximum else 0


def _points(question: Question, answer: Answer) -> int:
    return next((option.points or 0 for option in question.options if option.key == answer.value), 0)


def _most(question: Question) -> int:
    return max((option.points or 0 for option in question.options), default=0)


def _level(guide: Guide, total: int) -> Level:
    levels = sorted(guide.assessment.levels, key=lambda level: level.minimum)
    return next((level for level in reversed(levels) if total >= level.minimum), levels[0])
