"""Correcting an answer by what it is about."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin, walk


@pytest.fixture
def guided(chat: Talk) -> Talk:
    """Somebody who has answered the gate and stage 1 up to the e-mail."""
    walk(chat, begin(chat), until="E1.8")
    return chat


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("puse mal lo del internet", "E1.7"),
        ("quiero corregir lo del reglamento", "E1.6"),
        ("me equivoqué en lo del plan municipal", "E1.2"),
        ("quiero corregir la deuda", "P4"),
        ("corregir la pregunta E1.3", "E1.3"),
        ("quiero corregir lo de los hermanamentos", "E1.3"),
    ],
)
def test_what_is_named_is_asked_at_once_and_the_place_is_kept(guided: Talk, said: str, key: str) -> None:
    told = guided.say(said)
    assert asked(told) == key
    assert "Ya habías contestado esto; lo que digas ahora lo reemplaza." in told
    guided.say("no sé")
    assert asked(guided.say("seguir")) == "E1.8"


def test_what_names_two_offers_both(guided: Talk) -> None:
    said = guided.say("quiero corregir lo del reglamento y el internet")
    assert guided.buttons == ["Internet", "Reglamento"]
    assert "• Reglamento: No" in said
    assert asked(guided.press("Reglamento")) == "E1.6"


def test_what_names_none_lists_the_last_ones_with_their_answers(guided: Talk) -> None:
    said = guided.say("quiero corregir una respuesta")
    assert said.startswith("¿Cuál corregimos? Apriétala o dime de qué trata.\n• Internet: Alcanza para voz")
    assert guided.buttons[:3] == ["Internet", "Reglamento", "Quién lo lleva"]
    assert all(len(title) <= 20 for title in guided.buttons)
    assert len(guided.buttons) == len(set(guided.buttons)) == 9


def test_after_the_list_naming_it_is_enough(guided: Talk) -> None:
    guided.say("corregir")
    assert asked(guided.say("el reglamento")) == "E1.6"


def test_after_the_list_one_may_also_just_go_on(guided: Talk) -> None:
    guided.say("corregir")
    assert asked(guided.say("sí")) == "E1.9"
