"""Nothing is erased but on an order said by its very words and a clear yes to what will be lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.shared.core.domain import SessionConfig
from ruamel.yaml import YAML

from bot.rasa import assistant
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin, walk

MakeTalk = Callable[[], Talk]

_SAID = YAML(typ="safe").load(Path(__file__).with_name("erasing.yml"))
ORDERS, ALIKE = _SAID["ordenes"], _SAID["parecidos"]
ASKS = "¿Lo borro? Contesta «sí» o «no»."


def test_the_samples_are_large_enough() -> None:
    assert len(ORDERS) >= 25
    assert len(ALIKE) >= 40
    assert not set(ORDERS) & set(ALIKE)


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_in_any_spelling_says_what_will_be_lost_and_a_yes_erases_it(talk: MakeTalk, order: str) -> None:
    chat = talk()
    begin(chat)
    said = chat.say(order)
    assert said.endswith(ASKS), said
    assert "«San Felipe con Laredo»: 0 respuestas. Solo tú lo tienes" in said
    assert "Lo que hemos platicado" in said
    assert chat.say("sí").startswith("Listo, borré tus datos")


def test_what_only_sounds_like_an_order_erases_nothing_even_if_a_yes_follows(talk: MakeTalk) -> None:
    chat = talk()
    begin(chat)
    for alike in ALIKE:
        said = f"{chat.say(alike)}\n{chat.say('sí')}"
        assert ASKS not in said, alike
        assert "borré" not in said, alike
    assert "«San Felipe con Laredo»" in chat.say("mi expediente")


def test_what_only_sounds_like_an_order_erases_nothing_of_a_stranger(talk: MakeTalk) -> None:
    chat = talk()
    for count, alike in enumerate(ALIKE, 1):
        said = f"{chat.say(alike)}"
        assert ASKS not in said, alike
        assert "No guardo nada" not in said, alike
        assert f"{count} mensaje" in chat.say("qué sabes de mí").replace("mensaje tuyo", "mensajes tuyos") or count > 1
    assert f"{2 * len(ALIKE)} mensajes tuyos" in chat.say("qué sabes de mí")


@pytest.mark.parametrize(
    "remark", ["ya no quiero que guardes nada mío", "límpiame todo", "borrón y cuenta nueva con mis datos"]
)
def test_a_likely_order_is_offered_and_the_button_begins_it(talk: MakeTalk, remark: str) -> None:
    chat = talk()
    begin(chat)
    assert "No borro nada si no me lo pides" in chat.say(remark)
    assert "Listo" not in chat.say("sí")
    assert "«San Felipe con Laredo»" in chat.say("mi expediente")
    chat.say(remark)
    assert chat.press("Borra mis datos").endswith(ASKS)


@pytest.mark.parametrize(
    "answer",
    [
        "siguiente", "seguimos", "sin borrar nada", "si no te molesta mejor no", "vamos a ver", "varios",
        "claro que no", "no", "no sé", "mmm", "sale y vale", "si me dices antes qué es el dictamen", "okey gracias",
        "sí, pero deja lo de Laredo",        "borra mis datos", "creo que sí", "¿sí?",
        "cuánto tarda el dictamen", "mi expediente", "👍",
    ],
)  # fmt: skip
def test_only_a_clear_yes_completes_it(talk: MakeTalk, answer: str) -> None:
    chat = talk()
    begin(chat)
    chat.say("borra mis datos")
    assert "Listo, borré" not in chat.say(answer)
    assert "«San Felipe con Laredo»" in chat.say("mi expediente")


@pytest.mark.parametrize(
    "answer",
    [
        "sí",
        "SI",
        "siiii",
        "Sí, borra todo",
        "sí, por favor",
        "claro que sí",
        "confirmo",
        "adelante",
        "si borralo",
        "sí, estoy seguro",
    ],
)
def test_a_clear_yes_in_any_spelling_completes_it(talk: MakeTalk, answer: str) -> None:
    chat = talk()
    begin(chat)
    chat.say("borra mis datos")
    assert chat.say(answer).startswith("Listo, borré tus datos")


def test_a_doubtful_yes_is_asked_again(chat: Talk) -> None:
    begin(chat)
    chat.say("borra mis datos")
    said = chat.say("sí, pero primero mándame una copia")
    assert said.startswith("No he borrado nada: para hacerlo necesito un «sí» solo.")
    assert said.endswith(ASKS)


def test_another_message_is_answered_and_nothing_is_erased(chat: Talk) -> None:
    begin(chat)
    chat.say("borra mis datos")
    said = chat.say("cuánto tarda el dictamen")
    assert said.startswith("No borré nada.")
    assert "No hay un plazo en la ley" in said
    assert "Listo" not in chat.say("sí")


@pytest.mark.parametrize("yes", ["sí", "Sí, borra todo"])
def test_a_yes_of_another_session_is_asked_again(
    chat: Talk, agent: assistant.Assistant, monkeypatch: pytest.MonkeyPatch, yes: str
) -> None:
    begin(chat)
    chat.say("borra mis datos")
    with monkeypatch.context() as days_later:
        days_later.setattr(agent._agent.domain, "session_config", SessionConfig(1e-9, carry_over_slots=False))
        assert chat.say(yes).endswith(ASKS)
    assert chat.say(yes).startswith("Listo, borré tus datos")


def test_what_will_be_lost_names_who_keeps_what_is_shared(talk: MakeTalk) -> None:
    owner, other = talk(), talk()
    walk(owner, begin(owner), until="P3")
    code = owner.say("dame un código").split("*")[1]
    other.say(code)
    other.press("Acepto")
    other.say("sí")
    owner.say("recuérdame en dos semanas")
    said = owner.say("borra mis datos")
    assert "• Tu lugar en «San Felipe con Laredo»: 3 respuestas, 2 de ti. Las respuestas se quedan" in said
    assert "con la persona que entró el" in said
    assert "por la terminal" in said
    assert "• 1 recordatorio." in said
    assert "Listo, borré" in owner.say("sí")
    assert "«San Felipe con Laredo»" in other.say("mi expediente")


def test_a_stranger_is_told_what_is_kept_and_can_have_it_erased(chat: Talk) -> None:
    chat.say("hola")
    chat.say("¿el licenciado Ramiro Ortega me arregla el bache de la calle Morelos?")
    said = chat.say("qué sabes de mí")
    assert "2 mensajes tuyos" in said
    assert "1 pregunta tuya que no supe contestar" in said
    assert chat.say("borra mis datos").endswith(ASKS)
    said = chat.say("sí")
    assert "mensajes de la conversación: 4" in said
    assert "preguntas sin respuesta: 1" in said
    assert "este mensaje" in chat.say("qué sabes de mí")


def test_a_stranger_who_says_no_leaves_nothing_but_the_talk(chat: Talk) -> None:
    chat.say("borra mis datos")
    assert chat.say("no") == "No borré nada."
    assert "No tienes expedientes" in chat.say("qué sabes de mí")


@pytest.mark.parametrize(
    "answer", ["siguiente", "sigo sin entender", "varias cosas no me quedan claras", "claro que no", "sin firmar nada"]
)
def test_only_a_yes_agrees_to_the_notice(chat: Talk, answer: str) -> None:
    chat.say("quiero empezar la guía")
    assert "¿Cómo le ponemos a este expediente?" not in chat.say(answer)


def test_a_colleague_is_not_sent_away_by_a_doubt(talk: MakeTalk) -> None:
    owner, other = talk(), talk()
    begin(owner)
    other.say(owner.say("dame un código").split("*")[1])
    other.say("no entiendo para qué es el aviso")
    other.say("no sé si pueda aceptar eso yo")
    assert "2. " in owner.say("quién más tiene acceso")
    other.say("seguir")
    other.press("Acepto")
    assert "«San Felipe con Laredo»" in other.say("mi expediente")


def test_refusing_a_notice_that_changed_loses_nothing(chat: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(chat)
    monkeypatch.setattr("casefiles.privacy.consent.NOTICE_VERSION", "2030-01")
    chat.say("gobierno extranjero")
    chat.press("Seguir")
    assert "Lo que ya tienes conmigo se queda como está" in chat.press("No acepto")
    monkeypatch.undo()
    assert "«San Felipe con Laredo»" in chat.say("mi expediente")


@pytest.mark.parametrize(
    "remark",
    [
        "quién más tiene acceso", "quiénes pueden entrar a mi expediente", "quiero que mi compañera también entre",
        "le puedo dar acceso al regidor?", "me llegó un código de Google", "para qué sirve el código",
        "ya venció mi código?",        "no quiero un código", "cancelaron la reunión con mi compañera",
    ],
)  # fmt: skip
def test_no_code_is_given_but_on_its_own_order(chat: Talk, remark: str) -> None:
    begin(chat)
    assert "Tu código de expediente es" not in chat.say(remark)
    assert "códigos que dejan entrar" not in chat.say("quién más tiene acceso")


def test_asking_who_has_access_lists_them(talk: MakeTalk) -> None:
    owner, other = talk(), talk()
    walk(owner, begin(owner), until="E1.1")
    assert owner.say("quién más tiene acceso") == "Solo tú tienes acceso a «San Felipe con Laredo»."
    code = owner.press("Dame un código").split("*")[1]
    assert "Hay 1 sin usar" in owner.say("quién más tiene acceso")
    other.say(code)
    other.press("Acepto")
    said = owner.say("quién más tiene acceso")
    assert "Tienen acceso a «San Felipe con Laredo»:\n1. Tú, por la terminal\n2. La persona que entró el" in said
    assert "Quitar persona 2" in owner.buttons
    assert "Solo quien lleva el expediente puede quitar a alguien." in other.say("quién más tiene acceso")
    assert asked(owner.say("seguir")) == "E1.1"


def test_a_remark_about_a_draft_cancels_no_code_and_no_reminder(talk: MakeTalk) -> None:
    owner, other = talk(), talk()
    begin(owner)
    code = owner.say("dame un código").split("*")[1]
    owner.say("borrador para mi compañera, dame código")
    owner.say("cancelaron la reunión, dame un código nuevo")
    owner.say("recuérdame en dos semanas")
    owner.say("recuérdame mandar el borrador en tres semanas")
    owner.say("recuérdame lo de Quito en cuatro semanas")
    said = owner.say("qué recordatorios tengo")
    assert "3." in said
    assert "Listo: «San Felipe con Laredo»" in other.say(code)


def test_a_reminder_goes_when_that_is_said(chat: Talk) -> None:
    begin(chat)
    chat.say("recuérdame en dos semanas")
    assert "ese ya no te lo recuerdo" in chat.say("cancela el recordatorio")


@pytest.mark.parametrize(
    "remark", ["perdón, es que no entendí", "espera, no le entiendo", "perdón, ¿qué es una contraparte?"]
)
def test_who_begs_pardon_takes_nothing_back(chat: Talk, remark: str) -> None:
    begin(chat)
    chat.say("gobierno extranjero")
    assert "Deshecho" not in chat.say(remark)
