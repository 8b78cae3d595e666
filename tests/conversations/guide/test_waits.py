"""What the guide waits for outlives the session, and its buttons mean what they say whenever they are pressed."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import SessionConfig

from bot.rasa import assistant
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin


@pytest.fixture
def days_between(agent: assistant.Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session expires between any two messages."""
    monkeypatch.setattr(agent._agent.domain, "session_config", SessionConfig(1e-9, carry_over_slots=False))


@pytest.mark.parametrize("yes", ["acepto", "sí", "Acepto"])
def test_the_notice_can_be_agreed_to_days_later(chat: Talk, days_between: None, yes: str) -> None:
    chat.say("quiero empezar la guía")
    said = chat.press("Acepto") if yes == "Acepto" else chat.say(yes)
    assert said.startswith("¿Cómo le ponemos a este expediente?")
    assert asked(chat.say("San Felipe con Laredo")) == "P1"
    assert asked(chat.say("gobierno extranjero")) == "P2"
    assert asked(chat.press("Sí")) == "P3"


def test_refusing_days_later_leaves_no_trace(chat: Talk, days_between: None) -> None:
    chat.say("quiero empezar la guía")
    assert chat.press("No acepto").startswith("De acuerdo, sin tu permiso no abro expediente.")
    assert "No tienes expedientes ni recordatorios conmigo." in chat.say("qué sabes de mí")


def test_erasing_is_asked_again_days_later(chat: Talk, days_between: None) -> None:
    begin(chat)
    chat.say("borra mis datos")
    assert "¿Lo borro?" in chat.press("Sí, borra todo")


def test_not_erasing_days_later_answers_no_question(chat: Talk, days_between: None) -> None:
    begin(chat)
    chat.say("gobierno extranjero")
    chat.say("borra mis datos")
    assert "No borré nada." in chat.press("No")
    assert asked(chat.say("seguir")) == "P2"


def test_the_day_of_a_reminder_can_be_said_days_later(chat: Talk, days_between: None) -> None:
    begin(chat)
    chat.say("pausar")
    assert "¿Cuándo te lo recuerdo?" in chat.press("Recordármelo")
    assert "Anotado: te lo recuerdo el" in chat.say("en dos semanas")


def test_an_old_button_that_erases_asks_first(chat: Talk) -> None:
    begin(chat)
    chat.say("borra mis datos")
    old = chat.button("Sí, borra todo")
    chat.say("no")
    assert "¿Lo borro?" in chat.tap(old)


def test_the_button_that_agrees_does_so_after_having_said_no(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    old = chat.button("Acepto")
    chat.press("No acepto")
    assert "¿Cómo le ponemos" in chat.tap(old)


def test_a_second_tap_on_agreeing_is_no_title(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    button = chat.button("Acepto")
    chat.tap(button)
    assert "¿Cómo le ponemos" in chat.tap(button)
    assert "«San Felipe con Laredo»" in chat.say("San Felipe con Laredo")


def test_whoever_talks_of_something_else_is_asked_once_more_and_then_let_go(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    said = chat.say("hermanamientos de guadalajara")
    assert "Encontré 38 hermanamientos" in said
    assert said.endswith("¿Aceptas el aviso?")
    assert "¿Aceptas" not in chat.say("hola")
    assert "¿Aceptas" not in chat.say("cuánto tarda el dictamen")


def test_whoever_has_to_think_about_it_is_not_told_that_there_is_no_answer(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    assert (
        chat.say("quiero pensarlo")
        == "Para abrir tu expediente me falta tu permiso. Sin él no lo abro y te respondo igual. ¿Aceptas el aviso?"
    )
    assert chat.say("no, mejor otro día").startswith("De acuerdo, sin tu permiso no abro expediente.")


def test_a_greeting_is_no_title(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    chat.press("Acepto")
    assert chat.say("hola").endswith("«San Felipe con Laredo».")
    assert asked(chat.say("Tequila con Jerez")) == "P1"


@pytest.mark.parametrize("said_before", [0, 1])
def test_another_talk_in_the_terminal_goes_on_before_the_first_answer(
    agent: assistant.Assistant, said_before: int
) -> None:
    person = f"quien-empieza-{said_before}"
    first = Talk(agent, person)
    first.say("quiero empezar la guía")
    if said_before:
        first.press("Acepto")
    said = Talk(agent, person).say("San Felipe con Laredo" if said_before else "acepto")
    assert asked(said) == "P1" if said_before else said.startswith("¿Cómo le ponemos")
