"""Transactions of the doors, and rows that two deliveries at the same moment do not make twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Table, bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import TextClause

from bot import services
from bot.services import Occupied

ERASED = "erased"  # in a session's `info`: nothing of what was deleted may be left in the files either
Result = TypeVar("Result")
MOST_VALUES = 500
Work = Callable[[Session, datetime], Result]


def reading(work: Work[Result]) -> Result:
    """The result of `work`, which only looks things up, with the moment it begins.

    Raises:
        DatabaseUnavailable: it cannot be read.
    """
    with services.reading() as session:
        return work(session, datetime.now(timezone.utc))


def writing(work: Work[Result], *, wait: bool = True) -> Result:
    """The result of `work` in one transaction that may write, with the moment it begins.

    Args:
        wait: For the turn to write, where one writes at a time: then it is for a thread of its own.

    Raises:
        Occupied: it does not wait, and somebody is writing.
        DatabaseUnavailable: nothing was stored.
    """
    result, erased = _written(work, wait=wait)
    if erased:
        services.scrub()
    return result


def _written(work: Work[Result], *, wait: bool) -> tuple[Result, bool]:
    with services.writing(wait=wait) as session:
        result = work(session, datetime.now(timezone.utc))
        return result, bool(session.info.get(ERASED))


async def read(work: Work[Result]) -> Result:
    """As `reading`, in a thread where the other conversations would have to wait for it."""
    # Who reads SQLite waits for nobody, and going to a thread and back takes longer than what is looked up here.
    if _is_sqlite():
        return reading(work)
    return await asyncio.to_thread(reading, work)


def _is_sqlite() -> bool:
    return services.engine().dialect.name == "sqlite"


async def write(work: Work[Result]) -> Result:
    """As `writing`, in a thread of its own where the other conversations would have to wait for it."""
    # What is stored here takes less than a millisecond once it is its turn; a thread that competes with the others for
    # the interpreter takes several times as long, and holds the lock meanwhile.
    if _is_sqlite():
        with suppress(Occupied):
            result, erased = _written(work, wait=False)
            if erased:
                await asyncio.to_thread(services.scrub)
            return result
    return await asyncio.to_thread(writing, work)


def in_parts(values: Collection[str]) -> Iterator[list[str]]:
    """All of `values`, as many at once as one query may name."""
    ordered = sorted(values)
    for start in range(0, len(ordered), MOST_VALUES):
        yield ordered[start : start + MOST_VALUES]


def insert_new(session: Session, model: Any, **values: Any) -> bool:
    """Insert a row; False if one with the same unique key was there already."""
    return bool(session.execute(_insert(model.__table__, tuple(sorted(values)), "NOTHING"), values).rowcount)


def upsert(session: Session, model: Any, key: dict[str, Any], values: dict[str, Any], **only_new: Any) -> None:
    """Insert a row with `key`, `values` and `only_new`, or update the `values` of the one that is there."""
    columns = {**key, **values, **only_new}
    update = f"UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in sorted(values))}"
    session.execute(_insert(model.__table__, tuple(sorted(columns)), update, ", ".join(key)), columns)


@lru_cache
def _insert(table: Table, names: tuple[str, ...], otherwise: str, key: str = "") -> TextClause:
    # SQLite and PostgreSQL write it alike. SQLAlchemy's own construct is compiled anew each time, which takes longer
    # than the insert itself.
    columns, given = ", ".join(names), ", ".join(f":{name}" for name in names)
    target = f"({key}) " if key else ""
    statement = text(f"INSERT INTO {table.name} ({columns}) VALUES ({given}) ON CONFLICT {target}DO {otherwise}")  # noqa: S608
    return statement.bindparams(*(bindparam(name, type_=table.columns[name].type) for name in names))
