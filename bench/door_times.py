"""How long a message takes at each door, how many go through in a second, and how often each is written."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bench.doors import Doors, Person, opened, somebody
from bench.turns import OPEN_GUIDE, OURS, Times

PEOPLE = (1, 16, 50)
PAUSE = (2.0, 6.0)  # seconds that somebody takes to read an answer and write again; people take longer
SETTLED = 0.3  # seconds after which all that a message writes has been written
KINDS = tuple(OURS.kinds)
GUIDE = "guía"


@dataclass(frozen=True)
class Sizes:
    """How much is measured.

    Attributes:
        beginnings: Conversations whose second turn is measured, with one person.
        long: Turns of a long conversation.
        after: Turns measured after so many.
        seconds: That several people write, at each door.
        requests: Messages without pauses, at each door.
    """

    beginnings: int = 60
    long: int = 1_000
    after: int = 60
    seconds: float = 25.0
    requests: int = 240


WHOLE = Sizes()
QUICK = Sizes(beginnings=12, long=40, after=12, seconds=6.0, requests=50)


@dataclass
class Seen:
    """What was measured.

    Attributes:
        times: Door, people and turn → milliseconds, with pauses between the messages of each person.
        rushed: Door and people → milliseconds, without pauses.
        per_second: Door and people → turns a second, without pauses.
        writes: Door and kind of turn → transactions that write, per message.
    """

    long: int
    times: dict[tuple[str, int, int], Times] = field(default_factory=lambda: defaultdict(Times))
    rushed: dict[tuple[str, int], Times] = field(default_factory=lambda: defaultdict(Times))
    per_second: dict[tuple[str, int], float] = field(default_factory=dict)
    writes: dict[tuple[str, str], float] = field(default_factory=dict)


async def measure(folder: Path, sizes: Sizes) -> Seen:
    """Open the doors and let people write at them."""
    seen = Seen(sizes.long)
    async with opened(folder) as doors:
        for door in doors.people:  # warm
            await _visit(await somebody(doors, door), 12)
        await _one_person(doors, seen, sizes)
        for door in doors.people:
            await _count_writes(doors, door, seen)
            for people in PEOPLE:
                await _without_pauses(doors, door, people, seen, sizes)
                if people > 1:
                    await _with_pauses(doors, door, people, seen, sizes)
    return seen


async def _one_person(doors: Doors, seen: Seen, sizes: Sizes) -> None:
    """One message after the other, at one door and then the next, so that all meet the same noise."""
    for number in range(sizes.beginnings):
        for door in doors.people:
            person = await somebody(doors, door)
            await person.say(text(number + 1))
            seen.times[door, 1, 2].ms.append(await person.say(text(number)))
    said = await somebody(doors, "página")
    await _visit(said, sizes.long - 1)
    people = {door: await _long(doors, door, said.sender) for door in doors.people}
    for number in range(sizes.after):
        for door, person in people.items():
            seen.times[door, 1, sizes.long].ms.append(await person.say(text(number)))
    doors.said = said.sender


async def _visit(person: Person, messages: int) -> None:
    for number in range(messages):
        await person.say(text(number))


async def _with_pauses(doors: Doors, door: str, people: int, seen: Seen, sizes: Sizes) -> None:
    """Half of them begin conversations, the other half go on with long ones."""
    until, chance = time.perf_counter() + sizes.seconds, random.Random(people)

    async def pause() -> bool:
        await asyncio.sleep(chance.uniform(*PAUSE))
        return time.perf_counter() < until

    async def newcomer(number: int) -> None:
        await asyncio.sleep(chance.uniform(0, PAUSE[1]))
        while True:
            person = await somebody(doors, door)
            await person.say(text(number + 1))
            if not await pause():
                return
            seen.times[door, people, 2].ms.append(await person.say(text(number)))
            number += 1
            if not await pause():
                return

    async def regular(number: int, person: Person) -> None:
        await asyncio.sleep(chance.uniform(0, PAUSE[1]))
        while True:
            seen.times[door, people, sizes.long].ms.append(await person.say(text(number)))
            number += 1
            if not await pause():
                return

    regulars = [await _long(doors, door, doors.said) for _ in range(people // 2)]
    newcomers = (newcomer(number) for number in range(people - len(regulars)))
    await asyncio.gather(*newcomers, *(regular(number, one) for number, one in enumerate(regulars)))


async def _without_pauses(doors: Doors, door: str, people: int, seen: Seen, sizes: Sizes) -> None:
    each = max(4, sizes.requests // people)

    async def one(person: Person) -> None:
        for number in range(each):
            seen.rushed[door, people].ms.append(await person.say(text(number)))

    everybody = [await somebody(doors, door) for _ in range(people)]
    started = time.perf_counter()
    await asyncio.gather(*map(one, everybody))
    seen.per_second[door, people] = people * each / (time.perf_counter() - started)


async def _count_writes(doors: Doors, door: str, seen: Seen) -> None:
    person = await somebody(doors, door)
    said = {kind: OURS.kinds[kind] for kind in KINDS} | {GUIDE: OURS.guide * 3}
    await person.say(text(0))
    for kind, texts in said.items():
        for opening in OPEN_GUIDE if kind == GUIDE else ():
            await person.say(opening)
        await asyncio.sleep(SETTLED)
        before = await doors.writes()
        for words in texts:
            await person.say(words)
            await asyncio.sleep(SETTLED)
        seen.writes[door, kind] = (await doors.writes() - before) / len(texts)


def text(number: int) -> str:
    """What is said in the turn of that number: one kind after the other."""
    texts = OURS.kinds[KINDS[number % len(KINDS)]]
    return texts[number // len(KINDS) % len(texts)]


async def _long(doors: Doors, door: str, said: str) -> Person:
    """Somebody new with the whole conversation of `said`: what was stored of it, stored again."""
    person = await somebody(doors, door)
    await asyncio.to_thread(_copy, doors.database, said, person.sender)
    return person


def _copy(database: Path, said: str, sender: str) -> None:
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        connection.execute("BEGIN IMMEDIATE")
        (shift,) = connection.execute(
            "SELECT (SELECT max(id) FROM events) + 1 - min(id) FROM events WHERE sender_id = ?", (said,)
        ).fetchone()
        columns = "type_name, timestamp, intent_name, action_name, data"
        connection.execute(
            # By their places in the conversation, which need not be one after the other in the table.
            f"INSERT INTO events (id, sender_id, {columns}) SELECT id + ?, ?, {columns} FROM events "
            "WHERE sender_id = ? ORDER BY id",
            (shift, sender, said),
        )
        connection.execute(
            "INSERT INTO conversation_start (sender_id, begin, slots, moment) "
            "SELECT ?, begin + ?, slots, moment FROM conversation_start WHERE sender_id = ?",
            (sender, shift, said),
        )
        if sender.startswith("bench:"):  # Rasa's own channel has no boxes
            return
        connection.execute(
            "INSERT INTO inbox (channel, external_id, sender, kind, text, token, details, state, attempts, received_at,"
            " done_at) SELECT ?, ? || id, ?, kind, '', token, '{}', state, attempts, received_at, done_at FROM inbox "
            "WHERE sender = ? ORDER BY id",
            (sender.partition(":")[0], sender, sender, said),
        )
