"""Which question comes next, and what there is when none does."""

from __future__ import annotations

from datetime import date

from casefiles.engine.outcomes import GATE, Finished, Outcome, Paused, Prompt, Stopped, Waiting
from casefiles.engine.pending import all_pending, incomplete, needs_assessment, unasked
from casefiles.engine.snapshot import Snapshot, snapshot
from casefiles.engine.state import CaseState
from knowledge.guide.conditions.evaluation import questions_in, stages_in
from knowledge.guide.model.guide import ASSESSMENT, Guide, Question, Stage


def current(guide: Guide, state: CaseState, today: date) -> Outcome:
    """What to say now: the question being asked, or why there is none."""
    return current_of(snapshot(guide, state, today))


def current_of(seen: Snapshot) -> Outcome:
    """`current` of a snapshot already taken."""
    state = seen.state
    if state.paused:
        return Paused(state.current)
    if state.current is not None and seen.applies(state.current) and _may_be_asked(seen, state.current):
        return prompt(seen, state.current)
    if (key := next_key(seen, state.current)) is not None:
        return prompt(seen, key)
    if seen.stopped:
        # Only what the person answered is there to be corrected; a condition may look at other things too.
        answered = {key for key in questions_in(seen.decision.when) if key in seen.answers}
        return Stopped(seen.decision, tuple(key for key in seen.questions if key in answered))
    if not incomplete(seen):
        return Finished(all_pending(seen))
    return Waiting(all_pending(seen), _ahead(seen))


def prompt(seen: Snapshot, key: str) -> Prompt:
    """The question `key`, which applies, with its place in its section."""
    section = seen.sections[key]
    asked = seen.asked_in(section)
    keys = [question.key for question in asked]
    stage = next((stage for stage in seen.stages if stage.key == section), None)
    missing = ahead_of(stage) if stage is not None and not seen.holds(stage.entry) else ""
    return Prompt(seen.questions[key], section, keys.index(key) + 1, len(keys), seen.answers.get(key), missing)


def ahead_of(stage: Stage) -> str:
    """What is said to whoever answers a stage before its time."""
    return f"Puedes adelantar respuestas, pero esta etapa no se cierra hasta tener lo que pide: {stage.entry_text}"


def walking_order(seen: Snapshot) -> list[str]:
    """Every question in the order in which they are asked: the self-assessment after the stage that waits for it."""
    order: list[str] = []
    for section, questions in seen.index.by_section.items():
        if section == ASSESSMENT:
            continue
        order += [question.key for question in questions]
        stage = next((stage for stage in seen.guide.stages if stage.key == section), None)
        if stage is not None and ASSESSMENT in stages_in(stage.closing):
            order += [question.key for question in seen.guide.assessment.questions if question.key not in order]
    return order + [key for key in seen.questions if key not in order]


def next_key(seen: Snapshot, after: str | None) -> str | None:
    """The next question to ask after `after`: the rest of its section, the gate, then the lowest open stage.

    None when nothing is left that can be asked now, or when the gate leads to a stop.
    """
    if seen.stopped:
        return None
    section = seen.sections.get(after or "")
    # A stage that is blocked cannot close, but it can be answered to the end.
    if section is not None and (here := unasked(seen, section)):
        return _following(seen, here, after or "").key
    if gate := unasked(seen, GATE):
        return gate[0].key
    for stage in incomplete(seen) + [stage for stage in seen.stages if stage not in incomplete(seen)]:
        if not seen.holds(stage.entry) or seen.blockers(stage):
            continue
        if left := unasked(seen, stage.key):
            return left[0].key
        if needs_assessment(seen, stage) and (left := unasked(seen, ASSESSMENT)):
            return left[0].key
    return None


def _following(seen: Snapshot, left: list[Question], after: str) -> Question:
    """The first of `left` that comes after `after` in the procedure, or else the first."""
    order = list(seen.questions)
    position = order.index(after)
    return next((question for question in left if order.index(question.key) > position), left[0])


def _may_be_asked(seen: Snapshot, key: str) -> bool:
    """At a stop nothing new is asked, but any answer may be corrected."""
    return not seen.stopped or seen.sections[key] == GATE or key in seen.answers


def _ahead(seen: Snapshot) -> str:
    """The first stage that is not open yet and has questions to answer in advance."""
    return next((s.key for s in seen.stages if not seen.blockers(s) and unasked(seen, s.key)), "")
