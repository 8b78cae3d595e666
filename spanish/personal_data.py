"""Personal data that the guide neither asks for nor keeps: CURP, voter's key, RFC, telephone, private e-mail, cards."""

from __future__ import annotations

import re

from spanish.text import fold

_SEP = r"[\s.\-]{0,2}"
_CURP = re.compile(
    rf"(?<![a-z0-9])[a-z]{{4}}{_SEP}\d{{6}}{_SEP}[hmx]{_SEP}[a-z]{{5}}{_SEP}[a-z0-9]{_SEP}\d(?![a-z0-9])"
)
_VOTER_KEY = re.compile(rf"(?<![a-z0-9])[a-z]{{6}}{_SEP}\d{{8}}{_SEP}[hm]{_SEP}\d{{3}}(?![a-z0-9])")
_RFC = re.compile(
    r"(?<![a-z0-9])[a-z&]{4}[\s-]?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d"
    r"|3[01])[\s-]?[a-z0-9]{3}(?![a-z0-9])"
)
# A document named, and something with digits right after it.
_NAMED = re.compile(
    r"\b(curp|clave de elector|credencial(?: de elector| para votar)?|ine|cic|ocr|nss|seguro social|pasaporte)\b"
    r"[^\d\n]{0,25}?(?=[a-z0-9\s.\-]{9})((?:[a-z]{0,6}[\s.\-]?\d[\s.\-]?){8,})"
)
_BANK = re.compile(r"(?<![\d/])\d{4}[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{4}(?:\d{2})?(?![\d/])")
_E_MAIL = re.compile(r"[\w.+%-]{1,64}\s?@\s?([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_PRIVATE_MAIL = frozenset(
    "gmail googlemail hotmail outlook live msn yahoo ymail icloud me mac aol proton protonmail prodigy gmx zoho".split()
)
# Ten digits as Mexicans group them, with or without country code or the old prefixes.
_PHONE = re.compile(
    r"(?<![\w/$.,#-])(?:\+?\s?(?:52|1|01|044|045)[\s.\-]?1?[\s.\-]?)?\(?(?:"
    r"\d{10}|\d{2}\)?[\s.\-]\d{4}[\s.\-]?\d{4}|\d{3}\)?[\s.\-]\d{3}[\s.\-]?\d{4}"
    r"|\d{3}[\s.\-]\d{3}[\s.\-]\d{2}[\s.\-]\d{2}"
    r"|\d{2}(?:[\s.\-]\d{2}){4}|\d{5}[\s.\-]\d{5}|\d{3}[\s.\-]\d{7}|\d{2}\)?[\s.\-]\d{8}"
    r")(?![\w/]|[.,\-]\d)"
)
_PHONE_NAMED = re.compile(
    r"\b(?:tel|telefono|cel|celular|whats|whatsapp|wasap|wats|movil"
    r"|marca\w*)\b[^\d]{0,20}(?:\d[\s.\-()]{0,2}){7,}"
)
# Numbers of papers are as long as telephones: «oficio 0012345678».
_PAPER = re.compile(
    r"\b(?:oficio|expediente|folio|acuse|registro|inscripcion|constancia|guia|partida"
    r"|minuta)\b[^\d]{0,25}$"
)


def personal_datum(text: str) -> str:
    """What kind of personal datum `text` holds, with its article («una CURP»); empty if none was found."""
    plain = fold(text)
    if _CURP.search(plain):
        return "una CURP"
    if _VOTER_KEY.search(plain):
        return "una clave de elector"
    if named := _NAMED.search(plain):
        return "una CURP" if named[1] == "curp" else "el número de un documento personal"
    if _RFC.search(plain):
        return "un RFC"
    if any(match[1].split(".")[0] in _PRIVATE_MAIL for match in _E_MAIL.finditer(plain)):
        return "un correo personal"
    if _PHONE_NAMED.search(plain) or any(
        not _PAPER.search(plain[max(0, match.start() - 45) : match.start()]) for match in _PHONE.finditer(plain)
    ):
        return "un teléfono"
    if _BANK.search(plain):
        return "un número de tarjeta o cuenta"
    return ""


def refusal(datum: str) -> str:
    """What to say about it; the datum itself is not repeated."""
    return (
        f"Tu mensaje parece traer {datum}, así que no lo anoté: la guía no necesita datos personales. "
        "Contesta sin ese dato; si hablas de alguien, basta su cargo. Lo que escribiste sigue en la conversación; si "
        "quieres que se vaya, dime «borra mis datos»."
    )
