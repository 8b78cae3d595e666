"""What every door is to the reception, and what may happen when it delivers."""

from __future__ import annotations

from typing import Any, Dict, Protocol

from connectors.messages.reply import Incoming, Limits, Part


class Door(Protocol):
    """A channel: it authenticates what comes in, hands it to the reception, and delivers what goes out."""

    channel: str  # telegram, whatsapp, web
    limits: Limits
    fetched: bool  # whether people come to fetch their answers, so that one that is stored has been delivered

    def tell(self, sender: str) -> None:
        """Tell whoever waits for it that an answer to `sender` has been stored; only asked where it is fetched."""

    async def ready(self, address: Dict[str, Any]) -> bool:
        """Wait until the channel may be given another part for this person; whether it had to be waited for.

        It is asked again after a wait, because meanwhile another process may have come to attend them.
        """

    async def deliver(self, address: Dict[str, Any], part: Part) -> str:
        """Send one part.

        Args:
            address: As the door last gave it for this person.

        Returns:
            The channel's id of the message, or an empty text where there is none.

        Raises:
            TryLater: not now; the part and those behind it wait, in order.
            Undeliverable: never; the part is put aside and the next one goes on.
            Unreachable: this person can no longer be written to; all that waits for them is dropped.
        """

    async def working(self, address: Dict[str, Any], incoming: Incoming) -> None:
        """Show that an answer is being made («escribiendo…»); called every few seconds; must not raise."""


class TryLater(Exception):
    """A limit or a fault that passes.

    Attributes:
        seconds: How long to wait; None lets the reception choose, longer each time.
        counts: Whether it counts as a failed attempt; a rate limit does not.
    """

    def __init__(self, seconds: float | None = None, *, counts: bool = True) -> None:
        super().__init__("try later")
        self.seconds = seconds
        self.counts = counts


class Undeliverable(Exception):
    """The channel refuses this part for good; the message says the channel's own code, never a text or an address."""


class Unreachable(Exception):
    """The person blocked the bot, left, or the window to write to them has closed."""
