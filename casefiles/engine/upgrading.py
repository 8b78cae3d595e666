"""A case file begun on one version of the guide goes on with another."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casefiles.engine.state import CaseState
from casefiles.engine.validation import fits
from casefiles.engine.wording import answer_words
from knowledge.guide.model.guide import Answer, Guide

_SHOWN = 3  # answers that are named, so that the message stays short
_LONG = 60  # characters of an answer that are repeated


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
    return Upgrade(moved, gone, again, tuple(_messages(state, new_guide, gone, again)))


def _messages(state: CaseState, guide: Guide, gone: tuple[str, ...], again: tuple[str, ...]) -> list[str]:
    old, new = state.guide_version, guide.version
    questions = {**guide.questions(), **{question.key: question for question in guide.assessment.questions}}
    if old < new:
        said = [f"La guía cambió desde la última vez (versión {old} → {new}). Tus respuestas siguen guardadas."]
    else:
        said = [
            f"Este expediente iba con la versión {old} de la guía, que aquí ya no está. Sigue con la versión {new} y "
            "tus respuestas siguen guardadas."
        ]
    said += [f"Versión {version}: {text}" for version, text in sorted(guide.changes) if old < version <= new]
    if gone:
        words = _listed([_short(state.answers[key]) for key in gone])
        said.append(
            f"Ya no se hace una pregunta que estaba contestada; su respuesta queda guardada: {words}."
            if len(gone) == 1
            else f"Ya no se hacen {len(gone)} preguntas contestadas; sus respuestas quedan guardadas: {words}."
        )
    if again:
        words = _listed([f"«{questions[key].text}» (decía {_short(state.answers[key])})" for key in again])
        said.append(
            f"Cambió lo que se puede contestar; si toca en tu caso, te la haré otra vez: {words}."
            if len(again) == 1
            else f"Cambiaron {len(again)} preguntas; las que toquen en tu caso te las haré otra vez: {words}."
        )
    return said


def _short(answer: Answer) -> str:
    """An answer in quotes; the names of its options went with the version that had them, so their keys must do."""
    words = answer_words(answer).replace("_", " ")
    return f"«{words if len(words) <= _LONG else words[:_LONG].rstrip() + '…'}»"


def _listed(words: list[str]) -> str:
    more = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" y {more} más" if more > 0 else "")
