"""Tables of what goes with a case file: codes, dates, documents and self-assessments."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, false

from casefiles.models.base import Base, UtcDateTime


class CaseCode(Base):
    """A code that lets one more person into a case file, once; a `personal` one, the person it was given to, again."""

    __tablename__ = "case_code"
    id = Column(Integer, primary_key=True)
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False, index=True)
    code_hash = Column(String(64), nullable=False, unique=True)
    created_by = Column(ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    created_at = Column(UtcDateTime, nullable=False)
    expires_at = Column(UtcDateTime, nullable=False)
    used_at = Column(UtcDateTime)
    used_by = Column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    revoked_at = Column(UtcDateTime)
    # A key to come back: it says who comes, so whoever writes it takes the place of `created_by`.
    personal = Column(Boolean, nullable=False, default=False, server_default=false())


class Reminder(Base):
    """A moment at which a person wants to hear something."""

    __tablename__ = "reminder"
    id = Column(Integer, primary_key=True)
    person_id = Column(ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True)
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    text = Column(String(200), nullable=False)
    due_at = Column(UtcDateTime, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    delivered_at = Column(UtcDateTime)
    cancelled_at = Column(UtcDateTime)
    claimed_until = Column(UtcDateTime)  # a sender is busy with it until then
    attempts = Column(Integer, nullable=False, default=0)
    # An id is never used again: saying that a reminder was delivered must not hit a newer one.
    __table_args__ = (Index("ix_reminder_due", "delivered_at", "due_at"), {"sqlite_autoincrement": True})


class KeyDate(Base):
    """A date of the procedure that everybody in the case file shares: a cabildo session, a signature."""

    __tablename__ = "key_date"
    id = Column(Integer, primary_key=True)
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False, index=True)
    label = Column(String(120), nullable=False)
    date = Column(Date, nullable=False)
    person_id = Column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at = Column(UtcDateTime, nullable=False)


class Document(Base):
    """A document of the case file: what it is and where the municipality keeps it, not its content."""

    __tablename__ = "document"
    id = Column(Integer, primary_key=True)
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False, index=True)
    stage = Column(String(10), nullable=False, default="")
    name = Column(String(160), nullable=False)
    reference = Column(String(200), nullable=False, default="")  # oficio number, folder, address
    person_id = Column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at = Column(UtcDateTime, nullable=False)


class Assessment(Base):
    """A finished self-assessment."""

    __tablename__ = "assessment"
    id = Column(Integer, primary_key=True)
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False, index=True)
    person_id = Column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    taken_at = Column(UtcDateTime, nullable=False)
    guide_version = Column(Integer, nullable=False)
    answers = Column(JSON, nullable=False)  # question → encoded answer, see casefiles.answers.values
    dimensions = Column(JSON, nullable=False)  # dimension → points
    total = Column(Integer, nullable=False)
    level = Column(Integer, nullable=False)
