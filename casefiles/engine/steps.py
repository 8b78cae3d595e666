"""What a person can do in the guide. Each function takes a state and gives a `Step` with the new one.

None of them raises on what a person may do: an old button, a question that is gone, a stage that does not apply are
refused with a message, and the state stays as it was.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from casefiles.engine.navigation import ahead_of, current_of, next_key, walking_order
from casefiles.engine.outcomes import GATE, Prompt, Step
from casefiles.engine.pending import unasked
from casefiles.engine.snapshot import Snapshot, moved, snapshot
from casefiles.engine.state import Action, CaseState, Change
from casefiles.engine.step_diff import news
from casefiles.engine.validation import objection
from knowledge.guide.model.guide import ASSESSMENT, Answer, Guide

_GONE = "Esa pregunta ya no está en la guía. No cambié nada; seguimos donde íbamos."
_NOT_YOURS = "Esa pregunta no toca en tu caso, así que no cambié nada. Seguimos donde íbamos."
_NOTE = 300  # characters of a note that are kept


def start(guide: Guide) -> CaseState:
    """A new case file, at the first question of the gate."""
    return CaseState(guide_version=guide.version, current=guide.gate.questions[0].key)


def answer(guide: Guide, state: CaseState, key: str, given: Answer, today: date) -> Step:
    """Answer a question, the one being asked or any other (which corrects it), and go on."""
    seen = snapshot(guide, state, today)
    if refused := _refusal(seen, key):
        return _refused(state, refused)
    if given.kind == "omitida":
        return skip(guide, state, today, key)
    if against := objection(seen.questions[key], given, today):
        return _refused(state, against)
    given = replace(given, note=given.note.strip()[:_NOTE])
    before = state.answers.get(key)
    after = replace(
        state,
        answers={**state.answers, key: given},
        skipped=tuple(k for k in state.skipped if k != key),
        sitting=tuple(k for k in state.sitting if k != key),
        paused=False,
    )
    if before != given or key in state.skipped:
        after = _recorded(after, state, "corregir" if before is not None else "responder", key, given)
    return _moved_on(seen, after, key)


def skip(guide: Guide, state: CaseState, today: date, key: str | None = None) -> Step:
    """Leave a question for later (the one being asked, unless `key` says another). An answer it has is kept."""
    seen = snapshot(guide, state, today)
    asked = current_of(replace(seen, state=replace(state, paused=False)))
    key = key or (asked.question.key if isinstance(asked, Prompt) else None)
    if key is None:
        return _refused(state, "Ahora no hay ninguna pregunta que omitir.")
    if refused := _refusal(seen, key):
        return _refused(state, refused)
    after = replace(state, paused=False, sitting=tuple(k for k in state.sitting if k != key))
    said = "Dejo tu respuesta anterior como estaba."
    if key not in seen.answers:
        said = "La dejo pendiente."
        if seen.questions[key].required:
            said = "La dejo pendiente; hace falta para cerrar la etapa, así que luego volvemos a ella."
        after = replace(after, skipped=(*(k for k in state.skipped if k != key), key))
        if key not in state.skipped:
            after = _recorded(after, state, "omitir", key, None)
    return _moved_on(seen, after, key, said)


def back(guide: Guide, state: CaseState, today: date) -> Step:
    """Go to the question dealt with before the one being asked; its answer stays until it is answered again."""
    seen = snapshot(guide, state, today)
    order = [key for key in walking_order(seen) if seen.applies(key)]
    asked = current_of(replace(seen, state=replace(state, paused=False)))
    if isinstance(asked, Prompt):
        order = order[: order.index(asked.question.key)]
    # What was never asked, as when somebody jumped ahead, is no place to go back to.
    earlier = [key for key in order if key in seen.answers or key in state.skipped]
    if not earlier:
        return _refused(state, "Esta es la primera pregunta; no hay otra antes.")
    return Step(replace(state, current=earlier[-1], resume=None, paused=False))


def correct(guide: Guide, state: CaseState, key: str, today: date) -> Step:
    """Ask `key` again; once it is answered, the person comes back to where they were."""
    seen = snapshot(guide, state, today)
    if refused := _refusal(seen, key):
        return _refused(state, refused)
    resume = state.resume or (state.current if state.current != key else None)
    return Step(replace(state, current=key, resume=resume, paused=False))


def jump(guide: Guide, state: CaseState, stage: str, today: date) -> Step:
    """Go to a stage (`GATE` and `ASSESSMENT` count as such), even ahead of what comes before it."""
    seen = snapshot(guide, state, today)
    known = {s.key: s for s in guide.stages}
    if stage not in (*known, GATE, ASSESSMENT):
        return _refused(state, "Esa etapa no existe en la guía.")
    if seen.stopped and stage != GATE:
        return _refused(state, seen.decision.text)
    if seen.statuses.get(stage) == "no_aplica":
        return _refused(state, f"La etapa {known[stage].number} no toca en tu ruta: {_route_title(seen)}.")
    questions = unasked(seen, stage) or seen.asked_in(stage)
    if not questions:
        return _refused(state, "Esa etapa no tiene preguntas que contestar ahora.")
    messages: tuple[str, ...] = ()
    if stage in known and not seen.holds(known[stage].entry):
        messages = (ahead_of(known[stage]),)
    return Step(replace(state, current=questions[0].key, resume=None, paused=False), messages=messages)


def undo(guide: Guide, state: CaseState, today: date) -> Step:
    """Take back the last change to the answers and ask that question again."""
    if not state.history:
        return _refused(state, "No hay nada que deshacer.")
    change = state.history[-1]
    answers = {key: value for key, value in state.answers.items() if key != change.key}
    if change.before is not None:
        answers[change.key] = change.before
    skipped = tuple(key for key in state.skipped if key != change.key)
    if change.was_skipped:
        skipped = (*skipped, change.key)
    after = replace(state, answers=answers, skipped=skipped, history=state.history[:-1])
    after = replace(after, current=change.key, resume=None, paused=False)
    seen = snapshot(guide, after, today)
    said = "Deshice lo último."
    if change.key in seen.questions:
        said = f"Deshice lo último: «{seen.questions[change.key].text}»"
    if not seen.applies(change.key):
        after = replace(after, current=next_key(seen, change.asked))
    return replace(news(snapshot(guide, state, today), snapshot(guide, after, today)), messages=(said,))


def pause(state: CaseState) -> CaseState:
    """Stop asking until `resume`, or until the person answers."""
    return replace(state, paused=True)


def resume(state: CaseState) -> CaseState:
    """Go on where the person paused."""
    return replace(state, paused=False)


def _refusal(seen: Snapshot, key: str) -> str:
    if key not in seen.questions:
        return _GONE
    return "" if seen.applies(key) else _NOT_YOURS


def _refused(state: CaseState, why: str) -> Step:
    return Step(state, messages=(why,), accepted=False)


def _recorded(after: CaseState, before: CaseState, action: Action, key: str, given: Answer | None) -> CaseState:
    kept = before.answers.get(key)
    change = Change(action, key, kept, given if action != "omitir" else kept, key in before.skipped, before.current)
    return replace(after, history=(*after.history, change))


def _moved_on(seen: Snapshot, after: CaseState, key: str, *said: str) -> Step:
    """Set what is asked next after `key` was dealt with, and say what is new."""
    now = snapshot(seen.guide, after, seen.today)
    # An old button or a correction: the question that was being asked is still waiting.
    target = after.resume or seen.state.current
    if target is not None and (target == key or not now.applies(target) or now.stopped):
        target = None
    after = replace(after, current=target or next_key(now, key), resume=None)
    step = news(seen, moved(now, after))
    return replace(step, messages=(*said, *step.messages))


def _route_title(seen: Snapshot) -> str:
    return seen.route.title if seen.route else ""
