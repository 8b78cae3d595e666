"""The door of the web: nothing is pushed to a browser, which comes to fetch what is kept for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from connectors.messages.reply import WEB, Incoming, Part


class WebDoor:
    """Delivers by telling whoever waits that there is something."""

    channel = "web"
    limits = WEB
    fetched = True

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}

    async def ready(self, address: dict[str, Any]) -> bool:
        """Always."""
        return False

    async def deliver(self, address: dict[str, Any], part: Part) -> str:
        """It is delivered once it is kept: see `connectors.delivery.store.history`."""
        return ""

    def tell(self, sender: str) -> None:
        """Let whoever waits look at once."""
        for news in self._waiting.get(sender, ()):
            news.set()

    async def working(self, address: dict[str, Any], incoming: Incoming) -> None:
        """Whoever waits says «escribiendo…» on its own."""

    @contextmanager
    def waiting(self, sender: str) -> Iterator[asyncio.Event]:
        """Set whenever an answer to `sender` has been stored meanwhile."""
        news = asyncio.Event()
        self._waiting.setdefault(sender, set()).add(news)
        try:
            yield news
        finally:
            self._waiting[sender].discard(news)
            if not self._waiting[sender]:
                del self._waiting[sender]
