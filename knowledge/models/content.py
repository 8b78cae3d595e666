"""Tables of what editors write: sources, answers and glossary."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

from knowledge.models.base import Base


class Source(Base):
    """A law, page, study or note that an answer rests on."""

    __tablename__ = "source"
    key = Column(String(60), primary_key=True)
    title = Column(Text, nullable=False)
    kind = Column(String(20), nullable=False)
    date = Column(Text)  # reform or publication, in words: «reforma del 14 de noviembre de 2025»
    url = Column(Text)
    partial = Column(Boolean, nullable=False, default=False)  # only its beginning or abstract was read
    caution = Column(Text)  # what must be said whenever it is cited


class Answer(Base):
    """One keyed answer."""

    __tablename__ = "answer"
    key = Column(String(60), primary_key=True)
    topic = Column(String(40), nullable=False, index=True)
    title = Column(String(90), nullable=False)  # completes «¿Preguntas por …?»
    button = Column(String(20), nullable=False)
    text = Column(Text, nullable=False)
    more = Column(Text)
    rule = Column(Text, nullable=False)  # the rule behind it, in one sentence
    confidence = Column(String(10), nullable=False)
    no_data = Column(Boolean, nullable=False, default=False)  # says that no rule is published
    checked = Column(Date, nullable=False)
    variant_of = Column(ForeignKey("answer.key"), index=True)
    state_key = Column(ForeignKey("state.key"))
    municipality_key = Column(ForeignKey("municipality.key"))
    citations = relationship("Citation", order_by="Citation.position", cascade="all, delete-orphan")
    related = relationship(
        "RelatedAnswer",
        order_by="RelatedAnswer.position",
        cascade="all, delete-orphan",
        foreign_keys="RelatedAnswer.answer_key",
    )


class Citation(Base):
    """A source of an answer or of a glossary term, and the place in it."""

    __tablename__ = "citation"
    id = Column(Integer, primary_key=True)
    answer_key = Column(ForeignKey("answer.key", ondelete="CASCADE"), index=True)
    term_key = Column(ForeignKey("term.key", ondelete="CASCADE"), index=True)
    source_key = Column(ForeignKey("source.key"), nullable=False)
    place = Column(Text)  # article, fraction, page
    position = Column(Integer, nullable=False)
    source = relationship("Source", lazy="joined")


class RelatedAnswer(Base):
    """A next question worth offering after an answer."""

    __tablename__ = "related_answer"
    answer_key = Column(ForeignKey("answer.key", ondelete="CASCADE"), primary_key=True)
    related_key = Column(ForeignKey("answer.key", ondelete="CASCADE"), primary_key=True)
    position = Column(Integer, nullable=False)


class Term(Base):
    """A glossary term."""

    __tablename__ = "term"
    key = Column(String(60), primary_key=True)
    name = Column(String(90), nullable=False)
    definition = Column(Text, nullable=False)
    own_wording = Column(Boolean, nullable=False, default=False)  # general use, written for Enlace
    answer_key = Column(ForeignKey("answer.key"))  # the answer that explains it better
    aliases = relationship("TermAlias", cascade="all, delete-orphan")
    citations = relationship("Citation", order_by="Citation.position", cascade="all, delete-orphan")


class TermAlias(Base):
    """Another way people write a glossary term."""

    __tablename__ = "term_alias"
    term_key = Column(ForeignKey("term.key", ondelete="CASCADE"), primary_key=True)
    alias = Column(String(90), primary_key=True)
