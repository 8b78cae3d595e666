"""What the actions about agreements share: the query a message asks for, and what is said when it is not enough."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.agreements.filters import ambiguous, approximate, asked_order, leans, query_from, refine, removes, said
from bot.actions.agreements.listing import describe, kind_noun, say_page
from bot.actions.base import Event, Turn, understood
from bot.reply import BUTTON_LENGTH, Button, ask_button, send
from bot.understanding.places.unread import Unread, unread
from knowledge.agreements import queries
from knowledge.agreements.queries import AgreementQuery
from knowledge.models import Municipality
from knowledge.places.abroad import only_country_of

HOMONYMS = 10  # as many as a WhatsApp list holds
NEAR = 3
_AMONG = {
    "lugar": "los lugares",
    "tema": "los temas",
    "lugar o tema": "los lugares y temas",
    "año": "los años de firma",
}
_PLACES = frozenset({"estado", "municipio", "pais", "ciudad_extranjera", "region_extranjera"})


def next_query(turn: Turn, *, new: bool) -> AgreementQuery:
    """The query that a message asks for, on its own or on top of the one before."""
    query = query_from(said(turn)) if new else refine(previous_query(turn), turn)
    return asked_order(query, turn.text)


def previous_query(turn: Turn) -> AgreementQuery:
    """The query of the search before, without filters if there was none."""
    return AgreementQuery.from_dict(search_state(turn).get("consulta", {}))


def search_state(turn: Turn) -> Dict[str, Any]:
    """What is remembered of the search.

    `consulta`, `desde`, `ids`, `actual` (the one in detail), `homonimos`; of a ranking, its `lugares` and the filter
    `por` that they are.
    """
    return turn.slot("busqueda") or {}


def remember(query: AgreementQuery, **more: Any) -> List[Event]:
    """Events that make `query` the search that the next message may refine."""
    state = {"consulta": query.to_dict(), "desde": 0, "ids": [], **more}
    return understood(busqueda=state, tema={"tipo": "busqueda"}, pregunta=None)


def show(session: Session, turn: Turn, query: AgreementQuery, dispatcher: CollectingDispatcher) -> List[Event]:
    """List the agreements of `query`, or say that there are none and what is near."""
    if not queries.count(session, query):
        return say_none(session, turn, query, dispatcher)
    return say_page(session, {"consulta": query.to_dict(), "desde": 0}, dispatcher, lead=lead(turn).strip())


def lead(turn: Turn) -> str:
    """«Entendí *Guadalajara, Jalisco*. » and «No reconocí «Timbuktu»…», where a name was not written as we have it."""
    places = (entity for entity in approximate(turn.entities) if entity["entity"] in _PLACES)
    names = list(dict.fromkeys(str(entity.get("nombre") or entity["value"]) for entity in places))
    understood_as = f"Entendí *{' y '.join(names)}*. " if names else ""
    missed = [f"«{one.text}» como {one.kind}" for one in not_read(turn)]
    return understood_as + (f"No reconocí {' ni '.join(missed)}; va lo demás. " if missed else "")


def not_read(turn: Turn) -> List[Unread]:
    """What a message asks for that is not known: said back, never dropped."""
    return [] if turn.pressed or removes(turn.text) else unread(turn.text, turn.entities)


def nothing_but_unknown(turn: Turn) -> Unread | None:
    """What is not known of a message that names no other place, topic or year to look for."""
    fresh = query_from(said(turn))
    known = fresh.state or fresh.country or fresh.city or fresh.region or fresh.topic or fresh.since or fresh.until
    return None if known else next(iter(not_read(turn)), None)


def say_unknown(unknown: Unread, dispatcher: CollectingDispatcher) -> List[Event]:
    """Say that a name is not known, instead of listing agreements that nobody asked for."""
    among = _AMONG[unknown.kind]
    send(
        dispatcher,
        f"No reconocí «{unknown.text}» entre {among} de los acuerdos que tengo. Eso no quiere decir que no haya "
        "alguno.\n\nDime de qué país o estado es y te muestro los suyos.",
        buttons=[
            Button("Por país", "ranking_acuerdos", {"dimension": "pais"}),
            ask_button("Consultar el RAI", "rai_consulta"),
        ],
    )
    return understood()


def ask_own(turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
    """Ask whose agreements «los nuestros» are; the next place said is theirs, and is remembered."""
    query = query_from(turn.entities)
    send(
        dispatcher,
        "¿De qué municipio eres? Dímelo con su estado, por ejemplo «Tala, Jalisco», y te digo los suyos.",
        buttons=[Button("De todo México", "buscar_acuerdos", as_entities(query))],
    )
    return remember(query, propio=True)


def ask_which(session: Session, turn: Turn, dispatcher: CollectingDispatcher, *, own: bool = False) -> List[Event]:
    """Ask in which state, when several have a municipality of that name; nothing when it is clear.

    Args:
        own: It is the person's own, and nothing is being looked for.
    """
    entity = ambiguous(turn.entities)
    if entity is None:
        return []
    places = [place for key in entity["candidatos"] if (place := session.get(Municipality, key))]
    # Those with agreements first: they are the ones people ask about.
    places.sort(key=lambda place: -queries.count(session, AgreementQuery(municipality=place.key)))
    names = {place.name for place in places}
    name = names.pop() if len(names) == 1 else entity["texto"]  # «San Pedro» is short for two different names
    after = "decir_lugar" if own else "refinar_busqueda"
    buttons = [
        Button(place.state.short_name[:BUTTON_LENGTH], after, {"municipio": place.key}) for place in places[:HOMONYMS]
    ]
    send(
        dispatcher,
        f"Hay {len(places)} municipios que se llaman {name}. ¿De qué estado?",
        buttons=buttons,
    )
    rest = [other for other in turn.entities if other is not entity]
    base = previous_query(turn) if leans(turn) else query_from(rest)
    whose = {"propio": True} if own or search_state(turn).get("propio") else {}
    return remember(AgreementQuery() if own else base, homonimos=[place.key for place in places], **whose)


def say_none(session: Session, turn: Turn, query: AgreementQuery, dispatcher: CollectingDispatcher) -> List[Event]:
    """Say that nothing was found, which proves nothing, and offer the nearest that does exist."""
    query = _with_country(query)
    text = (
        f"{lead(turn)}No encontré {kind_noun(query, 2)} {describe(session, query)} en las fuentes que tengo. "
        "Eso no quiere decir que no existan."
    )
    near = queries.nearest(session, query)[:NEAR]
    if near:
        text += "\n\nLo más cercano:\n" + "\n".join(
            f"• {total} {kind_noun(other, total)} {describe(session, other, total)}" for other, total in near
        )
    buttons = {button.title: button for button in (_near_button(session, other, total) for other, total in near)}
    send(dispatcher, text, buttons=[*buttons.values(), ask_button("Consultar el RAI", "rai_consulta")])
    return remember(query)


def _with_country(query: AgreementQuery) -> AgreementQuery:
    """`query` with the country of a foreign place that nobody has an agreement with, so that it leads to its others."""
    if query.country or not (query.city or query.region):
        return query
    country = only_country_of("ciudad", query.city or "") or only_country_of("region", query.region or "")
    return replace(query, country=country)


def ask_where(session: Session, dispatcher: CollectingDispatcher) -> List[Event]:
    """Ask for a place when a search names nothing to look for."""
    total = queries.count(session, AgreementQuery())
    send(
        dispatcher,
        f"Tengo {total} acuerdos reportados por fuentes públicas. ¿De qué municipio, estado o país los quieres? Por "
        "ejemplo: «hermanamientos de Zapopan» o «acuerdos con Japón».",
        buttons=[
            Button("Por estado", "ranking_acuerdos", {"dimension": "estado"}),
            Button("Por país", "ranking_acuerdos", {"dimension": "pais"}),
        ],
    )
    return understood()


def _near_button(session: Session, query: AgreementQuery, total: int) -> Button:
    place = describe(session, query).split(",")[0].removeprefix("de ").removeprefix("con ")
    title = f"Ver {place}"
    if len(title) > BUTTON_LENGTH:
        title = f"Ver los {total}" if total > 1 else "Ver el acuerdo"
    return Button(title, "buscar_acuerdos", as_entities(query))


def as_entities(query: AgreementQuery) -> Dict[str, Any]:
    """`query` as what a button hands over; its order is lost."""
    names = {
        "municipality": "municipio",
        "country": "pais",
        "city": "ciudad_extranjera",
        "region": "region_extranjera",
        "kind": "tipo",
        "topic": "tema",
    }
    values = {entity: value for name, entity in names.items() if (value := getattr(query, name))}
    if query.state and not query.municipality:
        values["estado"] = query.state
    if query.since or query.until:
        values["anio"] = f"{query.since or ''}-{query.until or ''}"
    return values
