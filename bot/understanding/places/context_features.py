"""What the words around a name say about it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from bot.understanding.places import lexicon
from bot.understanding.places.matcher import Candidate, Message
from spanish.text import STOPWORDS

_STOP = re.compile(r"[.;:!?¡¿\n]")
_NOT_A_LANGUAGE = re.compile(r"(a|as|os|eses|anes|ones|enses|is|ies)$")
_FILLERS = STOPWORDS | set("ahora solo nomas nada mejor tambien entonces otra otro quiero ver busca dame ponme".split())
_OFFICE = frozenset("gobierno presidente presidenta presidencia honorable h libre soberano".split())


@dataclass(frozen=True)
class Surroundings:
    """The words before and after one name.

    Attributes:
        before: From the nearest backwards, up to the end of the sentence before.
        after: The next word, or empty.
        cue: Kind that the words ask for: municipio, alcaldia, estado, ciudad, pais, region, condado; or empty.
        lead: The word that introduces the name, past cue, «de» and articles: «con», «tiene», «hermanamientos».
        of: Whether «de» comes right before the name or its cue.
        elliptic: «el de X», where «de» does not say whose side X is on.
    """

    before: tuple[str, ...]
    after: str
    cue: str
    lead: str
    of: bool
    elliptic: bool


def look_around(message: Message, candidate: Candidate) -> Surroundings:
    """Read the words around `candidate`."""
    before = _before(message, candidate.start)
    position, of, elliptic = _skip(before, 0)
    cue = ""
    if position < len(before) and before[position] in lexicon.KIND_BEFORE:
        cue = lexicon.KIND_BEFORE[before[position]]
        position += 1
        if (
            cue in ("ciudad", "municipio", "alcaldia")
            and position < len(before)
            and before[position] in lexicon.INDEFINITE
        ):
            cue = "estado"  # any of that state
        while position < len(before) and before[position] in _OFFICE:
            position += 1
        position, of, elliptic = _skip(before, position)
    after = ""
    if candidate.end < len(message.words) and not message.broken(candidate.end - 1, candidate.end + 1):
        after = message.words[candidate.end]
    return Surroundings(
        before,
        after,
        cue or lexicon.KIND_AFTER.get(after, ""),
        before[position] if position < len(before) else "",
        of,
        elliptic,
    )


def is_own(message: Message, start: int) -> bool:
    """Whether the words before a name say that the person is from there: «somos del ayuntamiento de»."""
    between = itertools.dropwhile(lexicon.OWN_BETWEEN.__contains__, _before(message, start))
    return next(between, "") in lexicon.OWN


def names_something_else(around: Surroundings) -> bool:
    """A street, a shop, a person: «calle Juárez», «farmacia Guadalajara», «me llamo Guadalupe»."""
    nearest = [word for word in around.before[:2] if word not in ("es", "de", "la")]
    return bool(nearest) and nearest[0] in lexicon.NOT_A_PLACE_AFTER


def is_language(message: Message, candidate: Candidate, around: Surroundings) -> bool:
    """Whether a demonym is a language here: «en francés», «traducir al japonés»."""
    nearest = around.before[0] if around.before else ""
    if nearest in lexicon.HOSTS:
        return False
    if message.has_word_like(lexicon.LANGUAGE_STEMS):
        return True
    return nearest in lexicon.LANGUAGE_BEFORE and not _NOT_A_LANGUAGE.search(candidate.entries[0].phrase)


def is_vouched(
    message: Message, candidate: Candidate, around: Surroundings, kinds: frozenset[str], *, alone: bool
) -> bool:
    """Whether something besides the word itself says that «reforma», «centro» or «mesa» is a place here.

    Args:
        alone: The message names no other place, so that «con mesa» has nothing to be with.
    """
    nearest = around.before[0] if around.before else ""
    if candidate.entries[0].phrase in lexicon.KIND_BEFORE and around.after in lexicon.OF:
        return False  # «el pueblo de Baytown» is not in Colorado
    if "gentilicio" in kinds:
        return nearest in lexicon.HOSTS
    if candidate.entries[0].phrase in lexicon.SHORT_COUNTRIES:
        return nearest in lexicon.PREPOSITIONS or _is_capital(message, candidate)
    asked = {
        "municipio": {"municipio"},
        "alcaldia": {"municipio"},
        "estado": {"estado", "region_extranjera"},
        "pais": {"pais"},
        "ciudad": {"municipio", "ciudad_extranjera"},
        "region": {"region_extranjera"},
        "condado": {"region_extranjera", "ciudad_extranjera"},
    }
    if asked.get(around.cue, set()) & kinds or _is_capital(message, candidate):
        return True
    if around.of and around.lead.startswith(lexicon.AGREEMENT_STEMS):
        return True
    if around.lead in lexicon.WITH or nearest in ("tiene", "tienen"):
        return not alone or message.has_word_like(lexicon.AGREEMENT_STEMS)
    others = message.words[: candidate.start] + message.words[candidate.end :]
    return "municipio" in kinds and all(word in _FILLERS for word in others)


def _is_capital(message: Message, candidate: Candidate) -> bool:
    """Whether it is written as a proper name where a plain word would not be."""
    first = next(n for n in range(candidate.start, candidate.end) if message.words[n] not in lexicon.ARTICLES)
    if candidate.end < len(message.words) and message.words[candidate.end] in lexicon.OF:
        return False  # «Centro de Gestión»
    written_so = message.text[message.offsets[first][0]].isupper() and any(c.islower() for c in message.text)
    return written_so and bool(_before(message, candidate.start))  # a sentence begins with a capital anyway


def _before(message: Message, start: int) -> tuple[str, ...]:
    words: list[str] = []
    for position in range(start - 1, -1, -1):
        gap = message.text[message.offsets[position][1] : message.offsets[position + 1][0]]
        if _STOP.search(gap) and len(message.words[position]) > 4:
            break
        words.append(message.words[position])
        if len(words) == 8:
            break
    return tuple(words)


def _skip(before: tuple[str, ...], position: int) -> tuple[int, bool, bool]:
    """Past articles and one «de»; whether there was one, and whether an article alone came before it."""
    while position < len(before) and before[position] in lexicon.ARTICLES:
        position += 1
    if position == len(before) or before[position] not in lexicon.OF:
        return position, False, False
    position += 1
    elliptic = position < len(before) and before[position] in lexicon.ARTICLES | {"ese", "este", "aquel", "esos"}
    while position < len(before) and before[position] in lexicon.ARTICLES:
        position += 1
    return position, True, elliptic
