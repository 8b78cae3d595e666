"""Getting about in the guide: back, ahead of time, after a vote against, and all that is pending."""

import re
from collections.abc import Callable

import pytest

from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin, day, walk


@pytest.fixture
def at_stage_one(talk: Callable[[], Talk]) -> Talk:
    """Somebody at the first question of stage 1."""
    person = talk()
    walk(person, begin(person), until="E1.1")
    return person


def _counts(said: str) -> list[str]:
    """How many are pending, wherever it is said."""
    return re.findall(r"(\d+) pendiente|Pendientes \((\d+)\)", said)


def test_going_back_from_the_self_assessment(at_stage_one: Talk) -> None:
    said = walk(at_stage_one, at_stage_one.say("siguiente"), until="M1")
    assert asked(said) == "M1"
    assert asked(at_stage_one.say("regresar")) == "E1.ruta_ligera"
    assert asked(at_stage_one.say("no")) == "M1"


@pytest.mark.parametrize(
    ("answers", "unasked"),
    [
        ({"E7.2": "sí", "E7.3": "no alcanzo la mayoria"}, ""),
        ({"E7.5.sentido": "se rechazó"}, "¿El acta dice quién firma por el municipio?"),
    ],
)
def test_the_stage_goes_on_after_a_vote_against(at_stage_one: Talk, answers: dict[str, str], unasked: str) -> None:
    """Each answer used to throw them out of the stage."""
    said = walk(at_stage_one, at_stage_one.say("etapa 7"), answers, until="E1.1")
    assert asked(said) == "E1.1"
    assert said.index("¿Qué día votó el Cabildo?") < said.index("¿Qué día se publicaron?")
    assert not unasked or unasked not in said


def test_what_the_stage_asks_for_is_said_once_and_as_such(at_stage_one: Talk) -> None:
    said = at_stage_one.say("etapa 3")
    assert said.count("Puedes adelantar respuestas, pero esta etapa no se cierra hasta tener lo que pide: Etapa 2") == 1
    assert "Etapa 2 completa" not in at_stage_one.say("recibir a 500 paisanos al año en la fiesta patronal")


def test_a_detour_names_its_stage(at_stage_one: Talk) -> None:
    said = walk(at_stage_one, at_stage_one.say("etapa 6"), {"E6.4": "de fondo"}, until="E6.5.recibidas")
    assert "Quizá convenga volver a la etapa 5, «Negociación del texto». Hay cambios de fondo." in said


@pytest.mark.parametrize(("signed", "has_day"), [("aún no", False), (day(30), True)])
def test_an_unsigned_agreement_is_not_asked_what_follows_it(at_stage_one: Talk, signed: str, has_day: bool) -> None:
    said = walk(at_stage_one, at_stage_one.say("etapa 8"), {"E8.4": signed}, until="E1.1")
    assert asked(said) == "E1.1"
    assert ("¿Hay campaña electoral" in said) is has_day
    for text in ("enviaste a la SRE", "constancia o el número", "¿Publicaste"):
        assert text not in said


def test_everything_pending_is_counted_alike_and_can_be_seen(at_stage_one: Talk) -> None:
    said = at_stage_one.say("omitir")
    while asked(said) != "M1":
        said = at_stage_one.say("no" if asked(said) in ("E1.3", "E1.ruta_ligera") else "no sé")
    said = at_stage_one.say("mis pendientes")
    (first, _), (_, second) = _counts(said)
    assert first == second
    assert "… y" in said
    assert f"Pendientes ({first})" in at_stage_one.say("mi expediente")
    at_stage_one.say("mis pendientes")
    rest = at_stage_one.press("Ver los demás")
    assert "\n4. " in rest
    assert "\n1. " not in rest
    assert "… y" not in rest
    assert at_stage_one.say("ver los demas pendientes") == rest


def test_when_all_that_is_pending_was_told_it_is_told_again(at_stage_one: Talk) -> None:
    at_stage_one.say("no sé")
    told = at_stage_one.say("mis pendientes")
    assert "Ver los demás" not in at_stage_one.buttons
    assert at_stage_one.say("ver los demas pendientes") == told
