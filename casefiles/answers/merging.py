"""Puts the parts of one step of the engine into their rows, beside what others did meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casefiles.agenda.notices import tell
from casefiles.answers.rows import put_answer, put_skip
from casefiles.answers.values import encode
from casefiles.cases.history import ANSWERS, note_change
from casefiles.cases.loading import load_answers, to_step, undoable
from casefiles.engine.state import Change as Step
from casefiles.models import CaseFile, Change
from casefiles.privacy.stored_text import check_answer
from knowledge.guide.model.guide import Answer


@dataclass(frozen=True)
class Conflict:
    """Somebody else answered this question since the person last looked.

    Attributes:
        stands: Theirs, which is kept; None if they took the answer away.
        yours: The person's, kept in the history; None if they wanted it taken away.
    """

    key: str
    stands: Answer | None
    yours: Answer | None
    at: datetime


class Merge:
    """One step going into a locked case file; all of it gets the same version.

    Attributes:
        conflicts: The answers that were not put in place.
    """

    def __init__(self, session: Session, case: CaseFile, person_id: str, now: datetime, seen: int) -> None:
        self.conflicts: list[Conflict] = []
        self._session, self._case, self._person_id, self._now, self._seen = session, case, person_id, now, seen
        self._stored = load_answers(session, case.id)
        self._touched: dict[str, tuple[Answer | None, Answer | None]] = {}
        self._raised = False

    def note(self, kind: str, key: str, before: Any, after: Any, step: Step | None = None) -> None:
        """A line of the history; the first one raises the version."""
        note_change(
            self._session,
            self._case,
            self._person_id,
            self._now,
            kind,
            key,
            before,
            after,
            together=self._raised,
            was_skipped=bool(step and step.was_skipped),
            asked=step.asked if step else None,
        )
        self._raised = True

    def replace(self, key: str, answer: Answer | None) -> None:
        """Put `answer` in place of the stored one (None takes it away), unless a colleague's came first."""
        stored = self._stored.get(key)
        if stored == answer:
            return  # a double tap, or both said the same
        if answer is not None:
            check_answer(answer)
        if meanwhile := self._changed_by_others(key):
            self._dispute(key, stored, answer, meanwhile)
            return
        put_answer(self._session, self._case.id, key, answer, self._person_id, self._now)
        self._touched[key] = (stored, answer)

    def skip(self, before: Sequence[str], after: Sequence[str]) -> None:
        """Leave the newly skipped questions for later; one that a colleague has just answered stays answered."""
        disputed = {conflict.key for conflict in self.conflicts}
        for key in before:
            if key not in after and key not in disputed:
                put_skip(self._session, self._case.id, key, False, self._person_id, self._now)
        for key in after:
            if key in before or key in disputed or self._changed_by_others(key):
                continue
            if put_skip(self._session, self._case.id, key, True, self._person_id, self._now):
                self._touched.setdefault(key, (self._stored.get(key), self._stored.get(key)))
        for key in _moved_last(before, after):
            if put_skip(self._session, self._case.id, key, False, self._person_id, self._now):
                put_skip(self._session, self._case.id, key, True, self._person_id, self._now)

    def write_history(self, before: Sequence[Step], after: Sequence[Step]) -> None:
        """Write down what was really put in place, and mark what was undone."""
        if len(after) < len(before) and tuple(before[: len(after)]) == tuple(after):
            self._undo(before[len(after) :])
        for step in _added(before, after):
            if step.key in self._touched:
                self._touched.pop(step.key)
                self.note(step.action, step.key, encode(step.before), encode(step.after), step)
        # What the engine changed without a line of its own: answers that came over from another version of the guide.
        for key, (stored, answer) in self._touched.items():
            self.note("ajuste", key, encode(stored), encode(answer))
        self._touched.clear()

    def _undo(self, steps: Sequence[Step]) -> None:
        rows = undoable(self._session, self._case.id, self._person_id)
        for step in reversed(steps):
            row = next((row for row in reversed(rows) if to_step(row) == step and not row.undone), None)
            # A skipped question has no answer to put back, so it may not have been touched above.
            if row is not None and step.key not in {conflict.key for conflict in self.conflicts}:
                row.undone = True
                self._touched.pop(step.key, None)
                self.note("deshacer", step.key, encode(step.after), encode(step.before))

    def _changed_by_others(self, key: str) -> Change | None:
        statement = select(Change).where(
            Change.case_id == self._case.id,
            Change.key == key,
            Change.version > self._seen,
            Change.kind.in_((*ANSWERS, "deshacer")),
            Change.person_id.is_distinct_from(self._person_id),
        )
        latest: Change | None = self._session.scalars(statement.order_by(Change.id.desc()).limit(1)).first()
        return latest

    def _dispute(self, key: str, stands: Answer | None, yours: Answer | None, meanwhile: Change) -> None:
        self.note("conflicto", key, encode(stands), encode(yours))
        self.conflicts.append(Conflict(key, stands, yours, meanwhile.at))
        if meanwhile.person_id:
            text = (
                f"En «{self._case.title}», otra persona contestó distinto a una pregunta que tú acababas de responder. "
                "Quedó tu respuesta; la suya está en el historial. Pónganse de acuerdo y, si hace falta, corrígela."
            )
            tell(self._session, meanwhile.person_id, "conflicto", text, self._now, self._case.id)


def _moved_last(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The questions that were skipped once more and so went to the end, in order."""
    order, wanted = [key for key in before if key in after], [key for key in after if key in before]
    moved: list[str] = []
    for place, key in enumerate(list(order)):
        if order != wanted and wanted[place - len(moved)] != key:
            moved.append(key)
            order = [*(other for other in order if other != key), key]
    return sorted(moved, key=wanted.index)


def _added(before: Sequence[Step], after: Sequence[Step]) -> Sequence[Step]:
    """The steps of `after` that come after those of `before`, of which the oldest may have been forgotten."""
    for kept in range(min(len(before), len(after)), 0, -1):
        if tuple(before[len(before) - kept :]) == tuple(after[:kept]):
            return after[kept:]
    # Nothing in common: a new history, or one that was only shortened.
    return () if len(after) < len(before) else after
