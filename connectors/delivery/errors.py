"""Why the reception may not take a message."""

from __future__ import annotations


class TooMany(Exception):
    """The sender, or the address they write from, writes too fast; nothing was stored.

    Attributes:
        seconds: When to try again.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("too many messages")
        self.seconds = seconds


class Busy(Exception):
    """Nothing can be stored now: the database is away or too much waits; whoever delivers must try again.

    Attributes:
        seconds: When to try again.
    """

    def __init__(self, seconds: float = 5) -> None:
        super().__init__("busy")
        self.seconds = seconds
