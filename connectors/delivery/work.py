"""What there may be to do for one person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Union

from sqlalchemy.orm import Session

from connectors.delivery.store import outbox
from connectors.delivery.turns import Task
from connectors.messages.reply import Incoming

# What is to be stored of what was done, in a transaction that begins at a moment.
Store = Callable[[Session, datetime], object]


@dataclass(frozen=True)
class Delivery:
    """A part and where it goes."""

    waiting: outbox.Delivery
    address: dict[str, Any]


@dataclass(frozen=True)
class Queued:
    """A message for whose turn there is no place yet.

    Attributes:
        places: How many its turn takes.
    """

    incoming: Incoming
    places: int


@dataclass(frozen=True)
class Rest:
    """A turn failed, and is run again after some seconds."""

    seconds: float


# What comes next: nothing, or nothing before so many seconds, in the last two cases.
Work = Union[Delivery, Task, Queued, Rest, float, None]
# Begins to attend somebody, holding so many places for turns.
First = Callable[[int], Awaitable[Work]]
