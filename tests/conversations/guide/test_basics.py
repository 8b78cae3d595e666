"""The guide in conversation: opening it, moving about in it, leaving it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

import settings
from bot.actions.base import engine_for
from bot.rasa.tracking.tables import EVENTS
from tests.conversations.talk import Talk


@pytest.fixture
def guided(talk: Callable[[], Talk]) -> Talk:
    """Somebody at the first question of stage 1."""
    person = talk()
    person.say("quiero empezar la guía")
    person.press("Acepto")
    person.say("San Felipe con Laredo")
    for answer in ("con una ciudad, laredo texas", "si", "simon", "no", "no"):
        person.say(answer)
    return person


def test_nothing_is_stored_before_consent(chat: Talk) -> None:
    assert "¿Aceptas?" in chat.say("quiero empezar la guía")
    assert "no abro expediente" in chat.press("No acepto")


def test_the_gate_leads_to_the_first_stage(guided: Talk) -> None:
    said = guided.say("seguir")
    assert "¿Qué problema u oportunidad de tu municipio" in said


def test_a_need_told_in_words_of_trouble_is_kept_and_is_no_emergency(guided: Talk) -> None:
    said = guided.say("se nos va el agua por fugas y la gente de arriba no alcanza")
    assert "911" not in said
    assert said.endswith("¿Ese tema está en tu Plan Municipal de Desarrollo?")
    assert "Ya habías contestado esto" in guided.say("regresar")


def test_a_private_counterpart_leaves_the_registry(talk: Callable[[], Talk]) -> None:
    person = talk()
    person.say("llévame paso a paso")
    person.press("Acepto")
    person.say("Con una fundación")
    said = person.say("con una fundación privada de españa")
    for answer in ("sí", "no", "no"):
        said += person.say(answer)
    assert "no va al registro de la SRE" in said


def test_a_question_in_the_middle_is_answered_and_the_guide_comes_back(guided: Talk) -> None:
    said = guided.say("oye y cuánto tarda el dictamen?")
    assert "plazo" in said
    assert "Seguimos donde íbamos:" in said
    assert "¿Qué problema u oportunidad" in said


def test_not_knowing_becomes_a_task_with_somebody_in_charge(guided: Talk) -> None:
    assert "Le toca a:" in guided.say("no sé")
    assert "Pendientes" in guided.say("¿qué me falta?")


def test_going_back_and_why(guided: Talk) -> None:
    guided.say("los jóvenes se van por falta de empleo en la cabecera")
    assert "Plan Municipal de Desarrollo" in guided.say("¿por qué lo preguntas?")
    assert "Ya habías contestado esto" in guided.say("regresar")


def test_progress_comes_with_a_picture(guided: Talk) -> None:
    assert "Etapa 1 de 10" in guided.say("¿en qué voy?")
    [image] = [reply["image"] for reply in guided.last["replies"] if reply["image"]]
    assert Path(image).read_bytes().startswith(b"\x89PNG")


def test_personal_data_is_refused_and_not_stored(guided: Talk) -> None:
    said = guided.say("mi curp es GARC850101HDFRRL09")
    assert "no" in said.lower()
    assert "GARC850101HDFRRL09" not in guided.say("mi expediente")


def test_pausing_leaves_the_guide_and_coming_back_resumes_it(guided: Talk) -> None:
    assert "nada se pierde" in guided.say("pausar")
    assert "plazo" in guided.say("cuanto tarda el dictamen")
    assert "¿Qué problema u oportunidad" in guided.say("sigamos con la guía")


def test_a_code_opens_the_case_file_to_a_colleague_once(guided: Talk, talk: Callable[[], Talk]) -> None:
    said = guided.say("dame un código para mi compañera")
    code = said.split("*")[1]
    colleague = talk()
    assert "San Felipe con Laredo" in colleague.say(code)
    assert "San Felipe con Laredo" not in talk().say(code)


def stored_messages(person: Talk) -> int:
    with engine_for(settings.load().database_url).connect() as connection:
        return int(connection.scalar(select(func.count()).where(EVENTS.c.sender_id == person.sender)))


def test_erasing_asks_first_and_gives_a_receipt(guided: Talk) -> None:
    assert "¿Lo borro?" in guided.say("borra mis datos")
    assert stored_messages(guided) > 0
    assert "Folio" in guided.press("Sí, borra todo")
    assert stored_messages(guided) == 0
    assert "No tienes expedientes ni recordatorios conmigo." in guided.say("qué sabes de mí")


def test_an_old_button_changes_nothing(guided: Talk) -> None:
    guided.say("los jóvenes se van por falta de empleo en la cabecera")
    old = guided.buttons.index("Sí") + 1
    guided.say("no")
    assert guided.say(str(old))


@pytest.mark.parametrize("text", ["otra cosa: acuerdos de taxco", "mejor busca acuerdos de tampico"])
def test_a_search_in_the_middle_is_no_answer(guided: Talk, text: str) -> None:
    asked = guided.say("qué me falta")
    said = guided.say(text)
    assert "Anoté" not in said
    assert "Encontré" in said
    assert guided.say("qué me falta") == asked


def test_salir_leaves_the_guide(guided: Talk) -> None:
    assert "Anoté" not in guided.say("salir")
    assert "dictamen" in guided.say("cuánto tarda el dictamen")
    assert "Seguimos donde íbamos" not in guided.say("gracias")


def test_a_correction_is_not_noted_as_the_next_answer(guided: Talk) -> None:
    assert "Plan Municipal de Desarrollo" in guided.say("intercambio de estudiantes")
    said = guided.say("no espera, era de maestros")
    assert "Anoté" not in said
    assert "¿Qué problema u oportunidad" in said


def test_orders_by_their_very_words_are_never_an_answer(guided: Talk) -> None:
    for text in ("intercambio de estudiantes", "sí", "sí"):
        asked = guided.say(text)
    assert "¿Cuántos acuerdos" in asked
    assert "Tu código de expediente es" in guided.say("dame un código")  # not one agreement
    assert "Etapa 7" in guided.say("ver etapa 7")
    assert asked in guided.say("etapa 1")  # it was not answered
    assert "pendientes" in guided.say("q me falta").lower()
    assert guided.say("seguir") == asked


def test_what_is_said_before_the_name_is_no_part_of_it(talk: Callable[[], Talk]) -> None:
    person = talk()
    person.say("quiero empezar la guía")
    assert "Sin él no lo abro" in person.say("q pasa si no acepto")
    person.press("Acepto")
    assert "¿Cómo le ponemos" in person.say("seguir")
    assert "¿Cómo le ponemos" in person.say("mi expediente")
    assert "«San José con Eagle Pass»" in person.say("no sé, ponle San José con Eagle Pass")


def test_a_yes_that_sounds_like_an_emergency_is_noted_after_naming_the_911(guided: Talk) -> None:
    guided.say("intercambio de estudiantes")
    said = guided.say("sí, hubo un herido grave y llamamos a la ambulancia")
    assert "911" in said
    assert "¿Tu municipio ya tiene hermanamientos" in said


def test_reminders_are_shown_and_one_is_taken_away(guided: Talk) -> None:
    assert "15 de enero" in guided.say("recuerdame el 15 d enero")
    guided.say("recuérdame en dos semanas")
    assert "2. 15 de enero" in guided.say("cancela el recordatorio")
    assert "ya no te lo recuerdo" in guided.press("Quitar el 2")
    assert "ya no te lo recuerdo" in guided.say("cancela el recordatorio")  # the only one that is left
    assert "No tienes recordatorios" in guided.say("qué recordatorios tengo")


def test_a_day_alone_answers_the_question_that_asks_for_one(guided: Talk) -> None:
    for text in ("intercambio de estudiantes", "sí", "sí", "2", "1"):
        asked = guided.say(text)
    assert "¿Qué día consultaste a la SRE" in asked
    said = guided.say("el lunes pasado")
    assert "Anoté:" in said
    assert "te lo recuerdo" not in said


def test_the_answer_before_is_no_question_of_that_name(guided: Talk) -> None:
    for text in ("intercambio de estudiantes", "sí", "no"):
        guided.say(text)
    assert "¿Cuál corregimos?" in guided.say("me equivoqué en la anterior")
