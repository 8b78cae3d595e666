"""The names that a message may mention."""

import csv
from collections import defaultdict

import pytest
from sqlalchemy.orm import Session

from knowledge.places.gazetteer import Entry, entries, phrase, plurals
from knowledge.places.loading_places import REGISTRY

Names = dict[str, set[tuple[str, str]]]


@pytest.fixture
def names(loaded: Session) -> Names:
    found: Names = defaultdict(set)
    for entry in entries(loaded):
        found[entry.phrase].add((entry.kind, entry.key))
    return found


@pytest.mark.parametrize(
    ("written", "kind", "key"),
    [
        ("edomex", "estado", "15"),
        ("D.F.", "estado", "09"),
        ("Q. Roo", "estado", "23"),
        ("NL", "estado", "19"),
        ("Michoacán", "estado", "16"),
        ("Michoacán de Ocampo", "estado", "16"),
        ("Cancún", "municipio", "23005"),
        ("Ciudad Obregón", "municipio", "26018"),
        ("Tlaquepaque", "municipio", "14098"),
        ("Tlajomulco", "municipio", "14097"),
        ("Dolores Hidalgo", "municipio", "11014"),
        ("GDL", "municipio", "14039"),
        ("Playa del Carmen", "municipio", "23008"),
        ("Ciudad Juárez", "municipio", "08037"),
        ("EE. UU.", "pais", "US"),
        ("Holanda", "pais", "NL"),
        ("Inglaterra", "pais", "GB"),
        ("Corea", "pais", "KR"),
        ("gringos", "gentilicio", "US"),
        ("japonesas", "gentilicio", "JP"),
        ("alemanes", "gentilicio", "DE"),
        ("Portland", "ciudad_extranjera", "portland"),
        ("Canoga Park", "ciudad_extranjera", "canoga park, los angeles"),
        ("Texas", "region_extranjera", "texas"),
        ("Alberta", "region_extranjera", "alberta"),
        ("MOU", "tipo", "memorándum de entendimiento"),
        ("ciudades hermanas", "tipo", "hermanamiento"),
        ("artesanías", "tema", "cultura"),
        ("paradiplomacia", "termino", "paradiplomacia"),
        ("soft power", "termino", "poder_blando"),
    ],
)
def test_it_knows_the_names_people_use(names: Names, written: str, kind: str, key: str) -> None:
    assert (kind, key) in names[phrase(written)]


def test_all_phrases_are_folded_words(loaded: Session) -> None:
    assert [entry for entry in entries(loaded) if entry.phrase != phrase(entry.phrase) or not entry.phrase] == []


def test_mexico_is_neither_a_country_to_look_for_nor_the_state(names: Names) -> None:
    assert "mexico" not in names
    assert "mexicanas" not in names


def test_all_the_homonyms_are_there(names: Names) -> None:
    assert len({key for kind, key in names["benito juarez"] if kind == "municipio"}) == 7


def test_an_island_does_not_take_the_name_of_a_municipality(names: Names) -> None:
    assert {kind for kind, _ in names["guadalupe"]} == {"municipio"}


def test_names_say_where_a_place_is(loaded: Session) -> None:
    shown = {(entry.kind, entry.key): entry.name for entry in entries(loaded)}
    assert shown["municipio", "14039"] == "Guadalajara, Jalisco"
    assert shown["ciudad_extranjera", "portland"] == "Portland, Oregón"
    assert shown["ciudad_extranjera", "busan"] == "Busan, Corea del Sur"
    assert shown["region_extranjera", "texas"] == "Texas, Estados Unidos"


def test_places_carry_how_many_agreements_they_have(loaded: Session) -> None:
    reported = {entry.key: entry.reported for entry in entries(loaded) if entry.kind == "municipio"}
    assert reported["14039"] > 10
    assert reported["24029"] == 0


@pytest.mark.parametrize(
    ("demonym", "both"),
    [
        ("japones", {"japones", "japoneses"}),
        ("cubana", {"cubana", "cubanas"}),
        ("marroqui", {"marroqui", "marroquies", "marroquis"}),
        ("belga", {"belga", "belgas"}),
        ("aleman", {"aleman", "alemanes"}),
    ],
)
def test_demonyms_have_plurals(demonym: str, both: set[str]) -> None:
    assert {form for form in plurals(demonym) if form in both} == both


def test_an_empty_database_still_has_kinds_and_topics(session: Session) -> None:
    found: list[Entry] = entries(session)
    assert {"tipo", "tema", "municipio"} <= {entry.kind for entry in found}
    # No agreement, so no foreign place but those of the repository's own list, and none with agreements.
    assert {entry.reported for entry in found if entry.kind == "ciudad_extranjera"} == {0}


def test_no_alias_names_another_municipality_of_its_state() -> None:
    """Otherwise a file to import could not say which of the two it means."""

    def read(name: str) -> list[dict[str, str]]:
        with (REGISTRY / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    official = {(row["estado"], phrase(row["municipio"])): row["clave"] for row in read("municipalities.csv")}
    keys = {
        "estado": {row["clave"] for row in read("states.csv")},
        "municipio": set(official.values()),
        "pais": {row["iso"] for row in read("countries.csv")},
    }
    keys["gentilicio"] = keys["pais"]
    aliases = read("place_aliases.csv")
    assert [row for row in aliases if row["clave"] not in keys[row["tipo"]]] == []
    assert [
        row
        for row in aliases
        if row["tipo"] == "municipio"
        and official.get((row["clave"][:2], phrase(row["alias"])), row["clave"]) != row["clave"]
    ] == []
