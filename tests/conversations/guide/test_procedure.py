"""The whole procedure in conversation, from the gate to the registry."""

from collections.abc import Callable

import pytest

from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin, day, walk

REGISTERED = "✓ Etapa 8 completa"


def test_a_small_town_gets_from_the_gate_to_the_end(chat: Talk) -> None:
    said = walk(chat, begin(chat))
    for number in range(1, 11):
        assert f"✓ Etapa {number} completa" in said
    assert "Autoevaluación: 36 de 54 puntos" in said
    assert said.index("¿Cuál fue el sentido del dictamen?") < said.index("¿Qué día votó el Cabildo?")
    assert "Terminaste el recorrido de este acuerdo." in said
    assert "Mi expediente" in chat.buttons


def test_a_capital_with_old_unregistered_agreements_is_alerted_and_still_gets_registered(chat: Talk) -> None:
    capital = {
        "E1.3": "sí, varios",
        "E1.4.firmados": "doce",
        "E1.4.registrados": "2",
        "E1.4.consulta": "aún no",
        "E1.5": "una oficina",
        "E5.orden_local": "cabildo dos veces",
        "E7.2": "sí",
        "E7.3": "se alcanzó",
    }
    said = walk(chat, begin(chat, "Mérida con Sarasota"), capital, until="E9.1")
    assert "Ojo: Hay acuerdos firmados sin dictamen o sin registro." in said
    assert "✓ Etapa 1 completa, con pendientes" in said
    assert said.index("¿Qué día autorizó el Cabildo iniciar el trámite?") < said.index("¿Cuál fue el sentido")
    assert REGISTERED in said
    assert "Escribir a la Dirección General de Coordinación" in chat.say("¿qué me falta?")


PRIVATE = {"P1": "es una fundación privada de España", "E3.7": "cooperación concreta", "E4.2": "privada"}


def test_a_private_counterpart_leaves_the_registry_and_is_told(chat: Talk) -> None:
    said = walk(chat, begin(chat, "Biblioteca con la fundación"), PRIVATE)
    assert said.count("Eso no es un acuerdo interinstitucional") == 1
    assert "no va al registro de la SRE" in said
    assert "¿Qué día enviaste el texto a la SRE?" not in said
    assert "Terminaste" in said
    assert "no toca en tu ruta" in chat.say("ver etapa 6")


def test_a_private_counterpart_may_go_on_ask_or_correct(chat: Talk) -> None:
    begin(chat)
    chat.say(PRIVATE["P1"])
    assert chat.buttons == ["Seguir sin registro", "¿Y si hay gobierno?", "Corregir eso"]
    assert "Ley sobre la Celebración de Tratados" in str(chat.sources)
    said = chat.press("¿Y si hay gobierno?")
    assert "Si también firma un gobierno extranjero, consulta a la SRE antes." in said
    assert asked(said) == "P3"
    assert asked(chat.say("corregir con quién firmas")) == "P1"
    assert asked(chat.say("gobierno extranjero")) == "P3"
    # What was not asked on the other way is asked now.
    assert [asked(chat.say(answer)) for answer in ("sí", "no", "no")] == ["P4", "P5", "P2"]


@pytest.mark.parametrize(("answer", "question"), [("sí", "P3"), ("va, seguimos", "P3"), ("seguir", "P3"), ("no", "")])
def test_a_private_counterpart_is_asked_whether_to_go_on(chat: Talk, answer: str, question: str) -> None:
    begin(chat)
    chat.say(PRIVATE["P1"])
    assert asked(chat.say(answer)) == question
    if not question:
        assert asked(chat.press("Corregir eso")) == "P1"


def test_it_turns_out_private_at_stage_four(chat: Talk) -> None:
    walk(chat, begin(chat), until="E4.2")
    assert "Eso no es un acuerdo interinstitucional" in chat.say("privada")


def test_the_administration_is_ending_in_the_middle(chat: Talk) -> None:
    walk(chat, begin(chat), until="E2.1.cargo")
    chat.say("corregir")
    chat.press("Fin del periodo")
    said = chat.say(day(200))
    assert "Quedan menos de 12 meses de administración. Te sugerimos instrumentos ligeros" in said
    assert asked(said) == "E2.1.cargo"
    chat.say("corregir")
    chat.press("Ruta ligera")
    chat.say("sí")
    # With the light route, stage 3 opens without stage 2.
    assert "Puedes adelantar" not in chat.say("ver etapa 3")
    said = walk(chat, chat.say("siguiente"), {"E3.1.fecha": day(150), "E5.4.vigencia": day(180)}, until="E9.1")
    assert REGISTERED in said


