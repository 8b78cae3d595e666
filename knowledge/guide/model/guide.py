"""The guide as it is read: immutable, without a database. Texts are Spanish, ready to be said.

Everything that others need of it can be imported from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Optional

from knowledge.guide.conditions.expressions import Condition
from knowledge.guide.model.assessment import Assessment, AssessmentRule, Dimension, Level
from knowledge.guide.model.questions import (
    NOT_YET,
    Answer,
    AnswerKind,
    Citation,
    Effect,
    EffectKind,
    Option,
    Question,
    QuestionKind,
    Task,
    Value,
)
from knowledge.guide.model.toolbox import ConnectivityLevel, Tool, Toolbox, ToolCategory

# fmt: off
__all__ = [
    "ASSESSMENT", "NOT_YET", "Answer", "AnswerKind", "Assessment", "AssessmentRule", "Citation", "Condition",
    "ConnectivityLevel", "Decision", "Dimension", "Doubt", "Effect", "EffectKind", "Gate", "Guide", "Indicator",
    "Level", "Option", "Question", "QuestionKind", "Route", "Stage", "StageStatus", "Task", "Tool", "ToolCategory",
    "Toolbox", "Value",
]
# fmt: on

StageStatus = Literal["no_iniciada", "en_curso", "completa", "completa_con_pendientes", "bloqueada", "no_aplica"]

ASSESSMENT = "autoevaluacion"  # besides the stages, `statuses` says under this key whether the self-assessment is done


@dataclass(frozen=True)
class Indicator:
    """A measure of the stage and how it is calculated."""

    name: str
    formula: str


@dataclass(frozen=True)
class Stage:
    """One of the ten stages.

    Attributes:
        entry: What must hold before the stage can be completed (None: nothing). `entry_text` says it.
        closing: What must hold for it to be complete. `closing_text` says it.
        pending_if: While this holds too, it is complete with something pending.

    A stage is complete when its entry and closing hold, its required questions that are being asked have a value (or
    «no aplica», where allowed) and no `bloquea` effect aims at it.
    """

    key: str
    number: int
    title: str
    purpose: str
    entry_text: str
    closing_text: str
    closing: Condition
    questions: tuple[Question, ...]
    entry: Optional[Condition] = None
    pending_if: Optional[Condition] = None
    tasks: tuple[Task, ...] = ()
    documents: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    duration: str = ""
    citations: tuple[Citation, ...] = ()
    own_design: bool = True


@dataclass(frozen=True)
class Route:
    """The stages that a kind of instrument goes through (the others do not apply), and its own tasks."""

    key: str
    title: str
    text: str
    stages: tuple[str, ...]
    tasks: tuple[Task, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """A question worth asking at this point: what a button says (20) and the key of the answer."""

    text: str
    answer: str


@dataclass(frozen=True)
class Decision:
    """Where the gate leads. The first decision that holds wins; the last one has no condition.

    Attributes:
        go_on: What the button says (20) that takes it; empty where it is taken without asking.
        route: Key of the route; empty when it is a stop.
        text: Said when it is taken; for a stop, why and how to go on.
    """

    key: str
    route: str
    text: str
    when: Optional[Condition] = None
    citations: tuple[Citation, ...] = ()
    go_on: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Gate:
    """The questions P1–P5, asked before stage 1, and where they lead."""

    questions: tuple[Question, ...]
    decisions: tuple[Decision, ...]
    routes: tuple[Route, ...]


@dataclass(frozen=True, eq=False)  # each is itself: what is worked out of one is kept by it
class Guide:
    """A version of the whole guide.

    Attributes:
        notice: What it is and what it is not, said before starting.
        responsibles: Key and Spanish name of who may be responsible for a task.
        changes: What changed in each version, newest first.
        file_items: What a complete case file holds.
    """

    version: int
    notice: str
    stages: tuple[Stage, ...]
    gate: Gate
    assessment: Assessment
    toolbox: Toolbox = field(default_factory=Toolbox)
    responsibles: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[int, str], ...] = ()
    file_items: tuple[str, ...] = ()

    def stage(self, key: str) -> Stage:
        """The stage `key`. Raises KeyError if there is none."""
        return {stage.key: stage for stage in self.stages}[key]

    def questions(self) -> dict[str, Question]:
        """Every question of the gate and the stages by key, in the order of the procedure."""
        asked = [*self.gate.questions, *(question for stage in self.stages for question in stage.questions)]
        return {question.key: question for question in asked}
