"""The conversation about agreements that already exist: search, refine, count, one in detail."""

from __future__ import annotations

from typing import List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.agreements.filters import asks_for_all, leans, query_from, said
from bot.actions.agreements.finding import compare_or_ask, search_agreements
from bot.actions.agreements.listing import NOT_OFFICIAL, describe, kind_noun, registration, reported_by, say_detail
from bot.actions.agreements.picking import pick, pick_ranked
from bot.actions.agreements.searching import lead, next_query, not_read, remember, say_none, search_state, show
from bot.actions.base import Event, KnowledgeAction, Turn, understood
from bot.reply import Button, ask_button, send
from knowledge.agreements import queries


class ActionSearch(KnowledgeAction):
    """Lists the agreements that a message asks for."""

    action_name = "action_buscar_acuerdos"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Search anew, or refine when the message leans on the search before."""
        state = search_state(turn)
        asked = bool(state.get("homonimos") or (state.get("propio") and leans(turn)))
        return search_agreements(session, turn, dispatcher, new=not (leans(turn) or asked))


class ActionRefine(KnowledgeAction):
    """«¿Y Zapopan?», «solo con Japón», «quita el país»."""

    action_name = "action_refinar_busqueda"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Change the search before; with no search before, it is a new one."""
        return search_agreements(session, turn, dispatcher, new=False)


class ActionCount(KnowledgeAction):
    """«¿Cuántos son?»."""

    action_name = "action_contar_acuerdos"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say the number and offer the list."""
        fresh = query_from(said(turn))
        # A Mexican place starts a new count; «¿cuántos con Japón?» counts within what was being looked at.
        anew = bool((fresh.state or fresh.municipality) and not leans(turn)) or asks_for_all(turn.text)
        if said_first := compare_or_ask(session, turn, dispatcher, new=anew):
            return said_first
        query = next_query(turn, new=anew)
        total = queries.count(session, query)
        if not total:
            return say_none(session, turn, query, dispatcher)
        where = describe(session, query, total) or "en total"
        buttons = [Button("Ver la lista", "refinar_busqueda")]
        if not query.country:
            buttons.append(Button("Por país", "ranking_acuerdos", {"dimension": "pais"}))
        send(
            dispatcher,
            f"{lead(turn)}Hay {total} {kind_noun(query, total)} {where}. {NOT_OFFICIAL}",
            buttons=buttons,
            sources=reported_by(session, query),
        )
        return remember(query)


class ActionDetail(KnowledgeAction):
    """«El segundo», «el de Houston»."""

    action_name = "action_detalle_acuerdo"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say one agreement in detail, or list those that fit; after a ranking, those of the place meant."""
        if (ranked := pick_ranked(turn)) is not None:
            return show(session, turn, ranked, dispatcher)
        found = pick(session, turn)
        if len(found) == 1:
            return say_detail(session, found[0], search_state(turn), dispatcher)
        if found:
            return show(session, turn, next_query(turn, new=False), dispatcher)
        named = query_from(turn.entities)
        if named.city or named.region or named.country:
            return show(session, turn, named, dispatcher)  # there is none, which is said
        missed = not_read(turn)
        send(
            dispatcher,
            (f"No reconocí «{missed[0].text}». " if missed else "")
            + "¿De cuál acuerdo? Dime cuál de la lista («el segundo») o la ciudad («el de Houston»).",
            buttons=[Button("Ver la lista", "refinar_busqueda"), Button("Buscar acuerdos", "buscar_acuerdos")],
        )
        return understood()


class ActionRegistered(KnowledgeAction):
    """«¿Está registrado el de Portland?»."""

    action_name = "action_acuerdo_registrado"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Say what the row proves, which is nearly always nothing, and how to find out."""
        found = pick(session, turn)
        if len(found) == 1:
            return say_detail(session, found[0], search_state(turn), dispatcher)
        proved = [
            f"• {agreement.counterpart.name}: {registration(agreement)}"
            for agreement in found
            if agreement.is_registered
        ]
        text = "\n".join(proved) or (
            "No puedo saberlo. Lo que tengo son acuerdos *reportados* por fuentes públicas, sin número ni fecha de "
            "inscripción. Quien lo sabe es la SRE, que lleva el registro: pregunta a su Dirección General de "
            "Coordinación Política."
        )
        send(
            dispatcher,
            text,
            buttons=[
                ask_button("Consultar el RAI", "rai_consulta"),
                ask_button("Pedirlo por escrito", "rai_solicitud"),
            ],
        )
        return understood()
