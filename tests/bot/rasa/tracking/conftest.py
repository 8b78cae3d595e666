"""The small bot, trained and loaded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rasa.core.agent import Agent
from sqlalchemy.engine import Engine

from bot.rasa.tracking.store import WindowTrackerStore
from knowledge.database import open_engine
from tests.bot.rasa.tracking import small_bot
from tests.conftest import MakeDatabase


@pytest.fixture(scope="session")
def small_agent(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    return Agent.load(small_bot.train(tmp_path_factory.mktemp("small-bot")))


@pytest.fixture
def store_engine(make_database: MakeDatabase) -> Iterator[Engine]:
    """An empty database for the conversations, on SQLite and on PostgreSQL."""
    engine = open_engine(make_database())
    yield engine
    engine.dispose()


@pytest.fixture
def open_store(small_agent: Agent, store_engine: Engine) -> Callable[..., WindowTrackerStore]:
    """Opens the store on the test's database: again, as a process that starts."""
    return lambda **options: WindowTrackerStore(small_agent.domain, engine=store_engine, **options)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], Any]:
    """Moves the time that Rasa sees, by seconds."""
    import time

    real, shift = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + shift[0])

    def forward(seconds: float) -> None:
        shift[0] += seconds

    return forward
