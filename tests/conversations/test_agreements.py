"""The conversation about agreements that already exist."""

import time
from pathlib import Path

import pytest

from tests.conversations.talk import Talk

NOT_OFFICIAL = "no es el registro oficial"


def test_a_misspelt_municipality_is_understood_and_said(chat: Talk) -> None:
    said = chat.say("que hermanamientos tiene guadalajra")
    assert said.startswith("Entendí *Guadalajara, Jalisco*.")
    assert "Encontré 38 hermanamientos de Guadalajara, Jalisco" in said
    assert "*reportados*" in said
    assert NOT_OFFICIAL in said
    assert all(source["titulo"].startswith("Reportado por:") for source in chat.sources)


@pytest.mark.parametrize(
    ("text", "total"),
    [("que hermanamientos tiene guadalajara", 38), ("hermanamientos de zapopan", 12), ("hermanamientos", 666)],
)
def test_the_sources_of_a_list_add_up_to_all_its_rows(chat: Talk, text: str, total: int) -> None:
    assert f"Encontré {total} hermanamientos" in chat.say(text)
    assert sum(int(source["cita"].split()[0]) for source in chat.sources) == total
    assert len(chat.sources) <= 10
    chat.say("cuál es tu fuente")
    assert sum(int(source["cita"].split()[0]) for source in chat.sources) == total


def test_follow_ups_keep_what_was_asked_and_change_what_is_said(chat: Talk) -> None:
    chat.say("qué hermanamientos tiene guadalajara")
    assert "hermanamientos de Zapopan, Jalisco" in chat.say("¿y zapopan?")
    assert "Hay 3 hermanamientos de Zapopan, Jalisco con Estados Unidos" in chat.say("cuantos son con estados unidos")
    assert "Encontré 12 hermanamientos de Zapopan" in chat.say("quita el país")


def test_pages_follow_one_another_until_the_end(chat: Talk) -> None:
    first = chat.say("hermanamientos de zapopan")
    second = chat.say("ver más")
    assert "Del 6 al 10 de 12" in second
    assert "Del 11 al 12 de 12" in chat.say("ver más")
    assert "Ver más" not in chat.buttons
    assert "Ya te mostré todos" in chat.say("ver más")
    assert not set(first.splitlines()) & {line for line in second.splitlines() if line.startswith("•")}


def test_homonyms_are_asked_and_the_state_answers(chat: Talk) -> None:
    assert "Hay 7 municipios que se llaman Benito Juárez" in chat.say("los hermanamientos de benito juarez")
    assert len(chat.buttons) == 7
    assert "Benito Juárez, Quintana Roo" in chat.press("Quintana Roo")


def test_the_state_may_also_be_typed(chat: Talk) -> None:
    chat.say("los hermanamientos de benito juarez")
    assert "Benito Juárez, Quintana Roo" in chat.say("el de quintana roo")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("acuerdos con japón", "con Japón"),
        ("hermanamientos de jalisco con china", "hermanamientos de Jalisco con China"),
        ("quien ya lo hizo con texas", "con Texas"),
        ("que hermanamientos tiene cancun", "Benito Juárez, Quintana Roo"),
        ("acuerdos de cultura con españa", "sobre cultura"),
        ("acuerdos de jalisco firmados en 1983", "firmado en 1983"),
        ("memorandums de entendimiento de la ciudad de mexico", "memorandos de entendimiento"),
    ],
)
def test_any_filter_and_combination(chat: Talk, text: str, part: str) -> None:
    said = chat.say(text)
    assert part in said
    assert "Encontré" in said


def test_one_is_picked_by_place_in_the_list_or_by_its_city(chat: Talk) -> None:
    listed = chat.say("acuerdos con japón")
    third = [line for line in listed.splitlines() if line.startswith("•")][2]
    assert third.split(" con ")[0].removeprefix("• ") in chat.say("el tercero")
    said = chat.say("el de nagoya")
    assert "16 de febrero de 1978" in said
    assert "no puedo saberlo" in said
    assert "Embajada de México en Japón" in chat.sources[0]["titulo"]


def test_whether_one_is_registered_cannot_be_known(chat: Talk) -> None:
    chat.say("hermanamientos de guadalajara")
    assert "no puedo saberlo" in chat.say("está registrado el de portland?").lower()
    assert "Consultar el RAI" in chat.buttons


def test_nothing_found_says_so_and_offers_the_nearest(chat: Talk) -> None:
    said = chat.say("acuerdos de nayarit con japon")
    assert "No encontré acuerdos de Nayarit con Japón" in said
    assert "no quiere decir que no existan" in said
    assert "Encontré 13 acuerdos con Japón" in chat.press("Ver Japón")


def test_a_ranking_comes_with_a_chart_and_is_never_the_official_one(chat: Talk) -> None:
    said = chat.say("qué estado tiene más hermanamientos")
    assert "1. Jalisco: 110" in said
    assert "No es un ranking del registro oficial" in said
    [image] = [reply["image"] for reply in chat.last["replies"] if reply["image"]]
    assert Path(image).read_bytes().startswith(b"\x89PNG")


def test_a_list_can_be_ranked_by_country(chat: Talk) -> None:
    chat.say("hermanamientos de guadalajara")
    assert "Países con más hermanamientos reportados de Guadalajara, Jalisco" in chat.press("Por país")


def test_a_search_without_a_place_asks_for_one(chat: Talk) -> None:
    assert "683 acuerdos" in chat.say("quiero buscar acuerdos")


