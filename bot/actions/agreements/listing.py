"""How agreements are said: pages, one in detail, who reports them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Dict, List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from bot.actions.base import Event, understood
from bot.reply import Button, ask_button, send
from knowledge.agreements import queries
from knowledge.agreements.parties import parties
from knowledge.agreements.queries import AgreementQuery
from knowledge.models import Agreement
from knowledge.places.abroad import spoken_name
from knowledge.places.names import country_name, municipality_name, state_name
from spanish.dates.written import spell_date
from spanish.text import without_markup

PAGE = 5
FEW_SOURCES = 7  # so many are all named; of more, the first ones and those of the rows on the screen
FIRST_SOURCES = 4
NOT_OFFICIAL = "Son acuerdos *reportados* por fuentes públicas: esto no es el registro oficial de la SRE."


def describe(session: Session, query: AgreementQuery, total: int = 2) -> str:
    """The filters in words, of so many agreements: «de Zapopan, Jalisco, con Japón, firmados en 1995»."""
    signed = "firmado" if total == 1 else "firmados"
    parts = []
    if here := municipality_name(session, query.municipality) or state_name(session, query.state):
        parts.append(f"de {here}")
    abroad = [spoken_name("ciudad", query.city) or query.city.title()] if query.city else []
    abroad += [spoken_name("region", query.region) or query.region.title()] if query.region else []
    if country := country_name(session, query.country):
        abroad.append(country)
    if abroad:
        parts.append("con " + ", ".join(abroad))
    if query.topic:
        parts.append(f"sobre {query.topic}")
    if query.since and query.since == query.until:
        parts.append(f"{signed} en {query.since}")
    elif query.since and query.until:
        parts.append(f"{signed} de {query.since} a {query.until}")
    elif query.since:
        parts.append(f"{signed} desde {query.since}")
    elif query.until:
        parts.append(f"{signed} hasta {query.until}")
    return " ".join(parts)


def kind_noun(query: AgreementQuery, total: int) -> str:
    """The kind of agreement as a noun: «hermanamiento», «hermanamientos», «acuerdos»."""
    noun = query.kind or "acuerdo"
    if total == 1:
        return noun
    first, *rest = noun.split(" ")
    plural = {"memorándum": "memorandos", "declaración": "declaraciones"}.get(
        first, first + ("s" if first[-1] in "aeiouáéó" else "es")
    )
    return " ".join([plural, *rest])


def line(signed: Row, *, mexican_side: bool) -> str:
    """One agreement in one line, from its `parties`."""
    there = foreign_name(signed)
    text = f"{mexican_name(signed)} con {there}" if mexican_side else there
    return f"{text}, {signed.signed[:4]}" if signed.signed else text


def mexican_name(signed: Row) -> str:
    """«Zapopan, Jalisco», or the body that signs for a state."""
    state = signed.state or "estado no precisado"
    if signed.municipality:
        return f"{signed.municipality}, {state}"
    if signed.unplaced:
        return f"{without_markup(signed.unplaced)} ({state})"
    return without_markup(signed.mexican_body or state)


def foreign_name(signed: Row) -> str:
    """«Portland, Oregón (Estados Unidos)»."""
    name = signed.city if signed.city.startswith(signed.counterpart) else signed.counterpart
    # «Nagoya (prefectura de Aichi)» would end in two brackets.
    return f"{without_markup(name).replace(' (', ', ').rstrip(')')} ({signed.country})"


def say_page(
    session: Session, state: Dict[str, Any], dispatcher: CollectingDispatcher, *, lead: str = ""
) -> List[Event]:
    """Say the next page of the search that `state` remembers, and remember where it stands.

    Args:
        state: `consulta` (filters), `desde` (how many were shown).
        lead: Said before, such as what was understood.
    """
    query = AgreementQuery.from_dict(state.get("consulta", {}))
    start = int(state.get("desde", 0))
    total = queries.count(session, query)
    page = queries.page(session, query, offset=start, limit=PAGE)
    remembered = {"consulta": query.to_dict(), "desde": start + len(page), "ids": page}
    if not page:
        send(
            dispatcher,
            "Ya te mostré todos. Puedes cambiar el municipio o el país, o preguntarme por uno en particular.",
        )
        return understood(tema={"tipo": "busqueda"})
    named = parties(session, page)
    rows = "\n".join(f"• {line(row, mexican_side=not query.municipality)}" for row in named)
    if query.order and not all(row.signed for row in named):
        rows += "\n\nLos que no llevan año es porque la fuente no lo da."
    where = describe(session, query, total)
    if start == 0:
        found = "Encontré 1" if total == 1 else f"Encontré {total}"
        order = f", los más {query.order} primero" if query.order and total > 1 else ""
        head = f"{found} {kind_noun(query, total)} {where}".strip() + f"{order}:"
    else:
        head = f"Del {start + 1} al {start + len(page)} de {total}:"
    rest = total - start - len(page)
    tail = NOT_OFFICIAL if start == 0 else ""
    buttons = [Button("Ver más", "ver_mas")] if rest > 0 else []
    if not query.country and total > PAGE:
        buttons.append(Button("Por país", "ranking_acuerdos", {"dimension": "pais"}))
    buttons.append(Button("¿Están registrados?", "acuerdo_registrado"))
    send(
        dispatcher,
        "\n\n".join(part for part in (f"{lead} {head}\n{rows}".strip(), tail) if part),
        buttons=buttons,
        sources=reported_by(session, query, shown=[row.source for row in named]),
    )
    return understood(busqueda=remembered, tema={"tipo": "busqueda"}, pregunta=None)


def say_detail(
    session: Session, agreement: Agreement, state: Dict[str, Any], dispatcher: CollectingDispatcher
) -> List[Event]:
    """Say all that is known of one agreement, and remember in `state` that it is the one on the screen."""
    [names] = parties(session, [agreement.id])
    facts = [f"*{mexican_name(names)}* con *{foreign_name(names)}*."]
    facts.append(f"Tipo: {without_markup(agreement.kind) or 'la fuente no lo dice'}.")
    facts.append(f"Firma: {spell_date(agreement.signed) if agreement.signed else 'la fuente no da la fecha'}.")
    if agreement.topics:
        facts.append("Temas: " + ", ".join(without_markup(topic.topic) for topic in agreement.topics) + ".")
    if agreement.validity:
        facts.append(f"Vigencia: {without_markup(agreement.validity)}.")
    facts.append(registration(agreement))
    buttons = [ask_button("Consultar el RAI", "rai_consulta"), Button("Ver la lista", "refinar_busqueda")]
    send(dispatcher, "\n".join(facts), buttons=buttons, sources=[_source(agreement.source, agreement.source_url)])
    return understood(busqueda={**state, "actual": agreement.id}, tema={"tipo": "busqueda"})


def registration(agreement: Agreement) -> str:
    """What can be said of its registration; «registrado» only with a number or a date."""
    if agreement.is_registered:
        proof = [f"número {without_markup(agreement.registration_number)}"] if agreement.registration_number else []
        proof += [f"fecha {spell_date(agreement.registered)}"] if agreement.registered else []
        return f"Registro: la fuente da {' y '.join(proof)}."
    return "Registro: no puedo saberlo. Aparece *reportado*, sin número ni fecha de inscripción."


def say_query_sources(session: Session, state: Dict[str, Any], dispatcher: CollectingDispatcher) -> List[Event]:
    """Say who reports the agreements of the last search."""
    if (agreement := queries.get(session, state.get("actual", ""))) is not None:
        return say_detail(session, agreement, state, dispatcher)
    query = AgreementQuery.from_dict(state.get("consulta", {}))
    send(
        dispatcher,
        f"{NOT_OFFICIAL} Estas son las fuentes de lo que te mostré:",
        sources=reported_by(session, query, few=30, first=25),
        buttons=[ask_button("Consultar el RAI", "rai_consulta")],
    )
    return understood(tema={"tipo": "busqueda"})


def reported_by(
    session: Session,
    query: AgreementQuery,
    *,
    shown: Sequence[str] = (),
    few: int = FEW_SOURCES,
    first: int = FIRST_SOURCES,
) -> list[dict[str, str]]:
    """The sources of the agreements of `query`, most first: their numbers add up to all of them.

    What a row adds after «;» or «|» (in which list it is, who else has it) is for its detail, not for the list.

    Args:
        session: On the knowledge base.
        query: The agreements.
        shown: Sources of the rows on the screen, which are always named.
        few: So many sources are all named.
        first: Of more, so many are named, and the rest counted together.
    """
    totals: dict[str, tuple[str, int]] = {}
    for source, url, count in queries.sources(session, query):
        name = _short(source)
        known_url, known = totals.get(name, (url, 0))
        totals[name] = (known_url, known + count)
    ordered = sorted(totals, key=lambda name: -totals[name][1])
    kept = {*(ordered if len(ordered) <= few else ordered[:first]), *map(_short, shown)}
    described = [_source(name, *totals[name]) for name in ordered if name in kept]
    if others := [totals[name][1] for name in ordered if name not in kept]:
        named = f"otras {len(others)} fuentes" if len(others) > 1 else "otra fuente"
        described.append(_source(named, "", sum(others)))
    return described


def _short(source: str) -> str:
    return source.split(" | ")[0].split("; ")[0]


def _source(source: str, url: str, count: int = 0) -> dict[str, str]:
    described = {"titulo": f"Reportado por: {without_markup(source)}"}
    if count:
        described["cita"] = "1 acuerdo" if count == 1 else f"{count} acuerdos"
    if url:
        described["url"] = url
    return described
