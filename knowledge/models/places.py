"""Tables of states, municipalities, countries and their other names."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String
from sqlalchemy.orm import relationship

from knowledge.models.base import Base


class State(Base):
    """A federal entity, with INEGI's two-digit key."""

    __tablename__ = "state"
    key = Column(String(2), primary_key=True)
    name = Column(String(60), nullable=False, unique=True)  # official: «Michoacán de Ocampo»
    short_name = Column(String(60), nullable=False)  # as people say it: «Michoacán»


class Municipality(Base):
    """A municipality or borough, with INEGI's five-digit key (state + municipality)."""

    __tablename__ = "municipality"
    key = Column(String(5), primary_key=True)
    state_key = Column(ForeignKey("state.key"), nullable=False, index=True)
    name = Column(String(90), nullable=False)
    state = relationship("State", lazy="joined")


class Country(Base):
    """A country or territory, ISO 3166-1 alpha-2."""

    __tablename__ = "country"
    iso = Column(String(2), primary_key=True)
    name = Column(String(60), nullable=False, unique=True)


class PlaceAlias(Base):
    """Another name of a state, municipality or country: «edomex», «Cancún», «gringos»."""

    __tablename__ = "place_alias"
    kind = Column(String(12), primary_key=True)  # estado, municipio, pais, gentilicio, oficial
    place_key = Column(String(5), primary_key=True)
    alias = Column(String(90), primary_key=True)
