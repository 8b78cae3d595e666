"""The classifier ranks without scikit-learn as scikit-learn would."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.intents.scorer import Features, Scorer, pieces, words

TEXTS = [
    "cuanto tarda el dictamen",
    "y el dictamen cuanto tarda",
    "a",
    "que es la sre",
    "__estado__ con mas acuerdos",
    "",
]
KINDS = [
    (words, TfidfVectorizer(analyzer="word", ngram_range=(1, 2), token_pattern=r"\S+", sublinear_tf=True)),
    (pieces, TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)),
]


@pytest.mark.parametrize(("split", "vectoriser"), KINDS)
def test_features_and_weights_are_those_of_scikit_learn(split, vectoriser) -> None:  # type: ignore[no-untyped-def]
    expected = vectoriser.fit_transform(TEXTS).toarray()
    features = Features(split, vectoriser.vocabulary_, vectoriser.idf_)
    for text, row in zip(TEXTS, expected, strict=True):
        columns, weights = features.of(text)
        ours = np.zeros_like(row)
        ours[columns] = weights
        assert ours == pytest.approx(row)


def test_what_was_learnt_survives_saving(tmp_path: Path) -> None:
    ends = ("el dictamen", "el acuerdo", "hoy", "la firma", "el cabildo", "eso", "esto", "todo", "la carta")
    texts = [f"{begin} {end}" for begin in ("cuanto tarda", "quien firma", "donde queda") for end in ends]
    scorer = Scorer.train(texts, ["plazo"] * len(ends) + ["firma"] * len(ends) + ["lugar"] * len(ends))
    scorer.save(tmp_path)
    again = Scorer.load(tmp_path).rank(["cuanto tarda pues"])
    assert again == scorer.rank(["cuanto tarda pues"])
    assert again[0][0][0] == "plazo"
    assert sum(probability for _, probability in again[0]) == pytest.approx(1)
