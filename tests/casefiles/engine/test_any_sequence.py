"""Whatever a person does, in any order: nothing is lost, nothing blocked completes, and there is always a way on."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from casefiles import engine
from casefiles.engine import CaseState, Finished, Paused, Prompt, Step, Stopped, Waiting, assessment
from casefiles.engine.snapshot import COMPLETE, snapshot
from casefiles.engine.state import HISTORY
from casefiles.engine.validation import objection
from knowledge.guide.conditions.evaluation import holds
from knowledge.guide.model.guide import ASSESSMENT, NOT_YET, Answer, Guide, Question
from tests.casefiles.small_guide import GUIDE, TODAY, good


def values(question: Question, today: date) -> st.SearchStrategy[object]:
    """Values that the question may be given, most of them right."""
    if question.kind == "si_no":
        return st.booleans()
    if question.kind == "numero":
        return st.integers(-1, 25)
    if question.kind == "texto":
        return st.sampled_from(["algo", "otra cosa", " "])
    keys = [option.key for option in question.options]
    if question.kind == "opcion":
        return st.sampled_from(keys)
    if question.kind == "opciones":
        return st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True).map(tuple)
    days = st.integers(-900, 1500).map(lambda days: today + timedelta(days=days))
    return days | st.just(NOT_YET)


def answers(question: Question, today: date) -> st.SearchStrategy[Answer]:
    special = st.sampled_from(
        [
            Answer(kind="no_se"),
            Answer(kind="no_aplica", note="por algo"),
            Answer(kind="no_aplica"),
            Answer(kind="omitida"),
        ]
    )
    return st.one_of(*[values(question, today).map(Answer)] * 5, special)  # type: ignore[arg-type]


class AnySequence(RuleBasedStateMachine):
    """A case file and, beside it, what must be true of it said in another way."""

    guide: Guide = GUIDE

    @initialize(done=st.sampled_from([0.0, 0.4, 0.6, 0.8, 1.0]))
    def begin(self, done: float) -> None:
        """Start with that part of the procedure already walked well: chance alone seldom gets far."""
        self.today = TODAY
        self.state: CaseState = engine.start(self.guide)
        self.kept: dict[str, Answer] = {}  # every answer accepted and not taken back
        self.before: list[dict[str, Answer]] = []  # the same before each change that can be undone
        self.questions = self.guide.questions() | {q.key: q for q in self.guide.assessment.questions}
        self.answers_well(int(done * len(self.questions)))

    def did(self, step: Step, key: str = "", given: Answer | None = None) -> None:
        assert step.accepted or (step.state is self.state and step.messages)
        if len(step.state.history) != len(self.state.history) or step.state.history[-1:] != self.state.history[-1:]:
            self.before = [*self.before, dict(self.kept)][-HISTORY:]
        if step.accepted and given is not None and given.kind != "omitida":
            assert objection(self.questions[key], given, self.today) == ""
            self.kept[key] = given
        self.state = step.state

    def answering(self, data: st.DataObject, key: str) -> None:
        given = data.draw(answers(self.questions[key], self.today))
        self.did(engine.answer(self.guide, self.state, key, given, self.today), key, given)

    @rule(data=st.data())
    def answers_what_is_asked(self, data: st.DataObject) -> None:
        outcome = engine.current(self.guide, engine.resume(self.state), self.today)
        if isinstance(outcome, Prompt):
            self.answering(data, outcome.question.key)

    @rule(data=st.data())
    def answers_what_is_asked_again(self, data: st.DataObject) -> None:
        self.answers_what_is_asked(data)

    @rule(times=st.sampled_from([4, 12, 150]))
    def answers_well_as_long_as_asked(self, times: int) -> None:
        self.answers_well(times)

    def answers_well(self, times: int) -> None:
        for _ in range(times):
            outcome = engine.current(self.guide, self.state, self.today)
            if isinstance(outcome, Prompt) and outcome.previous is None:
                key = outcome.question.key
                self.did(engine.answer(self.guide, self.state, key, self.well(key), self.today), key, self.well(key))

    @rule(data=st.data())
    def presses_any_button(self, data: st.DataObject) -> None:
        self.answering(data, data.draw(st.sampled_from(sorted(self.questions))))

    @rule(data=st.data())
    def presses_a_button_that_may_block(self, data: st.DataObject) -> None:
        keys = [q.key for q in self.questions.values() if any(effect.kind == "bloquea" for effect in q.effects)]
        self.answering(data, data.draw(st.sampled_from(keys)))

    @rule(data=st.data(), key=st.sampled_from(["P1", "P4"]))
    def changes_its_mind_at_the_gate(self, data: st.DataObject, key: str) -> None:
        self.answering(data, key)

    @rule(key=st.sampled_from(["E99.1", "", "P2.x"]))
    def presses_a_button_of_another_guide(self, key: str) -> None:
        self.did(engine.answer(self.guide, self.state, key, Answer(True), self.today))

    @rule()
    def skips(self) -> None:
        self.did(engine.skip(self.guide, self.state, self.today))

    @rule()
    def goes_back(self) -> None:
        self.did(engine.back(self.guide, self.state, self.today))

    @rule(data=st.data())
    def corrects(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.questions)))
        self.did(engine.correct(self.guide, self.state, key, self.today))

    @rule(data=st.data())
    def jumps(self, data: st.DataObject) -> None:
        stage = data.draw(st.sampled_from([s.key for s in self.guide.stages] + [engine.GATE, ASSESSMENT, "E0"]))
        self.did(engine.jump(self.guide, self.state, stage, self.today))

    @rule()
    def undoes(self) -> None:
        step = engine.undo(self.guide, self.state, self.today)
        assert step.accepted == bool(self.state.history)
        if step.accepted:
            self.kept = self.before.pop()
        self.state = step.state

    @rule()
    def pauses(self) -> None:
        self.state = engine.pause(self.state)

    @precondition(lambda self: self.state.paused)
    @rule()
    def resumes(self) -> None:
        self.state = engine.resume(self.state)

    @rule()
    def assesses_again(self) -> None:
        self.state = assessment.begin(self.guide, self.state)

    @rule(days=st.integers(1, 400))
    def time_passes(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), date(2028, 6, 1))

    def well(self, key: str) -> Answer:
        return good(key)

    @invariant()
    def no_answer_is_lost(self) -> None:
        assert dict(self.state.answers) == self.kept

    @invariant()
    def nothing_blocked_is_complete(self) -> None:
        seen = snapshot(self.guide, self.state, self.today)
        for stage in self.guide.stages:
            if seen.statuses[stage.key] not in COMPLETE:
                continue
            assert not seen.stopped
            for condition in (stage.entry, stage.closing):
                assert condition is None or holds(condition, seen.answers, self.today, seen.statuses)
            for question in stage.questions:
                if question.required and seen.applies(question.key):
                    given = self.kept[question.key]
                    assert given.kind in ("valor", "no_aplica") and given.value != NOT_YET
            for question in self.questions.values():
                for effect in question.effects:
                    if effect.kind == "bloquea" and effect.target == stage.key and seen.applies(question.key):
                        assert effect.when is not None
                        assert not holds(effect.when, seen.answers, self.today, seen.statuses)
            for blocking in self.guide.assessment.rules:
                if blocking.blocks == stage.key:
                    assert not holds(blocking.when, seen.answers, self.today, seen.statuses)

    @invariant()
    def the_statuses_agree_with_each_other(self) -> None:
        seen = snapshot(self.guide, self.state, self.today)
        again = snapshot(self.guide, self.state, self.today)
        assert seen.statuses == again.statuses
        if seen.statuses.get("E8") in COMPLETE:
            assert seen.statuses["E6"] in COMPLETE and seen.statuses["E7"] in COMPLETE

    @invariant()
    def no_se_is_always_somebodys_task(self) -> None:
        seen = snapshot(self.guide, self.state, self.today)
        doubtful = {k for k, a in seen.answers.items() if a.kind == "no_se" and seen.sections[k] != ASSESSMENT}
        tasks = [task for task in engine.tasks(self.guide, self.state, self.today) if task.origin == "no_se"]
        assert {task.question for task in tasks} == doubtful and all(task.responsible and task.text for task in tasks)

    @invariant()
    def there_is_always_a_way_on(self) -> None:
        outcome = engine.current(self.guide, self.state, self.today)
        if isinstance(outcome, Paused):
            assert not isinstance(engine.current(self.guide, engine.resume(self.state), self.today), Paused)
        elif isinstance(outcome, Waiting):
            assert outcome.pending or outcome.ahead
            if outcome.ahead:
                ahead = engine.jump(self.guide, self.state, outcome.ahead, self.today)
                assert ahead.accepted and isinstance(engine.current(self.guide, ahead.state, self.today), Prompt)
        elif isinstance(outcome, Stopped):
            assert outcome.questions
        elif isinstance(outcome, Prompt):
            assert 1 <= outcome.position <= outcome.total
        for key in outcome.pending if isinstance(outcome, Waiting) else ():
            again = engine.current(
                self.guide, engine.correct(self.guide, self.state, key, self.today).state, self.today
            )
            assert isinstance(again, Prompt) and again.question.key == key

    def teardown(self) -> None:
        """From wherever it got to, answering well reaches the end."""
        if not hasattr(self, "state"):
            return
        state = engine.resume(self.state)
        for _ in range(12 * len(self.questions)):
            outcome = engine.current(self.guide, state, self.today)
            if isinstance(outcome, Finished):
                return
            if isinstance(outcome, Prompt):
                step = engine.answer(
                    self.guide, state, outcome.question.key, self.well(outcome.question.key), self.today
                )
                assert step.accepted, step.messages
            elif isinstance(outcome, Stopped):
                step = engine.correct(self.guide, state, outcome.questions[0], self.today)
            elif isinstance(outcome, Waiting):
                wrong = [key for key in outcome.pending if state.answers.get(key) != self.well(key)]
                step = (
                    engine.correct(self.guide, state, wrong[0], self.today)
                    if wrong
                    else engine.jump(self.guide, state, outcome.ahead, self.today)
                )
            assert step.accepted
            state = step.state
        raise AssertionError(f"the end was not reached: {outcome}")


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
