"""Tells which answer a message gives to a question without naming it: «se ha platicado, pero nada escrito».

A naive Bayes classifier per question, learnt when it is first needed from what the options are called and from how
people answer (`said.yml`). By hand, because the process that serves spares itself scikit-learn (`lean_imports`), and
because counting a few dozen short sentences is all there is to it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from knowledge.guide.model.guide import Question
from spanish.text import stem, words

# A word or a pair of words counts one, a piece of a word less: it is there for typos and for other forms of a word.
_PIECES, _PIECE_WEIGHT = (3, 4), 0.3
_SMOOTHING = 0.05  # of a count; low, since a class has some dozen short sentences
_OVERCONFIDENT = 3  # times: naive Bayes counts a word, its pairs and its pieces as if they were independent
_LEAST = 1.0  # log-odds below which a message only happens to share a «el» or an «eso»
_CLEARLY = 4.0  # log-odds from which hardly any message is something else; below, a stray remark often seems an option

Evidence = dict[str, float]


def weigh(question: Question, text: str) -> str | None:
    """The key of the option (or «si», «no») that `text` means beyond doubt; None if none stands out."""
    scores = sorted(((score, key) for key, score in _scores(question, text).items()), reverse=True)
    if len(scores) < 2:
        return None
    (best, key), (second, _) = scores[:2]
    return key if best - second >= _CLEARLY else None


def log_odds_of_yes(question: Question, text: str) -> float:
    """How much likelier `text` means yes than no to this question; 0 where it is like nothing that was learnt of it."""
    scores = _scores(question, text)
    if scores.keys() != {"si", "no"}:
        return 0.0
    odds = (scores["si"] - scores["no"]) / _OVERCONFIDENT
    return odds if abs(odds) >= _LEAST else 0.0


def _scores(question: Question, text: str) -> Evidence:
    """For each answer, how much more the message is like it than like the others."""
    evidence = _features(text)
    return {
        key: sum(weight * odds.get(part, 0.0) for part, weight in evidence.items())
        for key, odds in _learn(question).items()
    }


@lru_cache(maxsize=16)  # learning one takes ten milliseconds and half a megabyte: all of them would be fifty
def _learn(question: Question) -> Mapping[str, Evidence]:
    """For each answer, the log-odds of each part of a message under it and under the others."""
    counts: dict[str, Counter[str]] = {}
    for key, sentence in _examples(question):
        counts.setdefault(key, Counter()).update(_features(sentence))
    everything: Counter[str] = Counter()
    for own in counts.values():
        everything.update(own)
    base = _SMOOTHING * len(everything)
    whole = sum(everything.values())
    learnt = {}
    for key, own in counts.items():
        total = sum(own.values())
        learnt[key] = {
            part: math.log((_SMOOTHING + own[part]) / (base + total))
            - math.log((_SMOOTHING + count - own[part]) / (base + whole - total))
            for part, count in everything.items()
        }
    return learnt


def _examples(question: Question) -> Iterator[tuple[str, str]]:
    yield from (("si", text) for text in question.means_yes)
    yield from (("no", text) for text in question.means_no)
    for option in question.options:
        yield from ((option.key, text) for text in (option.text, option.detail, *option.aliases) if text)
    yield from question.said


def _features(text: str) -> Evidence:
    """The parts of a message, to the length of one, so that a long message does not shout."""
    found: Counter[str] = Counter()
    said = words(text)
    for word in said:
        found[stem(word)] += 1
        padded = f" {word} "
        for length in _PIECES:
            for start in range(len(padded) - length + 1):
                found[f"-{padded[start : start + length]}"] += _PIECE_WEIGHT  # type: ignore[assignment]
    for first, second in pairwise(["", *said]):
        found[f"{first} {second}"] += 1
    length_of_all = math.sqrt(sum(weight * weight for weight in found.values())) or 1.0
    return {part: weight / length_of_all for part, weight in found.items()}
