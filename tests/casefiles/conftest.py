"""Case files on both databases, and people to write in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import count

import pytest
from sqlalchemy.engine import Engine

from casefiles.cases.codes import issue_code, redeem_code
from casefiles.cases.lifecycle import Saved, create_case, load_state, save_step
from casefiles.cases.people import identify
from casefiles.database import migrate, writing
from casefiles.engine.state import CaseState, Change
from casefiles.privacy.consent import give_consent
from knowledge.database import open_engine
from knowledge.guide.model.guide import Answer

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
SECRET = b"a secret for the tests, not a real one"


@pytest.fixture(scope="session")
def cases_url(make_database: Callable[..., str]) -> str:
    """Address of a database with the tables of the case files; only to be copied."""
    url = make_database()
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    return url


@pytest.fixture
def engine(make_database: Callable[..., str], cases_url: str) -> Iterator[Engine]:
    """A database of the test's own with the tables of the case files."""
    engine = open_engine(make_database(cases_url))
    yield engine
    engine.dispose()


class Desk:
    """Somebody at the other end, who does each thing in a transaction of its own as the channels do."""

    _numbers = count(1)

    def __init__(self, engine: Engine, channel: str = "web", consent: bool = True) -> None:
        self.engine = engine
        self.sender = f"{channel}:visitor-{next(self._numbers)}"
        with writing(engine) as session:
            self.id = identify(session, channel, self.sender, SECRET, NOW)
            if consent:
                give_consent(session, self.id, NOW)

    def opens(self, title: str = "San Felipe con Laredo", now: datetime = NOW) -> str:
        """Open a case file; its id."""
        with writing(self.engine) as session:
            return create_case(session, self.id, title, 1, now).id

    def joins(self, other: Desk, case_id: str) -> None:
        """Enter a colleague's case file with a code."""
        with writing(self.engine) as session:
            code = issue_code(session, SECRET, other.id, case_id, NOW)
        with writing(self.engine) as session:
            assert redeem_code(session, SECRET, self.id, code.text, NOW).outcome == "abierto"

    def state(self, case_id: str) -> CaseState:
        with writing(self.engine) as session:
            return load_state(session, case_id, self.id)

    def answers(self, case_id: str, key: str, value: object, now: datetime = NOW, seen: int | None = None) -> Saved:
        """Answer one question as the engine would."""
        answer = value if isinstance(value, Answer) else Answer(value)  # type: ignore[arg-type]
        with writing(self.engine) as session:
            before = load_state(session, case_id, self.id)
            return save_step(session, self.id, case_id, before, answered(before, key, answer), now, seen)

    def skips(self, case_id: str, key: str) -> Saved:
        with writing(self.engine) as session:
            before = load_state(session, case_id, self.id)
            step = Change("omitir", key, before.answers.get(key), None, key in before.skipped, before.current)
            after = replace(before, skipped=(*before.skipped, key), history=(*before.history, step))
            return save_step(session, self.id, case_id, before, after, NOW)


def answered(state: CaseState, key: str, answer: Answer) -> CaseState:
    """`state` after an answer, in the engine's own terms."""
    before = state.answers.get(key)
    step = Change(
        "corregir" if before else "responder", key, before, answer, key in state.skipped, state.current or key
    )
    return replace(
        state,
        answers={**state.answers, key: answer},
        skipped=tuple(other for other in state.skipped if other != key),
        current=None,
        history=(*state.history, step),
    )


@pytest.fixture
def desk(engine: Engine) -> Callable[..., Desk]:
    """Seats somebody new who has agreed to the privacy notice."""
    return lambda channel="web", consent=True: Desk(engine, channel, consent)


@pytest.fixture
def ana(desk: Callable[..., Desk]) -> Desk:
    return desk()


@pytest.fixture
def beto(desk: Callable[..., Desk]) -> Desk:
    return desk("whatsapp")


@pytest.fixture
def case(ana: Desk) -> str:
    """A case file of Ana's."""
    return ana.opens()


def later(**time: float) -> datetime:
    """A while after `NOW`."""
    return NOW + timedelta(**time)


__all__ = ["NOW", "SECRET", "Desk", "answered", "later"]
