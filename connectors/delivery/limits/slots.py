"""How many turns a process runs at once: understanding a text keeps a processor busy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Slots:
    """Places for turns; a message that may take the process with it has all of them, so that it takes no other one."""

    def __init__(self, number: int) -> None:
        """Make it: `number` turns at once."""
        self._number = number
        self._free = asyncio.Semaphore(number)
        self._collecting = asyncio.Lock()  # two who each hold a part of all would wait for each other for ever

    def needed(self, *, alone: bool) -> int:
        """How many of them a turn takes."""
        return self._number if alone else 1

    @asynccontextmanager
    async def if_free(self) -> AsyncIterator[int]:
        """Hold one, if nobody has to be waited for; how many are held: 1 or 0."""
        if self._free.locked():
            yield 0
            return
        async with self._free:
            yield 1

    @asynccontextmanager
    async def wait(self, number: int) -> AsyncIterator[int]:
        """Hold that many, as soon as they are free."""
        held = 0
        try:
            async with self._collecting:
                while held < number:
                    await self._free.acquire()
                    held += 1
            yield held
        finally:
            for _ in range(held):
                self._free.release()
