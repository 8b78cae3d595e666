"""Orders that let somebody in or take something away are those said by their very words."""

import pytest

from bot.guide.orders.plain_orders import asks_for_code, calls_off_reminder, cancels_codes, takes_back
from bot.guide.orders.plain_yes import says_only_no, says_only_yes


@pytest.mark.parametrize(
    "text",
    [
        "dame un código", "código", "un codigo porfa", "código para mi compañera",
        "pásame la clave para entrar desde la compu",
        "ya venció mi código, dame otro", "genera un código nuevo", "ocupo el código pa seguirle desde el otro celular",
        "Solicito un código de acceso para que otra persona servidora pública consulte el expediente.",
        "dame un código para quien llega",
    ],
)  # fmt: skip
def test_a_code_is_asked_for(text: str) -> None:
    assert asks_for_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "quién más tiene acceso", "a quién le di el código", "me llegó un código de Google", "para qué sirve el código",
        "no quiero un código", "cancela el código", "dame el código postal de Laredo", "necesito el código civil",
        "quiero que mi compañera también entre", "mi jefa quiere ver el expediente", "mándame el código de ética",
    ],
)  # fmt: skip
def test_no_code_is_asked_for(text: str) -> None:
    assert not asks_for_code(text)


@pytest.mark.parametrize(
    "text", ["cancela el código", "Cancelar el código", "anula los códigos", "quita ese código", "borra mi clave"]
)
def test_codes_are_cancelled(text: str) -> None:
    assert cancels_codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "borrador para mi compañera, dame código", "cancelaron la reunión, dame un código nuevo",
        "anularon el código de ética",
        "quita la cláusula del código civil", "me borraron el código",
    ],
)  # fmt: skip
def test_codes_are_not_cancelled(text: str) -> None:
    assert not cancels_codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "deshaz eso", "deshacer", "desaz lo ultimo", "quita eso que puse", "borra lo último", "ctrl z",
        "se me fue el dedo, bórralo",
        "no, espera, era en abril", "perdón, eran cinco", "cancela lo que contesté", "siempre no, deja lo que había",
        "Le ruego dejar sin efecto la respuesta que acabo de enviar.", "kita lo ultimo q puse xfa, le pike mal",
    ],
)  # fmt: skip
def test_the_last_answer_is_taken_back(text: str) -> None:
    assert takes_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "perdón, es que no entendí", "espera, no le entiendo", "perdón, ¿qué es una contraparte?",
        "cancelaron la sesión de cabildo",
        "quitaron al director", "ya revirtieron el pago", "te adjunto mi borrador",
        "el presidente anuló el convenio anterior",
        "el sello está borroso", "perdón no capté",
    ],
)  # fmt: skip
def test_nothing_is_taken_back(text: str) -> None:
    assert not takes_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "cancela el recordatorio",
        "quítalo",
        "ya no me lo recuerdes",
        "ya no quiero ese recordatorio",
        "borra mis recordatorios",
    ],
)
def test_a_reminder_is_called_off(text: str) -> None:
    assert calls_off_reminder(text)


@pytest.mark.parametrize(
    "text",
    [
        "recuérdame mandar el borrador el lunes", "recuérdame lo de Quito", "que no se me olvide el oficio",
        "no me dejes olvidar el oficio, avísame el 20", "recuérdame que cancelaron la sesión",
    ],
)  # fmt: skip
def test_no_reminder_is_called_off(text: str) -> None:
    assert not calls_off_reminder(text)


@pytest.mark.parametrize("text", ["sí", "sii", "claro que sí", "sí, por favor", "confirmo", "sí, estoy seguro"])
def test_a_clear_yes(text: str) -> None:
    assert says_only_yes(text)
    assert not says_only_no(text)


@pytest.mark.parametrize("text", ["siguiente", "sí, pero no", "¿sí?", "no", "", "ok", "va", "sin duda no", "si no"])
def test_no_clear_yes(text: str) -> None:
    assert not says_only_yes(text)
