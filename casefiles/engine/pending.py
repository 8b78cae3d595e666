"""Which questions keep a case file from being complete."""

from __future__ import annotations

from collections.abc import Iterator

from casefiles.engine.outcomes import GATE
from casefiles.engine.snapshot import COMPLETE, Snapshot
from casefiles.engine.validation import is_settled
from knowledge.guide.conditions.evaluation import questions_in, stages_in
from knowledge.guide.conditions.expressions import All, Condition
from knowledge.guide.model.guide import ASSESSMENT, Question, Stage


def unasked(seen: Snapshot, section: str) -> list[Question]:
    """The questions of a section that apply, have no answer and were not skipped, in order."""
    if section == ASSESSMENT and seen.state.sitting:
        return [question for question in seen.asked_in(section) if question.key in seen.state.sitting]
    return [
        question
        for question in seen.asked_in(section)
        if question.key not in seen.answers and question.key not in seen.state.skipped
    ]


def keeps_open(seen: Snapshot, stage: Stage) -> tuple[str, ...]:
    """Keys of the questions whose answer keeps `stage` from being plainly complete, in the order of the procedure."""
    found: set[str] = set()
    for question in seen.asked_in(stage.key):
        answer = seen.answers.get(question.key)
        unknown = answer is not None and answer.kind == "no_se"
        if unknown or question.key in seen.state.skipped or (question.required and not is_settled(question, answer)):
            found.add(question.key)
    found |= set(_failing(seen, stage.closing))
    if stage.pending_if is not None and seen.holds(stage.pending_if):
        found |= questions_in(stage.pending_if)
    found |= {key for key, _ in seen.blockers(stage) if key}
    for rule in seen.guide.assessment.rules:
        if rule.blocks == stage.key and seen.holds(rule.when):
            found |= questions_in(rule.when)
    reached = _reachable(seen, found)
    return tuple(key for key in seen.questions if key in reached)


def all_pending(seen: Snapshot) -> tuple[str, ...]:
    """Keys of the questions already asked that keep something open: the gate's, then each stage's of the route."""
    gate = {q.key for q in seen.asked_in(GATE) if not is_settled(q, seen.answers.get(q.key))}
    left = incomplete(seen)
    begun = {key for stage in left if _is_begun(seen, stage) for key in keeps_open(seen, stage)}
    if left and not _already_asked(seen, begun):
        begun = _reachable(seen, {key for stage in left for key in _failing(seen, stage.entry)})
    loose = {key for stage in seen.stages if stage not in left for key in _loose_ends(seen, stage)}
    return _already_asked(seen, gate | begun | loose)


def _is_begun(seen: Snapshot, stage: Stage) -> bool:
    return seen.statuses[stage.key] != "no_iniciada" or seen.holds(stage.entry)


def _loose_ends(seen: Snapshot, stage: Stage) -> tuple[str, ...]:
    return keeps_open(seen, stage) if seen.statuses[stage.key] != "completa" else ()


def _already_asked(seen: Snapshot, keys: set[str]) -> tuple[str, ...]:
    asked = keys & (seen.answers.keys() | set(seen.state.skipped))
    return tuple(key for key in seen.questions if key in asked)


def _reachable(seen: Snapshot, keys: set[str]) -> set[str]:
    """`keys` that apply and, for each that does not, the questions because of which it is not asked.

    «No hay sustituto» is what keeps open a stage that asks for the substitute's post.
    """
    reached: set[str] = set()
    looked: set[str] = set()
    left = set(keys)
    while left:
        key = left.pop()
        looked.add(key)
        if seen.applies(key):
            reached.add(key)
        elif key in seen.questions:
            left |= set(_failing(seen, seen.questions[key].only_if)) - looked
    return reached


def incomplete(seen: Snapshot) -> list[Stage]:
    """The stages of the route that are not complete, in order."""
    return [stage for stage in seen.stages if seen.statuses[stage.key] not in COMPLETE]


def needs_assessment(seen: Snapshot, stage: Stage) -> bool:
    """Whether the stage waits for the self-assessment."""
    return seen.statuses[ASSESSMENT] != "completa" and ASSESSMENT in stages_in(stage.closing)


def _failing(seen: Snapshot, condition: Condition | None) -> Iterator[str]:
    """Questions in the parts of `condition` that do not hold; a stage counts as what keeps it open."""
    if condition is None or seen.holds(condition):
        return
    if isinstance(condition, All):
        for part in condition.parts:
            yield from _failing(seen, part)
        return
    yield from questions_in(condition)
    if ASSESSMENT in stages_in(condition):
        yield from (question.key for question in unasked(seen, ASSESSMENT))
        yield from (question.key for question in seen.guide.assessment.questions if question.key in seen.state.skipped)
