"""Finds what is named as places are and no name of the knowledge base is: «con Timbuktu», «la ciudad de Fresno»."""

# No postponed annotations: spaCy reads those of its factories as types.
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from bot.nlu.cues import ARTICLES, PREPOSITIONS, WITH
from bot.nlu.matcher import Message
from bot.nlu.readings import Reading

_SHORTEST, _LONGEST = 4, 3  # letters of a word, words of a name
_LEADS = (PREPOSITIONS | WITH | {"del", "tiene"}) - ARTICLES


@Language.factory("enlace_unknown_places")
class UnknownPlaces:
    """Pipeline component: adds the words, from one to another, that stand where a place would and are unknown."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._known: frozenset[str] = frozenset()

    def add(self, known_words: frozenset[str]) -> None:
        """Take none of these folded words for a place."""
        self._known = known_words

    def __call__(self, doc: Doc) -> Doc:
        """Look at what is left after the readings."""
        readings: list[Reading] = doc.user_data["readings"]
        taken = {word for reading in readings for word in range(reading.start, reading.end)}
        doc.user_data["unknown_places"] = list(self._found(doc.user_data["message"], taken))
        return doc

    def _found(self, message: Message, taken: set[int]) -> Iterator[tuple[int, int]]:
        end = 0
        for start in range(len(message.words)):
            if start < end or not self._is_unknown(message, start, taken) or not _is_led(message, start):
                continue
            end = start + 1
            while end < min(start + _LONGEST, len(message.words)) and self._is_unknown(message, end, taken):
                if message.broken(end - 1, end + 1):
                    break
                end += 1
            yield start, end

    def _is_unknown(self, message: Message, position: int, taken: set[int]) -> bool:
        word = message.words[position]
        return len(word) >= _SHORTEST and word.isalpha() and word not in self._known and position not in taken


def _is_led(message: Message, position: int) -> bool:
    before = position - 1
    while before >= 0 and message.words[before] in ARTICLES:
        before -= 1
    return before >= 0 and message.words[before] in _LEADS
