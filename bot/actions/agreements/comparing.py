"""When a message names several places, topics or kinds where a search has one: each is counted, none is dropped."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.agreements.filters import FIELD, Entity, removes, said, years_of
from bot.actions.agreements.listing import NOT_OFFICIAL, describe, kind_noun
from bot.actions.agreements.searching import as_entities, lead, next_query, remember
from bot.actions.base import Event, Turn
from bot.reply import BUTTON_LENGTH, Button, send
from knowledge.agreements import queries as agreements
from knowledge.agreements.queries import AgreementQuery
from knowledge.places.abroad import only_country_of

MOST = 10  # searches for one message
BUTTONS = 3
_HERE, _ABROAD = ("municipio", "estado"), ("ciudad_extranjera", "region_extranjera", "pais")

Fields = Dict[str, Any]


def several(session: Session, turn: Turn, *, new: bool) -> List[AgreementQuery]:
    """A search for each thing that a message names more than one of; [] if it names one of each.

    «Zapopan y Guadalajara con Japón» are two; «Austin, Texas» is one, and so is what is taken away: «quita Japón».
    """
    if removes(turn.text):
        return []
    named = said(turn)
    sides = [
        _here(session, named),
        _abroad(session, named),
        _values(named, "tipo"),
        _values(named, "tema"),
        _periods(named),
    ]
    if all(len(side) < 2 for side in sides):
        return []
    base = next_query(turn, new=new).to_dict()
    for field in {field for side in sides for fields in side for field in fields}:
        base.pop(field, None)
    combined: List[Fields] = [base]
    for side in sides:
        combined = [{**fields, **one} for fields in combined for one in side or [{}]]
    return [AgreementQuery.from_dict(fields) for fields in combined[:MOST]]


def say_compared(
    session: Session, turn: Turn, queries: List[AgreementQuery], dispatcher: CollectingDispatcher
) -> List[Event]:
    """Say how many agreements each search finds, most first, and offer to list each."""
    totals = sorted(((agreements.count(session, query), query) for query in queries), key=lambda one: -one[0])
    lines = [f"• {total} {kind_noun(query, total)} {describe(session, query, total)}" for total, query in totals]
    buttons = [Button("Ver el que tiene más", "buscar_acuerdos", as_entities(totals[0][1]))]
    for _, query in totals[1:]:
        buttons.append(Button(_title(session, query, queries), "buscar_acuerdos", as_entities(query)))
    different = list({button.title: button for button in buttons}.values())
    said_first = lead(turn).strip()
    send(dispatcher, "\n".join([*([said_first] if said_first else []), *lines, "", NOT_OFFICIAL]),
         buttons=different[:BUTTONS])  # fmt: skip
    fields = {"municipality" if query.municipality else "state" for _, query in totals}
    ranked = [query.municipality or query.state for _, query in totals]
    places = {"lugares": ranked, "por": fields.pop()} if len(fields) == 1 and all(ranked) else {}
    return remember(totals[0][1], **places)


def _title(session: Session, query: AgreementQuery, queries: List[AgreementQuery]) -> str:
    """«Ver Monterrey»: the place that tells this search from the others."""
    own = {name: value for name, value in query.to_dict().items() if any(value != getattr(o, name) for o in queries)}
    told = describe(session, AgreementQuery.from_dict(own or query.to_dict()))
    for start in ("de ", "con ", "sobre "):
        told = told.removeprefix(start)
    title = f"Ver {told.split(',')[0] or query.kind}"
    return title if len(title) <= BUTTON_LENGTH else f"{title[: BUTTON_LENGTH - 1].rstrip()}…"


def _values(named: List[Entity], kind: str) -> List[Fields]:
    return [{FIELD[kind]: value} for value in dict.fromkeys(one["value"] for one in named if one["entity"] == kind)]


def _periods(named: List[Entity]) -> List[Fields]:
    periods = dict.fromkeys(years_of(one["value"]) for one in named if one["entity"] == "anio")
    return [{"since": since, "until": until} for since, until in periods]


def _here(session: Session, named: List[Entity]) -> List[Fields]:
    towns = [one for one in named if one["entity"] == "municipio"]
    keys = {key for one in towns for key in one.get("candidatos") or [one["value"]]}
    # The state that only says where a town is, is no other place.
    states = [one for one in named if one["entity"] == "estado" and all(key[:2] != one["value"] for key in keys)]
    if len(towns) + len(states) < 2:
        return [_mexican(one["value"]) for one in (*towns, *states) if len(one.get("candidatos") or []) < 2]
    places = [one["value"] for one in states]
    for one in towns:
        among = one.get("candidatos") or [one["value"]]
        # Of homonyms, those with agreements.
        signing = [key for key in among if agreements.count(session, AgreementQuery(municipality=key))]
        places += signing if len(among) > 1 and signing else among[:1]
    return [_mexican(key) for key in dict.fromkeys(places)]


def _mexican(key: str) -> Fields:
    return {"state": key[:2], "municipality": key} if len(key) > 2 else {"state": key}


def _abroad(session: Session, named: List[Entity]) -> List[Fields]:
    """«Houston, Texas» and «Barcelona, España» are one place, «Houston y Japón» two."""
    found: List[Fields] = []
    for kind in _ABROAD:
        for one in (entity for entity in named if entity["entity"] == kind):
            field = FIELD[kind]
            holding = [fields for fields in found if field not in fields and _is_in(session, fields, field, one)]
            if holding:
                for fields in holding:
                    fields[field] = one["value"]
            elif {field: one["value"]} not in found:
                found.append({field: one["value"]})
    return found


def _is_in(session: Session, place: Fields, field: str, container: Entity) -> bool:
    if field == "country":
        known = (only_country_of("ciudad", place.get("city", "")), only_country_of("region", place.get("region", "")))
        if container["value"] in known:
            return True
    return agreements.count(session, AgreementQuery.from_dict({**place, field: container["value"]})) > 0
