"""How far a case file has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casefiles.engine import consequences
from casefiles.engine.navigation import current_of
from casefiles.engine.outcomes import GATE, Prompt
from casefiles.engine.pending import all_pending, incomplete
from casefiles.engine.snapshot import COMPLETE, Snapshot, snapshot
from casefiles.engine.state import CaseState
from knowledge.guide.model.guide import Decision, Guide, Route, StageStatus

_BAR = 10  # marks in the bar, whatever the length of the route


@dataclass(frozen=True)
class StageProgress:
    """One stage of the guide, on the route or not."""

    key: str
    number: int
    title: str
    status: StageStatus


@dataclass(frozen=True)
class Progress:
    """How far a case file has come.

    Attributes:
        stages: All the stages of the guide, in order.
        stage: Number of the stage where the person is; 0 at the gate and when everything is done.
        done, total: Stages of the route that are complete, and how many the route has.
        pending: Tasks, and questions already asked that keep something open and have no task of their own.
    """

    stages: tuple[StageProgress, ...]
    stage: int
    done: int
    total: int
    pending: int

    def line(self) -> str:
        """One line for the chat: «▰▰▰▱▱▱▱▱▱▱ Etapa 4 de 10 · 2 pendientes»."""
        full = _BAR * self.done // self.total if self.total else 0
        bar = "▰" * full + "▱" * (_BAR - full)
        last = max((stage.number for stage in self.stages), default=0)
        finished = self.total > 0 and self.done == self.total
        place = f"Etapa {self.stage} de {last}" if self.stage else "Terminado" if finished else "Antes de empezar"
        left = {0: "", 1: " · 1 pendiente"}.get(self.pending, f" · {self.pending} pendientes")
        return f"{bar} {place}{left}"


def status(guide: Guide, state: CaseState, stage: str, today: date) -> StageStatus:
    """The status of a stage today. Raises KeyError if the guide has no such stage."""
    found: StageStatus = snapshot(guide, state, today).statuses[guide.stage(stage).key]  # type: ignore[assignment]
    return found


def progress(guide: Guide, state: CaseState, today: date) -> Progress:
    """How far the case file has come today."""
    seen = snapshot(guide, state, today)
    stages = tuple(
        StageProgress(stage.key, stage.number, stage.title, seen.statuses[stage.key])  # type: ignore[arg-type]
        for stage in guide.stages
    )
    done = sum(seen.statuses[stage.key] in COMPLETE for stage in seen.stages)
    left = len(consequences.tasks_of(seen)) + len(_without_task(seen))
    return Progress(stages, _where(seen), done, len(seen.stages), left)


def decide(guide: Guide, state: CaseState, today: date) -> Decision:
    """Where the gate leads with the answers there are; its `route` is empty at a stop."""
    return snapshot(guide, state, today).decision


def route(guide: Guide, state: CaseState, today: date) -> Route | None:
    """The route taken; None at a stop."""
    return snapshot(guide, state, today).route


def pending(guide: Guide, state: CaseState, today: date) -> tuple[str, ...]:
    """Keys of the questions that keep something open, in the order of the procedure."""
    return all_pending(snapshot(guide, state, today))


def without_task(guide: Guide, state: CaseState, today: date) -> tuple[str, ...]:
    """Those of `pending` that no task stands for, so that with the tasks nothing is counted twice."""
    return _without_task(snapshot(guide, state, today))


def _without_task(seen: Snapshot) -> tuple[str, ...]:
    told = {task.question for task in consequences.tasks_of(seen)}
    return tuple(key for key in all_pending(seen) if key not in told)


def _where(seen: Snapshot) -> int:
    here = current_of(seen)
    numbers = {stage.key: stage.number for stage in seen.guide.stages}
    if isinstance(here, Prompt) and here.section in numbers:
        return numbers[here.section]
    if isinstance(here, Prompt) and here.section == GATE:
        return 0
    left = incomplete(seen)
    return left[0].number if left else 0
