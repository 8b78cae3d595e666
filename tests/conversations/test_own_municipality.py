"""«Qué hermanamientos tenemos»: the municipality that the person said is theirs is remembered, or asked."""

import pytest

from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("introduction", "question"),
    [
        ("somos tlaquepaque jalisco", "qué hermanamientos tenemos"),
        ("soy de tlaquepaque, jalisco", "q acuerdos tenemos nosotros"),
        ("trabajo en el ayuntamiento de tlaquepaque", "con quien estamos hermanados"),
        ("buenas somos del municipio de san pedro tlaquepaque jalisco", "cuales son nuestros hermanamientos"),
    ],
)
def test_the_municipality_said_is_the_one_that_we_means(chat: Talk, introduction: str, question: str) -> None:
    chat.say(introduction)
    assert "San Pedro Tlaquepaque, Jalisco" in chat.say(question)
    chat.say("hermanamientos de guadalajara")
    assert "de San Pedro Tlaquepaque, Jalisco" in chat.say("y los de mi municipio")


def test_it_is_remembered_from_a_message_that_asks_something(chat: Talk) -> None:
    chat.say("somos de tlaquepaque jalisco, cuánto tarda el dictamen")
    assert "Hay 3 hermanamientos de San Pedro Tlaquepaque" in chat.say("cuántos hermanamientos tenemos")


def test_without_one_it_is_asked_and_the_answer_is_remembered(chat: Talk) -> None:
    asked = chat.say("qué hermanamientos tenemos con estados unidos")
    assert "¿De qué municipio eres?" in asked and "Encontré" not in asked
    assert "de Zapopan, Jalisco con Estados Unidos" in chat.say("zapopan")
    chat.say("hermanamientos de monterrey")
    assert "de Zapopan, Jalisco" in chat.say("cuáles son nuestros hermanamientos")


def test_who_means_the_whole_country_presses_a_button(chat: Talk) -> None:
    chat.say("qué hermanamientos tenemos con japón")
    assert "con Japón" in chat.press("De todo México")


def test_of_a_name_that_several_have_the_state_is_asked_once(chat: Talk) -> None:
    assert "¿De qué estado?" in chat.say("soy de benito juarez")
    assert "Entendí *Benito Juárez, Quintana Roo*" in chat.press("Quintana Roo")
    assert "Benito Juárez, Quintana Roo" in chat.say("qué hermanamientos tenemos")


def test_a_municipality_nobody_knows_is_said(chat: Talk) -> None:
    assert "No reconocí «Xochimilpa»" in chat.say("soy de Xochimilpa")
