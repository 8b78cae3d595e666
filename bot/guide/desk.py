"""The desk at which one person works on a case file during one turn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

import settings
from casefiles import engine, people, store, tasks
from casefiles.cases import CaseView
from casefiles.engine import CaseState, Outcome, Prompt, Step
from casefiles.secret import load_secret
from knowledge.guide.model import Guide, Question
from knowledge.guide.reading import shipped_guide

MEXICO = ZoneInfo("America/Mexico_City")  # «mañana» and «el lunes» are those of the person


@dataclass
class Desk:
    """Who is writing, when, and the case file in front of them.

    Attributes:
        case: The active case file; None if there is none yet.
        state: Its state for this person; None without a case file.
        asked: Mark of the question said in this turn, see `mark_of`; empty if none was.
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
        """The desk of whoever writes from `sender`, «channel:identity»; what follows a second colon is the talk."""
        secret = _secret()
        now = datetime.now(timezone.utc)
        person = people.identify(session, *_address(sender), secret, now)
        desk = cls(session, person, secret, now, shipped_guide())
        desk.reload()
        return desk

    @property
    def today(self) -> date:
        """Today in Mexico."""
        return self.now.astimezone(MEXICO).date()

    def reload(self) -> None:
        """Read the active case file again; an older guide's is brought to this one, with its answers."""
        self.case = store.active_case(self.session, self.person)
        self.state = store.load_state(self.session, self.case.id, self.person) if self.case else None

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
        saved = store.save_step(self.session, self.person, self.open_case.id, before, step.state, self.now)
        wanted = engine.tasks(self.guide, step.state, self.today)
        tasks.sync_tasks(self.session, self.open_case.id, wanted, self.now)
        store.mark_seen(self.session, self.person, self.open_case.id, saved.version)
        self.reload()
        told = [conflict_line(self.guide, conflict.key) for conflict in saved.conflicts]
        told += [f"Mientras tanto, alguien más cambió: {_title(self.guide, news.key)}." for news in saved.news]
        return told


def is_known(session: Session, sender: str) -> bool:
    """Whether anything is stored about whoever writes from `sender`; asking leaves no trace."""
    return people.find_person(session, *_address(sender), _secret()) is not None


def identity_hash(sender: str) -> str:
    """How the case files name whoever writes from `sender`."""
    channel, identity = _address(sender)
    return people.sender_hash(_secret(), channel, identity)


def _secret() -> bytes:
    return load_secret(settings.load().var / "secret")


def _address(sender: str) -> tuple[str, str]:
    channel, _, rest = sender.partition(":")
    return channel, rest.partition(":")[0] or sender


def mark_of(prompt: Prompt) -> str:
    """Tells a question from others, and from itself once somebody else has answered it."""
    return f"{prompt.question.key}:{hashlib.sha256(repr(prompt.previous).encode()).hexdigest()[:8]}"


def overtaken_line(guide: Guide, mark: str) -> str:
    """What is said to whoever answers a question that a colleague answered while it was on their screen."""
    return (
        f"Mientras tanto, alguien más contestó «{_title(guide, mark.partition(':')[0])}», así que no anoté la tuya. "
        "Si la correcta es la tuya, dime «corregir»."
    )


def conflict_line(guide: Guide, key: str) -> str:
    """What is said when a colleague answered the same question first."""
    return (
        f"Alguien más contestó antes «{_title(guide, key)}» y su respuesta quedó; la tuya está en el historial. "
        "Si la correcta es la tuya, dime «corregir»."
    )


def find_question(guide: Guide, key: str) -> Question | None:
    """The question `key`, also of the self-assessment; None if there is none."""
    known = [*guide.questions().values(), *guide.assessment.questions]
    return next((question for question in known if question.key == key), None)


def _title(guide: Guide, key: str) -> str:
    question = find_question(guide, key)
    return question.text if question else key
