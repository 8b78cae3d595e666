"""Stock Rasa pipelines on the same sentences, to compare with in the same run."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.training import DATA
from tests.nlu.measures import OUT_OF_SCOPE, UNSURE, Reading, Sample

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
class StockResult:
    """How a stock pipeline read the samples."""

    readings: list[tuple[Sample, Reading]]
    training_seconds: float
    ms_per_message: float


def run_stock(name: str, samples: list[Sample], folder: Path, answer_at: float) -> StockResult:
    """Train the pipeline `name` on our sentences, with each answer key as an intent, and read `samples`."""
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
    data.write_text(yaml.safe_dump(_flat(), allow_unicode=True), encoding="utf-8")
    started = time.perf_counter()
    model = train_nlu(str(config), str(data), str(folder), fixed_model_name=name)
    trained = time.perf_counter() - started
    agent = Agent.load(model)
    started = time.perf_counter()
    readings = asyncio.run(_read(agent, samples, answer_at))
    return StockResult(readings, trained, (time.perf_counter() - started) * 1000 / len(samples))


async def _read(agent: Any, samples: list[Sample], answer_at: float) -> list[tuple[Sample, Reading]]:
    readings = []
    for sample in samples:
        parsed = await agent.parse_message(sample.text)
        ranking = tuple(entry["name"] for entry in parsed["intent_ranking"])
        confident = parsed["intent"]["confidence"] >= answer_at
        readings.append((sample, Reading(ranking or (UNSURE,), confident and ranking[0] != OUT_OF_SCOPE)))
    return readings


def _flat() -> dict[str, Any]:
    loaded = yaml.safe_load((DATA / "nlu.yml").read_text(encoding="utf-8"))
    blocks = [
        {"intent": block.get("metadata", {}).get("clave", block["intent"]), "examples": block["examples"]}
        for block in loaded["nlu"]
    ]
    return {"version": "3.1", "nlu": blocks}
