"""The foreign places of the repository's list."""

from __future__ import annotations

import csv
from collections import Counter

from knowledge.places.abroad import foreign_places, only_country_of, spoken_name
from knowledge.places.gazetteer import phrase
from knowledge.places.loading_places import REGISTRY

NAMES = (
    "Nueva York, Tokio, Pekín, Londres, Filadelfia, Moscú, Seúl, Shanghái, New York, Múnich, Nueva Orleans, Fráncfort, "
    "Florencia, Ginebra, Carolina del Norte, Pensilvania, Cataluña"
)


def test_the_names_that_mexicans_give_are_known() -> None:
    known = {phrase(name) for place in foreign_places() for name in (place.name, *place.others)}
    for name in NAMES.split(", "):
        assert phrase(name) in known, name


def test_every_place_is_in_a_country_that_there_is() -> None:
    with (REGISTRY / "countries.csv").open(encoding="utf-8", newline="") as file:
        countries = {row["iso"] for row in csv.DictReader(file)}
    assert {place.country_iso for place in foreign_places()} <= countries


def test_no_place_is_there_twice() -> None:
    times = Counter((place.kind, place.key, place.country_iso) for place in foreign_places())
    assert [place for place, count in times.items() if count > 1] == []


def test_none_is_called_as_a_mexican_municipality_or_state() -> None:
    with (REGISTRY / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        mexican = {phrase(row["municipio"]) for row in csv.DictReader(file)}
    with (REGISTRY / "states.csv").open(encoding="utf-8", newline="") as file:
        mexican |= {phrase(row["nombre_corto"]) for row in csv.DictReader(file)}
    foreign = {phrase(name) for place in foreign_places() for name in (place.name, *place.others)}
    assert foreign & mexican == set()


def test_the_country_is_said_only_where_there_is_one() -> None:
    assert only_country_of("ciudad", "nueva york") == "US"
    assert only_country_of("ciudad", "cambridge") is None  # England and Massachusetts
    assert only_country_of("ciudad", "timbuktu") is None
    assert spoken_name("ciudad", "los angeles") == "Los Ángeles"
