"""What a turn stores of its conversation, held back to be stored with the answer by whoever runs the turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

Write = Callable[[Connection], object]


class Held:
    """What is to be stored of one turn, in the order in which it was."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.writes: list[Write] = []

    def store(self, session: Session) -> None:
        """Store it in the transaction of `session`; if that is undone, it can be stored again in another one."""
        for write in self.writes:
            write(session.connection())


_TURN: ContextVar[Held | None] = ContextVar("turn", default=None)


@contextmanager
def held(engine: Engine) -> Iterator[Held]:
    """Hold back what the turn that runs inside would store in the database of `engine`."""
    turn = Held(engine)
    token = _TURN.set(turn)
    try:
        yield turn
    finally:
        _TURN.reset(token)


def hold(engine: Engine, write: Write) -> bool:
    """Hold `write` back; False if the turn is nobody's who would store it, and it has to be stored now."""
    turn = _TURN.get()
    if turn is None or turn.engine.url != engine.url:  # another database
        return False
    turn.writes.append(write)
    return True
