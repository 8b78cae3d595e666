"""Tables of the doors: what came in, what goes out, to whom, and what they pressed."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeMeta, registry

from bot.services import UtcDateTime

_mappers = registry()

# States of what came in and of what goes out.
NEW, WORKING, DONE, PARKED = "nueva", "en_curso", "hecha", "apartada"
WAITING, ACCEPTED, RECEIPT = "pendiente", "entregada", "acuse"


class Base(metaclass=DeclarativeMeta):
    """Base of the models; its metadata is not that of other rooms, so each migrates its own tables."""

    __abstract__ = True
    registry = _mappers
    metadata = _mappers.metadata
    __init__ = _mappers.constructor


class Inbox(Base):
    """Something a person sent; stored before it is acknowledged, and known again when it is delivered again."""

    __tablename__ = "inbox"
    id = Column(Integer, primary_key=True)
    channel = Column(String(20), nullable=False)
    external_id = Column(String(200), nullable=False)
    sender = Column(String(200), nullable=False)
    kind = Column(String(10), nullable=False)  # texto, boton, otro
    text = Column(Text, nullable=False)  # erased once answered, unless the door shows the conversation again
    token = Column(String(80), nullable=False)
    details = Column(JSON, nullable=False)
    state = Column(String(10), nullable=False)  # nueva, en_curso, hecha, apartada
    attempts = Column(Integer, nullable=False)
    received_at = Column(UtcDateTime, nullable=False)
    written_at = Column(UtcDateTime)  # as the channel says; where it does not, when it came in
    done_at = Column(UtcDateTime)
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_inbox_sender", "sender", "state"),
        Index("ix_inbox_state", "state"),
        Index("ix_inbox_written", "sender", "written_at"),
        {"sqlite_autoincrement": True},
    )


class Outbox(Base):
    """One message on its way to a person; kept until the channel accepts it."""

    __tablename__ = "outbox"
    id = Column(Integer, primary_key=True)
    channel = Column(String(20), nullable=False)
    sender = Column(String(200), nullable=False)  # of the conversation: the one who receives it
    turn = Column(Integer, index=True)  # the inbox row it answers; None for what the house says on its own
    reminder_id = Column(Integer, unique=True)
    notice_id = Column(Integer)
    part = Column(JSON, nullable=False)
    state = Column(String(10), nullable=False)  # pendiente, entregada, apartada, acuse
    attempts = Column(Integer, nullable=False)
    not_before = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False)
    external_id = Column(String(200), nullable=False)  # the channel's own id, once accepted
    reason = Column(String(100), nullable=False)  # why it was put aside, in the channel's own code
    __table_args__ = (
        Index("ix_outbox_sender", "sender", "state"),
        Index("ix_outbox_state", "state"),
        Index("ix_outbox_notice", "notice_id", unique=True),
        {"sqlite_autoincrement": True},
    )


class Contact(Base):
    """How to write to a person, and which process is attending them now."""

    __tablename__ = "contact"
    sender = Column(String(200), primary_key=True)
    channel = Column(String(20), nullable=False)
    person = Column(String(64), nullable=False, index=True)  # as the case files name them
    address = Column(JSON, nullable=False)
    last_in_at = Column(UtcDateTime, nullable=False)
    unreachable = Column(Boolean, nullable=False)
    claimed_by = Column(String(40))
    claimed_until = Column(UtcDateTime)


class PressedChoice(Base):
    """What a button stands for; only its token travels."""

    __tablename__ = "choice"
    token = Column(String(24), primary_key=True)
    sender = Column(String(200), nullable=False, index=True)
    payload = Column(Text, nullable=False)
    title = Column(Text, nullable=False)
    turn = Column(Integer, nullable=False)  # the inbox row that it answers
    position = Column(Integer, nullable=False)  # the number it has in a text; 0 where it is a real button
    expires_at = Column(UtcDateTime, nullable=False, index=True)


class Upload(Base):
    """A file that a channel already has, so that it is not sent again; it says nothing about anybody."""

    __tablename__ = "upload"
    channel = Column(String(20), primary_key=True)
    digest = Column(String(64), primary_key=True)  # SHA-256
    file_id = Column(String(300), nullable=False)
    expires_at = Column(UtcDateTime, nullable=False, index=True)


class Alias(Base):
    """Another name under which a channel knows a person, such as a telephone."""

    __tablename__ = "alias"
    channel = Column(String(20), primary_key=True)
    alias = Column(String(200), primary_key=True)
    sender = Column(String(200), nullable=False, index=True)
