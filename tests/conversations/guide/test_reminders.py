"""«Recuérdame en dos semanas», in the terminal: a door that cannot write first."""

from datetime import date, timedelta

import pytest

from bot.rasa import assistant
from spanish.dates.written import spell_date
from tests.conversations.clock import go_by
from tests.conversations.talk import Talk
from tests.conversations.walk import begin


def test_what_was_promised_is_said_at_the_next_start_of_the_terminal(
    agent: assistant.Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Talk(agent, "quien-pide-recordatorio")
    begin(first)
    assert "lo verás cuando vuelvas" in first.say("recuérdame en dos semanas")
    assert "Me pediste" not in Talk(agent, "quien-pide-recordatorio").say("hola")
    go_by(monkeypatch, days=15)
    second = Talk(agent, "quien-pide-recordatorio")  # a start of the terminal, which greets
    said = second.say("hola")
    assert said.startswith("Me pediste recordarte: Seguir con «San Felipe con Laredo».")
    assert "Tienes abierto «San Felipe con Laredo»." in said
    assert "Me pediste" not in Talk(agent, "quien-pide-recordatorio").say("hola")


def test_a_day_that_cannot_be_is_said_and_asked_again(chat: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(chat)
    tomorrow = date.today() + timedelta(days=1)
    wrong = "lunes" if tomorrow.weekday() else "martes"
    said = chat.say(f"recuérdame el {wrong} {spell_date(tomorrow.isoformat())}")
    assert f"no {wrong}. ¿Qué día es?" in said
    assert f"te lo recuerdo el {spell_date(tomorrow.isoformat())}" in chat.say(spell_date(tomorrow.isoformat()))