def test_two_people_do_not_mix(talk) -> None:  # type: ignore[no-untyped-def]
    one, other = talk(), talk()
    one.say("hermanamientos de guadalajara")
    other.say("hermanamientos de monterrey")
    assert "Guadalajara" in one.say("cuántos son")
    assert "Monterrey" in other.say("cuántos son")


def test_of_those_keeps_what_was_looked_at(chat: Talk) -> None:
    chat.say("hermanamientos con china")
    reply = chat.say("cuantos de esos son de jalisco")
    assert "Jalisco con China" in reply


def test_in_total_begins_anew(chat: Talk) -> None:
    chat.say("acuerdos con alemania")
    reply = chat.say("cuantos hermanamientos hay en total")
    assert "Alemania" not in reply
    assert "en total" in reply


def test_the_newest_come_first(chat: Talk) -> None:
    chat.say("hermanamientos de jalisco")
    reply = chat.say("los mas recientes")
    years = [int(line[-4:]) for line in reply.splitlines() if line.startswith("•")]
    assert len(years) == 5
    assert years == sorted(years, reverse=True)


def test_whoever_says_where_they_are_from_is_asked_what_they_need(chat: Talk) -> None:
    reply = chat.say("soy de sn felipe gto")
    assert "San Felipe, Guanajuato" in reply
    assert "Ver sus acuerdos" in chat.buttons


def test_the_next_day_the_search_can_still_be_refined(chat: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.say("qué hermanamientos tiene guadalajara")
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 24 * 60 * 60)
    assert "hermanamientos de Zapopan" in chat.say("¿y zapopan?")


def test_a_name_nobody_knows_is_said_instead_of_listing_everything(chat: Talk) -> None:
    unknown = chat.say("hermanamientos con Timbuktu")
    assert "No reconocí «Timbuktu»" in unknown and "Encontré" not in unknown
    assert "No reconocí «Xochimilpa»" in chat.say("cuántos acuerdos hay con Xochimilpa")
    with_state = chat.say("hermanamientos con la ciudad de timbuktu california")
    assert "No reconocí «timbuktu»" in with_state and "California" in with_state


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("con alemania", "Puebla con Alemania"),  # none, and the nearest are said
        ("de oaxaca", "de Oaxaca con Estados Unidos"),
        ("y de uruapan", "de Uruapan, Michoacán con Estados Unidos"),
        ("es tequila jalisco", "de Tequila, Jalisco con Estados Unidos"),
        ("de que estados son", "Estados con más acuerdos reportados de Puebla con Estados Unidos"),
    ],
)
def test_what_only_names_a_filter_is_about_the_list_on_the_screen(chat: Talk, text: str, part: str) -> None:
    chat.say("acuerdos de puebla con estados unidos")
    assert part in chat.say(text)


def test_after_a_ranking_the_second_is_the_second_place(chat: Talk) -> None:
    ranked = chat.say("qué municipio tiene más acuerdos").splitlines()
    second = next(line for line in ranked if line.startswith("2. ")).removeprefix("2. ").partition(":")[0]
    said = chat.say("¿y el segundo?")
    assert f"acuerdos de {second}" in said
    # And then the first is the first of that list.
    assert second in chat.say("el primero").splitlines()[0]


def test_the_oldest_come_first_and_what_has_no_year_is_said(chat: Talk) -> None:
    listed = [line for line in chat.say("los más antiguos").splitlines() if line.startswith("•")]
    years = [int(line.rpartition(", ")[2]) for line in listed]
    assert years == sorted(years) and years[0] == 1953
    chat.say("hermanamientos de puebla")
    said = chat.say("los más antiguos")
    assert "Los que no llevan año es porque la fuente no lo da." in said


def test_a_button_may_be_written(chat: Talk) -> None:
    chat.say("hermanamientos de chihuahua")
    said = chat.say("por pais")
    assert "reportados de Chihuahua" in said
    assert chat.last["confidence"] == 1.0


def test_two_places_are_compared(chat: Talk) -> None:
    said = chat.say("zapopan o guadalajara, quién tiene más hermanamientos").splitlines()
    assert said[:2] == ["• 38 hermanamientos de Guadalajara, Jalisco", "• 12 hermanamientos de Zapopan, Jalisco"]
    assert "hermanamientos de Guadalajara, Jalisco" in chat.press("Ver el que tiene más")


def test_monterey_is_monterrey_and_monterey_park_is_not(chat: Talk) -> None:
    assert chat.say("acuerdos de monterey").startswith("Entendí *Monterrey, Nuevo León*.")
    assert "Monterey Park" in chat.say("acuerdos con monterey park")


def test_a_kind_of_agreement_begins_a_new_search(chat: Talk) -> None:
    chat.say("acuerdos con alemania")
    assert "Encontré 4 hermanamientos de Naucalpan" in chat.say("hermanamientos de naucalpan")


def test_naming_a_filter_to_take_away_takes_it_away(chat: Talk) -> None:
    chat.say("acuerdos de jalisco con estados unidos")
    assert "Encontré 340 acuerdos con Estados Unidos" in chat.say("quita jalisco")


def test_the_second_of_a_later_page_is_the_second_on_the_screen(chat: Talk) -> None:
    chat.say("acuerdos de sonora")
    chat.press("Ver más")
    page = [line for line in chat.press("Ver más").splitlines() if line.startswith("•")]
    foreign = page[1].rpartition(" con ")[2].partition(" (")[0]
    assert foreign in chat.say("el segundo").splitlines()[0]
    assert foreign in chat.say("el 12").splitlines()[0]
