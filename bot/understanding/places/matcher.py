"""Finds the gazetteer's names in a message, on folded text, with spaCy's PhraseMatcher."""

# No postponed annotations: spaCy reads those of its factories as types.
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.understanding.places.lexicon import MISSPELT_KINDS
from knowledge.places.gazetteer import Entry
from spanish.text import fold

_WORD = re.compile(r"[a-z0-9]+")
# A name does not go past these, except after an abbreviation: «San Luis. Potosí» is two, «Q. Roo» is one.
_BREAK = re.compile(r"[.;:!?¡¿\n]")
_ABBREVIATION = 3
# spaCy keeps every string it ever sees: words of no name are all this one, or memory would grow with each message.
_OTHER = "·"


@dataclass(frozen=True)
class Message:
    """A message as folded words, each with its place in the original text."""

    text: str
    words: tuple[str, ...]
    offsets: tuple[tuple[int, int], ...]

    def surface(self, start: int, end: int) -> str:
        """The original text of the words from `start` to `end`."""
        return self.text[self.offsets[start][0] : self.offsets[end - 1][1]]

    def has_word_like(self, stems: tuple[str, ...]) -> bool:
        """Whether any word begins with one of `stems`."""
        return any(word.startswith(stems) for word in self.words)

    def broken(self, start: int, end: int) -> bool:
        """Whether a full stop or the like falls inside the words from `start` to `end`."""
        for word in range(start, end - 1):
            gap = self.text[self.offsets[word][1] : self.offsets[word + 1][0]]
            if _BREAK.search(gap) and not (gap.startswith(".") and len(self.words[word]) <= _ABBREVIATION):
                return True
        return False


@dataclass(frozen=True)
class Candidate:
    """Words of a message that may be one of `entries`."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    similarity: float = 1.0


# How people shorten the names of saints: «sn felipe», «sta ana». Too short for the misspelt names to catch them.
_SHORTENED = {"sn": "san", "sta": "santa", "sto": "santo", "gpe": "guadalupe"}
_RIGHTLY = _SHORTENED | MISSPELT_KINDS
_fold_character = lru_cache(maxsize=4_096)(fold)


def read(text: str) -> Message:
    """Fold `text` and split it into words."""
    folded: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        # Folding may take several characters (ﬁ) or none (a loose accent), so each keeps where it came from.
        for letter in _fold_character(character):
            folded.append(letter)
            origin.append(position)
    found = list(_WORD.finditer("".join(folded)))
    return Message(
        text,
        tuple(_RIGHTLY.get(match.group(), match.group()) for match in found),
        tuple((origin[match.start()], origin[match.end() - 1] + 1) for match in found),
    )


class FoldingTokenizer:
    """Makes a Doc whose tokens are the folded words of the text."""

    def __init__(self, vocab: Vocab, words: frozenset[str]) -> None:
        self._vocab = vocab
        self._words = words

    def __call__(self, text: str) -> Doc:
        """A Doc that carries its message and an empty list of candidates."""
        message = read(text)
        doc = Doc(self._vocab, words=[word if word in self._words else _OTHER for word in message.words])
        doc.user_data["message"] = message
        doc.user_data["candidates"] = []
        return doc


@Language.factory("enlace_names")
class NameMatcher:
    """Pipeline component: adds every exact name of the message to its candidates."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._vocab = nlp.vocab
        self._matcher = PhraseMatcher(nlp.vocab)
        self._entries: dict[str, tuple[Entry, ...]] = {}

    def add(self, entries: Iterable[Entry]) -> None:
        """Look for these names from now on."""
        by_phrase: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_phrase[entry.phrase].append(entry)
        for phrase, same in by_phrase.items():
            self._entries[phrase] = tuple(same)
            self._matcher.add(phrase, [Doc(self._vocab, words=phrase.split(" "))])

    def __call__(self, doc: Doc) -> Doc:
        """Add a candidate for each name, also those inside a longer one."""
        message: Message = doc.user_data["message"]
        for match, start, end in self._matcher(doc):
            if not message.broken(start, end):
                entries = self._entries[self._vocab.strings[match]]
                doc.user_data["candidates"].append(Candidate(start, end, entries))
        return doc
