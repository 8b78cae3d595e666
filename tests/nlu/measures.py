"""How well the assistant understands the held-out sentences; used by the gates and by `make evaluate`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HELDOUT = Path(__file__).parent / "heldout.yml"
OUT_OF_SCOPE = "fuera_de_alcance"
UNSURE = "nlu_fallback"


@dataclass(frozen=True)
class Sample:
    """One held-out sentence: what was written and the label that is right."""

    text: str
    label: str


@dataclass(frozen=True)
class Reading:
    """How a sentence was understood.

    Attributes:
        ranking: Labels, best first; an intent or an answer key.
        answered: Whether the best label was taken as it is.
    """

    ranking: tuple[str, ...]
    answered: bool


def heldout() -> dict[str, Any]:
    """The file: `frases` (label → sentences) and `lugares` (messages with their entities)."""
    loaded: dict[str, Any] = yaml.safe_load(HELDOUT.read_text(encoding="utf-8"))
    return loaded


def samples() -> list[Sample]:
    """Every held-out sentence with its label."""
    return [Sample(str(text), label) for label, texts in heldout()["frases"].items() for text in texts]


def reading(parsed: dict[str, Any], answers_of_terms: dict[str, str]) -> Reading:
    """What a person would get from a parsed message.

    A definition that is better explained by an answer counts as that answer: it is what the person reads.
    """
    terms = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "termino"]
    explained = answers_of_terms.get(terms[0], "definir_termino") if terms else "definir_termino"
    labels = [entry["name"].rpartition("/")[2] for entry in parsed["intent_ranking"]]
    ranking = tuple(explained if label == "definir_termino" else label for label in labels)
    intent = parsed["intent"]["name"]
    return Reading(ranking=ranking, answered=intent not in (UNSURE, OUT_OF_SCOPE))


@dataclass
class Measures:
    """Shares of the held-out sentences, from 0 to 1."""

    in_scope: int = 0
    right_first: float = 0.0
    right_top_three: float = 0.0
    answered_right: float = 0.0
    answered_wrong: float = 0.0
    offered: float = 0.0
    offered_with_right: float = 0.0  # of those offered, how many have the right one among the first three
    rejected: float = 0.0
    macro_f1: float = 0.0
    out_of_scope: int = 0
    out_of_scope_answered: float = 0.0
    confusions: list[tuple[str, str, int]] = field(default_factory=list)
    failures: list[tuple[str, str, str]] = field(default_factory=list)  # text, right label, label taken


def measure(pairs: Iterable[tuple[Sample, Reading]]) -> Measures:
    """Count what happened to each sentence."""
    pairs = list(pairs)
    inside = [(sample, got) for sample, got in pairs if sample.label != OUT_OF_SCOPE]
    outside = [got for sample, got in pairs if sample.label == OUT_OF_SCOPE]
    first = [got.ranking[0] == sample.label for sample, got in inside]
    near = [sample.label in got.ranking[:3] for sample, got in inside]
    wrong = [(sample, got) for sample, got in inside if got.ranking[0] != sample.label]
    offered = [(sample, got) for sample, got in inside if not got.answered and got.ranking[0] != OUT_OF_SCOPE]
    return Measures(
        in_scope=len(inside),
        right_first=_share(first),
        right_top_three=_share(near),
        answered_right=_share([ok and got.answered for ok, (_, got) in zip(first, inside, strict=True)]),
        answered_wrong=_share([not ok and got.answered for ok, (_, got) in zip(first, inside, strict=True)]),
        offered=len(offered) / len(inside),
        offered_with_right=_share([sample.label in got.ranking[:3] for sample, got in offered]),
        rejected=_share([not got.answered and got.ranking[0] == OUT_OF_SCOPE for _, got in inside]),
        macro_f1=_macro_f1(inside),
        out_of_scope=len(outside),
        out_of_scope_answered=_share([got.answered for got in outside]),
        confusions=[
            (right, taken, times)
            for (right, taken), times in Counter((sample.label, got.ranking[0]) for sample, got in wrong).most_common()
        ],
        failures=[(sample.text, sample.label, got.ranking[0]) for sample, got in wrong if got.answered],
    )


PLACES = frozenset({"municipio", "estado", "pais", "ciudad_extranjera", "region_extranjera", "anio"})
ALL_ENTITIES = PLACES | {"tipo", "tema"}


def place_errors(
    parse: Any, kinds: frozenset[str] = PLACES
) -> list[tuple[str, list[tuple[str, Any]], list[tuple[str, Any]]]]:
    """The held-out place messages whose entities are not exactly right: text, expected, found.

    Args:
        parse: Text → list of entity dicts.
        kinds: Which entities are compared.
    """
    errors = []
    for case in heldout()["lugares"]:
        expected = sorted({_expected(entity) for entity in case["entidades"] if entity["tipo"] in kinds})
        found = sorted({_found(entity) for entity in parse(case["mensaje"]) if entity["entity"] in kinds})
        if expected != found:
            errors.append((case["mensaje"], expected, found))
    return errors


def _expected(entity: dict[str, Any]) -> tuple[str, Any]:
    value = entity["valor"]
    return (entity["tipo"], "|".join(sorted(map(str, value))) if isinstance(value, list) else str(value))


def _found(entity: dict[str, Any]) -> tuple[str, Any]:
    candidates = entity.get("candidatos") or []
    value = "|".join(sorted(candidates)) if entity["entity"] == "municipio" and len(candidates) > 1 else entity["value"]
    return (entity["entity"], str(value))


def _share(values: list[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _macro_f1(pairs: list[tuple[Sample, Reading]]) -> float:
    labels = {sample.label for sample, _ in pairs}
    scores = []
    for label in labels:
        hits = sum(sample.label == label == got.ranking[0] for sample, got in pairs)
        claimed = sum(got.ranking[0] == label for _, got in pairs)
        real = sum(sample.label == label for sample, _ in pairs)
        scores.append(2 * hits / (claimed + real) if claimed + real else 0.0)
    return sum(scores) / len(scores)
