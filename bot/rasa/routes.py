"""Which capability answers each intent: the one table of policy, digressions and fallback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Optional

GUIDE = "action_guia"  # takes every message while the guide is open

# A courtesy is about the conversation itself; a question is the person's own; a vague one was not understood; an answer
# says yes or no to what was said last; an order is to the guide.
Kind = Literal["courtesy", "question", "vague", "answer", "remark", "order"]


@dataclass(frozen=True)
class Route:
    """Where an intent goes.

    Attributes:
        action: Name of the action that answers it, as `domain.yml` has it.
        kind: What such a message is, in the middle of the guide.
        offered: How it is offered when a message is not clear: what completes «¿Preguntas por …?», and the title of a
            button; None if it never is.
    """

    action: str
    kind: Kind
    offered: Optional[tuple[str, str]] = None

    @property
    def is_response(self) -> bool:
        """Whether it is answered with a fixed text of `domain.yml`."""
        return self.action.startswith("utter_")


def _uttered(*intents: str, kind: Kind = "courtesy") -> Iterator[tuple[str, Route]]:
    return ((intent, Route(f"utter_{intent}", kind)) for intent in intents)


def _orders(*names: str) -> Iterator[tuple[str, Route]]:
    return ((f"guia_{name}", Route(GUIDE, "order")) for name in names)


ROUTES: dict[str, Route] = {
    **dict(
        _uttered(
            "saludar", "despedirse", "agradecer", "eres_robot", "es_oficial", "insultar", "charlar",
            "privacidad_asistente",
        )
    ),
    "ayuda": Route("utter_ayuda", "courtesy", ("qué puedo hacer por ti", "¿Qué sabes hacer?")),
    "hablar_con_persona": Route(
        "utter_hablar_con_persona", "courtesy", ("con quién puedes hablar", "Hablar con alguien")
    ),
    **dict(_uttered("emergencia", kind="remark")),
    "decir_lugar": Route("action_decir_lugar", "remark"),
    "no_me_sirvio": Route("action_no_sirvio", "remark"),
    "afirmar": Route("action_afirmar", "answer"),
    "negar": Route("action_negar", "answer"),
    "preguntar": Route("action_responder", "question"),
    "definir_termino": Route("action_definir", "question"),
    "ver_mas": Route("action_ver_mas", "question"),
    "explicame_mas_facil": Route("action_explicar", "question"),
    "de_donde_sacas": Route("action_fuentes", "question"),
    "buscar_acuerdos": Route(
        "action_buscar_acuerdos", "question", ("buscar acuerdos que ya existen", "Buscar acuerdos")
    ),
    "refinar_busqueda": Route("action_refinar_busqueda", "question"),
    "contar_acuerdos": Route("action_contar_acuerdos", "question", ("cuántos acuerdos hay", "Contar acuerdos")),
    "ranking_acuerdos": Route("action_ranking_acuerdos", "question", ("quién tiene más acuerdos", "Quién tiene más")),
    "detalle_acuerdo": Route("action_detalle_acuerdo", "question"),
    "acuerdo_registrado": Route(
        "action_acuerdo_registrado", "question", ("si un acuerdo está registrado", "¿Está registrado?")
    ),
    "nlu_fallback": Route("action_ofrecer", "vague"),
    "fuera_de_alcance": Route("action_fuera_de_alcance", "vague"),
    **dict(
        _orders(
            "iniciar", "seguir", "regresar", "corregir", "deshacer", "porque", "omitir", "progreso", "pendientes",
            "etapa", "herramientas", "pausar", "cambiar", "expediente", "codigo", "personas", "recordar",
            "autoevaluacion", "mis_datos",
        )
    ),
    "guia_borrar_datos": Route(GUIDE, "order", ("borrar lo que guardo de ti", "Borra mis datos")),
}  # fmt: skip


def kind_of(intent: str) -> Kind:
    """The kind of a message; one whose intent has no route is not understood."""
    return ROUTES[intent].kind if intent in ROUTES else "vague"
