"""Text as the intent classifier sees it: folded, without chat spelling, places replaced by their kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from spanish.text import fold

LONGEST_MESSAGE = 2_000  # characters; beyond it, what is asked is not a question any more
LONGEST = 1_000  # characters; nobody's question needs more, and a pasted law should not cost a second

_REPEATS = re.compile(r"(.)\1{2,}")
_K = re.compile(r"(?<!\w)k(?=[ei]\w)")  # «kedamos», «kiero»
_TOKEN = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")

# Short on purpose: with character n-grams a long list adds nothing measurable.
_ABBREVIATIONS = {
    "q": "que",
    "k": "que",
    "ke": "que",
    "xq": "porque",
    "pq": "porque",
    "xk": "porque",
    "x": "por",
    "pa": "para",
    "tb": "tambien",
    "tmb": "tambien",
    "tbn": "tambien",
    "bn": "bien",
    "d": "de",
    "dl": "del",
    "c": "se",
    "sr": "ser",
    "ayto": "ayuntamiento",
    "aytto": "ayuntamiento",
    "mpio": "municipio",
    "mpal": "municipal",
    "gob": "gobierno",
    "edo": "estado",
    "pdte": "presidente",
    "pres": "presidente",
    "info": "informacion",
    "dic": "dictamen",
    "int": "internacional",
    "intl": "internacional",
    "inst": "interinstitucional",
    "rel": "relaciones",
    "ext": "exteriores",
    "rree": "relaciones exteriores",
    "hnto": "hermanamiento",
    "usa": "estados unidos",
}


def unreadable(text: str) -> str:
    """Why a message cannot be read: «vacio» without letter or digit, «largo» past `LONGEST_MESSAGE`; else empty."""
    if len(text) > LONGEST_MESSAGE:
        return "largo"
    return "" if any(character.isalnum() for character in text) else "vacio"


def normalise(text: str, entities: Sequence[Mapping[str, Any]] = ()) -> str:
    """The words of `text`, folded and expanded; each entity becomes a word such as «xxmunicipio».

    A model that has seen «qué hermanamientos tiene Puebla» then knows the question for every municipality.

    Args:
        text: What the person wrote.
        entities: Rasa entities with `entity`, `start` and `end`; other kinds than places stay as written.
    """
    pieces: list[str] = []
    position = 0
    for entity in sorted(entities, key=lambda found: int(found["start"])):
        if entity["entity"] not in PLACEHOLDERS or entity["start"] < position:
            continue
        pieces += [text[position : entity["start"]], f" {PLACEHOLDERS[entity['entity']]} "]
        position = entity["end"]
    pieces.append(text[position:])
    folded = _K.sub("qu", _REPEATS.sub(r"\1", fold("".join(pieces)[:LONGEST])))
    return " ".join(_ABBREVIATIONS.get(token, token) for token in _TOKEN.findall(folded))


PLACEHOLDERS = {
    "estado": "xxestado",
    "municipio": "xxmunicipio",
    "pais": "xxpais",
    "ciudad_extranjera": "xxciudad",
    "region_extranjera": "xxregion",
    "anio": "xxanio",
}
