"""Serving without the libraries that the model does not use: the same answers, in less memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from bot.rasa.assistant import Assistant
from bot.rasa.patches.lean_imports import is_light

ROOT = Path(__file__).resolve().parents[4]
MOST_MEMORY = 300  # MB resident, with the full model and knowledge base, after turns of every kind
TALK = """
import asyncio, json, sys
from bot.rasa.assistant import start
assistant = start()
import psutil
from connectors.terminal.conversation import Conversation
import tensorflow

async def talk():
    conversation = Conversation(assistant)
    return [await conversation.say(text) for text in json.load(sys.stdin)]

turns = asyncio.run(talk())
print(json.dumps({"real": hasattr(tensorflow, "__version__"), "turns": turns,
                  "megabytes": psutil.Process().memory_info().rss / 1e6}))
"""
MESSAGES = [
    "hola", "cuánto tarda el dictamen", "qué hermanamientos tiene guadalajara", "¿y zapopan?",
    "estados con más acuerdos", "que significa POA", "donde saco mi pasaporte", "lo del papel ese",
    "llévame paso a paso", "1", "San Felipe con Laredo", "con una ciudad, laredo texas", "el próximo martes",
]  # fmt: skip


def serve(lean: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TALK], input=json.dumps(MESSAGES), cwd=ROOT, text=True,
        capture_output=True, check=False, env={**os.environ, "ENLACE_LIGERO": lean, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def said(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The turns without what no two processes have alike: milliseconds and the names of pictures."""
    for turn in result["turns"]:
        del turn["ms"]
        for reply in turn["replies"]:
            reply["image"] = bool(reply["image"])
    return list(result["turns"])


def test_with_and_without_the_spared_libraries_the_answers_are_the_same(agent: Assistant) -> None:
    lean, whole = serve("1"), serve("0")
    assert (lean["real"], whole["real"]) == (False, True)
    assert said(lean) == said(whole)
    assert lean["megabytes"] <= MOST_MEMORY


def write_model(path: Path, *components: str) -> Path:
    metadata = json.dumps({"predict_schema": {"nodes": {name: {"uses": name} for name in components}}}).encode()
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(metadata)
        archive.addfile(member, io.BytesIO(metadata))
    return path


@pytest.mark.parametrize(
    ("components", "light"),
    [
        (
            ["bot.rasa.routing_policy.RoutingPolicy", "bot.understanding.intents.intent_component.AnswerKeyClassifier"],
            True,
        ),
        (
            ["bot.rasa.routing_policy.RoutingPolicy", "rasa.nlu.classifiers.diet_classifier.DIETClassifier"],
            False,
        ),
        (["some.component.NobodyRead"], False),
        ([], False),
    ],
)
def test_a_model_is_light_if_all_its_components_are_known_to_be(
    tmp_path: Path, components: list[str], light: bool
) -> None:
    assert is_light(write_model(tmp_path / "model.tar.gz", *components)) is light


def test_a_model_that_cannot_be_read_is_not_light(tmp_path: Path) -> None:
    (tmp_path / "broken.tar.gz").write_bytes(b"\x1f\x8b not an archive")
    assert not is_light(tmp_path / "broken.tar.gz")
    assert not is_light(tmp_path / "missing.tar.gz")
