"""Linear text classifier: tf-idf of words and characters, calibrated support vectors, plain arrays on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

FOLDS = 3  # enough for a calibration curve, and a third less time than five
SEED = 42


def _vectorisers() -> list[TfidfVectorizer]:
    # The text comes folded and tokenised from the normaliser.
    return [
        TfidfVectorizer(
            analyzer="word",
            ngram_range=(1, 2),
            token_pattern=r"\S+",  # noqa: S106
            lowercase=False,
            sublinear_tf=True,
        ),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), lowercase=False, sublinear_tf=True, min_df=2),
    ]


@dataclass
class Scorer:
    """A trained classifier.

    Attributes:
        labels: Names of the classes, in the order of the columns.
        coefficients: One row per feature, one column per class.
        intercepts, slopes, offsets: One per class; slope and offset belong to its calibration curve.
    """

    labels: list[str]
    vectorisers: list[TfidfVectorizer]
    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    slopes: NDArray[np.float32]
    offsets: NDArray[np.float32]

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str]) -> Scorer:
        """Learn from normalised texts; each label needs at least `FOLDS` of them."""
        vectorisers = _vectorisers()
        features = hstack([vectoriser.fit_transform(texts) for vectoriser in vectorisers]).tocsr()
        # One classifier over all the data and one curve per class, learnt on folds it had not seen.
        model = CalibratedClassifierCV(LinearSVC(C=1.0, random_state=SEED), cv=FOLDS, ensemble=False)
        model.fit(features, np.asarray(labels))
        [calibrated] = model.calibrated_classifiers_
        return cls(
            labels=[str(label) for label in model.classes_],
            vectorisers=vectorisers,
            coefficients=np.ascontiguousarray(calibrated.base_estimator.coef_.T, dtype=np.float32),
            intercepts=calibrated.base_estimator.intercept_.astype(np.float32),
            slopes=np.array([curve.a_ for curve in calibrated.calibrators], dtype=np.float32),
            offsets=np.array([curve.b_ for curve in calibrated.calibrators], dtype=np.float32),
        )

    def rank(self, texts: Sequence[str]) -> list[list[tuple[str, float]]]:
        """Every label with its probability for each text, most probable first."""
        features: csr_matrix = hstack([vectoriser.transform(texts) for vectoriser in self.vectorisers]).tocsr()
        decisions = features @ self.coefficients + self.intercepts
        probabilities = 1.0 / (1.0 + np.exp(np.clip(self.slopes * decisions + self.offsets, -50, 50)))
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        order = np.argsort(-probabilities, axis=1)
        return [
            [(self.labels[column], float(row[column])) for column in columns]
            for row, columns in zip(probabilities, order, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write the classifier as JSON and arrays: nothing that runs code when it is read."""
        header: dict[str, Any] = {
            "labels": self.labels,
            "vocabularies": [sorted(v.vocabulary_, key=v.vocabulary_.__getitem__) for v in self.vectorisers],
        }
        (folder / "classifier.json").write_text(json.dumps(header, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(
            folder / "classifier.npz",
            coefficients=self.coefficients.astype(np.float16),
            intercepts=self.intercepts,
            slopes=self.slopes,
            offsets=self.offsets,
            idf0=self.vectorisers[0].idf_,
            idf1=self.vectorisers[1].idf_,
        )

    @classmethod
    def load(cls, folder: Path) -> Scorer:
        """Read what `save` wrote.

        Raises:
            OSError, ValueError: the files are missing or damaged.
        """
        header = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        with np.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            vectorisers = _vectorisers()
            for position, (vectoriser, words) in enumerate(zip(vectorisers, header["vocabularies"], strict=True)):
                vectoriser.vocabulary_ = {word: column for column, word in enumerate(words)}
                vectoriser.idf_ = arrays[f"idf{position}"]
            return cls(
                labels=header["labels"],
                vectorisers=vectorisers,
                coefficients=arrays["coefficients"].astype(np.float32),
                intercepts=arrays["intercepts"],
                slopes=arrays["slopes"],
                offsets=arrays["offsets"],
            )
