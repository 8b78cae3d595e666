"""Numbers written in Spanish words: «ciento veinte», «dos mil veintisiete», «una docena».

Own code because text2num, the library for this, leaves «uno», «dos» and «cero» as they are and reads «unos quince»
as 1 and 15.
"""

from __future__ import annotations

import re

_UNITS = {
    name: value
    for value, names in enumerate(
        "cero|un uno una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|"
        "diecisiete|dieciocho|diecinueve|veinte|veintiun veintiuno veintiuna|veintidos|veintitres|veinticuatro|"
        "veinticinco|veintiseis|veintisiete|veintiocho|veintinueve".split("|")
    )
    for name in names.split()
}
_TENS = {"treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90}
_HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
}  # fmt: skip
_HUNDREDS |= {name[:-2] + "as": value for name, value in _HUNDREDS.items() if name.endswith("os")}
_GROUPS = {"par": 2, "decena": 10, "docena": 12, "quincena": 15, "veintena": 20, "treintena": 30, "centenar": 100}
ORDINALS = {
    stem + ending: value
    for value, stem in enumerate("primer segund tercer cuart quint sext septim octav noven decim".split(), 1)
    for ending in ("o", "a", "")
    if ending or stem in ("primer", "tercer")
} | {"septimo": 7, "setima": 7, "setimo": 7}

_TOKEN = re.compile(r"\d+(?:[ ,]\d{3})+(?!\d)|\d+|[a-z]+|[^\sa-z\d]")
# «veinti siete», «treintaiuno»: as dictation and haste write them.
_APART = re.compile(r"\b(veinti|dieci) (?=(?:un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)[oa]?\b)")
_TOGETHER = re.compile(
    r"\b(treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)i(?=un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)


def with_digits(plain: str) -> str:
    """Folded text with its written numbers as digits: «quince de marzo» → «15 de marzo».

    «un», «una» and «unos» stay unless they are all the number there is before a noun that counts; callers that take
    «uno» for 1 read it themselves with `value`.
    """
    out: list[str] = []
    tokens = _TOKEN.findall(_TOGETHER.sub(r"\1 y ", _APART.sub(r"\1", plain)))
    position = 0
    while position < len(tokens):
        number, end = _read(tokens, position)
        if number is not None and not (end == position + 1 and tokens[position] in ("un", "una", "uno")):
            out.append(str(number))
            position = end
        else:
            out.append(tokens[position])
            position += 1
    return " ".join(out)


def value(word: str) -> int | None:
    """The number that one folded word or group of digits says; None if it says none."""
    if word.replace(" ", "").replace(",", "").isdigit():
        return int(word.replace(" ", "").replace(",", ""))
    return _UNITS.get(word, _TENS.get(word, _HUNDREDS.get(word)))


def _read(tokens: list[str], start: int) -> tuple[int | None, int]:
    """The number in words that starts there and where it ends: hundreds, «mil», hundreds."""
    total, position = _below_thousand(tokens, start)
    following = tokens[start + 1] if start + 1 < len(tokens) else ""
    if total is None and following == "mil" and tokens[start].isdigit() and len(tokens[start]) <= 3:  # «2 mil»
        total, position = int(tokens[start]), start + 1
    if position < len(tokens) and tokens[position] == "mil":
        thousands = 1 if total is None else total
        rest, end = _below_thousand(tokens, position + 1)
        return thousands * 1000 + (rest or 0), end
    return total, position


def _below_thousand(tokens: list[str], start: int) -> tuple[int | None, int]:
    def at(position: int) -> str:
        return tokens[position] if position < len(tokens) else ""

    position, total, found = start, 0, False
    if at(position) in ("un", "una") and at(position + 1) in _GROUPS:
        return _GROUPS[at(position + 1)], position + 2
    if at(position) in _GROUPS:
        return _GROUPS[at(position)], position + 1
    if at(position) in _HUNDREDS:
        total, found, position = _HUNDREDS[at(position)], True, position + 1
    if at(position) in _TENS:
        total, found, position = total + _TENS[at(position)], True, position + 1
        if at(position) == "y" and 0 < _UNITS.get(at(position + 1), 0) < 10:
            return total + _UNITS[at(position + 1)], position + 2
    elif at(position) in _UNITS:
        total, found, position = total + _UNITS[at(position)], True, position + 1
    return (total, position) if found else (None, start)
