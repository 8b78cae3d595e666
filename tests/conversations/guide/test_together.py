"""Two people on one case file, with a code."""

from collections.abc import Callable

import pytest
from rasa.shared.core.domain import SessionConfig

from bot.rasa import assistant
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin, walk

MakeTalk = Callable[[], Talk]


@pytest.fixture
def owner(talk: MakeTalk) -> Talk:
    """Whoever opened the case file, at the second question."""
    person = talk()
    begin(person)
    person.say("gobierno extranjero")
    return person


@pytest.fixture
def every_message_a_session(agent: assistant.Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days go by between two messages."""
    monkeypatch.setattr(agent._agent.domain, "session_config", SessionConfig(1e-9, carry_over_slots=True))


def _code(owner: Talk) -> str:
    return owner.say("dame un código para mi compañera").split("*")[1]


@pytest.fixture
def colleague(owner: Talk, talk: MakeTalk) -> Talk:
    """Somebody who came in with a code and agreed to the notice."""
    person = talk()
    said = person.say(f"tengo el código {_code(owner).lower()}")
    assert "Listo: «San Felipe con Laredo»" in said
    assert "¿Aceptas?" in said
    assert asked(person.press("Acepto")) == "P2"
    return person


def test_the_owner_is_told_that_the_code_was_used(owner: Talk, colleague: Talk) -> None:
    assert "Alguien entró a tu expediente «San Felipe con Laredo»" in owner.say("en qué voy")
    assert "Alguien entró" not in owner.say("en qué voy")
    assert "2 personas" in colleague.say("mi expediente")


def test_whoever_should_not_be_there_is_taken_out(owner: Talk, colleague: Talk) -> None:
    colleague.say("no")
    assert "dime «mi expediente»" in owner.say("en qué voy")
    said = owner.say("quién está en mi expediente")
    assert "1. Tú, por la terminal\n2. La persona que entró el" in said
    button = owner.button("Quitar persona 2")
    said = owner.press("Quitar persona 2")
    assert "Ya no podrá leer ni contestar «San Felipe con Laredo»" in said
    assert "2. La persona que entró el" in owner.press("No")
    owner.press("Quitar persona 2")
    said = owner.press("Sí, quitar")
    assert "Listo: la persona que entró el" in said
    assert "2 personas" not in said
    assert "Instrumento: 2 respuestas" in said  # what she answered stays
    assert "Quitar persona 2" not in owner.buttons
    assert "Ya no participas en el expediente" in colleague.say("seguir")
    assert "Esa persona ya no está en este expediente." in owner.tap(button)


def test_only_its_owner_takes_people_out_of_a_case_file(owner: Talk, colleague: Talk) -> None:
    said = colleague.say("mi expediente")
    assert "1. La persona que lleva el expediente, desde el" in said
    assert "Solo quien lleva el expediente puede quitar a alguien." in said
    assert not [title for title in colleague.buttons if title.startswith("Quitar")]
    assert "Participan" in owner.say("mi expediente")


def test_what_one_answers_the_other_finds(owner: Talk, colleague: Talk) -> None:
    owner.say("sí")
    assert "Instrumento: 2 respuestas" in colleague.say("mi expediente")


def test_two_answers_at_once_are_both_kept(owner: Talk, colleague: Talk) -> None:
    owner.say("sí")
    colleague.say("regresar")  # she is at P1 and he at P3
    mine, hers = owner.say_at_once("sí", colleague, "es un organismo internacional")
    assert asked(mine) == "P4"
    assert "error" not in (mine + hers).lower()
    for person in (owner, colleague):
        assert "Instrumento: 3 respuestas" in person.say("mi expediente")


def test_the_same_question_at_once_stops_nobody(owner: Talk, colleague: Talk) -> None:
    told = owner.say_at_once("sí", colleague, "no")
    assert all(asked(said) == "P3" for said in told)
    assert "Instrumento: 2 respuestas" in owner.say("mi expediente")


def test_whoever_answers_second_is_told_what_stands(owner: Talk, colleague: Talk) -> None:
    colleague.say("no")
    said = owner.say("sí")
    assert "Alguien más contestó antes «¿El documento va a comprometer" in said
    assert "su respuesta quedó: No." in said
    assert asked(said) == "P3"
    assert "Instrumento: 2 respuestas" in owner.say("mi expediente")


def test_an_answer_to_a_question_that_is_gone_is_not_noted(
    owner: Talk, colleague: Talk, every_message_a_session: None
) -> None:
    walk(owner, owner.say("siguiente"), {"E1.3": "sí"}, until="E1.4.firmados")
    walk(colleague, colleague.say("siguiente"), until="E1.4.firmados")
    colleague.say("corregir")
    colleague.press("Acuerdos anteriores")
    colleague.say("no")
    said = owner.say("7")
    assert "ya no toca «¿Cuántos acuerdos internacionales tiene firmados tu municipio?»" in said
    assert asked(said) not in ("", "E1.4.firmados")


def test_whoever_does_not_agree_to_the_notice_is_out_again(owner: Talk, talk: MakeTalk) -> None:
    person = talk()
    person.say(_code(owner))
    assert "no abro expediente" in person.press("No acepto")
    assert "2 personas" not in owner.say("mi expediente")
    assert "plazo" in person.say("cuánto tarda el dictamen")
