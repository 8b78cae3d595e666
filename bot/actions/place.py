"""«Soy de San Felipe, Guanajuato»: somebody says where they are from and asks for nothing yet."""

from __future__ import annotations

from typing import Any, List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.agreements.filters import OWN_PLACE, leans
from bot.actions.agreements.finding import search_agreements
from bot.actions.agreements.searching import ask_which, not_read
from bot.actions.base import Event, KnowledgeAction, Turn, understood
from bot.reply import Button, ask_button, send
from knowledge.places.names import municipality_name

_PLACES = ("municipio", "estado")


class ActionPlace(KnowledgeAction):
    """Says what was understood and asks what it is for; a municipality is remembered as the person's own."""

    action_name = "action_decir_lugar"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Offer the place's agreements and the two ways to begin; under a list, it is the place to look for."""
        if leans(turn):
            return search_agreements(session, turn, dispatcher, new=False)
        if asked := ask_which(session, turn, dispatcher, own=True):
            return asked
        buttons = [
            ask_button("Pasos para firmar", "procedimiento_pasos"),
            Button("Llévame paso a paso", "guia_iniciar"),
        ]
        named = [entity for kind in _PLACES for entity in turn.entities if entity["entity"] == kind]
        lead = "Mucho gusto."
        own: dict[str, Any] = {}
        if named:
            place = named[0]
            name = place.get("nombre") or municipality_name(session, place["value"]) or place["value"]
            lead = f"Entendí *{name}*."
            own = {OWN_PLACE: place["value"]} if place["entity"] == "municipio" else {}
            buttons.insert(0, Button("Ver sus acuerdos", "buscar_acuerdos", {place["entity"]: place["value"]}))
        elif missed := not_read(turn):
            lead = f"No reconocí «{missed[0].text}» como municipio: dímelo con su estado y lo busco."
        send(dispatcher, f"{lead} ¿Qué necesitas?", buttons=buttons)
        return understood(**own)
