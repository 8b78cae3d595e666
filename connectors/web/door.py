"""The door of the web: nothing is pushed to a browser, which comes to fetch what is kept for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from connectors.reply import WEB, Incoming, Part


class WebDoor:
    """Delivers by telling whoever waits that there is something."""

    channel = "web"
    limits = WEB

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Queue[Part]]] = {}

    async def ready(self, address: dict[str, Any]) -> bool:
        """Always."""
        return False

    async def deliver(self, address: dict[str, Any], part: Part) -> str:
        """It is delivered once it is kept: see `connectors.history`."""
        for queue in self._waiting.get(address["sender"], ()):
            queue.put_nowait(part)
        return ""

    async def working(self, address: dict[str, Any], incoming: Incoming) -> None:
        """Whoever waits says «escribiendo…» on its own."""

    @contextmanager
    def waiting(self, sender: str) -> Iterator[asyncio.Queue[Part]]:
        """A queue with each part for `sender` that this process delivers meanwhile."""
        queue: asyncio.Queue[Part] = asyncio.Queue()
        self._waiting.setdefault(sender, set()).add(queue)
        try:
            yield queue
        finally:
            self._waiting[sender].discard(queue)
            if not self._waiting[sender]:
                del self._waiting[sender]
