"""Tables of the reported agreements and their foreign side."""

from __future__ import annotations

from sqlalchemy import Column, Computed, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from knowledge.models.base import Base

SORT_KEY = "coalesce(state_key, '99') || coalesce(municipality_key, '99999') || country_iso || id"


class Counterpart(Base):
    """The foreign side of an agreement."""

    __tablename__ = "counterpart"
    id = Column(Integer, primary_key=True)
    name = Column(String(200), nullable=False)
    city = Column(String(200), nullable=False, default="")  # «Austin, Texas»
    country_iso = Column(ForeignKey("country.iso"), nullable=False)
    city_key = Column(String(200), nullable=False, index=True)  # folded city without its region: «austin»
    region_key = Column(String(200), nullable=False, index=True)  # folded region: «texas»
    country = relationship("Country")
    __table_args__ = (UniqueConstraint("name", "city", "country_iso"),)


class Agreement(Base):
    """An agreement as some source reports it; registered only if it has a number or a date of registration.

    Dates keep the precision of their source: «1979», «1979-10» or «1979-10-02».
    """

    __tablename__ = "agreement"
    id = Column(String(16), primary_key=True)  # derived from its content, see AgreementRow.identity
    state_key = Column(ForeignKey("state.key"))
    municipality_key = Column(ForeignKey("municipality.key"))
    municipality_name = Column(String(90), nullable=False, default="")  # when its state is not known
    mexican_body = Column(String(200), nullable=False, default="")
    counterpart_id = Column(ForeignKey("counterpart.id"), nullable=False, index=True)
    country_iso = Column(ForeignKey("country.iso"), nullable=False)
    kind = Column(String(60), nullable=False, default="")
    signed = Column(String(10), nullable=False, default="")
    signed_year = Column(Integer)
    registered = Column(String(10), nullable=False, default="")
    registration_number = Column(String(60), nullable=False, default="")
    validity = Column(String(200), nullable=False, default="")
    status = Column(String(200), nullable=False, default="")
    source = Column(Text, nullable=False)
    source_url = Column(Text, nullable=False, default="")
    confidence = Column(String(20), nullable=False)
    # The order of every list: by state, municipality and country, what is not known last.
    sort_key = Column(String(40), Computed(SORT_KEY))
    state = relationship("State")
    municipality = relationship("Municipality")
    counterpart = relationship("Counterpart")
    country = relationship("Country")
    topics = relationship("AgreementTopic", order_by="AgreementTopic.topic", cascade="all, delete-orphan")

    @property
    def is_registered(self) -> bool:
        """Whether the row itself carries a proof of registration."""
        return bool(self.registered or self.registration_number)


class AgreementTopic(Base):
    """A subject of an agreement."""

    __tablename__ = "agreement_topic"
    agreement_id = Column(ForeignKey("agreement.id", ondelete="CASCADE"), primary_key=True)
    topic = Column(String(60), primary_key=True)


class AgreementColumns(Base):
    """All the agreements by columns, one row; see `knowledge.agreements.index.column_index`."""

    __tablename__ = "agreement_columns"
    version = Column(String(32), primary_key=True)  # first, so that it is read without what follows
    content = Column(LargeBinary, nullable=False)
