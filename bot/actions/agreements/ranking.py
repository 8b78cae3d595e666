"""Who has most agreements, among those reported, with a chart."""

from __future__ import annotations

import re
from typing import Dict, List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.agreements import charts
from bot.actions.agreements.filters import leans
from bot.actions.agreements.finding import compare_or_ask
from bot.actions.agreements.listing import describe, kind_noun, reported_by
from bot.actions.agreements.searching import lead, next_query, remember, say_none
from bot.actions.base import Event, KnowledgeAction, Turn
from bot.reply import BUTTON_LENGTH, Button, send
from knowledge.agreements import queries
from knowledge.agreements.queries import AgreementQuery, Dimension
from spanish.text import fold

SHOWN = 5
_LEAST = re.compile(
    r"(?<!\bal )(?<!\blo )(?<!\bo )\bmenos\b|\b(?:menor|menores|peor|peores|colistas?)\b|\bultimos? lugar|\bal reves\b"
    r"|\bno tienen? (?:ni un|nada)|\bningun"
)
_PLURAL: Dict[Dimension, str] = {"estado": "Estados", "municipio": "Municipios", "pais": "Países"}
_BY: Dict[Dimension, str] = {"pais": "Por país", "estado": "Por estado", "municipio": "Por municipio"}
_FIELD: Dict[Dimension, str] = {"pais": "country", "estado": "state", "municipio": "municipality"}


class ActionRanking(KnowledgeAction):
    """«¿Qué estado tiene más?»."""

    action_name = "action_ranking_acuerdos"
    draws = True

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say the first places of what is reported; never a ranking of the official registry."""
        by = _dimension(turn)
        # «Por país», pressed under a list, ranks that list.
        new = not (leans(turn) or turn.entity("dimension"))
        if said_first := compare_or_ask(session, turn, dispatcher, new=new):
            return said_first
        query = next_query(turn, new=new)
        least = asks_for_least(turn.text)
        tallies = queries.ranking(session, query, by, least=least)
        if not tallies:
            return say_none(session, turn, query, dispatcher)
        which = "menos" if least else "más"
        title = f"{_PLURAL[by]} con {which} {kind_noun(query, 2)} reportados {describe(session, query)}".strip()
        lines = "\n".join(f"{place}. {tally.name}: {tally.count}" for place, tally in enumerate(tallies[:SHOWN], 1))
        first = tallies[0]
        buttons = [Button(f"Ver {first.name}"[:BUTTON_LENGTH].strip(), "refinar_busqueda", {by: first.key})]
        buttons += [
            Button(label, "ranking_acuerdos", {"dimension": other})
            for other, label in _BY.items()
            if other != by and not _fixed(other, query)
        ]
        without = _without_any(session, query, by) if least else ""
        send(
            dispatcher,
            f"{lead(turn)}{title}:\n{lines}{without}\n\nCuento lo que reportan fuentes públicas. No es un ranking del "
            "registro oficial: la SRE no publica uno en lo que revisamos.",
            buttons=buttons[:3],
            image=str(charts.bar_chart(title, tallies)),
            alt=f"Gráfica de barras: {title}",
            data=charts.as_data(title, tallies),
            sources=reported_by(session, query),
        )
        return remember(query, lugares=[tally.key for tally in tallies[:SHOWN]], por=_FIELD[by])


def asks_for_least(text: str) -> bool:
    """Whether a message asks who has fewest: «qué estado tiene menos», but not «al menos»."""
    return bool(_LEAST.search(fold(text)))


def _without_any(session: Session, query: AgreementQuery, by: Dimension) -> str:
    """How many states or municipalities have none, when those with fewest are asked for."""
    none = queries.places_without(session, query, by)
    if not none:
        return ""
    which = {"estado": "estados", "municipio": "municipios"}[by]
    return f"\n\nDe {none:,} {which} no tengo ninguno reportado, que no quiere decir que no tengan."


def _dimension(turn: Turn) -> Dimension:
    named = turn.entity("dimension") or fold(turn.text)
    if "pais" in named or "nacion" in named:
        return "pais"
    if any(word in named for word in ("municip", "ayuntamiento", "ciudad")) or turn.entity("estado"):
        return "municipio"
    return "estado"


def _fixed(dimension: Dimension, query: AgreementQuery) -> bool:
    return bool({"estado": query.state, "municipio": query.municipality, "pais": query.country}[dimension])
