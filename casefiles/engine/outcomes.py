"""What the engine hands back. Texts are Spanish, ready to be said; everything is immutable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Union

from casefiles.engine.state import CaseState
from knowledge.guide.model.guide import Answer, Decision, Question

GATE = "puerta"  # section of the questions P1…P5

TaskOrigin = Literal["no_se", "respuesta", "ruta"]


@dataclass(frozen=True)
class Prompt:
    """The question to ask now.

    Attributes:
        section: Stage key, `GATE` or `ASSESSMENT`.
        position, total: Place among the questions of its section that apply now, from 1.
        previous: The answer it has already, when it is being corrected.
        missing_entry: What should have come before its stage, when the person went ahead; empty otherwise.
    """

    question: Question
    section: str
    position: int
    total: int
    previous: Answer | None = None
    missing_entry: str = ""


@dataclass(frozen=True)
class Waiting:
    """Everything that can be asked has been asked, and something outside the chat is still missing.

    Attributes:
        pending: Questions already asked whose answer keeps something open, the first stage first. Never empty when
            `ahead` is.
        ahead: A stage whose questions can be answered in advance; empty if there is none.
    """

    pending: tuple[str, ...]
    ahead: str = ""


@dataclass(frozen=True)
class Paused:
    """The person paused; `key` is the question that waits (None: none does)."""

    key: str | None


@dataclass(frozen=True)
class Stopped:
    """The gate leads to a legal stop. Correcting one of `questions` is the way out."""

    decision: Decision
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Finished:
    """Every stage of the route is complete; `pending` are questions left open in them."""

    pending: tuple[str, ...] = ()


Outcome = Union[Prompt, Waiting, Paused, Stopped, Finished]


@dataclass(frozen=True)
class CaseTask:
    """Something to do outside the chat.

    Attributes:
        key: Stable between versions of the guide.
        responsible: Key of `Guide.responsibles`.
        section: Stage key, `GATE` or, for the tasks of a route, empty.
        question: The question that brought it about; empty for the tasks of a route.
    """

    key: str
    text: str
    responsible: str
    section: str
    question: str
    origin: TaskOrigin


@dataclass(frozen=True)
class CaseAlert:
    """A warning that holds now. A critical one stays visible until it is solved."""

    key: str
    text: str
    critical: bool
    section: str


@dataclass(frozen=True)
class Detour:
    """An answer sends the person back to a stage; the engine offers it and does not move by itself."""

    key: str
    text: str
    stage: str


@dataclass(frozen=True)
class Step:
    """The result of doing something.

    Attributes:
        state: The new state; the same object when nothing changed.
        alerts, tasks, detours: Only those that were not there before.
        messages: What to tell the person, in order: what was refused and why, notices, stages completed, a new route.
        accepted: Whether what was asked for was done. When it was not, `messages` says why.
    """

    state: CaseState
    alerts: tuple[CaseAlert, ...] = ()
    tasks: tuple[CaseTask, ...] = ()
    detours: tuple[Detour, ...] = ()
    messages: tuple[str, ...] = ()
    accepted: bool = True
