"""Tables of the knowledge base (SQLAlchemy 1.4 in 2.0 style)."""

from knowledge.models.base import Base
from knowledge.models.bookkeeping import LoadedData, SearchDocument, UnansweredAsker, UnansweredQuestion
from knowledge.models.content import Answer, Citation, RelatedAnswer, Source, Term, TermAlias
from knowledge.models.places import Country, Municipality, PlaceAlias, State
from knowledge.models.registry import Agreement, AgreementColumns, AgreementTopic, Counterpart

__all__ = [
    "Agreement",
    "AgreementColumns",
    "AgreementTopic",
    "Answer",
    "Base",
    "Citation",
    "Counterpart",
    "Country",
    "LoadedData",
    "Municipality",
    "PlaceAlias",
    "RelatedAnswer",
    "SearchDocument",
    "Source",
    "State",
    "Term",
    "TermAlias",
    "UnansweredAsker",
    "UnansweredQuestion",
]
