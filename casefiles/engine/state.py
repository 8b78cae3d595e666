"""Where one case file stands in the guide: what was answered and what is being asked.

Nothing here is derived. Route, status of the stages, tasks and alerts are worked out from this state, the guide and
today's date each time, so that they can never contradict the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from knowledge.guide.model.guide import Answer

Action = Literal["responder", "corregir", "omitir"]

HISTORY = 50  # changes that can be undone; the store keeps the whole record of who changed what


@dataclass(frozen=True)
class Change:
    """One change to the answers, with what it takes to undo it.

    Attributes:
        action: «responder» (first answer), «corregir» (another answer than before) or «omitir» (left for later).
        key: The question's key.
        before: Its answer before the change; None if it had none.
        after: Its answer after the change; None when it was skipped.
        was_skipped: Whether it was among the skipped questions before the change.
        asked: The question that was being asked before the change, usually `key` itself.
    """

    action: Action
    key: str
    before: Answer | None
    after: Answer | None
    was_skipped: bool = False
    asked: str | None = None


@dataclass(frozen=True)
class CaseState:
    """One case file in the guide. Immutable: each step of the engine makes a new one.

    Attributes:
        guide_version: Version of the guide with which it was last used.
        answers: Question key → answer. Gate questions (P1…P5) and the last self-assessment (M1…M18) are here too.
            Answers to questions that no longer apply, or that the guide no longer has, stay here and are not counted.
        current: Key of the question being asked; None before the first one and when nothing is left to ask.
        resume: Key of the question to come back to once a correction is done.
        skipped: Keys left for later and not yet answered, in the order in which they were skipped.
        paused: Whether the person paused; the engine asks nothing until it is resumed.
        sitting: Self-assessment questions still to be asked in the sitting under way; empty when there is none. The
            answers of the previous sitting stay until each is replaced.
        history: The last changes, oldest first, at most `HISTORY`.
    """

    guide_version: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    current: str | None = None
    resume: str | None = None
    skipped: tuple[str, ...] = ()
    paused: bool = False
    sitting: tuple[str, ...] = ()
    history: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))
        object.__setattr__(self, "history", tuple(self.history)[-HISTORY:])

    @cached_property
    def snapshots(self) -> dict[Any, Any]:
        """What was seen of it, by guide and day: `casefiles.engine.snapshot` keeps it here."""
        return {}
