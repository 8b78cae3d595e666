"""Takes out of a text whatever may identify a person, before it is stored (LGPDPPSO, arts. 3-IX and 19)."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from spanish.text import fold

NAME = "[nombre]"
NAMES = Path(__file__).parent / "names" / "names.csv"
_PRIVATE = (
    (re.compile(r"\S+@\S+"), "[correo]"),
    (re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE), "[enlace]"),
    (re.compile(r"\b[A-ZÑ&]{4,6}\d{6}[A-Z0-9]{3,8}\b", re.IGNORECASE), "[clave]"),  # CURP, RFC, voter's key
    (re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){6,}"), "[número]"),
    # «soy» is also said of posts («soy regidora»), so only a capital makes a name of what follows.
    (re.compile(r"\b((?i:soy)\s+)(?:[A-ZÁÉÍÓÚÑ]\w+\s*){1,4}"), rf"\1{NAME} "),
    # Nobody capitalises in a hurry: a name goes on until a word that no name has.
    (
        re.compile(
            r"\b((?:me llamo|mi nombre es)\s+)(?:(?!(?:y|e|o|soy|estoy|trabajo|quiero|quisiera|necesito|tengo|"
            r"me|que|en|por|para|con|mi|como|somos|vengo|represento)\b)[^\W\d]+\s*){1,6}",
            re.IGNORECASE,
        ),
        rf"\1{NAME} ",
    ),
)
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"(?:\.?\s+|-)")
_SMALL = frozenset("de del la las los y".split())  # inside a name: «María de la Luz», «Ortega y Gasset»
_SAINTS = frozenset("san santa santo".split())  # a place: «San Miguel»
# After these comes a name.
_BEFORE_A_NAME = frozenset(
    "lic licenciado licenciada ing ingeniero ingeniera arq arquitecto arquitecta dr dra doctor doctora mtro mtra "
    "maestro maestra profe profesor profesora sr sra senor senora srita don dona compadre comadre".split()
)


def redact(text: str, places: Collection[str] = ()) -> str:
    """`text` without names of people, e-mail addresses, links, long numbers or official keys, on one line.

    Names are those of a list and what follows «licenciada» or «don»; one that nobody would know for a name stays.

    Args:
        text: What somebody wrote.
        places: What in it is the name of a place, though people bear it too: «Benito Juárez».
    """
    text = text.replace("\0", "")  # PostgreSQL stores no such character
    for pattern, replacement in _PRIVATE:
        text = pattern.sub(replacement, text)
    for start, end in reversed(_names(text)):
        if not any(text[start:end] in place for place in places):
            text = f"{text[:start]}{NAME}{text[end:]}"
    return " ".join(text.split())


@cache
def _known() -> dict[str, set[str]]:
    """Folded words of names by class: given names, those that are nothing else, and surnames."""
    known: dict[str, set[str]] = {"nombre": set(), "nombre_solo": set(), "apellido": set()}
    with NAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known[row["clase"]].add(row["palabra"])
    known["nombre"] |= known["nombre_solo"]
    return known


def _names(text: str) -> list[tuple[int, int]]:
    """Where names of people stand, in order."""
    tokens = list(_WORD.finditer(text))
    known = _known()
    found = []
    position = 0
    while position < len(tokens):
        titled = position > 0 and fold(tokens[position - 1][0]) in _BEFORE_A_NAME
        last = _end_of_name(text, tokens, position, known, titled=titled)
        if last is None:
            position += 1
            continue
        found.append((tokens[position].start(), tokens[last].end()))
        position = last + 1
    return found


def _end_of_name(
    text: str, tokens: list[re.Match[str]], first: int, known: dict[str, set[str]], *, titled: bool
) -> int | None:
    """The last token of the name that begins at `first`; None if none does."""
    word = fold(tokens[first][0])
    if first > 0 and fold(tokens[first - 1][0]) in _SAINTS:
        return None
    given = word in known["nombre"]
    if not given and not (titled and (word in known["apellido"] or tokens[first][0][:1].isupper())):
        return None
    last, parts = first, 1
    for position in range(first + 1, min(first + 8, len(tokens))):
        if not _GAP.fullmatch(text[tokens[position - 1].end() : tokens[position].start()]):
            break
        word = fold(tokens[position][0])
        if word in known["nombre"] or word in known["apellido"]:
            last, parts = position, parts + 1
        elif word not in _SMALL:
            # «Xóchitl Tzompaxtle»: who has a given name has a surname, known or not.
            if not (tokens[position][0][:1].isupper() and position == last + 1):
                break
            last, parts = position, parts + 1
    is_name = parts > 1 or titled or fold(tokens[first][0]) in known["nombre_solo"]
    return last if is_name else None
