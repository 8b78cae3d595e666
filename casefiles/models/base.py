"""What every table of the case files shares."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.orm import DeclarativeMeta, registry
from sqlalchemy.types import TypeDecorator

_mappers = registry()


class Base(metaclass=DeclarativeMeta):
    """Base of the models; its metadata is not the knowledge base's, so each room migrates its own tables."""

    __abstract__ = True
    registry = _mappers
    metadata = _mappers.metadata
    __init__ = _mappers.constructor


class UtcDateTime(TypeDecorator):
    """An aware moment, stored in UTC: SQLite keeps no time zone, and comparing both kinds fails late."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To UTC.

        Raises:
            ValueError: the moment does not say its time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Back with its time zone."""
        return None if value is None else value.replace(tzinfo=timezone.utc)


def new_id() -> str:
    """An identifier that says nothing about what it names, 32 characters."""
    return uuid.uuid4().hex
