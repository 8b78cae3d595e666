"""A foreign place in a message is a foreign party: nobody who names one is told that it is missing."""

import asyncio

import pytest

from bot.rasa.assistant import Assistant
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin

MISSING = "falta la contraparte extranjera"
FOREIGN = "Texas|California|un pueblo de Texas|un pueblo de california|una ciudad de Japón|un municipio de Guatemala|" \
          "un pueblito de nuevo mexico|Nueva York|Tokio|Laredo|una ciudad francesa|España".split("|")  # fmt: skip
MEXICAN = "un pueblo de Chiapas|Dolores Hidalgo|un municipio de Puebla|una ciudad de aquí de México".split("|")
ASKED = (
    "se puede hermanar mi municipio con {}",
    "podemos hermanarnos con {}",
    "el presidente municipal quiere hermanarse con {}, somos de San Bartolo Yautepec, Oaxaca",
    "nos invitan a hermanarnos los de {}",
    "kiero ermanar a mi pueblo con {}",
    "el alcalde de {} nos propone un convenio de hermanamiento",
)


def key(agent: Assistant, text: str) -> str | None:
    parsed = asyncio.run(agent.parse(text))
    return str(parsed["intent_ranking"][0]["name"]).partition("/")[2]


@pytest.mark.parametrize("question", ASKED)
def test_who_names_a_place_abroad_has_a_foreign_party(agent: Assistant, question: str) -> None:
    keys = {place: key(agent, question.format(place)) for place in FOREIGN}
    assert "con_municipio_mexicano" not in keys.values(), keys


@pytest.mark.parametrize("question", ASKED[:3])
def test_who_names_a_mexican_one_has_not(agent: Assistant, question: str) -> None:
    keys = {place: key(agent, question.format(place)) for place in MEXICAN}
    assert set(keys.values()) == {"con_municipio_mexicano"}, keys


@pytest.mark.parametrize(
    "text",
    [
        "el presidente municipal quiere hermanarse con un pueblo de Texas, somos de San Bartolo Yautepec, Oaxaca",
        "se puede hermanar mi municipio con un pueblo de california",
        "el presi kiere q nos hermanemos con un pueblo de tejas, somos de oaxaca",
    ],
)
def test_the_law_said_is_that_of_foreign_parties(chat: Talk, text: str) -> None:
    assert MISSING not in chat.say(text)


def test_instead_of_a_foreign_one_a_mexican_one_is_mexican(agent: Assistant) -> None:
    text = "en vez de una ciudad de Texas nos hermanamos con un municipio mexicano, aplica igual"
    assert key(agent, text) == "con_municipio_mexicano"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("una empresa de Texas quiere hermanarse con mi municipio", "con_empresa"),
        ("queremos firmar con una universidad de California", "con_universidad"),
        ("una fundación de Chicago quiere firmar con nosotros", "con_ong"),
        ("podemos firmar con la embajada de Japón", "con_embajada"),
    ],
)
def test_who_is_private_stays_so_wherever_it_is_from(agent: Assistant, text: str, expected: str) -> None:
    assert key(agent, text) == expected


@pytest.mark.parametrize(
    "said",
    [
        "con la ciuda de baytown", "con la siudad de san antonio", "con baytown", "pues con el pueblo de Baytown",
        "con el sheriff de Hidalgo County", "con el condao de orange", "con Guadalupe County", "queremos con Chicago",
    ],
)  # fmt: skip
def test_a_place_abroad_answers_with_whom_they_sign(chat: Talk, said: str) -> None:
    begin(chat)
    told = chat.say(said)
    assert asked(told) == "P2", told


@pytest.mark.parametrize("said", ["acuerdos con Baytown", "¿qué hay con Baytown?"])
def test_a_search_is_still_a_search_when_the_guide_asks_with_whom(chat: Talk, said: str) -> None:
    begin(chat)
    told = chat.say(said)
    assert "No encontré acuerdos con Baytown" in told and asked(told) == "P1"
