"""What the guide keeps about a person, and that it goes when they say so."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

import settings
from knowledge.database import open_engine
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin, walk

NEED = "queremos que vuelvan los paisanos a la feria del rebozo"


@pytest.fixture
def database(chat: Talk) -> Iterator[Engine]:
    """The database of the agent that `chat` talks to."""
    engine = open_engine(settings.load().database_url)
    yield engine
    engine.dispose()


def _rows(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {
            table: sorted(str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"')))
            for table in _tables(engine)
        }


def _mentions(engine: Engine, words: str) -> list[str]:
    """The tables of the whole database, the conversation's among them, in which `words` are found."""
    with engine.connect() as connection:
        return [
            table
            for table in inspect(engine).get_table_names()
            if any(words in str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"')))
        ]


def _tables(engine: Engine) -> list[str]:
    """The tables of case files: those that name a person or a case file."""
    names = inspect(engine).get_table_names()
    return ["person", "case_file", *(n for n in names if {"person_id", "case_id"} & _columns(engine, n))]


def _columns(engine: Engine, table: str) -> set[str]:
    return {column["name"] for column in inspect(engine).get_columns(table)}


def test_nothing_is_stored_for_a_question_alone(chat: Talk, database: Engine) -> None:
    before = _rows(database)
    chat.say("hola")
    chat.say("qué es un hermanamiento")
    assert _rows(database) == before


@pytest.mark.parametrize(
    ("message", "datum"),
    [
        ("mi CURP es GOMC850101HDFRRL09", "GOMC850101HDFRRL09"),
        ("lo ve el regidor, su teléfono es 55 1234 5678", "1234 5678"),
    ],
)
def test_a_personal_datum_is_refused_and_not_stored(chat: Talk, database: Engine, message: str, datum: str) -> None:
    walk(chat, begin(chat), until="E1.1")
    said = chat.say(message)
    assert "no lo anoté" in said
    assert datum not in said
    assert asked(said) == "E1.1"
    assert datum not in str(_rows(database))


def test_a_title_with_a_personal_datum_is_asked_again(chat: Talk, database: Engine) -> None:
    chat.say("quiero empezar la guía")
    chat.press("Acepto")
    assert "no lo anoto" in chat.say("Expediente de GOMC850101HDFRRL09")
    assert "GOMC850101HDFRRL09" not in str(_rows(database))
    assert "Abrí el expediente «San Felipe»" in chat.say("San Felipe")


def test_what_is_known_comes_in_words_and_as_a_file(chat: Talk) -> None:
    walk(chat, begin(chat), {"E1.1": NEED}, until="E1.2")
    assert "no dice quién eres" in chat.say("qué sabes de mí")
    [document] = [reply["document"] for reply in chat.last["replies"] if reply["document"]]
    assert NEED in json.dumps(json.loads(Path(document).read_text(encoding="utf-8")), ensure_ascii=False)


def test_erasing_is_confirmed_first(chat: Talk) -> None:
    begin(chat)
    said = chat.say("borra mis datos")
    assert "«San Felipe con Laredo»: 0 respuestas. Solo tú lo tienes, así que se pierde completo." in said
    assert chat.say("no") == "No borré nada."
    assert asked(chat.say("siguiente")) == "P1"


@pytest.mark.parametrize("yes", ["sí", "Sí, borra todo"])
def test_after_erasing_nothing_is_left(chat: Talk, database: Engine, yes: str) -> None:
    own = f"{NEED} en {len(yes)} barrios"  # said by nobody else
    before = _rows(database)
    walk(chat, begin(chat), {"E1.1": own}, until="E1.2")
    chat.say("recuérdame en dos semanas")
    chat.say("dame un código")
    chat.say("qué sabes de mí")
    [document] = [reply["document"] for reply in chat.last["replies"] if reply["document"]]
    assert own in str(_rows(database))
    assert len(_mentions(database, own)) > 1  # the answer and the conversation
    chat.say("borra mis datos")
    said = chat.say(yes)
    assert said.startswith("Listo, borré tus datos")
    assert "Folio" in said
    assert _rows(database) == before
    assert _mentions(database, own) == []
    assert not Path(document).exists()


def test_after_erasing_one_is_a_stranger_again(chat: Talk) -> None:
    begin(chat)
    chat.say("borra mis datos")
    chat.press("Sí, borra todo")
    assert "acuerdo interinstitucional" in chat.say("qué es un hermanamiento")
    assert "No tienes un expediente abierto" in chat.say("en qué voy")
