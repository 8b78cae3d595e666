"""What is worth saying after a step: what holds now and did not hold before."""

from __future__ import annotations

from casefiles.engine import consequences
from casefiles.engine.outcomes import GATE, Step
from casefiles.engine.pending import unasked
from casefiles.engine.snapshot import COMPLETE, Snapshot


def news(before: Snapshot, now: Snapshot) -> Step:
    """What holds now and did not hold before."""
    old_alerts = {alert.key for alert in consequences.alerts_of(before)}
    old_tasks = {task.key for task in consequences.tasks_of(before)}
    old_detours = {detour.key for detour in consequences.detours_of(before)}
    old_notices = consequences.notices_of(before)
    messages = [text for key, text in consequences.notices_of(now).items() if key not in old_notices]
    led_elsewhere = now.decision.key != before.decision.key or not _through(before)
    # A decision that is asked before it is taken is said where it is asked.
    if led_elsewhere and not now.decision.go_on and (now.stopped or _through(now)):
        messages.append(now.decision.text)
    for stage in now.stages:
        if now.statuses[stage.key] in COMPLETE and before.statuses[stage.key] not in COMPLETE:
            left = ", con pendientes" if now.statuses[stage.key] != "completa" else ""
            messages.append(f"✓ Etapa {stage.number} completa{left}: {stage.title}.")
    return Step(
        now.state,
        tuple(alert for alert in consequences.alerts_of(now) if alert.key not in old_alerts),
        tuple(task for task in consequences.tasks_of(now) if task.key not in old_tasks),
        tuple(detour for detour in consequences.detours_of(now) if detour.key not in old_detours),
        tuple(messages),
    )


def _through(seen: Snapshot) -> bool:
    return not unasked(seen, GATE)
