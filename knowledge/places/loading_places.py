"""Loads states, municipalities, countries and their other names."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from knowledge.models import Country, Municipality, PlaceAlias, State

REGISTRY = Path(__file__).parents[1] / "registry"
FILES = tuple(REGISTRY / name for name in ("states.csv", "municipalities.csv", "countries.csv", "place_aliases.csv"))


def load_places(session: Session) -> int:
    """Put the places of the repository's catalogues in the database; returns how many municipalities.

    A place once loaded is updated, never deleted: agreements refer to it.
    """
    for row in _rows("states.csv"):
        session.merge(State(key=row["clave"], name=row["estado"], short_name=row["nombre_corto"]))
    session.flush()
    count = _load_municipalities(session)
    aliases = {(row["tipo"], row["clave"], row["alias"]) for row in _rows("place_aliases.csv")}
    for row in _rows("countries.csv"):
        session.merge(Country(iso=row["iso"], name=row["pais"]))
        aliases |= {
            ("gentilicio", row["iso"], row[column]) for column in ("gentilicio_m", "gentilicio_f") if row[column]
        }
        # Apart from the names people use: only files write «Reino Hachemí de Jordania».
        aliases |= {("oficial", row["iso"], name.strip()) for name in row["nombre_oficial"].split(";") if name.strip()}
    session.execute(delete(PlaceAlias))
    session.execute(
        insert(PlaceAlias), [{"kind": kind, "place_key": key, "alias": alias} for kind, key, alias in sorted(aliases)]
    )
    return count


def _load_municipalities(session: Session) -> int:
    known = {
        key: (state, name)
        for key, state, name in session.execute(select(Municipality.key, Municipality.state_key, Municipality.name))
    }
    new = []
    count = 0
    for row in _rows("municipalities.csv"):
        count += 1
        values = {"key": row["clave"], "state_key": row["estado"], "name": row["municipio"]}
        if row["clave"] not in known:
            new.append(values)
        elif known[row["clave"]] != (row["estado"], row["municipio"]):
            session.merge(Municipality(**values))
    if new:
        session.execute(insert(Municipality), new)
    return count


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (REGISTRY / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
