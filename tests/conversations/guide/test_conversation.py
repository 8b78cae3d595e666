"""What may be said to the guide at any moment, and bad input."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.rasa import assistant
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin, walk


@pytest.fixture
def guided(chat: Talk) -> Talk:
    """Somebody at the second question of the gate."""
    begin(chat)
    chat.say("gobierno extranjero")
    return chat


def _images(chat: Talk) -> list[str]:
    return [reply["image"] for reply in chat.last["replies"] if reply["image"]]


def test_it_says_that_it_is_not_the_thesis_and_asks_for_consent(chat: Talk) -> None:
    said = chat.say("quiero empezar la guía")
    assert "versión operativa del modelo" in said
    assert "No es el texto original de la tesis" in said
    assert said.endswith("¿Aceptas?")


@pytest.mark.parametrize("answer", ["no acepto", "no", "nel"])
def test_without_consent_questions_are_answered_all_the_same(chat: Talk, answer: str) -> None:
    chat.say("quiero empezar la guía")
    assert chat.say(answer).startswith("De acuerdo, sin tu permiso no abro expediente.")
    assert "acuerdo interinstitucional" in chat.say("qué es un hermanamiento")


@pytest.mark.parametrize(
    ("order", "part"),
    [
        ("siguiente", "¿El documento va a comprometer"),
        ("¿por qué me lo preguntas?", "La ley mira el contenido, no el nombre"),
        ("no sé", "Anoté un pendiente: Mostrar el borrador al área jurídica"),
        ("regresar", "Ya habías contestado esto"),
        ("omitir", "La dejo pendiente."),
        ("¿qué me falta?", "Sin pendientes"),
        ("ver etapa 4", "Para cerrarla: Contraparte propuesta con criterio"),
        ("qué herramientas uso aquí", "Con poco:"),
        ("mi expediente", "Instrumento: 1 respuesta"),
        ("deshaz eso", "Deshecho: ¿Con quién quieres firmar?"),
        ("recuérdame en dos semanas", "Anotado: te lo recuerdo el"),
        ("qué sabes de mí", "Aceptaste el aviso de privacidad"),
    ],
)
def test_an_order_is_obeyed_at_any_moment(guided: Talk, order: str, part: str) -> None:
    assert part in guided.say(order)


def test_how_far_one_is_comes_with_a_picture(guided: Talk) -> None:
    assert "▱▱▱▱▱▱▱▱▱▱" in guided.say("¿en qué voy?")
    [image] = _images(guided)
    assert Path(image).read_bytes().startswith(b"\x89PNG")


def test_the_tools_are_those_that_the_connection_bears(chat: Talk) -> None:
    walk(chat, begin(chat), {"E1.7": "a ratos"}, until="E1.8")
    said = chat.say("¿qué uso aquí?")
    assert "Tu conexión: A ratos o con datos del celular. Correo, mensajería" in said
    chat.say("ver etapa 4")
    assert "Videoconferencia pide mejor conexión" in chat.say("¿qué uso aquí?")


def test_what_was_guessed_is_said_back(chat: Talk) -> None:
    walk(chat, begin(chat), until="E1.9")
    assert "Anoté: 30 de septiembre de 2030." in chat.say("a finales de septiembre de 2030")


def test_an_answer_is_corrected_and_the_place_is_kept(guided: Talk) -> None:
    guided.say("sí")
    assert "¿Cuál corregimos?" in guided.say("quiero corregir una respuesta")
    said = guided.press("Compromisos")
    assert "Ya habías contestado esto" in said
    assert asked(guided.say("no")) == "P3"


def test_not_knowing_becomes_a_task_with_somebody_in_charge(guided: Talk) -> None:
    guided.say("pues la verdad no sé")
    said = guided.say("¿qué me falta?")
    assert "Mostrar el borrador al área jurídica" in said
    assert "Pendientes (1)" in said
    assert "Respuestas por completar" not in said  # the task stands for it
    assert "Área jurídica" in guided.say("mis pendientes")


def test_what_was_skipped_is_asked_again_at_the_end_of_the_gate(guided: Talk) -> None:
    guided.say("omitir")
    said = walk(guided, guided.say("siguiente"), until="E1.1")
    assert "1 pendiente" in said


def test_pausing_lets_them_talk_and_resuming_asks_where_they_were(guided: Talk) -> None:
    assert "nada se pierde" in guided.say("pausar")
    assert "¿El documento" not in guided.say("qué es un hermanamiento")
    assert asked(guided.say("reanudar")) == "P2"


def test_whoever_comes_back_is_told_where_they_were(agent: assistant.Assistant) -> None:
    chat = Talk(agent, "quien-vuelve")
    begin(chat)
    chat.say("gobierno extranjero")
    chat.come_back()
    assert "Tienes abierto «San Felipe con Laredo»." in chat.say("hola")
    assert asked(chat.say("sí")) == "P3"


def test_the_self_assessment_is_scored_drawn_and_compared(guided: Talk) -> None:
    said = guided.say("hacer la autoevaluación")
    assert "nadie los ha validado" in said
    for _ in range(18):
        said = guided.press("No sé")
    assert "Autoevaluación: 0 de 54 puntos. Nivel: Inicial." in said
    assert "sin validación estadística" in said
    assert asked(said) == "P2"
    [image] = _images(guided)
    assert Path(image).read_bytes().startswith(b"\x89PNG")
    guided.say("hacer la autoevaluación")
    for _ in range(18):
        said = guided.say("4")
    assert "Autoevaluación: 54 de 54 puntos." in said
    assert "La vez anterior fueron 0." in said


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("oye, ¿cuánto tarda el dictamen?", "No hay un plazo en la ley"),
        ("¿qué es el RAI?", "registro donde la SRE inscribe"),
    ],
)
def test_a_question_in_the_middle_is_answered_and_the_prompt_comes_back(guided: Talk, question: str, part: str) -> None:
    said = guided.say(question)
    assert part in said
    assert "Seguimos donde íbamos:" in said
    assert asked(said) == "P2"


def test_danger_gets_the_emergency_number_alone_and_the_guide_waits(guided: Talk) -> None:
    assert guided.say("me quiero morir") == "Si hay peligro, llama al 911."
    assert asked(guided.say("sí")) == "P3"


@pytest.mark.parametrize("step", ["¿Aceptas?", "¿Cómo le ponemos"])
def test_a_question_before_the_first_answer_is_answered_too(chat: Talk, step: str) -> None:
    said = chat.say("quiero empezar la guía")
    while step not in said:
        said = chat.press("Acepto")
    said = chat.say("¿cuánto tarda el dictamen?")
    assert "No hay un plazo en la ley" in said
    assert said.splitlines()[-1].startswith(("Para abrir tu expediente", "¿Cómo le ponemos"))


def test_whoever_does_not_say_when_to_be_reminded_goes_on(guided: Talk) -> None:
    assert "¿Cuándo te lo recuerdo?" in guided.say("ponme un recordatorio")
    assert asked(guided.say("sí")) == "P3"


def test_an_old_button_changes_nothing_and_says_so(guided: Talk) -> None:
    old = guided.button("No")
    guided.say("sí")
    guided.say("sí")
    said = guided.tap(old)
    assert "Ese botón era de «¿El documento va a comprometer" in said
    assert asked(said) == "P4"
    assert "Corregir esa" in guided.buttons


def test_a_double_tap_answers_once(guided: Talk) -> None:
    button = guided.button("Sí")
    guided.tap(button)
    assert asked(guided.tap(button)) == "P3"
    guided.say("hacer la autoevaluación")
    button = guided.button("Idea general")
    guided.tap(button)
    assert "Ese botón era de «¿Hay un problema u oportunidad" in guided.tap(button)


@pytest.mark.parametrize(
    ("date", "part"),
    [("31 de febrero de 2030", "no existe"), ("3 de marzo de 2020", "ya pasó"), ("quién sabe cuándo", "pendiente")],
)
def test_an_impossible_date_is_refused_with_the_reason(chat: Talk, date: str, part: str) -> None:
    walk(chat, begin(chat), until="E1.9")
    assert part in chat.say(date)


def test_a_number_is_an_answer_and_presses_no_button(chat: Talk) -> None:
    walk(chat, begin(chat), {"E1.3": "sí"}, until="E1.4.firmados")
    assert asked(chat.say("1")) == "E1.4.registrados"


def test_after_three_failures_it_is_put_otherwise_and_may_be_left(chat: Talk) -> None:
    begin(chat)
    for nonsense in ("asdf qwer", "zxcv poiu"):
        assert "Elige una" in chat.say(nonsense)
    assert "Te lo pregunto de otro modo. ¿Quién estaría del otro lado de la mesa?" in chat.say("lkjh mnbv")
    assert asked(chat.press("Dejar p/ después")) == "P2"


def test_ten_messages_at_once_are_taken_one_by_one(guided: Talk) -> None:
    told = guided.say_all_at_once("sí", "sí", "no", "no", *["mi expediente"] * 6)
    assert all(told)
    assert "Instrumento: 5 respuestas" in guided.say("mi expediente")


def test_a_contradictory_answer_is_asked_again(guided: Talk) -> None:
    said = guided.say("sí y no")
    assert "necesito un sí o un no" in said
    assert asked(said) == "P2"


def test_while_the_database_is_away_nothing_is_lost(guided: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    guided.say("sí")
    with monkeypatch.context() as away:
        away.setenv("DATABASE_URL", "sqlite:////nowhere/enlace.db")
        assert "Tu mensaje no se perdió" in guided.say("sí")
    assert asked(guided.say("sí")) == "P4"


def test_several_case_files_are_told_apart(guided: Talk, talk: Callable[[], Talk]) -> None:
    guided.say("cambiar de expediente")
    guided.press("Otro nuevo")
    assert "Abrí el expediente «San Felipe con Osaka»" in guided.say("San Felipe con Osaka")
    said = guided.say("cambiar de expediente")
    assert "2. San Felipe con Laredo" in said
    assert asked(guided.press("2. San Felipe con La")) == "P2"
