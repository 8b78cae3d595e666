"""Whether a condition holds for some answers on some day. Pure: no clock, no database.

Three values inside: true, false and unknown (None). So «not» of an unanswered question stays unknown, and nothing is
concluded from what nobody has said yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Optional, Union

from knowledge.guide.conditions import expressions as ex
from knowledge.guide.model.guide import NOT_YET, Answer, Value

Answers = Mapping[str, Answer]
Statuses = Mapping[str, str]
Truth = Optional[bool]
Measure = Union[int, date]


def holds(condition: ex.Condition, answers: Answers, today: date, statuses: Statuses) -> bool:
    """Whether `condition` is known to be true.

    Args:
        answers: Question key → answer; keys may be missing.
        today: The day on which it is asked.
        statuses: Stage key → status, and `ASSESSMENT` → «completa» once the self-assessment is done; may lack keys.
    """
    return _truth(condition, answers, today, statuses) is True


def is_answered(answer: Answer | None) -> bool:
    """Whether there is a value: «no sé», «no aplica», «aún no», skipped and empty answers are not."""
    return answer is not None and answer.kind == "valor" and answer.value not in (None, "", (), NOT_YET)


def _truth(condition: ex.Condition, answers: Answers, today: date, statuses: Statuses) -> Truth:
    if isinstance(condition, ex.All):
        return _all(_truth(part, answers, today, statuses) for part in condition.parts)
    if isinstance(condition, ex.AnyOf):
        return _any(_truth(part, answers, today, statuses) for part in condition.parts)
    if isinstance(condition, ex.Not):
        return _opposite(_truth(condition.part, answers, today, statuses))
    if isinstance(condition, ex.StageIn):
        return statuses.get(condition.stage, "no_iniciada") in condition.statuses
    return _about_answers(condition, answers, today)


def _about_answers(condition: ex.Condition, answers: Answers, today: date) -> Truth:
    if isinstance(condition, ex.Answered):
        return is_answered(answers.get(condition.question))
    if isinstance(condition, ex.DoesNotApply):
        answer = answers.get(condition.question)
        return answer is not None and answer.kind == "no_aplica"
    if isinstance(condition, ex.Is):
        return _among(answers.get(condition.question), (condition.value,))
    if isinstance(condition, ex.In):
        return _among(answers.get(condition.question), condition.values)
    return _about_measures(condition, answers, today)


def _about_measures(condition: ex.Condition, answers: Answers, today: date) -> Truth:
    if isinstance(condition, ex.Less):
        right = condition.right if isinstance(condition.right, int) else _measure(answers.get(condition.right))
        return _compare(_measure(answers.get(condition.left)), right)
    if isinstance(condition, ex.Equal):
        left, right = (_measure(answers.get(key)) for key in (condition.left, condition.right))
        return None if left is None or right is None else left == right
    if isinstance(condition, ex.SumLess):
        numbers = [_number(answers.get(key)) for key in condition.questions]
        return None if None in numbers else sum(number or 0 for number in numbers) < condition.limit
    if isinstance(condition, ex.PercentLess):
        part, whole = _number(answers.get(condition.part)), _number(answers.get(condition.whole))
        return None if part is None or not whole else part * 100 < condition.limit * whole
    if isinstance(condition, ex.MonthsUntil):
        day = _date(answers.get(condition.question))
        return None if day is None else _months_between(today, day) < condition.fewer_than
    if isinstance(condition, ex.DaysSince):
        day = _date(answers.get(condition.question))
        return None if day is None else (today - day).days > condition.more_than
    raise TypeError(f"{type(condition).__name__} is not a condition")


def _among(answer: Answer | None, wanted: tuple[ex.Literal_, ...]) -> Truth:
    if answer is None or answer.kind in ("no_se", "omitida"):
        return None
    if answer.kind == "no_aplica":
        return False
    if answer.value is None:
        return None
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    # True == 1 in Python, and a «sí» is not a number.
    return any(type(value) is type(other) and value == other for value in values for other in wanted)


def _value(answer: Answer | None) -> Value:
    return answer.value if answer is not None and answer.kind == "valor" else None


def _number(answer: Answer | None) -> int | None:
    value = _value(answer)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _date(answer: Answer | None) -> date | None:
    value = _value(answer)
    return value if isinstance(value, date) else None


def _measure(answer: Answer | None) -> Measure | None:
    return _date(answer) or _number(answer)


def _compare(left: Measure | None, right: Measure | None) -> Truth:
    if isinstance(left, date) and isinstance(right, date):
        return left < right
    if isinstance(left, int) and isinstance(right, int):
        return left < right
    return None


def _months_between(start: date, end: date) -> int:
    """Whole calendar months from `start` to `end`; negative when `end` is past."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _all(truths: Iterable[Truth]) -> Truth:
    seen = list(truths)
    return False if False in seen else (None if None in seen else True)


def _any(truths: Iterable[Truth]) -> Truth:
    return _opposite(_all(_opposite(truth) for truth in truths))


def _opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def walk(condition: ex.Condition | None) -> Iterator[ex.Condition]:
    """`condition` and every condition inside it."""
    if condition is None:
        return
    yield condition
    parts = condition.parts if isinstance(condition, (ex.All, ex.AnyOf)) else ()
    for part in (condition.part,) if isinstance(condition, ex.Not) else parts:
        yield from walk(part)


def questions_in(condition: ex.Condition | None) -> set[str]:
    """Keys of the questions that `condition` looks at."""
    found: set[str] = set()
    for part in walk(condition):
        if isinstance(part, (ex.Is, ex.In, ex.Answered, ex.DoesNotApply, ex.MonthsUntil, ex.DaysSince)):
            found.add(part.question)
        elif isinstance(part, (ex.Less, ex.Equal)):
            found |= {side for side in (part.left, part.right) if isinstance(side, str)}
        elif isinstance(part, ex.SumLess):
            found |= set(part.questions)
        elif isinstance(part, ex.PercentLess):
            found |= {part.part, part.whole}
    return found


def stages_in(condition: ex.Condition | None) -> set[str]:
    """Keys of the stages (or `ASSESSMENT`) whose status `condition` looks at."""
    return {part.stage for part in walk(condition) if isinstance(part, ex.StageIn)}
