"""Tables of a case file: who takes part, what was answered, what is to be done, and how it changed."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from casefiles.models.base import Base, UtcDateTime, new_id

# Who wrote a row of a shared case file; empty once that person asked to be forgotten.
_AUTHOR = {"ondelete": "SET NULL"}


class CaseFile(Base):
    """One agreement on its way."""

    __tablename__ = "case_file"
    id = Column(String(32), primary_key=True, default=new_id)
    title = Column(String(120), nullable=False)
    # INEGI's key. No foreign key: the knowledge base is reloaded and migrated on its own.
    municipality_key = Column(String(5))
    guide_version = Column(Integer, nullable=False)
    status = Column(String(12), nullable=False, default="activo")  # activo, cerrado
    version = Column(Integer, nullable=False, default=0)  # one more with each change
    created_at = Column(UtcDateTime, nullable=False)
    updated_at = Column(UtcDateTime, nullable=False, index=True)


class Participant(Base):
    """A person in a case file, and where that person is in it."""

    __tablename__ = "participant"
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True)
    person_id = Column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    role = Column(String(12), nullable=False)  # duenio, colabora
    joined_at = Column(UtcDateTime, nullable=False)
    # Each person has a place of their own: an answer never lands on the question a colleague is looking at.
    current_question = Column(String(60))
    resume_question = Column(String(60))  # where to come back to after a correction
    paused = Column(Boolean, nullable=False, default=False)
    sitting = Column(JSON, nullable=False, default=list)  # self-assessment questions still to be asked
    seen_version = Column(Integer, nullable=False, default=0)  # version of the case file this person last saw


class CaseAnswer(Base):
    """The answer that holds for a question; earlier ones are in `change`."""

    __tablename__ = "case_answer"
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True)
    key = Column(String(60), primary_key=True)
    kind = Column(String(12), nullable=False)  # valor, no_se, no_aplica, omitida
    value = Column(JSON(none_as_null=True))  # see casefiles.answers.values
    note = Column(Text, nullable=False, default="")
    person_id = Column(ForeignKey("person.id", **_AUTHOR), index=True)
    answered_at = Column(UtcDateTime, nullable=False)


class SkippedQuestion(Base):
    """A question left for later; they are asked again in the order of their ids."""

    __tablename__ = "skipped_question"
    id = Column(Integer, primary_key=True)
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False)
    key = Column(String(60), nullable=False)
    person_id = Column(ForeignKey("person.id", **_AUTHOR), index=True)
    skipped_at = Column(UtcDateTime, nullable=False)
    __table_args__ = (UniqueConstraint("case_id", "key"),)


class CaseTask(Base):
    """Something to be done, asked for by the guide or by a person."""

    __tablename__ = "case_task"
    id = Column(Integer, primary_key=True)
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False)
    key = Column(String(120), nullable=False)  # the same task is the same row however often the guide asks for it
    stage = Column(String(10), nullable=False, default="")
    question_key = Column(String(60))
    text = Column(Text, nullable=False)
    responsible = Column(String(40), nullable=False, default="")  # an office, never a name
    due = Column(Date)
    position = Column(Integer, nullable=False, default=0)
    created_at = Column(UtcDateTime, nullable=False)
    done_at = Column(UtcDateTime)
    dropped_at = Column(UtcDateTime)  # the guide no longer asks for it
    __table_args__ = (UniqueConstraint("case_id", "key"),)


class SeenAlert(Base):
    """An alert a person has already read."""

    __tablename__ = "seen_alert"
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True)
    person_id = Column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    key = Column(String(120), primary_key=True)
    seen_at = Column(UtcDateTime, nullable=False)


class Change(Base):
    """One thing that changed in a case file; what changed together shares its version."""

    __tablename__ = "change"
    id = Column(Integer, primary_key=True)
    case_id = Column(ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False)
    version = Column(Integer, nullable=False)
    person_id = Column(ForeignKey("person.id", **_AUTHOR), index=True)
    at = Column(UtcDateTime, nullable=False)
    kind = Column(String(16), nullable=False)  # see casefiles.cases.history
    key = Column(String(120), nullable=False, default="")
    before = Column(JSON(none_as_null=True))
    after = Column(JSON(none_as_null=True))
    was_skipped = Column(Boolean, nullable=False, default=False)
    asked = Column(String(60))  # the question that was being asked
    undone = Column(Boolean, nullable=False, default=False)
    __table_args__ = (Index("ix_change_case", "case_id", "version"),)
