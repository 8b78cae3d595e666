"""What a search says that nothing was made of: a place, a topic or a year that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from spacy.lang.es.stop_words import STOP_WORDS

from bot.understanding.places.lexicon import AND, ARTICLES
from bot.understanding.places.matcher import Message, read
from spanish.text import STOPWORDS, words

WORDS = Path(__file__).resolve().parents[2] / "data" / "search_words.txt"
_SHORTEST, _LONGEST = 3, 5  # letters of a word, words of a name
_ABOUT = frozenset({"sobre", "acerca", "tema", "temas", "materia"})
_LEADS = _ABOUT | frozenset("con c de del en desde hasta entre tiene tienen vs contra".split())
_EITHER = frozenset("de del en y".split())
_INSIDE = ARTICLES | frozenset("de del nuevo nueva viejo vieja".split())  # «Villa Nueva del Risco» is one name
_YEAR, _SHORT_YEAR = 4, 2  # digits: «de 1890», «del 98»


Kind = Literal["lugar", "tema", "lugar o tema", "año"]


@dataclass(frozen=True)
class Unread:
    """Words of a message that ask for something unknown.

    Attributes:
        text: As the person wrote them.
        kind: What stands there: «con Timbuktu» a place, «sobre apicultura» a topic, «de miel» either, «de 1890» a year.
    """

    text: str
    kind: Kind


def unread(text: str, entities: Iterable[Mapping[str, Any]]) -> list[Unread]:
    """What stands in `text` where a filter would, that is neither among `entities` nor a word of every search."""
    message = read(text)
    taken = {
        number
        for number, (start, end) in enumerate(message.offsets)
        if any(entity["start"] < end and start < entity["end"] for entity in entities)
    }
    return list(_found(message, taken))


@cache
def _search_words() -> frozenset[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    said = {word for line in lines if not line.startswith("#") for word in line.split()}
    return frozenset(said | STOPWORDS | {word for stop in STOP_WORDS for word in words(stop)})


def _found(message: Message, taken: set[int]) -> Iterator[Unread]:
    position = 0
    while position < len(message.words):
        lead = _lead(message, position, taken)
        if not lead or not _is_unknown(message, position, taken):
            position += 1
            continue
        end = _end_of_name(message, position, taken)
        kind: Kind = "tema" if lead in _ABOUT else "lugar o tema" if lead in _EITHER else "lugar"
        yield Unread(message.surface(position, end), "año" if message.words[position].isdigit() else kind)
        position = end


def _end_of_name(message: Message, start: int, taken: set[int]) -> int:
    end = start + 1
    for position in range(end, min(start + _LONGEST, len(message.words))):
        if message.broken(position - 1, position + 1):
            break
        if _is_unknown(message, position, taken):
            end = position + 1
        elif position in taken or message.words[position] not in _INSIDE:
            break
    return end


def _is_unknown(message: Message, position: int, taken: set[int]) -> bool:
    word = message.words[position]
    if position in taken:
        return False
    if word.isdigit():
        ends = position + 1 == len(message.words) or message.broken(position, position + 2)
        after_del = position > 0 and message.words[position - 1] in ("del", "ano")
        return len(word) == _YEAR or (len(word) == _SHORT_YEAR and word > "49" and after_del and ends)
    return len(word) >= _SHORTEST and word.isalpha() and word not in _search_words()


def _lead(message: Message, position: int, taken: set[int]) -> str:
    """The word that makes what follows a filter: «con», «de», «sobre»; empty if there is none."""
    before = position - 1
    while before >= 0 and message.words[before] in ARTICLES:
        before -= 1
    if before < 0:
        return ""
    if message.words[before] in AND and (before == 0 or before - 1 in taken):
        return "y"  # «¿y Timbuktu?», «con Japón y Timbuktu»; but not «y enséñame»
    if message.words[before] not in _LEADS:
        return ""
    of_what = message.words[before - 1] if before else ""
    return of_what if of_what in _ABOUT else message.words[before]
