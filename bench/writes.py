"""Counts the transactions that write, as they end, in every engine of a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

_WRITING = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE")  # what takes SQLite's lock for writing


class Writes:
    """How many transactions took the lock for writing, whether or not they changed anything."""

    def __init__(self) -> None:
        self.count = 0

    def seen(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """A statement is run."""
        if statement.lstrip().upper().startswith(_WRITING):
            connection.info["writes"] = True

    def ended(self, connection: Any) -> None:
        """A transaction is committed or rolled back."""
        self.count += bool(connection.info.pop("writes", False))


@contextmanager
def counted() -> Iterator[Writes]:
    """Count while this lasts."""
    writes = Writes()
    listeners = [
        ("before_cursor_execute", writes.seen),
        ("commit", writes.ended),
        ("rollback", writes.ended),
    ]
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield writes
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)
