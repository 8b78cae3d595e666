"""What every table shares."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeMeta, registry

_mappers = registry()


class Base(metaclass=DeclarativeMeta):
    """Base of the models, written out as a class so that mypy can follow it."""

    __abstract__ = True
    registry = _mappers
    metadata = _mappers.metadata
    __init__ = _mappers.constructor
