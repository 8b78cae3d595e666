"""The self-assessment, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from knowledge.guide.conditions.expressions import Condition
from knowledge.guide.model.questions import Citation, Question


@dataclass(frozen=True)
class Dimension:
    """A group of self-assessment questions; `advice` is said below half of its maximum."""

    key: str
    title: str
    questions: tuple[str, ...]
    advice: str


@dataclass(frozen=True)
class Level:
    """Readiness level for totals from `minimum` to `maximum` points."""

    number: int
    title: str
    minimum: int
    maximum: int
    advice: str
    tools: str = ""


@dataclass(frozen=True)
class AssessmentRule:
    """Applies whatever the total: caps the level, blocks a stage, or only warns."""

    key: str
    when: Condition
    text: str
    cap: Optional[int] = None
    blocks: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """The self-assessment. `notice` says that its cut-offs are ours and unvalidated."""

    questions: tuple[Question, ...]
    dimensions: tuple[Dimension, ...]
    levels: tuple[Level, ...]
    rules: tuple[AssessmentRule, ...]
    notice: str
    citations: tuple[Citation, ...] = ()
