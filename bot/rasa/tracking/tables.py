"""Tables of the conversations: Rasa's own `events`, and where each long conversation may begin to be read."""

from __future__ import annotations

from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.engine import Engine

EVENTS: Table = SQLTrackerStore.SQLEvent.__table__

# `begin` is the id of the first event to read; `slots` are the values before it, as JSON; `moment` is that event's.
SNAPSHOTS = Table(
    "conversation_start",
    MetaData(),
    Column("sender_id", String(255), primary_key=True),
    Column("begin", Integer, nullable=False),
    Column("slots", Text, nullable=False),
    Column("moment", Float, nullable=False),
)
# Rasa's index is on the sender alone, which makes PostgreSQL read a whole conversation to find its last events.
_BY_SENDER = Index("ix_events_sender_id_id", EVENTS.c.sender_id, EVENTS.c.id)
# For the daily deletion of old events.
_BY_MOMENT = Index("ix_events_timestamp", EVENTS.c.timestamp)
_LOCK = 731_620_432  # any number, as long as nobody else uses it


def create_tables(engine: Engine) -> None:
    """Make the tables that are missing; several processes may do it at once."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        EVENTS.create(connection, checkfirst=True)
        SNAPSHOTS.create(connection, checkfirst=True)
        for index in (_BY_SENDER, _BY_MOMENT):
            index.create(connection, checkfirst=True)
