"""From the entities of a message to the filters of a search, alone or on top of the search before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.actions.base import Turn
from knowledge.agreements.index.column_index import Order
from knowledge.agreements.queries import AgreementQuery
from spanish.text import fold, words

Entity = Mapping[str, Any]

_FOLLOWS = re.compile(
    r"^\W*(y|e|pero|ahora|solo|solamente|nomas|nada mas|unicamente|tambien|que tal|quita|sin|olvida|"
    r"mejor|y si|de que \w+ son|cuales son de|por (?:pais|estado|municipio)|de esos|de esas|de estos|de los|de ellos)\b"
)
# «¿Cuántos de esos son de Jalisco?» leans too, wherever it says so; «¿cuántos hay en total?» begins anew.
_LEANS = re.compile(r"\bde (esos|esas|estos|estas|ellos|ellas)\b")
_WHOLE = re.compile(r"\b(?:hay|existen|acuerdos|hermanamientos|convenios)\b.*\ben total\b|\ben todo (el pais|mexico)\b")
_OURS = re.compile(
    r"\b(?:que|cuales|cuantos|cuantas|si|no|ya) (?:\w+ ){0,4}?tenemos\b|^\W*(?:y )?tenemos\b|\bnuestr[oa]s?\b"
    r"|\bnosotr[oa]s\b|\bhemos (?:firmado|hecho|celebrado|tenido)\b|\bsomos herman|\bestamos hermanad"
    r"|\bmi (?:municipio|pueblo|ciudad|ayuntamiento|alcaldia|localidad|comunidad|tierra|rancho)\b"
)
OWN_PLACE = "lugar_propio"  # the slot with the key of the municipality that the person said is theirs
_ORDERS: tuple[tuple[Order, re.Pattern[str]], ...] = (
    ("recientes", re.compile(r"\b(recientes?|nuevos|nuevas|ultimos|ultimas)\b")),
    ("antiguos", re.compile(r"\bmas (antigu|viej)|\bprimer[oa]s\b|\bprimer[oa] (de tod[oa]s|que se)\b")),
)
# What may stand around the places and filters of a message that only changes those of the list before.
_LITTLE = frozenset(
    "y e o u a con de del en el la lo los las al desde sobre para por entre pero ahora mejor tambien es son no".split()
)
_TAKES_AWAY = re.compile(r"\b(quit\w+|sin|borr\w+|olvid\w+|elimin\w+|saca\w*|no importa)\b")
# …and what comes right after is what is taken away.
_TAKEN = re.compile(
    r"\b(?:quit\w+|sin|borr\w+|elimin\w+|saca\w*)"
    r"(?: (?:a|al|el|la|los|las|lo|de|del|con|tema|pais|municipio|estado))*\W*$"
)
_ANY = re.compile(r"\b(de cualquier|cualquier|todos los|todas las)\b")  # «todos los países»
_REMOVABLE = (
    (re.compile(r"\b(pais|paises|nacion)\b"), ("country", "city", "region")),
    (re.compile(r"\b(ciudad|ciudades|contraparte)\b"), ("city",)),
    (re.compile(r"\b(municipio|municipios|ayuntamiento)\b"), ("municipality",)),
    (re.compile(r"\b(estado|estados|entidad)\b"), ("state", "municipality")),
    (re.compile(r"\b(ano|anos|fecha|fechas|periodo|epoca)\b"), ("since", "until")),
    (re.compile(r"\b(tema|temas|materia)\b"), ("topic",)),
    (re.compile(r"\b(tipo|tipos|instrumento)\b"), ("kind",)),
    (
        re.compile(r"\b(filtro|filtros|todo)\b"),
        ("state", "municipality", "country", "city", "region", "kind", "topic", "since", "until"),
    ),
)


def query_from(entities: Iterable[Entity]) -> AgreementQuery:
    """The filters that `entities` name; a place with several candidates is left out (see `ambiguous`)."""
    values: dict[str, Any] = {}
    for entity in entities:
        kind, value = entity["entity"], entity["value"]
        if len(entity.get("candidatos") or []) > 1 and kind == "municipio":
            continue
        if kind == "anio":
            values["since"], values["until"] = years_of(value)
        elif kind in FIELD:
            values.setdefault(FIELD[kind], value)
    if values.get("municipality"):
        values["state"] = values["municipality"][:2]
    return AgreementQuery(**values)


FIELD = {
    "estado": "state",
    "municipio": "municipality",
    "pais": "country",
    "ciudad_extranjera": "city",
    "region_extranjera": "region",
    "tipo": "kind",
    "tema": "topic",
}


def said(turn: Turn) -> list[Entity]:
    """The entities of a message, and the person's own municipality for «tenemos» or «los nuestros»."""
    own = turn.slot(OWN_PLACE)
    theirs: list[Entity] = [{"entity": "municipio", "value": own}] if own and is_about_own(turn) else []
    return [*turn.entities, *theirs]


