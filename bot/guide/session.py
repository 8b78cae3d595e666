"""The desk at which one person works on a case file during one turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

import settings
from casefiles import engine
from casefiles.agenda import notices, reminders, tasks
from casefiles.answers.merging import Conflict
from casefiles.cases import lifecycle, people
from casefiles.cases.access import CaseView
from casefiles.cases.updating import bring_up_to_date
from casefiles.engine import CaseState, Outcome, Step
from casefiles.engine.wording import answer_words
from casefiles.secret import keyed_hash, load_secret
from knowledge.guide.content.reading import shipped_guide
from knowledge.guide.model.guide import Guide, Question

MOST_NEWS = 3  # answers of others that are told one by one
MEXICO = ZoneInfo("America/Mexico_City")  # «mañana» and «el lunes» are those of the person


@dataclass
class Desk:
    """Who is writing, when, and the case file in front of them.

    Attributes:
        case: The active case file; None if there is none yet.
        state: Its state for this person; None without a case file.
        asked: Key of the question said in this turn; empty if none was.
    """

    session: Session
    person: str
    secret: bytes
    now: datetime
    guide: Guide
    case: CaseView | None = None
    state: CaseState | None = None
    asked: str = ""

    @classmethod
    def of(cls, session: Session, sender: str) -> Desk:
        """The desk of whoever writes from `sender`, «channel:identity»; in the terminal «:talk» follows."""
        secret = _secret()
        now = datetime.now(timezone.utc)
        person = people.identify(session, *_address(sender), secret, now)
        desk = cls(session, person, secret, now, shipped_guide())
        desk.reload()
        return desk

    def has_handled(self, message_id: str) -> bool:
        """Whether what a message did is stored already: a turn is run again if its reply was lost."""
        return bool(message_id) and not people.is_new_message(self.session, self.person, message_id, self.secret)

    @property
    def today(self) -> date:
        """Today in Mexico."""
        return self.now.astimezone(MEXICO).date()

    def reload(self) -> None:
        """Read the active case file again; another version of the guide's is brought to this one, with its answers."""
        self.case = lifecycle.active_case(self.session, self.person)
        if self.case is not None and self.case.guide_version != self.guide.version:
            bring_up_to_date(self.session, self.person, self.case.id, self.guide, self.today, self.now)
        self.state = lifecycle.load_state(self.session, self.case.id, self.person) if self.case else None

    def announcements(self) -> list[str]:
        """Reminders that are due, what others did and what changed in the guide, told once."""
        due = reminders.due_for(self.session, self.person, self.now)
        for reminder in due:
            reminders.mark_delivered(self.session, reminder.id, self.now)
        waiting = notices.pending_notices(self.session, self.person)
        notices.mark_told(self.session, self.person, [notice.id for notice in waiting], self.now)
        return [f"Me pediste recordarte: {reminder.text}." for reminder in due] + [notice.text for notice in waiting]

    def outcome(self) -> Outcome:
        """What the engine says comes now."""
        return engine.current(self.guide, self.open_state, self.today)

    @property
    def open_case(self) -> CaseView:
        """The case file, where there must be one."""
        if self.case is None:
            raise LookupError("no case file is open")
        return self.case

    @property
    def open_state(self) -> CaseState:
        """Its state."""
        if self.state is None:
            raise LookupError("no case file is open")
        return self.state

    def save(self, step: Step) -> list[str]:
        """Store a step and its tasks; returns what must be told about what others did meanwhile."""
        before = self.open_state
        saved = lifecycle.save_step(self.session, self.person, self.open_case.id, before, step.state, self.now)
        wanted = engine.tasks(self.guide, step.state, self.today)
        tasks.sync_tasks(self.session, self.open_case.id, wanted, self.now)
        if saved.conflicts or saved.news:
            lifecycle.mark_seen(self.session, self.person, self.open_case.id, saved.version)
            self.reload()
        else:
            # Nobody else did anything: what is stored is what the step made.
            self.state, self.case = step.state, replace(self.open_case, paused=step.state.paused)
        told = [conflict_line(self.guide, conflict) for conflict in saved.conflicts]
        changed = [news.key for news in saved.news if news.key not in {conflict.key for conflict in saved.conflicts}]
        if len(changed) > MOST_NEWS:
            return [*told, f"Mientras tanto, alguien más contestó {len(changed)} preguntas: mira «mi expediente»."]
        return told + [f"Mientras tanto, alguien más contestó «{_title(self.guide, key)}»." for key in changed]


def is_known(session: Session, sender: str) -> bool:
    """Whether anything is stored about whoever writes from `sender`; asking leaves no trace."""
    return people.find_person(session, *_address(sender), _secret()) is not None


def identity_hash(sender: str) -> str:
    """How the case files name whoever writes from `sender`."""
    channel, identity = _address(sender)
    return people.sender_hash(_secret(), channel, identity)


def asker_hash(sender: str) -> str:
    """How a question that nobody could answer names whoever asked it: nothing else is known by that name."""
    channel, identity = _address(sender)
    return keyed_hash(_secret(), "asker", channel, identity)


def _secret() -> bytes:
    return _secret_in(settings.load().var)


@cache
def _secret_in(folder: Path) -> bytes:
    """The secret of the installation, read once: each message needs it several times."""
    return load_secret(folder / "secret")


def _address(sender: str) -> tuple[str, str]:
    channel, _, identity = sender.partition(":")
    if channel == "terminal":  # the only door where a person may hold several talks at once
        identity = identity.partition(":")[0]
    return channel, identity or sender


def gone_line(desk: Desk, key: str) -> str:
    """What is said to whoever answers a question that is asked no longer, be it a colleague's doing or the guide's."""
    question, answer = find_question(desk.guide, key), desk.open_state.answers.get(key)
    if question is None:
        return "La pregunta que te había hecho ya no está en la guía: no anoté tu respuesta."
    if answer and engine.correct(desk.guide, desk.open_state, key, desk.today).accepted:
        stands = answer_words(answer, question)
        return (
            f"Mientras tanto, alguien más contestó «{question.text}»: {stands}. No anoté tu respuesta; si es la "
            "correcta, dime «corregir»."
        )
    return f"Mientras tanto, el expediente cambió y ya no toca «{question.text}»: no anoté tu respuesta."


def conflict_line(guide: Guide, conflict: Conflict) -> str:
    """What is said when a colleague answered the same question first."""
    stands = f": {answer_words(conflict.stands, find_question(guide, conflict.key))}" if conflict.stands else ""
    return (
        f"Alguien más contestó antes «{_title(guide, conflict.key)}» y su respuesta quedó{stands}. La tuya está en el "
        "historial; si es la correcta, dime «corregir»."
    )


def find_question(guide: Guide, key: str) -> Question | None:
    """The question `key`, also of the self-assessment; None if there is none."""
    known = [*guide.questions().values(), *guide.assessment.questions]
    return next((question for question in known if question.key == key), None)


def _title(guide: Guide, key: str) -> str:
    question = find_question(guide, key)
    return question.text if question else key
