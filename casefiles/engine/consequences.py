"""What follows from the answers: tasks, alerts, notices and detours that hold now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casefiles.engine.outcomes import GATE, CaseAlert, CaseTask, Detour
from casefiles.engine.snapshot import Snapshot, snapshot
from casefiles.engine.state import CaseState
from knowledge.guide.model.guide import ASSESSMENT, Effect, EffectKind, Guide, Question

_ASSESSMENT_ALERT = "autoevaluacion."


def tasks(guide: Guide, state: CaseState, today: date) -> tuple[CaseTask, ...]:
    """What is left to do outside the chat, in the order of the procedure."""
    return tasks_of(snapshot(guide, state, today))


def alerts(guide: Guide, state: CaseState, today: date) -> tuple[CaseAlert, ...]:
    """The alerts that hold now, critical ones first."""
    return alerts_of(snapshot(guide, state, today))


def detours(guide: Guide, state: CaseState, today: date) -> tuple[Detour, ...]:
    """The stages that an answer sends back to, as long as it stands."""
    return detours_of(snapshot(guide, state, today))


def tasks_of(seen: Snapshot) -> tuple[CaseTask, ...]:
    """`tasks` of a snapshot already taken."""
    found = [*_unknown(seen), *_tasks_of_effects(seen)]
    order = {key: position for position, key in enumerate(seen.questions)}
    found.sort(key=lambda task: order[task.question])
    return (*found, *_tasks_of_route(seen))


def alerts_of(seen: Snapshot) -> tuple[CaseAlert, ...]:
    """`alerts` of a snapshot already taken."""
    found = [
        CaseAlert(effect.key, effect.text, effect.critical, seen.sections[question.key])
        for question, effect in _happening(seen, "alerta")
    ]
    found += [
        CaseAlert(_ASSESSMENT_ALERT + rule.key, rule.text, bool(rule.blocks), ASSESSMENT)
        for rule in seen.guide.assessment.rules
        if seen.holds(rule.when)
    ]
    return tuple(sorted(found, key=lambda alert: not alert.critical))


def detours_of(seen: Snapshot) -> tuple[Detour, ...]:
    """`detours` of a snapshot already taken. A detour to another route is the gate's decision, not this."""
    stages = {stage.key for stage in seen.stages}
    return tuple(
        Detour(effect.key, effect.text, effect.target)
        for _, effect in _happening(seen, "desvia")
        if effect.target in stages
    )


def notices_of(seen: Snapshot) -> dict[str, str]:
    """Notices that hold now, by key: «aviso», why a stage is blocked, and changes of route."""
    found: dict[str, str] = {}
    kinds: tuple[EffectKind, ...] = ("aviso", "bloquea", "desvia")
    for kind in kinds:
        found |= {effect.key: effect.text for _, effect in _happening(seen, kind)}
    return found


def _happening(seen: Snapshot, kind: EffectKind) -> Iterator[tuple[Question, Effect]]:
    for question, effect in seen.index.effects:
        if effect.kind == kind and effect.text and seen.active(effect, question):
            yield question, effect


def _unknown(seen: Snapshot) -> Iterator[CaseTask]:
    """«No sé» never completes anything: somebody has to find out."""
    for key, answer in seen.answers.items():
        if answer.kind != "no_se" or seen.sections[key] == ASSESSMENT:
            continue
        question = seen.questions[key]
        task = question.unknown_task
        yield CaseTask(
            f"{key}.no_se",
            task.text if task else f"Averiguar: {question.text}",
            task.responsible if task else "oficina_ai",
            seen.sections[key],
            key,
            "no_se",
        )


def _tasks_of_effects(seen: Snapshot) -> Iterator[CaseTask]:
    for question, effect in _happening(seen, "tarea"):
        section = seen.sections[question.key]
        yield CaseTask(effect.key, effect.text, effect.responsible, section, question.key, "respuesta")


def _tasks_of_route(seen: Snapshot) -> Iterator[CaseTask]:
    """The route's own tasks, once the gate is through."""
    if seen.route is None or any(question.key not in seen.answers for question in seen.asked_in(GATE)):
        return
    for position, task in enumerate(seen.route.tasks, 1):
        yield CaseTask(f"ruta.{seen.route.key}.{position}", task.text, task.responsible, "", "", "ruta")
