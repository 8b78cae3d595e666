"""On the page nobody is recognised by themselves: the key says who comes back, and a code only that a colleague may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy import text
from sqlalchemy.engine import Engine

import settings
from bot.rasa import assistant
from casefiles.cases.codes import find_code
from knowledge.database import open_engine
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin, walk

MakeTalk = Callable[[], Talk]
NEED = "queremos que los paisanos vuelvan a la feria del durazno"


class _Page:
    """The agent as the page talks to it: whoever writes is not recognised when they come back."""

    def __init__(self, agent: assistant.Assistant) -> None:
        self._agent = agent

    async def handle_message(self, message: UserMessage) -> Any:
        """One turn."""
        message.metadata = {"lasting": False}
        return await self._agent.handle_message(message)

    async def parse(self, said: str) -> dict[str, Any]:
        """Understand a text."""
        return dict(await self._agent.parse(said))


@pytest.fixture
def visit(agent: assistant.Assistant) -> MakeTalk:
    """Opens the page in a browser that remembers nobody."""
    return lambda: Talk(_Page(agent))  # type: ignore[arg-type]


@pytest.fixture
def database(visit: MakeTalk) -> Iterator[Engine]:
    engine = open_engine(settings.load().database_url)
    yield engine
    engine.dispose()


def key_in(said: str) -> str:
    assert "Tu clave para volver" in said, said
    key = find_code(said.partition("Tu clave para volver")[2])
    assert key
    return key


def code_of(owner: Talk) -> str:
    code = find_code(owner.say("dame un código para mi compañera"))
    assert code
    return code


def test_whoever_writes_the_key_goes_on_without_another_notice(visit: MakeTalk) -> None:
    first = visit()
    key = key_in(begin(first))
    first.say("gobierno extranjero")
    again = visit()
    said = again.say(f"mi clave es {key}")
    assert said.count("Listo: «San Felipe con Laredo»") == 1
    assert "¿Aceptas?" not in said
    assert asked(said) == "P2"
    assert key_in(said) != key
    assert asked(again.say("sí")) == "P3"
    assert "personas" not in again.say("mi expediente")


def test_the_page_that_was_left_finds_no_case_file(visit: MakeTalk) -> None:
    first = visit()
    key = key_in(begin(first))
    visit().say(key)
    assert "San Felipe" not in first.say("mi expediente")
    assert "San Felipe" not in first.say("gobierno extranjero")


def test_who_paused_and_comes_back_is_asked_at_once(visit: MakeTalk) -> None:
    first = visit()
    begin(first)
    first.say("le paro aquí")
    key = key_in(first.press("Dame otra clave"))
    assert asked(visit().say(key)) == "P1"


def test_who_came_back_erases_the_case_file_and_what_was_said_before(visit: MakeTalk, database: Engine) -> None:
    first = visit()
    key = key_in(begin(first))
    walk(first, first.say("seguir"), {"E1.1": NEED}, until="E1.2")
    again = visit()
    again.say(key)
    assert "Solo tú lo tienes, así que se pierde completo." in again.say("borra mis datos")
    assert again.press("Sí, borra todo").startswith("Listo, borré tus datos")
    with database.connect() as connection:
        for table in ("case_answer", "change", "events"):
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
            assert not [row for row in rows if "feria del durazno" in str(tuple(row))], table


@pytest.mark.parametrize("order", ["dame otra clave", "perdí mi clave, dame otra"])
def test_the_key_can_be_asked_for_again_and_a_code_is_another_thing(visit: MakeTalk, order: str) -> None:
    first = visit()
    old = key_in(begin(first))
    said = first.say(order)
    new = key_in(said if "Tu clave" in said else first.press("Dame otra clave"))
    assert "vence el" in first.say("dame un código para mi compañera")
    assert visit().say(old).startswith("Esa clave ya no sirve")
    assert "«San Felipe con Laredo»" in visit().say(new)


def test_a_used_key_says_what_to_do(visit: MakeTalk) -> None:
    key = key_in(begin(visit()))
    visit().say(key)
    assert visit().say(key).startswith("Esa clave ya se usó")


def test_what_was_begun_before_writing_the_key_is_kept(visit: MakeTalk) -> None:
    key = key_in(begin(visit()))
    again = visit()
    begin(again, "Tequila con Jerez")
    again.say(key)
    said = again.say("cambiar de expediente")
    assert "San Felipe con Laredo" in said and "Tequila con Jerez" in said


def test_a_colleague_who_refuses_by_mistake_may_write_the_code_again(visit: MakeTalk) -> None:
    owner = visit()
    begin(owner)
    code, colleague = code_of(owner), visit()
    assert "¿Aceptas?" in colleague.say(code)
    assert "sin tu permiso no abro expediente" in colleague.press("No acepto")
    assert "¿Aceptas?" in colleague.say(code)
    assert "San Felipe con Laredo" in colleague.press("Acepto") + colleague.say("mi expediente")
    assert "2 personas" in owner.say("mi expediente")


@pytest.mark.parametrize("yes", ["si acepto", "sí, acepto", "siempre sí acepto"])
def test_who_refuses_by_mistake_may_say_so(visit: MakeTalk, yes: str) -> None:
    owner = visit()
    begin(owner)
    colleague = visit()
    colleague.say(code_of(owner))
    colleague.press("No acepto")
    said = colleague.say(yes)
    assert "Tu clave para volver a «San Felipe con Laredo»" in said
    assert asked(said) == "P1"


def test_who_refuses_to_open_a_case_file_by_mistake_may_say_so(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    chat.say("no acepto")
    assert chat.say("sí acepto").startswith("¿Cómo le ponemos")


def test_a_yes_to_something_else_after_refusing_agrees_to_nothing(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    chat.press("No acepto")
    chat.say("qué es un hermanamiento")
    assert "¿Cómo le ponemos" not in chat.say("sí")
    assert "No tienes expedientes" in chat.say("qué sabes de mí")


def test_a_name_is_said_once_though_something_else_is_asked_in_between(chat: Talk) -> None:
    chat.say("quiero empezar la guía")
    chat.press("Acepto")
    assert chat.say("que sabes de mi").endswith("«San Felipe con Laredo».")
    assert asked(chat.say("Tequila con Jerez")) == "P1"


@pytest.mark.parametrize("answer", ["no", "San Mateo con Waco"])
def test_who_thinks_better_of_erasing_goes_on_naming(chat: Talk, answer: str) -> None:
    chat.say("quiero empezar la guía")
    chat.press("Acepto")
    chat.say("borra mis datos")
    said = chat.say(answer)
    assert asked(said if answer != "no" else chat.say("Tequila con Jerez")) == "P1"
