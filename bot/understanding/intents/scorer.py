"""Linear text classifier: tf-idf of words and characters, calibrated support vectors, plain arrays on disk.

scikit-learn learns it; reading and ranking need NumPy alone, so that the assistant starts without scikit-learn.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

FOLDS = 3  # enough for a calibration curve, and a third less time than five
SEED = 42


def words(text: str) -> Iterator[str]:
    """The words of a normalised text, and its pairs of words."""
    tokens = text.split()
    yield from tokens
    for first, second in pairwise(tokens):
        yield f"{first} {second}"


def pieces(text: str) -> Iterator[str]:
    """The runs of 2 to 5 characters of each word with a space at both ends; a shorter word is one piece."""
    for word in text.split():
        padded = f" {word} "
        for length in range(2, 6):
            if length >= len(padded):
                yield padded
                break
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


@dataclass(frozen=True)
class Features:
    """Weights of one kind of feature of a text: 1 + log of its count, times its rarity, brought to length one.

    Attributes:
        split: Takes a text apart.
        columns: Feature → its row among the coefficients.
        rarities: One per feature, in the order of `columns`.
    """

    split: Callable[[str], Iterator[str]]
    columns: dict[str, int]
    rarities: NDArray[np.float64]

    def of(self, text: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The columns of `text` and their weights."""
        # Counted by hand: this is most of what ranking costs, and a Counter asks what it is given before it counts.
        counts: dict[int, int] = {}
        for part in self.split(text):
            if (column := self.columns.get(part)) is not None:
                counts[column] = counts.get(column, 0) + 1
        columns = np.fromiter(counts, dtype=np.intp, count=len(counts))
        weights = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * self.rarities[
            columns
        ]
        return columns, weights / (math.sqrt(weights @ weights) or 1.0)


@dataclass
class Scorer:
    """A trained classifier.

    Attributes:
        labels: Names of the classes, in the order of the columns.
        features: Words and pieces; the coefficients hold the words first.
        coefficients: One row per feature, one column per class; half precision moves no probability by 0.001.
        intercepts, slopes, offsets: One per class; slope and offset belong to its calibration curve.
    """

    labels: list[str]
    features: tuple[Features, Features]
    coefficients: NDArray[np.float16]
    intercepts: NDArray[np.float32]
    slopes: NDArray[np.float32]
    offsets: NDArray[np.float32]

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str], *, least: int = 1) -> Scorer:
        """Learn from normalised texts; each label needs at least `FOLDS` of them.

        Args:
            texts: The sentences.
            labels: Of each, its class.
            least: Sentences that must have a word or a pair of words for it to be learnt.
        """
        from scipy.sparse import hstack
        from sklearn.calibration import CalibratedClassifierCV
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        # The text comes folded and tokenised from the normaliser.
        vectorisers = [
            TfidfVectorizer(analyzer=lambda text: list(words(text)), sublinear_tf=True, min_df=least),
            TfidfVectorizer(analyzer=lambda text: list(pieces(text)), sublinear_tf=True, min_df=2),
        ]
        matrix = hstack([vectoriser.fit_transform(texts) for vectoriser in vectorisers]).tocsr()
        # One classifier over all the data and one curve per class, learnt on folds it had not seen.
        model = CalibratedClassifierCV(LinearSVC(C=1.0, random_state=SEED), cv=FOLDS, ensemble=False)
        model.fit(matrix, np.asarray(labels))
        [calibrated] = model.calibrated_classifiers_
        return cls(
            labels=[str(label) for label in model.classes_],
            features=(_learnt(words, vectorisers[0]), _learnt(pieces, vectorisers[1])),
            coefficients=np.ascontiguousarray(calibrated.base_estimator.coef_.T, dtype=np.float16),
            intercepts=calibrated.base_estimator.intercept_.astype(np.float32),
            slopes=np.array([curve.a_ for curve in calibrated.calibrators], dtype=np.float32),
            offsets=np.array([curve.b_ for curve in calibrated.calibrators], dtype=np.float32),
        )

    def rank(self, texts: Sequence[str]) -> list[list[tuple[str, float]]]:
        """Every label with its probability for each text, most probable first."""
        return [self._rank(text) for text in texts]

    def _rank(self, text: str) -> list[tuple[str, float]]:
        decisions = self.intercepts.copy()
        first = 0
        for features in self.features:
            columns, weights = features.of(text)
            # In one precision: NumPy would copy the rows once more to bring them to that of the weights.
            decisions += weights.astype(np.float32) @ self.coefficients[first + columns].astype(np.float32)
            first += len(features.columns)
        probabilities = 1.0 / (1.0 + np.exp(np.minimum(self.slopes * decisions + self.offsets, 50)))  # more overflows
        probabilities /= probabilities.sum()
        order = np.argsort(-probabilities)
        return [(self.labels[column], probability) for column, probability in
                zip(order.tolist(), probabilities[order].tolist(), strict=True)]  # fmt: skip

    def save(self, folder: Path) -> None:
        """Write the classifier as JSON and arrays: nothing that runs code when it is read."""
        header: dict[str, Any] = {
            "labels": self.labels,
            "vocabularies": [sorted(kind.columns, key=kind.columns.__getitem__) for kind in self.features],
        }
        (folder / "classifier.json").write_text(json.dumps(header, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(
            folder / "classifier.npz",
            coefficients=self.coefficients,
            intercepts=self.intercepts,
            slopes=self.slopes,
            offsets=self.offsets,
            idf0=self.features[0].rarities,
            idf1=self.features[1].rarities,
        )

    @classmethod
    def load(cls, folder: Path) -> Scorer:
        """Read what `save` wrote.

        Raises:
            OSError, ValueError: the files are missing or damaged.
        """
        header = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        with np.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            of_words, of_pieces = header["vocabularies"]
            return cls(
                labels=header["labels"],
                features=(
                    Features(words, {word: column for column, word in enumerate(of_words)}, arrays["idf0"]),
                    Features(pieces, {piece: column for column, piece in enumerate(of_pieces)}, arrays["idf1"]),
                ),
                coefficients=arrays["coefficients"],
                intercepts=arrays["intercepts"],
                slopes=arrays["slopes"],
                offsets=arrays["offsets"],
            )


def _learnt(split: Callable[[str], Iterator[str]], vectoriser: TfidfVectorizer) -> Features:
    columns = {part: int(column) for part, column in vectoriser.vocabulary_.items()}
    return Features(split, columns, vectoriser.idf_)
