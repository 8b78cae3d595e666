"""Tables of people as the house knows them: a keyed hash of their address on a channel, and what they agreed to."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from casefiles.models.base import Base, UtcDateTime, new_id


class Person(Base):
    """Somebody on one channel; the same official on another channel is another row, joined by a case code."""

    __tablename__ = "person"
    id = Column(String(32), primary_key=True, default=new_id)
    channel = Column(String(20), nullable=False)  # telegram, whatsapp, web, terminal
    sender_hash = Column(String(64), nullable=False)  # HMAC of the sender; the address itself is never stored
    created_at = Column(UtcDateTime, nullable=False)
    last_seen = Column(UtcDateTime, nullable=False, index=True)
    last_message = Column(String(64))  # HMAC of the id of the last message handled; a channel's ids may hold a phone
    active_case_id = Column(ForeignKey("case_file.id", ondelete="SET NULL"), index=True)
    __table_args__ = (UniqueConstraint("channel", "sender_hash"),)


class Consent(Base):
    """A person agreed to a version of the privacy notice."""

    __tablename__ = "consent"
    id = Column(Integer, primary_key=True)
    person_id = Column(ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    notice_version = Column(String(20), nullable=False)
    given_at = Column(UtcDateTime, nullable=False)
    withdrawn_at = Column(UtcDateTime)


class WrongCode(Base):
    """A case code that did not open anything, to limit guessing; neither the code nor who wrote it is kept.

    It is no row of a person: who asks to be erased does not get more guesses by it.
    """

    __tablename__ = "wrong_code"
    id = Column(Integer, primary_key=True)
    whose = Column(String(64), nullable=False)  # keyed hash of the sender, another one than `Person.sender_hash`
    at = Column(UtcDateTime, nullable=False)
    __table_args__ = (Index("ix_wrong_code_whose", "whose", "at"),)


class Notice(Base):
    """Something a person has to be told the next time they write: a colleague joined, an answer was in dispute."""

    __tablename__ = "notice"
    id = Column(Integer, primary_key=True)
    person_id = Column(ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    kind = Column(String(20), nullable=False)
    text = Column(Text, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    delivered_at = Column(UtcDateTime)
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012


class DeletionReceipt(Base):
    """Proof that something was deleted: a folio and how many rows of each table, nothing about whose they were."""

    __tablename__ = "deletion_receipt"
    folio = Column(String(24), primary_key=True)
    at = Column(UtcDateTime, nullable=False)
    reason = Column(String(20), nullable=False)  # solicitud, expediente, retencion
    counts = Column(Text, nullable=False)  # JSON: table → rows
