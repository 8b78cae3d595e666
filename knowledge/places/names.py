"""The names of the places that a query has by their keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from knowledge.models import Country, Municipality, State

# Made once: they cost more to build than to run. Columns and not objects, which take four times as long to make.
_KEY = bindparam("key")
_STATE = select(State.short_name).where(State.key == _KEY)
_MUNICIPALITY = (
    select(Municipality.name + ", " + State.short_name).join(Municipality.state).where(Municipality.key == _KEY)
)
_COUNTRY = select(Country.name).where(Country.iso == _KEY)


def state_name(session: Session, key: str | None) -> str | None:
    """«Jalisco»; None without a key, and if no state has it."""
    return _name(session, _STATE, key)


def municipality_name(session: Session, key: str | None) -> str | None:
    """«Zapopan, Jalisco»; None without a key, and if no municipality has it."""
    return _name(session, _MUNICIPALITY, key)


def country_name(session: Session, iso: str | None) -> str | None:
    """«Japón»; None without a code, and if no country has it."""
    return _name(session, _COUNTRY, iso)


def _name(session: Session, statement: Any, key: str | None) -> str | None:
    return session.connection().execute(statement, {"key": key}).scalar() if key else None