def is_about_own(turn: Turn) -> bool:
    """Whether a message asks about the person's own municipality without naming one: «qué hermanamientos tenemos»."""
    named = any(entity["entity"] in ("municipio", "estado") for entity in turn.entities)
    return not named and not turn.pressed and bool(_OURS.search(fold(turn.text)))


def removes(text: str) -> bool:
    """Whether a message takes filters away: «quita el país»."""
    return bool(_TAKES_AWAY.search(fold(text)))


def asked_order(query: AgreementQuery, text: str) -> AgreementQuery:
    """`query`, in the order that a message asks for: «los más recientes»."""
    asked = (order for order, pattern in _ORDERS if pattern.search(fold(text)))
    return replace(query, order=next(asked, query.order))


def ambiguous(entities: Iterable[Entity]) -> Entity | None:
    """The first municipality that several states have, when the message does not say which."""
    return next(
        (entity for entity in entities if entity["entity"] == "municipio" and len(entity.get("candidatos") or []) > 1),
        None,
    )


def approximate(entities: Iterable[Entity]) -> list[Entity]:
    """The entities that were understood in spite of their spelling."""
    return [entity for entity in entities if entity.get("coincidencia") == "aproximada"]


def follows(text: str) -> bool:
    """Whether a message leans on the one before: «¿y Zapopan?», «solo con Japón»."""
    folded = fold(text)
    return bool(_FOLLOWS.match(folded) or _LEANS.search(folded))


def leans(turn: Turn) -> bool:
    """Whether a message leans on the search before: it says so, or only names filters while its list is on the screen.

    «Con Alemania», «de Oaxaca» and «2015» say nothing by themselves.
    """
    on_screen = (turn.slot("tema") or {}).get("tipo") == "busqueda"
    return follows(turn.text) or (on_screen and only_filters(turn))


def only_filters(turn: Turn) -> bool:
    """Whether a message names places, topics or years, and says nothing else: «hermanamientos de León» begins anew."""
    rest = list(turn.text)
    for entity in (one for one in turn.entities if one["entity"] not in ("tipo", "termino")):
        rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return bool(query_from(turn.entities) or ambiguous(turn.entities)) and set(words("".join(rest))) <= _LITTLE


def asks_for_all(text: str) -> bool:
    """Whether a message asks about all there is, whatever was being looked at."""
    return bool(_WHOLE.search(fold(text)))


def refine(previous: AgreementQuery, turn: Turn) -> AgreementQuery:
    """`previous` with what the message takes away or puts in its place.

    A Mexican place replaces the Mexican place, a foreign one the foreign one; the rest stays.
    """
    query = previous
    folded = fold(turn.text)
    if removes(turn.text) or _ANY.search(folded):
        for pattern, fields in _REMOVABLE:
            if pattern.search(folded):
                query = replace(query, **dict.fromkeys(fields))
    unwanted = [one for one in turn.entities if _TAKEN.search(fold(turn.text[: one["start"]]))]  # «quita Jalisco»
    gone = query_from(unwanted).to_dict().items() & previous.to_dict().items()
    query = replace(query, **dict.fromkeys(name for name, _ in gone))
    fresh = query_from(one for one in _chosen_homonym(turn) if one not in unwanted)
    if fresh.state or fresh.municipality:
        query = replace(query, state=None, municipality=None)
    if fresh.country or fresh.city or fresh.region:
        query = replace(query, country=None, city=None, region=None)
    if fresh.since or fresh.until:
        query = replace(query, since=None, until=None)
    return replace(query, **fresh.to_dict())


def _chosen_homonym(turn: Turn) -> Iterable[Entity]:
    """The entities of the message; a state is the answer to «¿De qué estado?» when that was asked."""
    state = turn.entity("estado")
    for key in (turn.slot("busqueda") or {}).get("homonimos", []):
        if state and key.startswith(state):
            return [{"entity": "municipio", "value": key}]
    return said(turn)


def years_of(value: str) -> tuple[int | None, int | None]:
    """First and last year of a period such as «1995», «2010-» or «-1999»."""
    since, dash, until = str(value).partition("-")
    if not dash:
        return int(since), int(since)
    return (int(since) if since else None), (int(until) if until else None)
