"""Case codes typed in conversation: good, used, expired, cancelled, wrong, one's own."""

from collections.abc import Callable

import pytest

from tests.conversations.clock import go_by
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin

MakeTalk = Callable[[], Talk]


@pytest.fixture
def owner(talk: MakeTalk) -> Talk:
    """Whoever opened the case file, at the second question."""
    person = talk()
    begin(person)
    person.say("gobierno extranjero")
    return person


@pytest.fixture
def other(talk: MakeTalk) -> Talk:
    """Somebody at the third question of a case file of their own."""
    person = talk()
    begin(person, "Tequila con Jerez")
    person.say("gobierno extranjero")
    person.say("sí")
    return person


def _code(owner: Talk) -> str:
    return owner.say("dame un código para mi compañera").split("*")[1]


def test_a_code_serves_once(owner: Talk, talk: MakeTalk) -> None:
    code = _code(owner)
    talk().say(code)
    stranger = talk()
    assert "ya se usó" in stranger.say(code)
    assert "San Felipe" not in stranger.say("mi expediente")


def test_a_wrong_code_opens_nothing_and_guessing_is_stopped(chat: Talk) -> None:
    assert "No reconozco ese código" in chat.say("K7M4-2QXC")
    for _ in range(4):
        chat.say("K7M4-2QXF")
    assert "Espera una hora" in chat.say("K7M4-2QXH")


def test_a_wrong_code_leaves_ones_own_case_file_as_it_was(owner: Talk) -> None:
    owner.say("K7M4-2QXC")
    assert asked(owner.say("sí")) == "P3"


def test_an_expired_code_says_so_and_leaves_ones_own_case_file_as_it_was(
    owner: Talk, other: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = _code(owner)
    go_by(monkeypatch, hours=73)
    said = other.say(code)
    assert said.startswith("Ese código ya caducó. Pide otro a quien te lo dio.")
    assert asked(said) == "P3"
    assert asked(other.say("sí")) == "P4"
    assert "«Tequila con Jerez»" in other.say("mi expediente")
    assert "personas" not in owner.say("mi expediente")
    assert "Alguien entró" not in owner.say("en qué voy")


def test_a_code_that_somebody_else_used_says_so_and_loses_nothing(owner: Talk, other: Talk, talk: MakeTalk) -> None:
    code = _code(owner)
    talk().say(code)
    said = other.say(code)
    assert said.startswith("Ese código ya se usó: cada uno sirve una sola vez.")
    assert asked(said) == "P3"
    assert "«Tequila con Jerez»" in other.say("mi expediente")


def test_a_cancelled_code_opens_nothing(owner: Talk, other: Talk) -> None:
    code = _code(owner)
    said = owner.press("Cancelar el código")
    assert "Cancelé los códigos que no se habían usado." in said
    assert asked(said) == "P2"
    said = other.say(code)
    assert said.startswith("Quien te dio ese código lo canceló. Pídele otro.")
    assert asked(said) == "P3"


@pytest.mark.parametrize("said", ["quita el código que di", "cancela el código", "Anula los códigos, por favor"])
def test_a_code_is_cancelled_by_saying_so(owner: Talk, said: str) -> None:
    _code(owner)
    told = owner.say(said)
    assert "Cancelé los códigos que no se habían usado." in told
    assert asked(told) == "P2"


def test_ones_own_code_stays_good_for_another(owner: Talk, talk: MakeTalk) -> None:
    code = _code(owner)
    said = owner.say(code)
    assert "Ya estás en ese expediente; el código sigue sirviendo para otra persona." in said
    assert asked(said) == "P2"
    assert "Listo: «San Felipe con Laredo»" in talk().say(code)


def test_a_wrong_code_before_the_first_answer_asks_again_what_was_asked(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    said = chat.say("K7M4-2QXC")
    assert said.startswith("No reconozco ese código.")
    assert said.endswith("¿Aceptas el aviso?")
    chat.press("Acepto")
    assert "¿Cómo le ponemos a este expediente?" in chat.say("K7M4-2QXD")
    assert asked(chat.say("San Felipe con Laredo")) == "P1"


@pytest.mark.parametrize("way", ["borra mis datos", "no acepto"])
def test_wrong_codes_still_count_for_who_leaves_and_comes_back(chat: Talk, owner: Talk, way: str) -> None:
    code = _code(owner)
    for letter in "CDFHJ":
        chat.say(f"K7M4-2QX{letter}")
    if way == "borra mis datos":
        chat.say(way)
        assert "Folio" in chat.say("sí")
    else:
        chat.say("quiero empezar la guía")
        chat.say(way)
    assert "Espera una hora" in chat.say(code)