def test_a_new_administration_takes_over_in_the_middle(chat: Talk, talk: Callable[[], Talk]) -> None:
    walk(chat, begin(chat), until="E5.1")
    code = chat.say("dame un código para quien llega").split("*")[1]
    successor = talk()
    successor.say(code)
    said = successor.press("Acepto")
    assert asked(said) == "E5.1"
    assert "Las respuestas se quedan, sin decir quién las dio" in chat.say("borra mis datos")
    assert "Folio" in chat.press("Sí, borra todo")
    said = walk(successor, said, until="E9.1")
    assert REGISTERED in said
    assert "Instrumento: 5 respuestas" in successor.say("mi expediente")
    # Those who came in last answer for it now.
    assert "Tu código de expediente es" in successor.say("dame un código")


def test_two_officials_get_one_case_file_registered(chat: Talk, talk: Callable[[], Talk]) -> None:
    walk(chat, begin(chat), until="E2.1.cargo")
    colleague = talk()
    colleague.say(chat.say("dame un código para mi compañera").split("*")[1])
    heard = walk(colleague, colleague.press("Acepto"), until="E5.1")
    heard += walk(chat, chat.say("siguiente"), until="E6.4")
    said = colleague.say("siguiente")
    heard += walk(colleague, said, until="E7.5.fecha")
    # Both at once, on the same day of the vote.
    chat.say("siguiente")
    mine, hers = chat.say_at_once(day(-10), colleague, day(-10))
    assert asked(mine) == asked(hers) == "E7.5.sentido"
    heard += walk(chat, mine, until="E9.1")
    for number in range(2, 9):
        assert f"✓ Etapa {number} completa" in heard
    assert "Mientras tanto, alguien más contestó" in heard
    mine, hers = (person.say("mi expediente").partition("\n\nParticipan") for person in (chat, colleague))
    assert mine[0] == hers[0]


def test_debt_is_a_legal_stop_until_it_is_corrected(chat: Talk) -> None:
    said = walk(chat, begin(chat), {"P4": "sí", "P4.deuda": "sí, es un crédito"})
    assert said.count("Aquí hay un alto legal.") == 1
    assert "alto legal" in chat.say("ver etapa 3")
    assert any(source["titulo"].startswith("Ley de Disciplina Financiera") for source in chat.sources)
    chat.say("corregir")
    chat.press("Deuda o pagos")
    assert asked(chat.say("no")) == "P5"


def test_a_yearly_fee_in_dollars_is_no_debt(chat: Talk) -> None:
    said = walk(
        chat, begin(chat), {"P4": "hay una cuota anual en dólares", "P4.deuda": "es la cuota de la red"}, until="E1.1"
    )
    assert "alto legal" not in said
    assert "Le toca a: Tesorería" in said


def test_a_stage_shows_the_law_behind_it_with_its_caution(chat: Talk) -> None:
    walk(chat, begin(chat), until="E3.1")
    chat.say("ver etapa 3")
    assert {"Ley sobre la Celebración de Tratados", "Ley de Seguridad Nacional"} <= {
        one["titulo"] for one in chat.sources
    }
    chat.say("¿por qué lo preguntas?")
    assert any("23 de abril de 2026" in one.get("cautela", "") for one in chat.sources)


def test_a_rejected_vote_does_not_close_the_stage(chat: Talk) -> None:
    said = walk(chat, begin(chat), {"E7.5.sentido": "se rechazó"})
    assert "✓ Etapa 7" not in said
    assert REGISTERED not in said
    assert "Terminaste" not in said


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ("con otro municipio de Jalisco", "no hay acuerdo interinstitucional: falta la contraparte extranjera"),
        ("no sé", "Le toca a: Área jurídica"),
    ],
)
def test_the_gate_takes_any_counterpart(chat: Talk, answer: str, part: str) -> None:
    begin(chat)
    assert part in chat.say(answer)
