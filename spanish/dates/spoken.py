"""Dates said in relation to today, each put in one of three forms: «en 2 semanas», «hace 3 meses», «martes».

No library reads them as people here write them: dateparser knows these forms, but not «dentro de dos semanas», «el
próximo martes» nor «la semana que viene», and takes half a second to be loaded.
"""

from __future__ import annotations

import re

from spanish.dates.calendar import ANY_WEEKDAY, WEEKDAYS
from spanish.dates.kinds import Edge, Lean, SpokenDate

_UNIT = r"(dia|semana|quincena|mes(?:es)?|bimestre|trimestre|semestre|ano)s?"
_IN = re.compile(
    rf"\b(?:en|dentro de|de aqui a|faltan?|como en|en unos|en unas|en como|quedan?)\s+(?:como |unos "
    rf"|unas |otros |otras |mas o menos )?(\d+)\s+{_UNIT}\b(?P<half> y medi[oa])?"
)
_FROM_NOW = re.compile(rf"\b(\d+)\s+{_UNIT}\b(?P<half> y medi[oa])? (?:mas|a partir de hoy|despues)\b")
_AGO = re.compile(
    rf"\b(?:hace|desde hace|tiene|van|ya van)\s+(?:como |unos |unas "
    rf"|mas o menos )?(\d+)\s+{_UNIT}\b(?P<half> y medi[oa])?"
    rf"|\b(\d+)\s+{_UNIT}\b(?P<half2> y medi[oa])? atras\b"
)
_NEXT_UNIT = re.compile(
    r"\b(?:(?:la |el )?(?:proxim[oa]|siguiente) (semana|mes|ano)|(?:la "
    r"|el )?(?:otr[oa] )?(semana|mes|ano) (?:que (?:viene|entra|sigue)|proxim[oa]|siguiente"
    r"|entrante))\b"
)
_LAST_UNIT = re.compile(
    r"\b(?:(?:la |el )?(?:pasad[oa]|ultim[oa]) (semana|mes|ano)|(?:la |el )?(semana|mes"
    r"|ano) (?:pasad[oa]|anterior|que paso))\b"
)
_THIS_UNIT = re.compile(r"\b(?:est[ae]|la presente|el presente) (?:misma? |mero )?(semana|mes|ano)\b")
_DAY_OF_MONTH = re.compile(
    r"(?<!\d)(\d{1,2}) (?:de este|del presente|del|de) (?:mes )?"
    r"(?:((?:proximo|otro|siguiente)(?: mes)?|que (?:viene|entra))|(pasado|mes pasado|anterior)|(?:actual"
    r"|en curso|mes|presente))\b"
)
_NEAREST_DAY = re.compile(r"\b(proximo|pasado) (?:dia )?(\d{1,2})\b(?! (?:de|dias?|semanas?|mes|meses|anos?)\b)")
_AGO_TODAY = re.compile(r"\bhoy hace (8|15) dias\b")  # the same day of the week
_FROM_TODAY = re.compile(r"\bde hoy en (8|15)\b")
_BEFORE_LAST = re.compile(r"\bsemana antepasada|antepasada semana\b")
_EDGE_OF_UNIT = re.compile(r"\b(?:finales|fines|fin|final|principios?|inicios?|mediados?|mitad) del? (mes|ano)\b")
_UNITS: tuple[tuple[re.Pattern[str], str, Lean], ...] = (
    (_NEXT_UNIT, "en 1 {}", "futura"),
    (_LAST_UNIT, "hace 1 {}", "pasada"),
    (_THIS_UNIT, "hace 0 {}", ""),
)
_DAY_NAME = re.compile(
    rf"\b(?:(?P<before>proximo|siguiente|este|pasado|otro)\s+)?(?P<day>{ANY_WEEKDAY})(?:\s+(?P<after>que (?:viene"
    rf"|entra|sigue|paso)|proximo|pasado|siguiente|anterior|de (?:la )?(?:proxima semana|semana (?:que (?:viene"
    rf"|entra)|proxima)|otra semana|semana pasada)))?\b"
)
_WORDS = (
    (re.compile(r"\bpasado manana\b"), SpokenDate("en 2 dias", "futura")),
    (re.compile(r"\bmanana\b(?<!la manana)(?<!por la manana)"), SpokenDate("en 1 dia", "futura")),
    (re.compile(r"\b(?:antier|anteayer|antes de ayer|antes de antier)\b"), SpokenDate("hace 2 dias", "pasada")),
    (re.compile(r"\b(?:ayer|anoche)\b"), SpokenDate("hace 1 dia", "pasada")),
    (
        re.compile(
            r"\b(?:hoy|ahorita mismo|ahora mismo"
            r"|hace rato|el dia de hoy|esta manana|esta tarde)\b"
        ),
        SpokenDate("hace 0 dias"),
    ),
)


