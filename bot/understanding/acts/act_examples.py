"""The sentences that teach how a message stands to the question that the guide is asking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import yaml

from knowledge.guide.content.reading import shipped_guide
from spanish.text import fold

Stance = Literal["si", "no", "no_se", "no_aplica", "pregunta", "orden", "dato"]

SENTENCES = Path(__file__).parents[2] / "data" / "dialogue_acts.yml"
_OF_INTENT: dict[str, Stance] = {
    "afirmar": "si",
    "negar": "no",
    "preguntar": "pregunta",
    "definir_termino": "pregunta",
    "buscar_acuerdos": "pregunta",
    "contar_acuerdos": "pregunta",
    "ranking_acuerdos": "pregunta",
}
_STANCE_OF: dict[str, Stance] = {"si": "si", "no": "no"}  # of an answer; any other is a datum
_ORDERS = "guia_"  # how the intents that are orders to the guide begin
_NEGATIONS = ("no", "ni", "sin", "nada", "nadie", "nunca", "ning")
_AMBIGUOUS = "guia_omitir"  # «no tengo ese dato» leaves the question for later and says that it is not known
# One sentence in so many of a label's: with all of them there would hardly be anything else to learn.
_ONE_IN: dict[Stance, int] = {"si": 1, "no": 1, "orden": 1, "pregunta": 30}


def sentences() -> list[tuple[str, Stance]]:
    """Sentence and stance: those written for it, and what the guide says of its own answers."""
    written = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    found: list[tuple[str, Stance]] = [(text, stance) for stance, texts in written.items() for text in texts]
    guide = shipped_guide()
    named: dict[str, None] = {}
    for question in (*guide.questions().values(), *guide.assessment.questions):
        found += [(text, "si") for text in question.means_yes]
        found += [(text, "no") for text in question.means_no]
        found += [(text, _STANCE_OF.get(value, "dato")) for value, text in question.said]
        for option in question.options:
            named |= dict.fromkeys((option.text, option.detail, *option.aliases))
    # «No sabemos» may be the name of an option; as a stance it is something else.
    return found + [(text, "dato") for text in named if text and not fold(text).startswith(_NEGATIONS)]


def from_intents(examples: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, Stance]]:
    """Sentence and stance of those training examples whose intent has one.

    Args:
        examples: Sentence, intent and label; of each label only some are taken.
    """
    seen: dict[str, int] = defaultdict(int)
    for text, intent, label in examples:
        stance = _OF_INTENT.get(intent, "orden" if intent.startswith(_ORDERS) and intent != _AMBIGUOUS else None)
        if stance is not None:
            if seen[label] % _ONE_IN[stance] == 0:
                yield text, stance
            seen[label] += 1
