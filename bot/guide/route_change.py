"""Another way than the one they came for: said at once, with its sources, and they say whether to go on."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import Turn
from bot.guide.onboarding import refuses
from bot.guide.orders.commands import Waits
from bot.guide.prompts import show_outcome
from bot.guide.session import Desk, find_question
from bot.reply import Button, ask_button, send
from knowledge.answers.lookup import describe_guide_sources
from knowledge.guide.model.guide import Decision, Question

WAIT = "otra_ruta"


def ask_way(desk: Desk, dispatcher: CollectingDispatcher, decision: Decision, question: Question, *said: str) -> Waits:
    """Say where the answer to `question` leads and ask whether to go on that way."""
    buttons = [Button(decision.go_on, "guia_seguir"), *(ask_button(one.text, one.answer) for one in decision.doubts)]
    send(
        dispatcher,
        "\n\n".join(line for line in (*said, decision.text) if line),
        buttons=[*buttons, _correct(question)],
        sources=describe_guide_sources(desk.session, decision.citations),
    )
    # What is written instead of choosing answers what comes next.
    desk.asked = desk.open_state.current or ""
    return {"espera": WAIT, "corrige": question.key}


def answer_way(desk: Desk, turn: Turn, dispatcher: CollectingDispatcher) -> Waits:
    """They go on, or not."""
    if not refuses(turn):
        show_outcome(desk, dispatcher)
        return {}
    question = find_question(desk.guide, (turn.slot("guia") or {}).get("corrige", ""))
    send(
        dispatcher,
        "De acuerdo. Si no es así, corrige esa respuesta; si prefieres pensarlo, lo dejamos aquí y nada se pierde.",
        buttons=[*([_correct(question)] if question else []), Button("Pausar", "guia_pausar")],
    )
    return {}


def _correct(question: Question) -> Button:
    return Button("Corregir eso", "guia_corregir", {"pregunta": question.key})
