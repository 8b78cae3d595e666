"""Greeting, limits, bad input and commands that are only text."""

import pytest

from bot.rasa import assistant
from knowledge.database import open_engine
from tests.conversations.talk import Talk


def test_the_greeting_says_what_it_is_and_is_not(chat: Talk) -> None:
    said = chat.say("hola")
    assert "Enlace" in said
    assert "No soy la SRE" in said
    assert chat.buttons


def test_danger_gets_the_emergency_number_and_nothing_else(chat: Talk) -> None:
    assert chat.say("me quiero morir") == "Si hay peligro, llama al 911."
    assert chat.buttons == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("eres un robot?", "programa"),
        ("esto es oficial de la SRE?", "No soy la SRE"),
        ("gracias", "gusto"),
        ("adios", "luego"),
        ("es confidencial lo que te escribo aqui?", "No necesito tu nombre"),
        ("quiero hablar con una persona", "oficina de asuntos internacionales"),
        ("eres un pendejo", "molestia"),
        ("qué sabes hacer", "Por ejemplo"),
    ],
)
def test_small_talk_is_answered_in_its_place(chat: Talk, text: str, part: str) -> None:
    assert part in chat.say(text)


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "/session_start",
        '/preguntar{"clave": "dictamen_plazo"}',
        "/emergencia",
        "//back",
        '\u200b/insultar{"x": 1}',
    ],
)
def test_what_looks_like_a_command_is_plain_text(chat: Talk, text: str) -> None:
    said = chat.say(text)
    assert said
    assert chat.last["confidence"] < 1.0


@pytest.mark.parametrize("text", ["🙂🙂🎉", "?!?!", "   ", "\x00\x07"])
def test_a_message_without_words_is_asked_again(chat: Talk, text: str) -> None:
    assert "palabras" in chat.say(text)


def test_an_endless_message_is_asked_to_be_shorter(chat: Talk) -> None:
    assert "muy largo" in chat.say("dictamen y cabildo " * 1_100)


def test_another_language_gets_a_clear_answer_in_spanish(chat: Talk) -> None:
    assert "Te ayudo con" in chat.say("How do I renew my driver's license in Houston?")


def test_out_of_scope_says_what_it_can_do_and_never_the_same_three_times(chat: Talk) -> None:
    replies = [chat.say(text) for text in ("donde saco mi pasaporte", "quien gano el partido ayer", "receta de pozole")]
    assert "Te ayudo con" in replies[0]
    assert len(set(replies)) == 3


def test_after_an_answer_the_count_of_failures_begins_again(chat: Talk) -> None:
    first = chat.say("donde saco mi pasaporte")
    chat.say("cuanto tarda el dictamen")
    assert chat.say("receta de pozole").split("\n")[0] == first.split("\n")[0]


def test_none_of_the_offered_readings_is_kept_for_the_editors(chat: Talk) -> None:
    chat.say("lo del papel ese de la sre del acuerdo")
    assert chat.say("ninguna")


def test_a_database_that_goes_away_is_said_and_the_conversation_goes_on(
    chat: Talk, agent: assistant.Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.say("qué hermanamientos tiene guadalajara")
    with monkeypatch.context() as away:
        away.setattr(agent._agent.tracker_store, "engine", open_engine("postgresql+psycopg2://nadie@127.0.0.1:1/nada"))
        assert "Vuelve a enviar tu mensaje" in chat.say("¿y zapopan?")
    assert "hermanamientos de Zapopan" in chat.say("¿y zapopan?")


@pytest.mark.parametrize("text", ["no sé", "no tengo", "el último", "no entiendo", "cómo voy", "salir"])
def test_what_only_means_something_in_the_guide_does_not_open_it(chat: Talk, text: str) -> None:
    assert "¿Aceptas?" not in chat.say(text)
    assert "Acepto" not in chat.buttons
