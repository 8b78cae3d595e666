"""How a case file stands today: which answers count, where the gate leads and the status of each stage.

All three depend on each other (a stage's status may decide whether a question is asked, and an answer which route is
taken), so they are worked out together until nothing changes any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from casefiles.engine.outcomes import GATE
from casefiles.engine.state import CaseState
from casefiles.engine.validation import fits, is_settled
from knowledge.guide.conditions.evaluation import holds
from knowledge.guide.conditions.expressions import Condition
from knowledge.guide.model.guide import ASSESSMENT, Answer, Decision, Effect, Guide, Question, Route, Stage

COMPLETE = ("completa", "completa_con_pendientes")
_EXTRA_ROUNDS = 6  # beyond one round per stage, which is what a chain of entry conditions needs


class Index:
    """The guide's questions by key and by section."""

    def __init__(self, guide: Guide) -> None:
        places = [(GATE, guide.gate.questions), *((stage.key, stage.questions) for stage in guide.stages)]
        places.append((ASSESSMENT, guide.assessment.questions))
        self.questions = {question.key: question for _, questions in places for question in questions}
        self.sections = {question.key: section for section, questions in places for question in questions}
        self.by_section = {section: questions for section, questions in places}
        self.blocking: dict[str, list[tuple[Question, Effect]]] = {}
        self.effects = [(question, effect) for question in self.questions.values() for effect in question.effects]
        for question, effect in self.effects:
            if effect.kind == "bloquea":
                self.blocking.setdefault(effect.target or self.sections[question.key], []).append((question, effect))


@lru_cache(maxsize=4)
def index_of(guide: Guide) -> Index:
    """The index of a guide, made once for each version that is read."""
    return Index(guide)


