"""The window says and remembers what Rasa's own SQL store would, whatever is said, however long it lasts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import UserUttered
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from bot.rasa.tracking.store import WindowTrackerStore
from bot.rasa.tracking.tables import EVENTS
from tests.bot.rasa.tracking.small_bot import script, turn
from tests.conftest import MakeDatabase

TURNS = 60
EXPIRED = 2 * 60 * 60  # seconds; a session of the small bot lasts one hour


@pytest.fixture
def stock(small_agent: Agent, make_database: MakeDatabase) -> SQLTrackerStore:
    return SQLTrackerStore(small_agent.domain, host=make_database())


@pytest.mark.parametrize("seed", [1, 2])
async def test_after_every_turn_both_stores_agree(
    seed: int, small_agent: Agent, stock: SQLTrackerStore, open_store: Callable[..., WindowTrackerStore]
) -> None:
    ours = open_store()
    for said in script(seed, TURNS):
        assert await turn(small_agent, ours, said) == await turn(small_agent, stock, said), said


async def test_both_stores_agree_over_expired_sessions_and_restarts_of_the_process(
    small_agent: Agent, stock: SQLTrackerStore, open_store: Callable[..., WindowTrackerStore],
    clock: Callable[[float], Any],
) -> None:  # fmt: skip
    ours = open_store()
    for number, said in enumerate(script(4, TURNS)):
        if number % 23 == 22:
            clock(EXPIRED)
        if number % 7 == 6:
            ours = open_store()
        assert await turn(small_agent, ours, said) == await turn(small_agent, stock, said), said


async def test_a_long_conversation_holds_few_events_and_every_one_is_stored(
    small_agent: Agent, open_store: Callable[..., WindowTrackerStore], store_engine: Engine
) -> None:
    store, said_texts, held = open_store(), [], 0
    for said in script(5, TURNS):
        await turn(small_agent, store, said)
        said_texts.append(said[2])
        held = max(held, len((await store.retrieve("prueba:1")).events))
    with store_engine.connect() as connection:
        stored = connection.scalar(select(func.count()).select_from(EVENTS))
    whole = await store.retrieve_full_tracker("prueba:1")
    assert len(whole.events) == stored
    assert [event.text for event in whole.events if isinstance(event, UserUttered)] == said_texts
    assert held < stored / 2
