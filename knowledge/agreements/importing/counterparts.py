"""Stores the foreign sides of the agreements that come in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from knowledge.agreements.importing.rows import AgreementRow
from knowledge.models import Counterpart
from spanish.text import fold

# Name, city and country of a counterpart → its id in the database.
Counterparts = dict[tuple[str, str, str], int]

_LONGEST = 200  # the width of the key columns
_TITLES = ("estado de ", "estado libre de ", "provincia de ", "prefectura de ", "generalitat de ", "condado de ")


def read_counterparts(session: Session) -> Counterparts:
    """The counterparts already in the database."""
    statement = select(Counterpart.id, Counterpart.name, Counterpart.city, Counterpart.country_iso)
    return {(row.name, row.city, row.country_iso): row.id for row in session.execute(statement)}


def add_counterparts(session: Session, rows: Iterable[AgreementRow], counterparts: Counterparts) -> None:
    """Store the counterparts of `rows` that are not there yet and add them to `counterparts`."""
    missing = {(row.counterpart, row.city, row.country_iso) for row in rows} - counterparts.keys()
    if not missing:
        return
    session.execute(
        insert(Counterpart),
        [
            {"name": name, "city": city, "country_iso": iso, **search_keys(name, city)}
            for name, city, iso in sorted(missing)
        ],
    )
    for row in session.execute(
        select(Counterpart.id, Counterpart.name, Counterpart.city, Counterpart.country_iso).where(
            Counterpart.name.in_({name for name, _, _ in missing})
        )
    ):
        counterparts[row.name, row.city, row.country_iso] = row.id


def search_keys(name: str, city: str) -> dict[str, str]:
    """Folded city and region: «Austin, Texas» → austin, texas; «Estado de Texas» → region texas."""
    full = city or name
    place, _, region = full.rpartition(", ") if ", " in full else (full, "", "")
    folded = fold(place)
    for title in _TITLES:
        if folded.startswith(title):
            folded = folded[len(title) :]
            if not region and title != "condado de ":
                region = folded
    return {"city_key": folded[:_LONGEST], "region_key": fold(region)[:_LONGEST]}
