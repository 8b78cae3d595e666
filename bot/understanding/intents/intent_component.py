"""Rasa component that tells the intent or the answer key, in three bands of confidence."""

from __future__ import annotations

from typing import Any, Dict, List, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.intents.erasing import ERASE, hints_at_erasure, orders_erasure
from bot.understanding.intents.scorer import Scorer
from bot.understanding.intents.titles import Titles
from bot.understanding.places.entity_component import shared_extractor
from bot.understanding.text.normaliser import normalise, unreadable
from casefiles.cases.codes import find_code
from spanish.text import words

ASK = "preguntar"  # the intent of every question that an answer key covers
UNSURE = "nlu_fallback"  # the band in which the best guesses are offered
OUT_OF_SCOPE = "fuera_de_alcance"
# Its answer is that the foreign party is missing: never said to whoever names a place abroad.
BETWEEN_MEXICANS = f"{ASK}/con_municipio_mexicano"
_ABROAD = frozenset({"pais", "region_extranjera", "ciudad_extranjera"})
_INSTEAD = ("mexic", "nacional", "republica")  # «con una de aquí de México y no de Texas»
OPEN_GUIDE = "guia_iniciar"  # also what the code of a case file means
WRITTEN = 0.99  # confidence in a button's title that is written; only a pressed one has 1


def label_of(example: Message) -> str:
    """The class of a training example: its intent, or `preguntar/<key>`."""
    intent = str(example.get("intent"))
    metadata = (example.get("metadata") or {}).get("intent") or {}
    return f"{intent}/{metadata['clave']}" if intent == ASK else intent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerKeyClassifier(GraphComponent, IntentClassifier):
    """One flat classifier for intents and answer keys.

    A training example of the intent `preguntar` carries its answer key as metadata; its label is then
    `preguntar/<key>`, as Rasa writes retrieval intents. The message gets `intent`, `intent_ranking` (labels),
    `answer_key` (None for the other intents) and `problem` when it cannot be read at all.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Thresholds on the probability of the best label.

        answer_at: From here on the best label is taken as it is.
        offer_at: From here on the best labels are offered; below, nothing was understood.
        """
        return {"answer_at": 0.4, "offer_at": 0.15, "ranking_length": 5}

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """None: it reads the text and the entities of the message."""
        return []

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Made by `create` or `load`."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._scorer: Scorer | None = None
        self._titles = Titles({})

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerKeyClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerKeyClassifier:
        """The classifier that `train` stored."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._scorer = Scorer.load(folder)
        component._titles = Titles.load()
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all the examples that have an intent."""
        extractor = shared_extractor()
        texts, labels = [], []
        for example in training_data.intent_examples:
            text = example.get("text")
            texts.append(normalise(text, [entity.as_dict() for entity in extractor.extract(text)]))
            labels.append(label_of(example))
        self._scorer = Scorer.train(texts, labels)
        with self._model_storage.write_to(self._resource) as folder:
            self._scorer.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, ranking and answer key of each message."""
        if self._scorer is None:
            raise RuntimeError("the classifier has not been trained")
        texts = [normalise(message.get("text") or "", message.get("entities") or []) for message in messages]
        for message, ranking in zip(messages, self._scorer.rank(texts), strict=True):
            text = message.get("text") or ""
            if _has_foreign_party(message):
                ranking = _without(BETWEEN_MEXICANS, ranking)
            problem = unreadable(text)
            message.set("problem", problem or None, add_to_output=True)
            if problem:
                ranking = [(UNSURE, 1.0)]
            elif find_code(text):
                ranking = [(OPEN_GUIDE, 1.0)]  # no model could have learnt «K7M4-2QXD»
            elif orders_erasure(text):
                ranking = [(ERASE, 1.0)]
            elif title := self._titles.label(text):
                ranking = [(title, WRITTEN), *((name, 0.0) for name, _ in ranking if name != title)]
            elif not hints_at_erasure(text):
                ranking = _without(ERASE, ranking)  # «te adjunto mi borrador» is like it, to a model
            self._label(message, ranking)
        return messages

    def _label(self, message: Message, ranking: list[tuple[str, float]]) -> None:
        best, confidence = ranking[0]
        intent, _, key = best.partition("/")
        if confidence < self._config["offer_at"]:
            intent, key = OUT_OF_SCOPE, ""
        elif confidence < self._config["answer_at"] and intent != OUT_OF_SCOPE:
            intent, key = UNSURE, ""
        message.set("intent", {"name": intent, "confidence": confidence}, add_to_output=True)
        message.set("answer_key", key or None, add_to_output=True)
        shown = ranking[: self._config["ranking_length"]]
        message.set(
            "intent_ranking", [{"name": name, "confidence": value} for name, value in shown], add_to_output=True
        )


def _has_foreign_party(message: Message) -> bool:
    abroad = any(entity["entity"] in _ABROAD for entity in message.get("entities") or [])
    return abroad and not any(word.startswith(_INSTEAD) for word in words(message.get("text") or ""))


def _without(label: str, ranking: list[tuple[str, float]]) -> list[tuple[str, float]]:
    left = [(name, value) for name, value in ranking if name != label]
    total = sum(value for _, value in left)
    return [(name, value / total) for name, value in left] if total else left
