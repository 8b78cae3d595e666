"""Which questions decide how a case goes on, so that «no aplica» cannot stand for their answer.

«No aplica» settles a question with its reason alone. That is welcome wherever nothing else hangs on the answer, and may
not be where it would close a stage, open another, lift a block, choose the route or make up the score without a value,
unless the guide itself says what follows from it (`{no_aplica: K}`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from knowledge.guide.conditions.evaluation import questions_in, walk
from knowledge.guide.conditions.expressions import Condition, DoesNotApply
from knowledge.guide.model.guide import Guide, Question


def admit_not_applicable(guide: Guide) -> Guide:
    """`guide` with `allows_na` in every question of its stages that decides nothing."""
    decide = deciding(guide)

    def told(question: Question) -> Question:
        return replace(question, allows_na=question.key not in decide)

    stages = (replace(stage, questions=tuple(map(told, stage.questions))) for stage in guide.stages)
    return replace(guide, stages=tuple(stages))


def deciding(guide: Guide) -> frozenset[str]:
    """Keys of the questions on which a stage, a block, a route, the score or another such question depends."""
    questions = guide.questions()
    found = {question.key for question in (*guide.gate.questions, *guide.assessment.questions)}
    left = {key for condition in _decisions(guide) for key in questions_in(condition) - _foreseen(condition)}
    while left:
        found |= left
        left = {key for name in left & questions.keys() for key in questions_in(questions[name].only_if)} - found
    return frozenset(found)


def _foreseen(condition: Condition | None) -> set[str]:
    return {part.question for part in walk(condition) if isinstance(part, DoesNotApply)}


def _decisions(guide: Guide) -> Iterator[Condition | None]:
    yield from (decision.when for decision in guide.gate.decisions)
    yield from (rule.when for rule in guide.assessment.rules)
    for stage in guide.stages:
        yield from (stage.entry, stage.closing, stage.pending_if)
    for question in guide.questions().values():
        yield from (effect.when for effect in question.effects if effect.kind in ("bloquea", "desvia"))
