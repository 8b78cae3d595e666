"""«Soy de San Felipe, Guanajuato»: somebody says where they are from and asks for nothing yet."""

from __future__ import annotations

from typing import List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.base import Event, KnowledgeAction, Turn, understood
from bot.actions.filters import leans
from bot.actions.searching import search_agreements
from bot.reply import Button, ask_button, send

_PLACES = ("municipio", "estado")


class ActionPlace(KnowledgeAction):
    """Says what was understood and asks what it is for."""

    action_name = "action_decir_lugar"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Offer the place's agreements and the two ways to begin; under a list, it is the place to look for."""
        if leans(turn):
            return search_agreements(session, turn, dispatcher, new=False)
        named = [entity for kind in _PLACES for entity in turn.entities if entity["entity"] == kind]
        buttons = [
            ask_button("Pasos para firmar", "procedimiento_pasos"),
            Button("Llévame paso a paso", "guia_iniciar"),
        ]
        lead = "Mucho gusto."
        if named:
            place = named[0]
            name = str(place.get("nombre") or place["value"])
            several = len(place.get("candidatos") or []) > 1
            lead = f"Entendí *{name.partition(',')[0] if several else name}*."
            if not several:
                buttons.insert(0, Button("Ver sus acuerdos", "buscar_acuerdos", {place["entity"]: place["value"]}))
        send(dispatcher, f"{lead} ¿Qué necesitas?", buttons=buttons)
        return understood()
