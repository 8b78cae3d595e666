"""Milliseconds of a turn at different points of one conversation, and turns a second with several people."""

from __future__ import annotations

import asyncio
import statistics
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

OPEN_GUIDE = ("quiero empezar la guía", "acepto", "San Felipe con Laredo", "con una ciudad, laredo texas", "si",
              "simon", "no", "no", "seguir")  # fmt: skip

FIRST = (1, 2)  # turns that are measured in several conversations
BEGINNINGS = 32  # conversations in which they are
AROUND = 6  # turns before and after a point that are measured as being there
SAID = 40  # turns that are really said before a conversation is lengthened


@dataclass
class Talk:
    """What is said to a candidate.

    Attributes:
        kinds: Name of a kind of turn → the messages that are it.
        guide: What opens a guide and what is said in it; empty if it has none.
    """

    kinds: dict[str, tuple[str, ...]]
    guide: tuple[str, ...] = ()


OURS = Talk(
    {
        "FAQ": ("cuánto tarda el dictamen", "quién firma el acuerdo", "qué es un hermanamiento"),
        "registro": ("qué hermanamientos tiene guadalajara", "¿y zapopan?", "acuerdos de puebla con estados unidos"),
    },
    guide=("¿por qué lo preguntas?",),
)
RASA_INIT = Talk({"FAQ": ("hello", "are you a bot", "i am sad")})


@dataclass
class Times:
    """Milliseconds of the turns of one kind."""

    ms: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        """Half the turns took less."""
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        """One turn in twenty took more."""
        return sorted(self.ms)[max(0, round(len(self.ms) * 0.95) - 1)]


class Person:
    """Somebody who talks to a candidate over one connection."""

    def __init__(self, address: str, client: httpx.AsyncClient) -> None:
        """Begin a conversation."""
        self._address, self._client = address, client
        self.sender = f"bench:{uuid.uuid4().hex}"

    async def say(self, text: str) -> float:
        """Send a message and wait for its replies; returns milliseconds."""
        started = time.perf_counter()
        body = {"sender": self.sender, "message": text}
        answer = await self._client.post(f"{self._address}/webhooks/rest/webhook", json=body)
        took = (time.perf_counter() - started) * 1000
        if not answer.json():
            raise RuntimeError(f"no reply to {text!r}")
        return took

    async def lengthen(self, turns: int, seen: int) -> int:
        """Bring the conversation, `seen` turns long, to `turns`, by storing again the events of its first ones.

        Saying them would take stock Rasa a quarter of an hour. Returns how long the conversation is then.
        """
        url = f"{self._address}/conversations/{self.sender}"
        tracker = (await self._client.get(f"{url}/tracker", params={"include_events": "ALL"})).json()
        events = tracker["events"]
        # Not the first, which begins the session.
        users = [n for n, event in enumerate(events) if event["event"] == "user"][1:SAID]
        while seen < turns:
            block = min(len(users) - 1, turns - seen)
            answer = await self._client.post(f"{url}/tracker/events", json=events[users[0] : users[block]])
            answer.raise_for_status()
            seen += block
        return seen


async def at_turns(
    address: str, talk: Talk, points: Sequence[int], *, lengthened: bool
) -> dict[tuple[str, int], Times]:
    """Times of each kind of turn around each of `points`, in one conversation.

    Args:
        address: Where the candidate is asked.
        talk: What is said.
        points: Turns, rising.
        lengthened: Whether the turns between the points are stored instead of said.
    """
    kinds = list(talk.kinds)
    results = {(kind, point): Times() for kind in kinds for point in (*FIRST, *points)}
    async with httpx.AsyncClient(timeout=120) as client:
        # The first turns of a conversation come once in each, so they are measured in several.
        for number in range(BEGINNINGS):
            person = Person(address, client)
            for turn, kind in enumerate((kinds[number % len(kinds)], kinds[number // 2 % len(kinds)]), 1):
                results[kind, turn].ms.append(await person.say(talk.kinds[kind][0]))
        person, turn = Person(address, client), 0
        for point in points:
            while turn < point - AROUND:
                if lengthened and turn >= SAID:
                    turn = await person.lengthen(point - AROUND, turn)
                else:
                    await person.say(_message(talk, kinds, turn))
                    turn += 1
            for _ in range(2 * AROUND):
                kind = kinds[turn % len(kinds)]
                results[kind, point].ms.append(await person.say(_message(talk, kinds, turn)))
                turn += 1
    return results


def _message(talk: Talk, kinds: list[str], turn: int) -> str:
    texts = talk.kinds[kinds[turn % len(kinds)]]
    return texts[turn // len(kinds) % len(texts)]


async def in_guide(address: str, talk: Talk, turns: int = 30) -> Times:
    """Times of turns in an open guide."""
    times = Times()
    async with httpx.AsyncClient(timeout=120) as client:
        person = Person(address, client)
        for text in OPEN_GUIDE:
            await person.say(text)
        for turn in range(turns):
            times.ms.append(await person.say(talk.guide[turn % len(talk.guide)]))
    return times


async def per_second(address: str, talk: Talk, people: int, turns: int) -> float:
    """Turns a second with so many people who write without a pause, each in a conversation that has just begun."""
    kinds = list(talk.kinds)
    async with httpx.AsyncClient(timeout=120, limits=httpx.Limits(max_connections=people)) as client:

        async def one() -> None:
            person = Person(address, client)
            for turn in range(each):
                await person.say(_message(talk, kinds, turn))

        each = max(4, turns // people)
        started = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(people)))
        return people * each / (time.perf_counter() - started)


async def second_message(address: str, talk: Talk, times: int = 5) -> Times:
    """Milliseconds until both of two messages of one person, sent at once, are answered."""
    result = Times()
    [text, *_] = talk.kinds[next(iter(talk.kinds))]
    async with httpx.AsyncClient(timeout=120) as client:
        for _ in range(times):
            person = Person(address, client)
            await person.say(text)
            result.ms.append(max(await asyncio.gather(person.say(text), person.say(text))))
    return result
