"""Rasa component that puts the places, kinds, topics, terms and years of a message among its entities."""

from __future__ import annotations

from functools import cache
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.training_data.message import Message

import settings
from bot.understanding.places.extraction import Extractor
from bot.understanding.text.known_words import known_words
from knowledge.database import open_engine, session_scope
from knowledge.errors import KnowledgeUnavailable
from knowledge.places.gazetteer import entries


def shared_extractor() -> Extractor:
    """The extractor of this process's knowledge base, built once.

    Raises:
        KnowledgeUnavailable: the database cannot be read or has no places yet.
    """
    return _extractor(settings.load().database_url)


@cache
def _extractor(url: str) -> Extractor:
    engine = open_engine(url)
    try:
        with session_scope(engine) as session:
            names = entries(session)
            words = known_words(session, names)
    finally:
        engine.dispose()
    if not any(entry.kind == "municipio" for entry in names):
        raise KnowledgeUnavailable("La base de conocimiento no tiene lugares. Cárgala con: python -m knowledge load")
    return Extractor(names, words)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class KnowledgeEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds to each message the entities that the knowledge base has names for."""

    def __init__(self, extractor: Extractor) -> None:
        """Made by `create` or `load`."""
        self._extractor = extractor

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KnowledgeEntityExtractor:
        """An extractor over the knowledge base as it is now."""
        return cls(shared_extractor())

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities found, after those that are already there."""
        for message in messages:
            found = [entity.as_dict() for entity in self._extractor.extract(message.get("text") or "")]
            message.set("entities", [*message.get("entities", []), *found], add_to_output=True)
        return messages
