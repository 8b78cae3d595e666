"""Tables that the assistant fills itself: search documents, unanswered questions, loaded files."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Text, UniqueConstraint

from knowledge.models.base import Base


class SearchDocument(Base):
    """Folded text of an answer, term or agreement; each database keeps its own full-text index over it."""

    __tablename__ = "search_document"
    id = Column(Integer, primary_key=True)
    kind = Column(String(12), nullable=False)  # respuesta, termino, acuerdo
    ref = Column(String(60), nullable=False)
    title = Column(Text, nullable=False)  # folded; weighs more than the body
    body = Column(Text, nullable=False)
    __table_args__ = (UniqueConstraint("kind", "ref"),)


class UnansweredQuestion(Base):
    """A question nobody could answer, without personal data, for the editors."""

    __tablename__ = "unanswered_question"
    id = Column(Integer, primary_key=True)
    text = Column(String(300), nullable=False, unique=True)
    times = Column(Integer, nullable=False, default=1)
    first_asked = Column(Date, nullable=False)
    last_asked = Column(Date, nullable=False)


class UnansweredAsker(Base):
    """Who asked a question, as a keyed hash that serves for nothing but erasing it when they say so."""

    __tablename__ = "unanswered_asker"
    question_id = Column(ForeignKey("unanswered_question.id", ondelete="CASCADE"), primary_key=True)
    asker = Column(String(64), primary_key=True, index=True)
    times = Column(Integer, nullable=False)


class LoadedData(Base):
    """Fingerprint of the data each loader last put in, to load again only what changed."""

    __tablename__ = "loaded_data"
    name = Column(String(40), primary_key=True)
    fingerprint = Column(String(64), nullable=False)
