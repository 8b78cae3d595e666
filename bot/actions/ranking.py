"""Who has most agreements, among those reported, with a chart."""

from __future__ import annotations

from typing import Dict, List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions import charts
from bot.actions.base import Event, KnowledgeAction, Turn
from bot.actions.filters import ambiguous, leans, query_from
from bot.actions.listing import NOT_OFFICIAL, describe, kind_noun, reported_by
from bot.actions.searching import next_query, remember, say_none
from bot.reply import BUTTON_LENGTH, Button, send
from knowledge import agreements
from knowledge.agreements import AgreementQuery, Dimension
from knowledge.text import fold

SHOWN = 5
_PLURAL: Dict[Dimension, str] = {"estado": "Estados", "municipio": "Municipios", "pais": "Países"}
_BY: Dict[Dimension, str] = {"pais": "Por país", "estado": "Por estado", "municipio": "Por municipio"}
_FIELD: Dict[Dimension, str] = {"pais": "country", "estado": "state", "municipio": "municipality"}


class ActionRanking(KnowledgeAction):
    """«¿Qué estado tiene más?»."""

    action_name = "action_ranking_acuerdos"
    draws = True

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say the first places of what is reported; never a ranking of the official registry."""
        if compared := _compared(session, turn):
            return _say_compared(session, compared, dispatcher)
        by = _dimension(turn)
        # «Por país», pressed under a list, ranks that list.
        query = next_query(turn, new=not (leans(turn) or turn.entity("dimension")))
        tallies = agreements.ranking(session, query, by)
        if not tallies:
            return say_none(session, turn, query, dispatcher)
        title = f"{_PLURAL[by]} con más {kind_noun(query, 2)} reportados {describe(session, query)}".strip()
        lines = "\n".join(f"{place}. {tally.name}: {tally.count}" for place, tally in enumerate(tallies[:SHOWN], 1))
        first = tallies[0]
        buttons = [Button(f"Ver {first.name}"[:BUTTON_LENGTH].strip(), "refinar_busqueda", {by: first.key})]
        buttons += [
            Button(label, "ranking_acuerdos", {"dimension": other})
            for other, label in _BY.items()
            if other != by and not _fixed(other, query)
        ]
        send(
            dispatcher,
            f"{title}:\n{lines}\n\nCuento lo que reportan fuentes públicas. No es un ranking del registro oficial: la "
            "SRE no publica uno en lo que revisamos.",
            buttons=buttons[:3],
            image=str(charts.bar_chart(title, tallies)),
            sources=reported_by(session, query),
        )
        return remember(query, lugares=[tally.key for tally in tallies[:SHOWN]], por=_FIELD[by])


def _compared(session: Session, turn: Turn) -> List[AgreementQuery]:
    """A search for each Mexican place, if a message names two or more: «Querétaro y León, ¿cuál tiene más?»."""
    places = [entity for entity in turn.entities if entity["entity"] in ("estado", "municipio")]
    towns = {entity["value"][:2] for entity in places if entity["entity"] == "municipio"}
    # The state that only says where the town is, is no other place.
    places = [one for one in places if one["entity"] == "municipio" or one["value"] not in towns]
    if len(places) < 2 or ambiguous(places):
        return []
    others = [entity for entity in turn.entities if entity["entity"] not in ("estado", "municipio")]
    return [query_from([place, *others]) for place in places]


def _say_compared(session: Session, queries: List[AgreementQuery], dispatcher: CollectingDispatcher) -> List[Event]:
    totals = sorted(((agreements.count(session, query), query) for query in queries), key=lambda one: -one[0])
    lines = [f"• {total} {kind_noun(query, total)} {describe(session, query, total)}" for total, query in totals]
    send(
        dispatcher, "\n".join([*lines, "", NOT_OFFICIAL]), buttons=[Button("Ver el que tiene más", "refinar_busqueda")]
    )
    fields = {"municipality" if query.municipality else "state" for _, query in totals}
    ranked = [query.municipality or query.state for _, query in totals]
    return remember(totals[0][1], **({"lugares": ranked, "por": fields.pop()} if len(fields) == 1 else {}))


def _dimension(turn: Turn) -> Dimension:
    named = turn.entity("dimension") or fold(turn.text)
    if "pais" in named or "nacion" in named:
        return "pais"
    if any(word in named for word in ("municip", "ayuntamiento", "ciudad")) or turn.entity("estado"):
        return "municipio"
    return "estado"


def _fixed(dimension: Dimension, query: AgreementQuery) -> bool:
    return bool({"estado": query.state, "municipio": query.municipality, "pais": query.country}[dimension])
