"""One turn at a time for each conversation, in the order in which they came."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.lock_store import LockError
from redis.asyncio import Redis

from bot.rasa.locks import ConversationLocks


async def take(
    locks: ConversationLocks, conversation: str, name: str, log: list[str], done: asyncio.Event,
    inside: asyncio.Event | None = None,
) -> None:  # fmt: skip
    async with locks.lock(conversation):
        log.append(f"{name} in")
        if inside:
            inside.set()
        await done.wait()
        log.append(f"{name} out")


async def test_turns_of_a_conversation_follow_each_other_in_order_and_others_do_not_wait() -> None:
    locks, log, done = ConversationLocks(redis_url=""), [], asyncio.Event()
    first = [asyncio.create_task(take(locks, "a", name, log, done)) for name in ("one", "two", "three")]
    await asyncio.sleep(0)
    finished = asyncio.Event()
    finished.set()
    await take(locks, "b", "other", log, finished)
    assert log == ["one in", "other in", "other out"]
    done.set()
    await asyncio.gather(*first)
    assert log[3:] == ["one out", "two in", "two out", "three in", "three out"]


async def test_nothing_is_kept_of_a_conversation_that_is_not_in_work() -> None:
    locks = ConversationLocks(redis_url="")
    with pytest.raises(ZeroDivisionError):
        async with locks.lock("a"):
            raise ZeroDivisionError
    assert locks._lines == {}
    assert locks._waiting == {}


async def test_whoever_waits_too_long_is_told() -> None:
    locks = ConversationLocks(redis_url="")
    async with locks.lock("a"):
        with pytest.raises(LockError):
            async with locks.lock("a", lock_lifetime=0.01):
                pass
    async with locks.lock("a"):
        pass


async def test_without_its_redis_a_process_still_takes_turns_in_order() -> None:
    locks, log, done = ConversationLocks(redis_url="redis://127.0.0.1:1/0"), [], asyncio.Event()
    inside = asyncio.Event()
    one = asyncio.create_task(take(locks, "a", "one", log, done, inside))
    await asyncio.wait_for(inside.wait(), 10)
    two = asyncio.create_task(take(locks, "a", "two", log, done))
    done.set()
    await asyncio.gather(one, two)
    assert log == ["one in", "one out", "two in", "two out"]


async def test_a_long_turn_keeps_its_conversation_and_a_dead_process_does_not(redis_url, monkeypatch) -> None:
    monkeypatch.setattr("bot.rasa.locks.LEASE", 0.3)
    here, there = ConversationLocks(redis_url=redis_url), ConversationLocks(redis_url=redis_url)
    async with here.lock("b"):
        with pytest.raises(LockError):
            async with there.lock("b", lock_lifetime=1):  # three leases later
                pass
    client = Redis.from_url(redis_url)
    await client.set("enlace:lock:b", "of a process that died", px=300)
    await client.close()
    async with there.lock("b"):
        pass


async def test_two_processes_do_not_work_on_one_conversation(redis_url: str) -> None:
    here, there = ConversationLocks(redis_url=redis_url), ConversationLocks(redis_url=redis_url)
    log: list[str] = []
    done, inside = asyncio.Event(), asyncio.Event()
    one = asyncio.create_task(take(here, "a", "one", log, done, inside))
    await asyncio.wait_for(inside.wait(), 10)
    two = asyncio.create_task(take(there, "a", "two", log, done))
    with pytest.raises(LockError):
        async with ConversationLocks(redis_url=redis_url).lock("a", lock_lifetime=0.1):
            pass
    assert log == ["one in"]
    done.set()
    await asyncio.gather(one, two)
    assert log == ["one in", "one out", "two in", "two out"]
