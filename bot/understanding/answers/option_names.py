"""Finds the options that a message names: whole, by a telling word, or with a typo."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Prefix

from knowledge.guide.model.guide import Option
from spanish.text import STOPWORDS, stem, words

_MOST_WORDS = 60  # that are held against the options: as many as a short message has if they are words
_TYPO = 82  # of 100: «precidencia» is «presidencia» (91), «turista» is not «turismo» (71)
_FAMILY, _FAMILY_SHARE = 6, 0.58  # letters in common, and the least share of the longer word
_NEGATIONS = frozenset({"no", "ni", "sin", "menos", "excepto", "salvo"})
_LINKING = frozenset("es son hay tenemos el la los las un una lo de del con fue salio era esta llego nos a".split())
_OTHER = frozenset({"otro", "otra", "otros", "otras"})
_POLAR = (["si"], ["no"])  # in a longer message these only introduce an option: «sí, oficina»
NONE_KEYS = ("ninguno", "ninguna", "nadie", "nada", "no")


@dataclass(frozen=True)
class Match:
    """An option named in the words from `start` to `end`; not sure when it was recognised by a typo."""

    key: str
    start: int
    end: int
    sure: bool


def named(options: tuple[Option, ...], said: list[str]) -> list[Match]:
    """Options named in the message, the longest names first; each word counts once."""
    said = said[:_MOST_WORDS]
    found: list[Match] = []
    taken: set[int] = set()
    longest_first = sorted(
        ((phrase, option.key) for option in options for phrase in phrases(option) if phrase not in _POLAR),
        key=lambda item: -len(item[0]),
    )
    for phrase, key in longest_first:
        for start in range(len(said) - len(phrase) + 1):
            if said[start : start + len(phrase)] == phrase:
                _take(found, taken, said, Match(key, start, start + len(phrase), sure=True))
    if not found:
        readers = (_without_small_words, _by_word, _with_typos, _by_detail)
        for match in next((matches for read in readers if (matches := read(options, said))), []):
            _take(found, taken, said, match)
    return found


def _without_small_words(options: tuple[Option, ...], said: list[str]) -> list[Match]:
    """Options of which all the telling words are said in order: «primero va cabildo» → «Primero el Cabildo»."""
    telling = [(position, stem(word)) for position, word in enumerate(said) if word not in STOPWORDS]
    stems = [word for _, word in telling]
    matches: dict[str, Match] = {}
    for option in options:
        for phrase in phrases(option):
            wanted = [stem(word) for word in phrase if word not in STOPWORDS]
            for start in range(len(stems)) if len(wanted) > 1 else ():
                if (end := _end_of(wanted, stems, start)) and option.key not in matches:
                    matches[option.key] = Match(option.key, telling[start][0], telling[end - 1][0] + 1, sure=True)
    return list(matches.values())


def _end_of(wanted: list[str], stems: list[str], start: int) -> int:
    """Where `wanted`, said from `start` with at most one other word among it, ends; 0 if it is not said there."""
    at, others = start, 0
    for word in wanted:
        if stems[at : at + 1] != [word] and at > start and stems[at + 1 : at + 2] == [word]:
            at, others = at + 1, others + 1
        if stems[at : at + 1] != [word] or others > 1:
            return 0
        at += 1
    return at


def _take(found: list[Match], taken: set[int], said: list[str], match: Match) -> None:
    span = set(range(match.start, match.end))
    if span & taken:
        return
    taken |= span
    if match.key in NONE_KEYS or not _denied(said, match):
        found.append(match)


def _denied(said: list[str], match: Match) -> bool:
    """«no es oficina», «ni turismo», «agua no»."""
    if said[match.start] in _NEGATIONS:
        return False
    before = match.start - 1
    while before >= 0 and said[before] in _LINKING:
        before -= 1
    return (before >= 0 and said[before] in _NEGATIONS) or said[match.end :] == ["no"]


def _by_word(options: tuple[Option, ...], said: list[str]) -> list[Match]:
    """Options of which one telling word is said: «la de turismo» → «Turismo y cultura»."""
    owners: dict[str, set[str]] = {}
    names: set[str] = set()  # words that are, or are in, the option's own name
    for option in options:
        for phrase in phrases(option):
            for word in phrase:
                other = word in _OTHER and len(phrase) > 1  # «otro municipio» is not named by «otro»
                if not STOPWORDS & {word, stem(word)} and len(word) > 2 and not other:
                    owners.setdefault(stem(word), set()).add(option.key)
                    if len(phrase) == 1 or word in words(option.text):
                        names.add(stem(word))
    matches = []
    for position, word in enumerate(said):
        keys, sure = owners.get(stem(word), set()), stem(word) in names
        if not keys:  # «parcialmente» for «parcial», «capaciten» for «capacitación»
            alike = [owner for owner in owners if _same_family(word, owner)]
            keys, sure = {key for owner in alike for key in owners[owner]}, bool(names & set(alike))
        if len(keys) == 1 and word not in ("si", "no"):
            matches.append(Match(next(iter(keys)), position, position + 1, sure=sure))
    return matches


def _by_detail(options: tuple[Option, ...], said: list[str]) -> list[Match]:
    """Options whose explanation alone holds a word that is said: «se platica» → «Idea general: Se platica pero…»."""
    owners: dict[str, set[str]] = {}
    for option in options:
        for word in words(option.detail):
            if len(word) > 4 and word not in STOPWORDS:
                owners.setdefault(stem(word), set()).add(option.key)
    return [
        Match(next(iter(keys)), position, position + 1, sure=False)
        for position, word in enumerate(said)
        if len(keys := owners.get(stem(word), set())) == 1
    ]


def _same_family(word: str, other: str) -> bool:
    """Whether two words begin alike for most of their length."""
    shared = Prefix.similarity(word, other)
    return shared >= _FAMILY and shared >= _FAMILY_SHARE * max(len(word), len(other))


def _with_typos(options: tuple[Option, ...], said: list[str]) -> list[Match]:
    matches: list[tuple[float, Match]] = []
    windows: dict[int, list[str]] = {}  # number of words → what is said in that many, from each place
    for option in options:
        for phrase in phrases(option):
            target, size = " ".join(phrase), len(phrase)
            if len(target) < 4:
                continue
            if size not in windows:
                windows[size] = [" ".join(said[start : start + size]) for start in range(len(said) - size + 1)]
            for start, window in enumerate(windows[size]):
                score = fuzz.ratio(window, target)
                one_off = len(target) <= 6 and window[:1] == target[:1] and OSA.distance(window, target) == 1
                if score >= _TYPO or (one_off and len(window) >= 4):
                    matches.append((score, Match(option.key, start, start + size, sure=False)))
    return [match for _, match in sorted(matches, key=lambda item: (-item[0], item[1].start))]


@lru_cache(maxsize=1024)  # of all the options of the guide; each message is held against all of a question's
def phrases(option: Option) -> tuple[list[str], ...]:
    """The folded words of each way to name an option: key, text and aliases."""
    spoken = (option.key.replace("_", " "), option.text, *option.aliases)
    return tuple(phrase for phrase in (words(text) for text in spoken) if phrase)