def spoken_date(plain: str, edge: Edge) -> SpokenDate | None:
    """The date said in relation to today in folded text whose numbers are digits."""
    if match := _AGO_TODAY.search(plain):
        return SpokenDate(f"hace {int(match[1]) // 7 * 7} dias", "pasada")
    if idiom := _idiom(plain, edge):
        return idiom
    for pattern, spoken in _WORDS:
        if pattern.search(plain):
            return spoken
    if match := _IN.search(plain) or _FROM_NOW.search(plain):
        return _amount("en", int(match[1][:6]), match[2], bool(match["half"]))
    if match := _AGO.search(plain):
        half = bool(match["half"] or match["half2"])
        return _amount("hace", int((match[1] or match[4])[:6]), match[2] or match[5], half)
    if match := _DAY_NAME.search(plain):
        said = f"{match['before'] or ''} {match['after'] or ''}"
        past = bool(re.search(r"pasad|paso|anterior", said))
        if "semana" in said:
            weekday = WEEKDAYS.index(match["day"])
            phrase, side = ("hace 1 semana", "pasada") if past else ("en 1 semana", "futura")
            return SpokenDate(phrase, side, weekday=weekday)  # type: ignore[arg-type]
        return SpokenDate(match["day"], "pasada" if past else "futura" if said.strip() else "")
    return _unit(plain, edge)


def month_said(plain: str) -> SpokenDate | None:
    """«este mes», «mes que viene» or plain «mes», where a text begins with it."""
    said = re.match(r"(?:est[ae]|proximo|pasado|siguiente|presente|mes)\b.*", plain)
    spoken = _unit(said[0], "") if said else None
    if said and spoken is None and plain.startswith("mes"):
        return SpokenDate("hace 0 mes", unit="mes")
    return spoken if spoken and spoken.unit == "mes" else None


def _unit(plain: str, edge: Edge) -> SpokenDate | None:
    """«la semana que viene», «el mes pasado», «a fin de año»."""
    for pattern, phrase, lean in _UNITS:
        if match := pattern.search(plain):
            unit = next(word for word in match.groups() if word)
            return SpokenDate(phrase.format(unit), lean, edge, unit)  # type: ignore[arg-type]
    if edge and (match := _EDGE_OF_UNIT.search(plain)):
        return SpokenDate(f"hace 0 {match[1]}", "", edge, match[1])  # type: ignore[arg-type]
    return None


def _idiom(plain: str, edge: Edge) -> SpokenDate | None:
    """«el 12 del mes pasado», «de hoy en ocho», «la semana antepasada»."""
    if match := _DAY_OF_MONTH.search(plain):
        side: Lean = "pasada" if match[3] else "futura" if match[2] else ""
        phrase = {"pasada": "hace 1 mes", "futura": "en 1 mes", "": "hace 0 dias"}[side]
        return SpokenDate(phrase, side, day=int(match[1]))
    if match := _NEAREST_DAY.search(plain):
        side = "pasada" if match[1] == "pasado" else "futura"
        return SpokenDate("hace 0 dias", side, day=int(match[2]))
    if match := _FROM_TODAY.search(plain):  # «de hoy en ocho» is the same day of next week
        return SpokenDate(f"en {int(match[1]) // 7 * 7} dias", "")
    if _BEFORE_LAST.search(plain):
        return SpokenDate("hace 2 semanas", "pasada", edge, "semana")
    return None


def _amount(direction: str, amount: int, unit: str, half: bool) -> SpokenDate:
    """«en 3 semanas», in days, weeks, months or years, whatever it was said in."""
    unit = "mes" if unit.startswith("mes") else unit
    days = {"quincena": 15}.get(unit)
    months = {"bimestre": 2, "trimestre": 3, "semestre": 6}.get(unit)
    lean: Lean = "futura" if direction == "en" else "pasada"
    if half and unit == "ano":
        return SpokenDate(f"{direction} {amount * 12 + 6} meses", lean)
    if half and unit == "mes":
        return SpokenDate(f"{direction} {amount * 30 + 15} dias", lean)
    if days:
        return SpokenDate(f"{direction} {amount * days} dias", lean)
    if months:
        return SpokenDate(f"{direction} {amount * months} meses", lean)
    plural = {"dia": "dias", "semana": "semanas", "mes": "meses", "ano": "anos"}[unit]
    return SpokenDate(f"{direction} {amount} {plural}", lean)