@dataclass(frozen=True)
class Snapshot:
    """A case file looked at on one day.

    Attributes:
        answers: The answers that count: their question exists, applies, and admits them.
        decision: Where the gate leads now.
        statuses: Stage key → `StageStatus`, and `ASSESSMENT` → «completa», «en_curso» or «no_iniciada».
    """

    guide: Guide
    index: Index
    state: CaseState
    today: date
    answers: Mapping[str, Answer]
    decision: Decision
    statuses: Mapping[str, str]

    @property
    def questions(self) -> dict[str, Question]:
        """Every question by key, gate, stages and self-assessment, in the order of the procedure."""
        return self.index.questions

    @property
    def sections(self) -> dict[str, str]:
        """Question key → stage key, `GATE` or `ASSESSMENT`."""
        return self.index.sections

    @property
    def stopped(self) -> bool:
        """Whether the gate leads to a stop."""
        return not self.decision.route

    @cached_property
    def route(self) -> Route | None:
        """The route taken; None at a stop."""
        return next((route for route in self.guide.gate.routes if route.key == self.decision.route), None)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the route in order; at a stop, all of them."""
        return tuple(stage for stage in self.guide.stages if self.route is None or stage.key in self.route.stages)

    def holds(self, condition: Condition | None) -> bool:
        """Whether `condition` holds now; no condition always does."""
        return condition is None or holds(condition, self.answers, self.today, self.statuses)

    def applies(self, key: str) -> bool:
        """Whether the question is one to ask in this case."""
        section = self.sections.get(key)
        if section is None or self.statuses.get(section) == "no_aplica":
            return False
        return self.holds(self.questions[key].only_if)

    def asked_in(self, section: str) -> list[Question]:
        """The questions of a section that apply, in order."""
        return [question for question in self.index.by_section.get(section, ()) if self.applies(question.key)]

    def active(self, effect: Effect, question: Question) -> bool:
        """Whether an effect of an applicable question is happening."""
        if not self.applies(question.key):
            return False
        if effect.when is None:
            answer = self.answers.get(question.key)
            return answer is not None and answer.kind == "valor"
        return self.holds(effect.when)

    def blockers(self, stage: Stage) -> list[tuple[str, str]]:
        """What blocks the stage: question keys (empty for a self-assessment rule) and why, in Spanish."""
        rules = self.guide.assessment.rules
        found = [
            (question.key, effect.text)
            for question, effect in self.index.blocking.get(stage.key, ())
            if self.active(effect, question)
        ]
        return found + [("", rule.text) for rule in rules if rule.blocks == stage.key and self.holds(rule.when)]


def snapshot(guide: Guide, state: CaseState, today: date) -> Snapshot:
    """How the case file stands on the day `today`; a state never changes, so it is looked at once."""
    taken: dict[Any, Snapshot] = state.snapshots
    if (guide, today) not in taken:
        taken[guide, today] = _take(guide, state, today)
    return taken[guide, today]


def moved(seen: Snapshot, state: CaseState) -> Snapshot:
    """The snapshot of a state that differs from that of `seen` only in what is being asked."""
    state.snapshots[seen.guide, seen.today] = now = replace(seen, state=state)
    return now


def _take(guide: Guide, state: CaseState, today: date) -> Snapshot:
    index = index_of(guide)
    fitting = {k: a for k, a in state.answers.items() if k in index.questions and fits(index.questions[k], a)}
    seen = Snapshot(guide, index, state, today, fitting, guide.gate.decisions[-1], {})
    changed: set[str] = set()
    for _ in range(len(guide.stages) + _EXTRA_ROUNDS):
        decision = _decide(seen)
        answers = {key: answer for key, answer in fitting.items() if seen.applies(key)}
        # Each stage sees the new status of those before it, so that a chain of stages takes one round and not ten.
        statuses = dict(seen.statuses)
        looked = replace(seen, answers=answers, decision=decision, statuses=statuses)
        statuses[ASSESSMENT] = _assessment_status(looked)
        for stage in guide.stages:
            statuses[stage.key] = _status(looked, stage)
        changed = {key for key in statuses if statuses[key] != seen.statuses.get(key)}
        settled = not changed and answers == seen.answers and decision == seen.decision
        seen = replace(looked, statuses=statuses)
        if settled:
            return seen
    # Conditions that chase each other. The guide's own checks refuse them; nothing that wavers may count as complete.
    wavering = {key: "en_curso" for key in changed if seen.statuses[key] in COMPLETE}
    return replace(seen, statuses={**seen.statuses, **wavering})


def _decide(seen: Snapshot) -> Decision:
    decisions = seen.guide.gate.decisions
    return next((decision for decision in decisions if seen.holds(decision.when)), decisions[-1])


def _status(seen: Snapshot, stage: Stage) -> str:
    if seen.route is not None and stage.key not in seen.route.stages:
        return "no_aplica"
    keys = [question.key for question in stage.questions]
    started = any(key in seen.answers or key in seen.state.skipped for key in keys)
    if not started:
        return "no_iniciada"
    if seen.stopped or not seen.holds(stage.entry) or seen.blockers(stage):
        return "bloqueada"
    # The stage's own status is not known yet when its questions are looked at for the first time.
    asked = [question for question in stage.questions if seen.holds(question.only_if)]
    required = all(is_settled(q, seen.answers.get(q.key)) for q in asked if q.required)
    if not required or not seen.holds(stage.closing):
        return "en_curso"
    unknown = any(seen.answers[q.key].kind == "no_se" for q in asked if q.key in seen.answers)
    skipped = any(q.key in seen.state.skipped for q in asked)
    pending = stage.pending_if is not None and seen.holds(stage.pending_if)
    return "completa_con_pendientes" if unknown or skipped or pending else "completa"


def _assessment_status(seen: Snapshot) -> str:
    keys = [question.key for question in seen.guide.assessment.questions]
    answered = [key for key in keys if key in seen.answers]
    return "completa" if len(answered) == len(keys) else "en_curso" if answered else "no_iniciada"
