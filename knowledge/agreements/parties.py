"""Who signed each agreement, by their names: what a line of a list says."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from knowledge.models import Agreement, Counterpart, Country, Municipality, State

# Made once: it costs more to build than to run. Columns and not objects, which take five times as long to make.
_NAMES = (
    select(
        Agreement.id,
        Agreement.signed,
        Agreement.source,
        Agreement.mexican_body,
        Agreement.municipality_name.label("unplaced"),  # when its state is not known
        Municipality.name.label("municipality"),
        State.short_name.label("state"),
        Counterpart.name.label("counterpart"),
        Counterpart.city,
        Country.name.label("country"),
    )
    .join(Agreement.counterpart)
    .join(Country, Country.iso == Agreement.country_iso)
    .outerjoin(Agreement.municipality)
    .outerjoin(State, State.key == Agreement.state_key)
    .where(Agreement.id.in_(bindparam("ids", expanding=True)))
)


def parties(session: Session, ids: Sequence[str]) -> list[Row]:
    """Id, date of signature, source and names of both sides of each agreement, in the order of `ids`.

    Those gone are left out. Of the Mexican side, `state`, `municipality`, `mexican_body` and `unplaced` may be empty or
    None.
    """
    found = {row.id: row for row in session.connection().execute(_NAMES, {"ids": ids})} if ids else {}
    return [found[key] for key in ids if key in found]
