"""The small closed language in which the guide's content says «when». Data only; `conditions.py` evaluates it.

Unknown is not false: about a question that is unanswered, skipped or answered «no sé» nothing can be said, and `Not` of
that stays unknown. Only `Answered`, `DoesNotApply` and `StageIn` are always known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

Literal_ = Union[str, bool, int]


@dataclass(frozen=True)
class Is:
    """`{pregunta: K, es: V}`. In a question with several options: V is among the chosen ones."""

    question: str
    value: Literal_


@dataclass(frozen=True)
class In:
    """`{pregunta: K, en: [V, …]}`. In a question with several options: any of them is chosen."""

    question: str
    values: tuple[Literal_, ...]


@dataclass(frozen=True)
class Answered:
    """`{respondida: K}`: there is a value. «No sé», «no aplica», «aún no» and skipped are not values."""

    question: str


@dataclass(frozen=True)
class DoesNotApply:
    """`{no_aplica: K}`: the person said that the question does not apply."""

    question: str


@dataclass(frozen=True)
class Less:
    """`{menor: [A, B]}`: A < B. Each one a question with a number or date, or (B) a number."""

    left: str
    right: Union[str, int]


@dataclass(frozen=True)
class Equal:
    """`{iguales: [A, B]}`: both questions hold the same value."""

    left: str
    right: str


@dataclass(frozen=True)
class SumLess:
    """`{suma: [K, …], menor_que: N}`: the numbers add up to less than N."""

    questions: tuple[str, ...]
    limit: int


@dataclass(frozen=True)
class PercentLess:
    """`{porcentaje: [PART, WHOLE], menor_que: N}`: PART is less than N % of WHOLE. Unknown when WHOLE is zero."""

    part: str
    whole: str
    limit: int


@dataclass(frozen=True)
class MonthsUntil:
    """`{meses_hasta: K, menor_que: N}`: fewer than N calendar months from today to the date (past dates included)."""

    question: str
    fewer_than: int


@dataclass(frozen=True)
class DaysSince:
    """`{dias_desde: K, mayor_que: N}`: more than N days from the date to today."""

    question: str
    more_than: int


@dataclass(frozen=True)
class StageIn:
    """`{etapa: E6, en: [completa, …]}`. A stage without a known status counts as `no_iniciada`."""

    stage: str
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class All:
    """`{todas: […]}`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """`{alguna: […]}`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """`{no: …}`. The opposite of something unknown is unknown."""

    part: Condition


Condition = Union[
    Is, In, Answered, DoesNotApply, Less, Equal, SumLess, PercentLess, MonthsUntil, DaysSince, StageIn, All, AnyOf, Not
]
