"""What the store keeps, what it forgets, and trackers that it did not make."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.slots import BooleanSlot
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from bot.rasa.tracking.erasure import delete_old, said_by
from bot.rasa.tracking.store import ERASE, WindowTrackerStore
from bot.rasa.tracking.tables import EVENTS, SNAPSHOTS
from bot.rasa.tracking.tracker import WindowTracker
from casefiles.errors import CaseFilesUnavailable
from knowledge.database import open_engine
from tests.bot.rasa.tracking.small_bot import Said, turn

ROOT = Path(__file__).resolve().parents[4]
HELLO: Said = ("saludar", None, "hola")
GREEN: Said = ("color", {"entity": "color", "value": "verde"}, "verde")


def rows(engine: Engine) -> tuple[int, int]:
    """How many events and how many places to begin are stored."""
    with engine.connect() as connection:
        return tuple(connection.scalar(select(func.count()).select_from(table)) for table in (EVENTS, SNAPSHOTS))  # type: ignore[return-value]


async def talk(agent: Agent, store: WindowTrackerStore, sender: str, turns: int = 12) -> None:
    for _ in range(turns):
        await turn(agent, store, HELLO, sender)


async def test_what_was_said_with_a_person_is_told_of_all_their_talks_and_of_nobody_else(
    small_agent: Agent, open_store: Callable[..., WindowTrackerStore], store_engine: Engine
) -> None:
    store = open_store()
    for sender in ("terminal:ana:1", "terminal:ana:2", "terminal:anabel:1"):
        await talk(small_agent, store, sender, turns=2)
    with store_engine.connect() as connection:
        said = said_by(connection, "terminal:ana:2")
    assert [text for _, who, text in said if who == "tú"] == ["hola"] * 4
    assert [moment for moment, *_ in said] == sorted(moment for moment, *_ in said)


async def test_whoever_asks_to_be_erased_leaves_nothing_in_any_of_their_talks(
    small_agent: Agent, open_store: Callable[..., WindowTrackerStore], store_engine: Engine
) -> None:
    store = open_store()
    await talk(small_agent, store, "terminal:ana:1")
    await talk(small_agent, store, "terminal:ana_b:1", turns=2)
    others = rows(store_engine)
    await talk(small_agent, store, "terminal:ana:2")
    small_agent.domain.slots.append(BooleanSlot(ERASE, mappings=[]))
    try:
        tracker = await store.retrieve("terminal:ana:2")
        tracker.update(SlotSet(ERASE, True))
        await store.save(tracker)
    finally:
        small_agent.domain.slots.pop()
    assert await store.retrieve("terminal:ana:1") is None
    assert await store.retrieve("terminal:ana:2") is None
    assert await store.retrieve("terminal:ana_b:1") is not None
    assert rows(store_engine)[0] < others[0]


async def test_events_older_than_so_many_days_go_and_the_rest_of_the_conversation_stays(
    small_agent: Agent,
    open_store: Callable[..., WindowTrackerStore],
    store_engine: Engine,
    clock: Callable[[float], Any],
) -> None:
    store = open_store()
    await turn(small_agent, store, GREEN, "prueba:1")
    await talk(small_agent, store, "prueba:1")
    await talk(small_agent, store, "prueba:2")
    clock(timedelta(days=91).total_seconds())
    await turn(small_agent, store, HELLO, "prueba:1")
    before, _ = rows(store_engine)
    now = datetime.now(timezone.utc) + timedelta(days=91)
    deleted = delete_old(store_engine, 90, now)
    assert rows(store_engine) == (before - deleted, 0)
    assert await store.retrieve("prueba:2") is None
    tracker = await store.retrieve("prueba:1")
    assert tracker.get_slot("color") == "verde"
    assert delete_old(store_engine, 90, now) == 0


async def test_a_tracker_made_elsewhere_is_stored_as_the_stock_store_would(
    small_agent: Agent, open_store: Callable[..., WindowTrackerStore]
) -> None:
    store = open_store()
    foreign = DialogueStateTracker("prueba:1", small_agent.domain.slots)
    foreign.update(ActionExecuted("action_listen"))
    foreign.update(UserUttered("hola", {"name": "saludar"}))
    await store.save(foreign)
    tracker = await store.retrieve("prueba:1")
    assert [event.type_name for event in tracker.events] == ["action", "user"]


async def test_events_are_streamed_once(small_agent: Agent, open_store: Callable[..., WindowTrackerStore]) -> None:
    published: list[dict[str, Any]] = []

    class Broker:
        def publish(self, event: dict[str, Any]) -> None:
            published.append(event)

    store = open_store(event_broker=Broker())
    await turn(small_agent, store, HELLO)
    await turn(small_agent, store, HELLO)
    assert [event["text"] for event in published if event["event"] == "user"] == ["hola", "hola"]


async def test_a_copy_has_the_state_of_a_replay_and_a_life_of_its_own(
    small_agent: Agent, open_store: Callable[..., WindowTrackerStore]
) -> None:
    store = open_store()
    for said in (HELLO, GREEN, ("ficha", None, "ficha"), ("dato", None, "Ana")):
        await turn(small_agent, store, said)
    tracker = await store.retrieve("prueba:1")
    copied, replayed = tracker.copy(), DialogueStateTracker.copy(tracker)
    assert json.dumps(copied.current_state(), default=str) == json.dumps(replayed.current_state(), default=str)
    assert isinstance(copied, WindowTracker)
    before = tracker.current_state()
    copied.update(SlotSet("color", "rojo"))
    copied.active_loop.is_interrupted = True
    copied.latest_action["action_name"] = "otra"
    assert tracker.current_state() == before
    assert tracker.new_events == []
    assert len(copied.new_events) == 1


async def test_a_database_that_cannot_be_used_is_said_and_nothing_is_lost(small_agent: Agent, tmp_path: Any) -> None:
    (tmp_path / "enlace.db").write_bytes(b"this is no database, whatever its name says")
    with pytest.raises(CaseFilesUnavailable, match="dañado"):
        WindowTrackerStore(small_agent.domain, engine=open_engine(f"sqlite:///{tmp_path / 'enlace.db'}"))


DIES_AFTER_A_TURN = """
import asyncio, os, signal, sys
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from bot.rasa.tracking.store import WindowTrackerStore

async def turn():
    store = WindowTrackerStore(Domain.empty(), host=sys.argv[1])
    tracker = await store.get_or_create_tracker("prueba:1", append_action_listen=False)
    tracker.update(UserUttered("hola"))
    await store.save(tracker)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(turn())
"""


async def test_what_was_said_outlives_a_process_that_is_killed(
    small_agent: Agent, open_store: Callable[..., WindowTrackerStore], store_engine: Engine
) -> None:
    address = store_engine.url.render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", DIES_AFTER_A_TURN, address, cwd=ROOT
    )
    assert await process.wait() == -signal.SIGKILL
    tracker = await open_store().retrieve("prueba:1")
    assert [event.text for event in tracker.events] == ["hola"]
