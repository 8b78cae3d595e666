"""Rasa component that tells how a message stands to a question, whatever the question: yes, no, «no sé», a question."""

from __future__ import annotations

from typing import Any, Dict, List, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.acts.act_examples import from_intents, sentences
from bot.understanding.intents.intent_component import label_of
from bot.understanding.intents.scorer import Scorer
from bot.understanding.places.entity_component import shared_extractor
from bot.understanding.text.normaliser import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class StanceClassifier(GraphComponent):
    """Gives each message `stances`: every stance of `bot.understanding.acts.act_examples` with its probability.

    It knows nothing of the guide's state: the guide decides what a stance means for the question that it asked.
    """

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """None: it reads the text and the entities of the message."""
        return []

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        """Made by `create` or `load`."""
        self._model_storage = model_storage
        self._resource = resource
        self._scorer: Scorer | None = None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> StanceClassifier:
        """An untrained classifier."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> StanceClassifier:
        """The classifier that `train` stored."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._scorer = Scorer.load(folder)
        return component

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Rasa must train it again when its own sentences change, which are no training data of Rasa's."""
        return repr(sentences())

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from its own sentences and from those of some intents."""
        extractor = shared_extractor()
        examples = training_data.intent_examples
        learnt = [*sentences(), *from_intents((one.get("text"), one.get("intent"), label_of(one)) for one in examples)]
        texts = [normalise(text, [entity.as_dict() for entity in extractor.extract(text)]) for text, _ in learnt]
        # Pairs of words that one person said once tell seven stances apart no better, and are most of the vocabulary.
        self._scorer = Scorer.train(texts, [stance for _, stance in learnt], least=2)
        with self._model_storage.write_to(self._resource) as folder:
            self._scorer.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the stances of each message."""
        if self._scorer is None:
            raise RuntimeError("the classifier has not been trained")
        texts = [normalise(message.get("text") or "", message.get("entities") or []) for message in messages]
        for message, ranking in zip(messages, self._scorer.rank(texts), strict=True):
            message.set("stances", dict(ranking), add_to_output=True)
        return messages
