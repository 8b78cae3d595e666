"""A case file begun on one version of the guide goes on with another."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casefiles.engine.fitting import fits
from casefiles.engine.state import CaseState
from knowledge.guide.model import Guide


@dataclass(frozen=True)
class Upgrade:
    """A case file moved to another version of the guide, and what changed for it.

    Attributes:
        state: With every answer it had, also those of questions that are gone.
        gone: Keys of its answers whose question the new version does not have; kept, not counted.
        again: Keys of its answers that the question no longer admits (an option that is gone); to be asked again.
        messages: What changed, in Spanish; empty if the version is the same.
    """

    state: CaseState
    gone: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


def upgrade(state: CaseState, new_guide: Guide) -> Upgrade:
    """Move a case file to `new_guide`; its old version is `state.guide_version`, newer or older."""
    if state.guide_version == new_guide.version:
        return Upgrade(state)
    questions = new_guide.questions() | {question.key: question for question in new_guide.assessment.questions}
    gone = tuple(key for key in state.answers if key not in questions)
    again = tuple(key for key, answer in state.answers.items() if key in questions and not fits(questions[key], answer))
    moved = replace(
        state,
        guide_version=new_guide.version,
        current=state.current if state.current in questions else None,
        resume=state.resume if state.resume in questions else None,
        skipped=tuple(key for key in state.skipped if key in questions),
        sitting=tuple(key for key in state.sitting if key in questions),
    )
    return Upgrade(moved, gone, again, tuple(_messages(state.guide_version, new_guide, gone, again)))


def _messages(old: int, guide: Guide, gone: tuple[str, ...], again: tuple[str, ...]) -> list[str]:
    said = [f"La guía cambió desde la última vez (versión {old} → {guide.version}). Tus respuestas siguen guardadas."]
    said += [f"Versión {version}: {text}" for version, text in sorted(guide.changes) if old < version <= guide.version]
    if gone:
        said.append(f"Respuestas tuyas a preguntas que ya no se hacen: {len(gone)}.")
    if again:
        said.append(f"Preguntas que cambiaron y te haré otra vez: {len(again)}.")
    return said
