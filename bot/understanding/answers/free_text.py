"""Reads an answer in the person's own words, and refuses what says nothing."""

from __future__ import annotations

import re

from bot.understanding.answers.result import Parsed, nothing
from spanish.cleaning import shorten
from spanish.text import STOPWORDS, fold, words

LONGEST = 600  # characters kept
_FILLER = frozenset(
    "ok okey okay va sale hola buenas buenos dias tardes noches gracias si no simon nel claro aja mmm mm xd jaja "
    "jajaja "
    "jeje listo perfecto bien entiendo entendido siguiente test prueba probando asd asdf qwerty eso esto algo "
    "cosas cosa "
    "pues este bueno etc x xx xxx lol".split()
)
_NOBODY = re.compile(
    r"(?:(?:pues|la verdad|por (?:el momento|ahora)|ahorita|todavia|aun)[\s,]+)*"
    r"(?:nadie|ningun[oa]?|nada|no hay(?: nadie| nada)?|no tenemos(?: nada| a nadie)?|no existe"
    r"|(?:todavia|aun) no(?: \w+){0,4}|vacio|pendiente|-+|sin (?:definir|asignar|dato))"
    r"(?:[\s,]+(?:todavia|aun|por (?:el momento|ahora)|ahorita|la verdad))*"
)
_ACRONYM = re.compile(r"\b[A-ZÑ]{2,6}\b")
_VOWEL = re.compile(r"[aeiouy]")
_SAME = re.compile(r"^(?:(.)\1{2,}|(..?)\2{2,})$")
_MORE = "Cuéntamelo en una o dos frases, con tus palabras. Si no lo sabes, escribe «no sé»."


def read_text(text: str) -> Parsed:
    """The text itself, at most `LONGEST` characters. «Nadie», «no hay» count as not known yet."""
    plain = fold(text).strip(" .,;:!¡")
    if _NOBODY.fullmatch(plain):
        return Parsed("no_se", note=shorten(text, LONGEST))
    said = words(plain)
    acronyms = [word for word in _ACRONYM.findall(text) if fold(word) not in _FILLER]  # «TI», «DIF»
    if not acronyms and not any(_tells(word) for word in said):
        return nothing("corta", _MORE)
    if len(text) > LONGEST:
        return Parsed(
            "valor", value=shorten(text, LONGEST), cause="recortada",
            reason=f"Guardé el principio, hasta {LONGEST} caracteres. Si lo más importante venía después, corrígelo.",
        )  # fmt: skip
    return Parsed("valor", value=text)


def _tells(word: str) -> bool:
    if word in _FILLER or word in STOPWORDS or _SAME.match(word):
        return False
    return len(word) > 2 and (word.isdigit() or bool(_VOWEL.search(word)))
