"""Foreign cities and regions with which nobody may have an agreement yet, by the names that Mexicans give them."""

from __future__ import annotations

import csv
from functools import cache
from typing import Literal, NamedTuple

from knowledge.places.loading_places import REGISTRY
from spanish.text import fold

Kind = Literal["ciudad", "region"]


class ForeignPlace(NamedTuple):
    """A place of `foreign_places.csv`.

    Attributes:
        key: Its folded name, as the counterparts of agreements have theirs: «nueva york».
        region: The state of a city of the United States; empty for the others.
        others: Its other names, as «New York».
    """

    kind: Kind
    key: str
    name: str
    region: str
    country_iso: str
    others: tuple[str, ...]


@cache
def foreign_places() -> tuple[ForeignPlace, ...]:
    """All of them, in the order of the file."""
    with (REGISTRY / "foreign_places.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            ForeignPlace(
                "ciudad" if row["tipo"] == "ciudad" else "region",
                fold(row["nombre"]),
                row["nombre"],
                row["region"],
                row["pais_iso"],
                tuple(name.strip() for name in row["otros_nombres"].split(";") if name.strip()),
            )
            for row in csv.DictReader(file)
        )


@cache
def _by_key() -> dict[tuple[Kind, str], tuple[ForeignPlace, ...]]:
    found: dict[tuple[Kind, str], tuple[ForeignPlace, ...]] = {}
    for place in foreign_places():
        found[place.kind, place.key] = (*found.get((place.kind, place.key), ()), place)
    return found


def only_country_of(kind: Kind, key: str) -> str | None:
    """The ISO code of the only country with such a place; None if there are several, or none is known."""
    countries = {place.country_iso for place in _by_key().get((kind, key), ())}
    return countries.pop() if len(countries) == 1 else None


def spoken_name(kind: Kind, key: str) -> str | None:
    """«los angeles» → «Los Ángeles»; None for a place that is not in the file."""
    places = _by_key().get((kind, key))
    return places[0].name if places else None
