"""Spanish text made comparable: folding, words and search terms."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

_WORD = re.compile(r"[a-z0-9]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

# Words that say nothing about what is being looked for.
STOPWORDS = frozenset(
    """
    a al algo ante con como cual cuales cuando de del desde donde e el ella en entre es esa ese eso esta
    este esto fue ha hay he la las le les lo los mas me mi muy nos o para pero por porque q que quien se
    ser si sin sobre son su sus te tu u un una uno unos unas y ya yo oye oiga puede pueden puedo
""".split()
)

# Singulars that look like plurals.
_SINGULAR_IN_S = frozenset({"interes", "ingles", "frances", "japones", "portugues", "irlandes", "holandes", "danes"})

# One full-text query takes only so many terms, and PostgreSQL no word of 2,000 letters.
_MOST_TERMS = 40
_LONGEST_TERM = 40


def fold(text: str) -> str:
    """Lower case without accents or other marks; «ñ» becomes «n», as people type it."""
    if text.isascii():
        return text.lower()
    # Twice: some signs become capitals only once they are decomposed.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _NOT_ASCII.sub(lambda found: "" if unicodedata.combining(found[0]) else found[0], decomposed)


def without_markup(text: str) -> str:
    """What somebody wrote, so that no channel draws it as more than text: neither cursive nor a link.

    It looks the same: «*» becomes its likeness, and an address gets a joint of no width.
    """
    return text.replace("*", "∗").replace("://", ":\u2060//")


def words(text: str) -> list[str]:
    """The folded words and numbers of `text`, in order."""
    return _WORD.findall(fold(text))


def stem(word: str) -> str:
    """A folded word without its plural ending: «acuerdos» → «acuerdo», «naciones» → «nacion», «leyes» → «ley».

    Spanish plurals only. A full stemmer joins words that the law keeps apart («firma», «firmeza»).
    """
    if word in _SINGULAR_IN_S:
        return word
    if len(word) > 3 and word.endswith("s") and word[-2] in "aeo":
        word = word[:-1]
    # Nothing tells «clases», of «clase», from «leyes», of «ley»: both lose the «e», and so does «clase».
    if len(word) > 3 and word.endswith("e") and word[-2] in "nrldszjy":
        word = word[:-1]
    return word


def index_text(*parts: str | None) -> str:
    """What goes into the full-text index for `parts`: folded, stemmed words."""
    return " ".join(stem(word) for part in parts if part for word in words(part))


def search_terms(text: str) -> list[str]:
    """The terms worth looking for in a question, without repeats and in order; only the first of a very long one."""
    terms = (stem(word)[:_LONGEST_TERM] for word in words(text) if word not in STOPWORDS)
    return list(islice(dict.fromkeys(term for term in terms if len(term) > 1), _MOST_TERMS))
