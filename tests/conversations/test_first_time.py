"""A hurried official who has never heard of the registry."""

import pytest

from tests.conversations.talk import Talk


def test_a_small_town_that_wants_to_sign_gets_the_steps_and_their_source(chat: Talk) -> None:
    said = chat.say("somos un municipio chiquito y queremos firmar con una ciudad de Texas, ¿qué hacemos?")
    assert chat.intent == "preguntar/procedimiento_pasos"
    assert "1." in said
    assert "dictamen" in said
    assert any("Celebración de Tratados" in source["titulo"] for source in chat.sources)
    assert "Acuerdos con Texas" in chat.buttons


def test_the_button_about_texas_finds_who_did_it(chat: Talk) -> None:
    chat.say("somos un municipio chiquito y queremos firmar con una ciudad de Texas, ¿qué hacemos?")
    said = chat.press("Acuerdos con Texas")
    assert "Texas" in said
    assert "reportados" in said


def test_no_deadline_is_invented_for_the_opinion(chat: Talk) -> None:
    said = chat.say("cuanto tarda el dictamen")
    assert chat.intent == "preguntar/dictamen_plazo"
    assert "No hay un plazo en la ley" in said
    assert not any(word in said for word in ("días hábiles", "30 días", "20 días"))


def test_more_and_easier_and_where_from_speak_of_the_last_answer(chat: Talk) -> None:
    first = chat.say("que pasos sigo para firmar y registrar un acuerdo")
    more = chat.say("ver más")
    assert more != first
    assert chat.say("explicame mas facil").startswith("En una frase:")
    chat.say("¿de dónde sacas eso?")
    assert any("Celebración de Tratados" in source["titulo"] for source in chat.sources)


def test_a_private_foundation_is_told_apart_in_time(chat: Talk) -> None:
    said = chat.say("quiero firmar con una fundacion privada de españa")
    assert chat.intent == "preguntar/con_ong"
    assert "no" in said.lower()


def test_an_answer_that_cites_the_constitution_carries_its_caution(chat: Talk) -> None:
    chat.say("qué dice la constitución sobre los municipios y el extranjero")
    assert any("23 de abril de 2026" in source.get("cautela", "") for source in chat.sources)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("que significa ONG y OFAI", None),
        ("qué es la cooperación triangular", "tercer"),
        ("que quiere decir AOD", "desarrollo"),
    ],
)
def test_glossary_terms_are_explained(chat: Talk, text: str, answer: str | None) -> None:
    said = chat.say(text)
    assert said
    if answer:
        assert answer in said.lower()


def test_a_term_with_a_better_answer_gets_that_answer(chat: Talk) -> None:
    said = chat.say("¿qué es un hermanamiento?")
    assert "acuerdo" in said.lower()
    assert chat.sources


def test_the_law_of_my_state_is_the_variant_of_that_state(chat: Talk) -> None:
    assert "Jalisco" in chat.say(
        "¿qué dice la ley de mi estado, Jalisco, sobre los acuerdos internacionales del municipio?"
    )
