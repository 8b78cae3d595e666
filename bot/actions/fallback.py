"""What is said when the question is not clear: offer the likeliest, search, and admit it."""

from __future__ import annotations

from datetime import date
from typing import List

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions.agreements.filters import only_filters, query_from
from bot.actions.agreements.finding import search_agreements
from bot.actions.agreements.picking import only_ordinal
from bot.actions.agreements.search import ActionDetail
from bot.actions.base import Event, KnowledgeAction, Turn, must_write, understood
from bot.guide.session import asker_hash
from bot.rasa.routes import ROUTES
from bot.reply import Button, ask_button, send
from knowledge.answers.lookup import titles
from knowledge.answers.unanswered import keep_unanswered
from knowledge.search import search
from spanish.redaction import redact

# Intents that change or read the list on the screen.
_SEARCHES = frozenset({"buscar_acuerdos", "refinar_busqueda", "detalle_acuerdo", "acuerdo_registrado"})
_PLACES = frozenset({"municipio", "estado", "pais", "ciudad_extranjera", "region_extranjera"})
NONE = Button("Ninguna", "negar")
OFFERED = 3

# Never the same words three times running: the last one stays.
_ADMISSIONS = (
    "No tengo respuesta para eso. Te ayudo con tres cosas: acuerdos con gobiernos de otros países, buscar "
    "hermanamientos que ya existen y los pasos para firmar y registrar. Si es otro trámite municipal, tu ayuntamiento "
    "te orienta.",
    "Tampoco encontré eso entre lo que sé. Prueba con otras palabras o una sola idea, por ejemplo «cuánto tarda el "
    "dictamen» o «hermanamientos de Puebla».",
    "Sigo sin dar con lo que buscas, perdón por las vueltas. Elige un tema de abajo, o pregunta a la Dirección General "
    "de Coordinación Política de la SRE o a la oficina de asuntos internacionales de tu estado.",
)
_UNREADABLE = {
    "vacio": "No encontré palabras en tu mensaje. Escríbeme tu duda como te salga, aunque sea corta.",
    "largo": "Tu mensaje es muy largo para mí. Dime en una o dos frases qué necesitas saber.",
}
_STARTS = [
    ask_button("Pasos para firmar", "procedimiento_pasos"),
    Button("Buscar acuerdos", "buscar_acuerdos"),
    Button("¿Qué sabes hacer?", "ayuda"),
]


class ActionOffer(KnowledgeAction):
    """Between two or three readings, asks which."""

    action_name = "action_ofrecer"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Offer the likeliest labels as buttons; a message that cannot be read is asked for again."""
        if turn.problem:
            send(dispatcher, _UNREADABLE[turn.problem], buttons=_STARTS)
            return []
        if (about := _about_the_list(session, turn, dispatcher)) is not None:
            return about
        options = _options(session, turn)
        if not options:
            return give_up(session, turn, dispatcher)
        names = [f"*{title}*" for title, _ in options]
        question = f"{', '.join(names[:-1])} o {names[-1]}" if len(names) > 1 else names[0]
        send(dispatcher, f"¿Preguntas por {question}?", buttons=[button for _, button in options] + [NONE])
        return understood(pregunta=redact(turn.text, _places(turn)))


class ActionOutOfScope(KnowledgeAction):
    """Says what it can do, after searching."""

    action_name = "action_fuera_de_alcance"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Admit it and keep the question."""
        about = _about_the_list(session, turn, dispatcher)
        return give_up(session, turn, dispatcher) if about is None else about


class ActionNone(KnowledgeAction):
    """After «Ninguna» or «no»: keeps the question that was not understood."""

    action_name = "action_negar"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Take note and invite another try."""
        if turn.slot("pregunta"):
            must_write(session)
            keep_unanswered(session, turn.slot("pregunta"), date.today(), asker_hash(turn.sender))
            send(
                dispatcher,
                "Tomo nota: esa pregunta me falta y la guardo, sin tus datos, para quienes escriben mis "
                "respuestas. ¿Me la dices con otras palabras?",
                buttons=_STARTS,
            )
            return understood(pregunta=None)
        send(dispatcher, "De acuerdo. ¿Qué más necesitas?", buttons=_STARTS)
        return understood()


class ActionNotUseful(KnowledgeAction):
    """The answer given was not what was asked."""

    action_name = "action_no_sirvio"

    def respond(self, session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
        """Own up and ask again."""
        send(
            dispatcher,
            "Entonces no te entendí bien. Dime con una frase corta qué quieres lograr, por ejemplo: «ya "
            "firmamos, ¿cómo lo registro?». Si es un dato equivocado, verifícalo con la fuente que va al final "
            "de cada respuesta: ella manda.",
            buttons=_STARTS,
        )
        return understood()


def give_up(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event]:
    """Say that there is no answer, offer what a search finds, and keep the question for the editors."""
    from rasa_sdk.events import SlotSet

    must_write(session)
    failures = int(turn.slot("fallos") or 0)
    found = [hit.ref for hit in search(session, turn.text, kind="respuesta", limit=2)] if turn.text else []
    near = titles(session, found)
    buttons = [ask_button(near[key].button, key) for key in found if key in near]
    keep_unanswered(session, turn.text, date.today(), asker_hash(turn.sender), _places(turn))
    text = _ADMISSIONS[min(failures, len(_ADMISSIONS) - 1)]
    if buttons:
        text += "\n\nLo más parecido que tengo:"
    send(dispatcher, text, buttons=buttons + _STARTS[: 3 - len(buttons)])
    return [SlotSet("fallos", failures + 1)]


def _places(turn: Turn) -> list[str]:
    """The names of places in the message, as they are written there."""
    return [turn.text[entity["start"] : entity["end"]] for entity in turn.entities if entity["entity"] in _PLACES]


def _about_the_list(session: Session, turn: Turn, dispatcher: CollectingDispatcher) -> List[Event] | None:
    """What is said to a message about the list on the screen; None if there is none, or it is about something else."""
    if (turn.slot("tema") or {}).get("tipo") != "busqueda":
        return None
    if only_ordinal(turn.text):
        return ActionDetail().respond(session, turn, dispatcher)
    best = turn.ranking[0]["name"] if turn.ranking else ""
    if only_filters(turn) or (best in _SEARCHES and query_from(turn.entities)):
        return search_agreements(session, turn, dispatcher, new=False)
    return None


def _options(session: Session, turn: Turn) -> list[tuple[str, Button]]:
    labels = [entry["name"] for entry in turn.ranking]
    answers = titles(session, [label.partition("/")[2] for label in labels if "/" in label])
    options = []
    for label in labels:
        intent, _, key = label.partition("/")
        if key in answers:
            options.append((answers[key].title, ask_button(answers[key].button, key)))
        elif (route := ROUTES.get(intent)) and route.offered:
            title, button = route.offered
            carried = {entity["entity"]: entity["value"] for entity in turn.entities}
            options.append((title, Button(button, intent, carried)))
    return options[:OFFERED]
