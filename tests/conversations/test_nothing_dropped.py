"""What a search asks for is answered or said back: a filter is never lost on the way."""

import pytest

from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("hermanamientos con Nueva York", "con Nueva York, Estados Unidos"),
        ("hermanamientos con new york", "con Nueva York, Estados Unidos"),
        ("de zapopan con nueva york", "de Zapopan, Jalisco con Nueva York, Estados Unidos"),
        ("acuerdos con tokio", "con Tokio, Japón"),
        ("acuerdos de leon con moscu", "con Moscú, Rusia"),
        ("hay hermanamientos con filadelfia", "con Filadelfia, Estados Unidos"),
        ("hermanamientos con Londres", "con Londres, Reino Unido"),
        ("cuántos acuerdos tiene zapopan con tokio", "de Zapopan, Jalisco con Tokio, Japón"),
        ("qué municipio tiene más acuerdos con tokio", "con Tokio, Japón"),
        ("cuándo firmaron el de guadalajara con tokio", "de Guadalajara, Jalisco con Tokio, Japón"),
    ],
)
def test_a_foreign_city_without_agreements_is_known_and_has_none(chat: Talk, text: str, place: str) -> None:
    said = chat.say(text)
    assert "No encontré" in said and place in said


@pytest.mark.parametrize("name", ["Pekín", "pekin", "beijing", "seul", "la habana", "havana"])
def test_a_city_with_agreements_is_found_by_any_of_its_names(chat: Talk, name: str) -> None:
    assert "Encontré" in chat.say(f"acuerdos con {name}")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("hermanamientos de zapopan con xochimilpa", "xochimilpa"),
        ("hermanamientos de jalisco con europa", "europa"),
        ("hermanamientos de zapopan sobre astronomía", "astronomía"),
        ("acuerdos de guadalajara en 1890", "1890"),
        ("hermanamientos de zapopan del 98", "98"),
        ("cuántos acuerdos tiene zapopan con xochimilpa", "xochimilpa"),
        ("qué país tiene más acuerdos con zapopan y xochimilpa", "xochimilpa"),
    ],
)
def test_what_is_not_known_is_said_before_what_is_left(chat: Talk, text: str, unknown: str) -> None:
    said = chat.say(text)
    assert said.startswith(f"No reconocí «{unknown}»") and "va lo demás" in said


@pytest.mark.parametrize(
    "text",
    ["hermanamientos con Timbuktu", "cuántos acuerdos hay con xochimilpa", "qué estado tiene más acuerdos con narnia",
     "hermanamientos de villa nueva del risco"],
)  # fmt: skip
def test_of_nothing_but_the_unknown_nothing_is_listed(chat: Talk, text: str) -> None:
    said = chat.say(text)
    assert said.startswith("No reconocí «") and "Encontré" not in said and "Hay " not in said and "1." not in said


def test_after_one_in_detail_another_nobody_knows_is_not_that_one(chat: Talk) -> None:
    chat.say("acuerdos con japón")
    detail = chat.say("el de nagoya")
    said = chat.say("y el de Timbuktu")
    assert "Nagoya" in detail and "Nagoya" not in said and "No reconocí «Timbuktu»" in said


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("compara Guadalajara y Monterrey", ["38 acuerdos de Guadalajara", "19 acuerdos de Monterrey"]),
        ("comparame zapopan con guadalajara", ["38 acuerdos de Guadalajara", "12 acuerdos de Zapopan"]),
        ("guadalajara vs monterrey", ["de Guadalajara", "de Monterrey"]),
        ("acuerdos con japón y china", ["27 acuerdos con China", "13 acuerdos con Japón"]),
        ("acuerdos de guadalajara con houston y japon", ["con Japón", "con Houston"]),
        ("hermanamientos y memorándums de la ciudad de méxico", ["23 hermanamientos", "2 memorandos"]),
        (
            "hermanamientos de puebla o tlaxcala con españa o cuba",
            ["4 hermanamientos de Puebla con España", "con Cuba"],
        ),
        ("compara benito juarez y zapopan", ["12 acuerdos de Zapopan", "acuerdos de Benito Juárez, Quintana Roo"]),
        ("acuerdos firmados en 2014 y 2015", ["3 acuerdos firmados en 2014", "firmados en 2015"]),
        ("cuántos hermanamientos tienen jalisco y sonora", ["110 hermanamientos de Jalisco", "de Sonora"]),
    ],
)
def test_of_several_each_is_counted(chat: Talk, text: str, lines: list[str]) -> None:
    said = chat.say(text)
    for line in lines:
        assert line in said
    assert "Ver el que tiene más" in chat.buttons


@pytest.mark.parametrize(
    "text", ["acuerdos con austin, texas", "hermanamientos con barcelona españa", "hermanamientos de zapopan jalisco"]
)
def test_a_place_and_what_it_is_in_are_one(chat: Talk, text: str) -> None:
    assert "Encontré" in chat.say(text)


def test_each_of_those_compared_can_be_listed(chat: Talk) -> None:
    chat.say("compara Guadalajara y Monterrey")
    assert "Encontré 19 acuerdos de Monterrey" in chat.press("Ver Monterrey")


@pytest.mark.parametrize(
    "text", ["qué estado tiene menos", "que estado tiene menos hermanamientos", "y el estado q menos tiene"]
)
def test_who_has_fewest_is_not_who_has_most(chat: Talk, text: str) -> None:
    said = chat.say(text)
    assert "Estados con menos" in said and "1. Nayarit: 1" in said and "Jalisco" not in said


def test_of_the_municipalities_with_fewest_those_with_none_are_counted(chat: Talk) -> None:
    said = chat.say("qué municipio tiene menos hermanamientos")
    assert "Municipios con menos" in said and "no tengo ninguno reportado" in said


@pytest.mark.parametrize("text", ["cuantas son en total?", "cuántos son en total", "y en total?"])
def test_how_many_there_are_of_the_list_on_the_screen(chat: Talk, text: str) -> None:
    chat.say("hermanamientos de guadalajara")
    assert "Hay 38 hermanamientos de Guadalajara" in chat.say(text)


@pytest.mark.parametrize("text", ["todos los de jalisco", "todos los hermanamientos de jalisco"])
def test_all_those_of_a_place_are_not_all_there_are(chat: Talk, text: str) -> None:
    chat.say("hermanamientos de jalisco")
    assert "de Jalisco" in chat.say(text)


def test_taking_away_what_is_not_there_does_not_put_it_there(chat: Talk) -> None:
    chat.say("acuerdos con japón")
    assert "Encontré 13 acuerdos con Japón" in chat.say("quita china")


def test_where_there_is_none_the_whole_country_is_no_neighbour(chat: Talk) -> None:
    said = chat.say("hermanamientos con cambridge")  # of England or of Massachusetts: no country is guessed
    assert "No encontré hermanamientos con Cambridge en" in said and "666" not in said


def test_two_names_that_people_shorten_alike_are_asked_by_what_was_said(chat: Talk) -> None:
    assert "municipios que se llaman san pedro." in chat.say("hermanamientos de san pedro")
