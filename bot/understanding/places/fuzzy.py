"""Recognises misspelt names: «guadalajra», «sacatecas», «san miguel de alende»."""

# No postponed annotations: spaCy reads those of its factories as types.
import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import extract
from spacy.language import Language
from spacy.tokens import Doc

from bot.understanding.places.lexicon import ARTICLES
from bot.understanding.places.matcher import Candidate, Message
from knowledge.places.gazetteer import Entry
from spanish.text import STOPWORDS

SHORTEST = 5  # sounds of a text that may have an error
LONGEST = 5  # words of a misspelt name
MOST = 30  # unknown words looked at in one message, so that a wall of noise costs little
# At equal distance: «chiapaz» is Chiapas before any municipality.
_PRIORITY = (
    "estado",
    "pais",
    "region_extranjera",
    "municipio",
    "ciudad_extranjera",
    "gentilicio",
    "tipo",
    "tema",
    "termino",
)
_PLACES = frozenset(_PRIORITY[:6])
_SOUNDS = (("ch", "C"), ("h", ""), ("ll", "Y"), ("v", "b"), ("w", "gu"), ("qu", "k"), ("z", "s"))
_SOFT_C, _SOFT_G, _REPEATED = re.compile("c(?=[ei])"), re.compile("g(?=[ei])"), re.compile(r"(.)\1+")
_CONSONANT_Y = re.compile("y(?=[aeiou])")


def sound(words: Iterable[str]) -> str:
    """Folded words as Mexicans pronounce them, without spaces: «Zacatecas» and «sacatekas» sound the same."""
    text = "".join(words)
    for written, heard in _SOUNDS:
        text = text.replace(written, heard)
    text = _CONSONANT_Y.sub("Y", text).replace("y", "i")
    text = _SOFT_G.sub("j", _SOFT_C.sub("s", text)).replace("c", "k")
    return _REPEATED.sub(r"\1", text)


def allowed(length: int, entry: Entry) -> int:
    """How many errors a name may have in a text of that many sounds.

    States and places with agreements are what people write about; a short rare name looks like any other word.
    """
    if entry.kind not in _PLACES:
        return 0 if length < 8 else 1 if length < 14 else 2
    if entry.kind == "estado" or (entry.reported and entry.kind != "gentilicio"):
        return 0 if length < 5 else 1 if length < 9 else 2 if length < 15 else 3
    return 0 if length < 8 else 1 if length < 10 else 2 if length < 15 else 3


@Language.factory("enlace_misspelt")
class MisspeltNames:
    """Pipeline component: adds the names that unknown words of the message come close to."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._known: frozenset[str] = frozenset()
        self._by_sound: dict[str, list[Entry]] = {}
        self._by_initial: dict[str, list[str]] = {}

    def add(self, entries: Iterable[Entry], known_words: frozenset[str]) -> None:
        """Look for these names, among words that are neither in `known_words` nor in any name."""
        by_sound: dict[str, list[Entry]] = defaultdict(list)
        by_initial: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            by_sound[sound(entry.phrase.split())].append(entry)
        self._by_sound = {heard: same for heard, same in by_sound.items() if len(heard) >= 4}
        for heard in self._by_sound:
            by_initial[heard[0]].append(heard)
        self._by_initial = dict(by_initial)
        in_names = {word for entry in entries for word in entry.phrase.split()}
        self._known = (known_words | in_names) - {
            word for word in in_names - {entry.phrase for entry in entries} if self._sounds_like_one(word)
        }

    def _sounds_like_one(self, word: str) -> bool:
        """Whether a word that is only a part of names is a Mexican place to the ear: «monterey», of Monterey Park."""
        return any(entry.kind in ("estado", "municipio") for entry in self._by_sound.get(sound([word]), ()))

    def __call__(self, doc: Doc) -> Doc:
        """Keep, among the readings that overlap, the closest; of equally close ones, the longest."""
        message: Message = doc.user_data["message"]
        unknown = [
            n for n, word in enumerate(message.words) if len(word) > 3 and word.isalpha() and word not in self._known
        ]
        spans = {
            (start, end)
            for position in unknown[:MOST]
            for start in range(max(0, position - LONGEST + 1), position + 1)
            for end in range(position + 1, min(start + LONGEST, len(message.words)) + 1)
        }
        found = [candidate for start, end in sorted(spans) if (candidate := self._candidate(message, start, end))]
        taken: set[int] = set()
        for candidate in sorted(found, key=lambda c: (-c.similarity, c.start - c.end)):
            span = range(candidate.start, candidate.end)
            if taken.isdisjoint(span):
                taken.update(span)
                doc.user_data["candidates"].append(candidate)
        return doc

    def _candidate(self, message: Message, start: int, end: int) -> Candidate | None:
        words = message.words[start:end]
        article = words[0] if words[0] in ARTICLES else ""
        if words[-1] in STOPWORDS or (words[0] in STOPWORDS and not article) or message.broken(start, end):
            return None
        heard = sound(words)
        near = self._near(heard)
        if not near:
            return None
        distance, names = near
        entries = tuple(entry for entry in names if _article(entry.phrase) == article)
        # Never quite 1: whatever is not written as it should is confirmed with the person.
        return Candidate(start, end, entries, min(0.99, 1 - distance / len(heard))) if entries else None

    def _near(self, heard: str) -> tuple[int, list[Entry]] | None:
        """The closest name and its distance, if close enough."""
        if heard in self._by_sound:
            return 0, self._by_sound[heard]
        if len(heard) < SHORTEST:
            return None
        matches = extract(heard, self._by_initial.get(heard[0], ()), scorer=OSA.distance, score_cutoff=3, limit=8)
        options = [
            (distance, _PRIORITY.index(entry.kind), -entry.reported, name)
            for name, distance, _ in matches
            for entry in self._by_sound[name]
            if distance <= allowed(len(heard), entry) and not _another_word(heard, name)
        ]
        if not options:
            return None
        distance, _, _, best = min(options)
        return distance, self._by_sound[best]


def _another_word(heard: str, name: str) -> bool:
    """Whether a short text changes a letter of `name` for another: «medida» is no Mérida, «tijuna» is Tijuana."""
    return len(heard) < 7 and Indel.distance(heard, name) > 1 and sorted(heard) != sorted(name)


def _article(phrase: str) -> str:
    first = phrase.split(" ", 1)[0]
    return first if first in ARTICLES else ""
