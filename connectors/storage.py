"""Transactions of the doors, and rows that two deliveries at the same moment do not make twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Table, bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import TextClause

from bot import services

ERASED = "erased"  # in a session's `info`: nothing of what was deleted may be left in the files either
Result = TypeVar("Result")
Work = Callable[[Session, datetime], Result]


def reading(work: Work[Result]) -> Result:
    """The result of `work`, which only looks things up, with the moment it begins.

    Raises:
        DatabaseUnavailable: it cannot be read.
    """
    with services.reading() as session:
        return work(session, datetime.now(timezone.utc))


def writing(work: Work[Result]) -> Result:
    """The result of `work` in one transaction that may write, with the moment it begins; for a thread of its own.

    Raises:
        DatabaseUnavailable: nothing was stored.
    """
    with services.writing() as session:
        result = work(session, datetime.now(timezone.utc))
        erased = session.info.get(ERASED)
    if erased:
        services.scrub()
    return result


async def read(work: Work[Result]) -> Result:
    """As `reading`, in a thread where the other conversations would have to wait for it."""
    # Who reads SQLite waits for nobody, and going to a thread and back takes longer than what is looked up here.
    if services.engine().dialect.name == "sqlite":
        return reading(work)
    return await asyncio.to_thread(reading, work)


async def write(work: Work[Result]) -> Result:
    """As `writing`, in a thread of its own."""
    return await asyncio.to_thread(writing, work)


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
