"""The guide's engine: pure functions over a case file's state and the guide. No database, no clock, no Rasa.

`start` makes a case file's state; `current` says what to ask; `answer`, `skip`, `back`, `correct`, `jump`, `undo`,
`pause` and `resume` are what a person can do; `status`, `progress`, `pending`, `without_task`, `tasks`, `alerts`,
`detours`, `decide` and `route` look at it. The self-assessment is in `casefiles.engine.assessment`.
"""

from casefiles.engine.consequences import alerts, detours, tasks
from casefiles.engine.navigation import current
from casefiles.engine.outcomes import (
    GATE,
    CaseAlert,
    CaseTask,
    Detour,
    Finished,
    Outcome,
    Paused,
    Prompt,
    Step,
    Stopped,
    Waiting,
)
from casefiles.engine.progress import Progress, StageProgress, decide, pending, progress, route, status, without_task
from casefiles.engine.state import CaseState, Change
from casefiles.engine.steps import answer, back, correct, jump, pause, resume, skip, start, undo
from casefiles.engine.upgrading import Upgrade, upgrade

__all__ = [
    "GATE",
    "CaseAlert",
    "CaseState",
    "CaseTask",
    "Change",
    "Detour",
    "Finished",
    "Outcome",
    "Paused",
    "Progress",
    "Prompt",
    "StageProgress",
    "Step",
    "Stopped",
    "Upgrade",
    "Waiting",
    "alerts",
    "answer",
    "back",
    "correct",
    "current",
    "decide",
    "detours",
    "jump",
    "pause",
    "pending",
    "progress",
    "resume",
    "route",
    "skip",
    "start",
    "status",
    "tasks",
    "undo",
    "upgrade",
    "without_task",
]
