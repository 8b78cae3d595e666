"""Stock Rasa pipelines and ours, trained on the same labels, to compare in the same run.

DIET needs hours for all the labels on two cores, so the comparison is made on some neighbouring ones, the same for all.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.rasa.training import DATA
from bot.understanding.intents.scorer import Scorer
from bot.understanding.places.entity_component import shared_extractor
from bot.understanding.text.normaliser import normalise
from settings import ROOT
from tests.nlu.measures import OUT_OF_SCOPE, UNSURE, Reading, Sample

ANSWERS = ROOT / "knowledge" / "content" / "answers"
_FEATURES = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
PIPELINES: dict[str, list[dict[str, Any]]] = {
    "LogisticRegressionClassifier": [*_FEATURES, {"name": "LogisticRegressionClassifier"}],
    "DIET": [*_FEATURES, {"name": "DIETClassifier", "epochs": 100, "entity_recognition": False}],
}


@dataclass(frozen=True)
class Result:
    """How a classifier read the samples."""

    readings: list[tuple[Sample, Reading]]
    training_seconds: float
    ms_per_message: float


def some_labels(count: int) -> frozenset[str]:
    """The first `count` answers about the procedure and cabildo, which are easily taken for one another, and «outside».

    Labels spread over all the topics would hardly be confused by any classifier.
    """
    keys = [
        answer["clave"]
        for topic in ("procedimiento", "cabildo")
        for answer in yaml.safe_load((ANSWERS / f"{topic}.yml").read_text(encoding="utf-8"))
    ]
    return frozenset([*keys[:count], OUT_OF_SCOPE])


def run_ours(labels: frozenset[str], samples: list[Sample], answer_at: float) -> Result:
    """Train our classifier on `labels` and read `samples`."""
    extractor = shared_extractor()

    def prepare(text: str) -> str:
        return normalise(text, [entity.as_dict() for entity in extractor.extract(text)])

    started = time.perf_counter()
    pairs = [(prepare(line.removeprefix("- ")), label) for label, examples in _blocks() if label in labels
             for line in examples.splitlines()]  # fmt: skip
    scorer = Scorer.train([text for text, _ in pairs], [label for _, label in pairs])
    trained = time.perf_counter() - started
    readings = []
    started = time.perf_counter()
    for sample in samples:
        [ranking] = scorer.rank([prepare(sample.text)])
        names = tuple(name for name, _ in ranking[:5])
        readings.append((sample, Reading(names, ranking[0][1] >= answer_at and names[0] != OUT_OF_SCOPE)))
    return Result(readings, trained, (time.perf_counter() - started) * 1000 / len(samples))


def run_stock(name: str, labels: frozenset[str], samples: list[Sample], folder: Path, answer_at: float) -> Result:
    """Train the pipeline `name` on `labels`, each answer key as an intent, and read `samples`."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    config, data = folder / "config.yml", folder / "nlu.yml"
    config.write_text(
        yaml.safe_dump(
            {
                "recipe": "default.v1",
                "language": "es",
                "assistant_id": "stock",
                "pipeline": PIPELINES[name],
                "policies": [],
            }
        ),
        encoding="utf-8",
    )
    data.write_text(yaml.safe_dump(_flat(labels), allow_unicode=True), encoding="utf-8")
    started = time.perf_counter()
    model = train_nlu(str(config), str(data), str(folder), fixed_model_name=name)
    trained = time.perf_counter() - started
    agent = Agent.load(model)
    started = time.perf_counter()
    readings = asyncio.run(_read(agent, samples, answer_at))
    return Result(readings, trained, (time.perf_counter() - started) * 1000 / len(samples))


async def _read(agent: Any, samples: list[Sample], answer_at: float) -> list[tuple[Sample, Reading]]:
    readings = []
    for sample in samples:
        parsed = await agent.parse_message(sample.text)
        ranking = tuple(entry["name"] for entry in parsed["intent_ranking"])
        confident = parsed["intent"]["confidence"] >= answer_at
        readings.append((sample, Reading(ranking or (UNSURE,), confident and ranking[0] != OUT_OF_SCOPE)))
    return readings


def _flat(labels: frozenset[str]) -> dict[str, Any]:
    blocks = [{"intent": label, "examples": examples} for label, examples in _blocks() if label in labels]
    return {"version": "3.1", "nlu": blocks}


def _blocks() -> list[tuple[str, str]]:
    loaded = yaml.safe_load((DATA / "nlu.yml").read_text(encoding="utf-8"))
    return [(block.get("metadata", {}).get("clave", block["intent"]), block["examples"]) for block in loaded["nlu"]]
