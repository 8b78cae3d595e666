"""Cross-validation of the classifier on its own training sentences."""

from __future__ import annotations

import numpy as np
import yaml
from sklearn.model_selection import StratifiedKFold

from bot.rasa.training import DATA
from bot.understanding.intents.scorer import Scorer
from bot.understanding.places.entity_component import shared_extractor
from bot.understanding.text.normaliser import normalise


def cross_validate(folds: int = 3) -> float:
    """Share of training sentences whose label comes first when the model has not seen them."""
    extractor = shared_extractor()
    loaded = yaml.safe_load((DATA / "nlu.yml").read_text(encoding="utf-8"))
    texts, labels = [], []
    for block in loaded["nlu"]:
        label = block.get("metadata", {}).get("clave", block["intent"])
        for line in block["examples"].splitlines():
            text = line.removeprefix("- ")
            texts.append(normalise(text, [entity.as_dict() for entity in extractor.extract(text)]))
            labels.append(label)
    x, y = np.array(texts, dtype=object), np.array(labels)
    hits = 0
    for learn, test in StratifiedKFold(folds, shuffle=True, random_state=0).split(x, y):
        scorer = Scorer.train(list(x[learn]), list(y[learn]))
        hits += sum(ranking[0][0] == right for ranking, right in zip(scorer.rank(list(x[test])), y[test], strict=True))
    return hits / len(y)
