"""Totals of the agreements, so that counting and ranking a million of them costs what a thousand do.

One row for each combination of state, country, kind and source, and of «any» of the first three; an import brings them
up to date at its end, in its own transaction.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from sqlalchemy import and_, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from knowledge.models import ANY, Agreement, AgreementTotal, MunicipalityTotal


def refresh_totals(session: Session) -> None:
    """Count all the agreements anew."""
    session.flush()
    for model in (AgreementTotal, MunicipalityTotal):
        session.execute(delete(model).execution_options(synchronize_session=False))
    state = func.coalesce(Agreement.state_key, "")
    each = (state, Agreement.country_iso, Agreement.kind, Agreement.source)
    _insert(session, select(*each, func.min(Agreement.source_url), func.count()).group_by(*each))
    exact = and_(*(column != ANY for column in _PLACE))
    for kept in product((True, False), repeat=len(_PLACE)):
        if not all(kept):
            columns = [column if keep else literal(ANY) for column, keep in zip(_PLACE, kept, strict=True)]
            groups = [column for column, keep in zip(_PLACE, kept, strict=True) if keep] + [AgreementTotal.source]
            totals = (func.min(AgreementTotal.source_url), func.sum(AgreementTotal.total))
            _insert(session, select(*columns, AgreementTotal.source, *totals).where(exact).group_by(*groups))
    for kind in (Agreement.kind, literal(ANY)):
        groups = [Agreement.municipality_key, *([Agreement.kind] if kind is Agreement.kind else [])]
        counted = select(Agreement.municipality_key, kind, func.count()).where(Agreement.municipality_key.is_not(None))
        names = ["municipality_key", "kind", "total"]
        session.execute(insert(MunicipalityTotal).from_select(names, counted.group_by(*groups)))


_PLACE: tuple[Any, ...] = (AgreementTotal.state_key, AgreementTotal.country_iso, AgreementTotal.kind)


def _insert(session: Session, rows: Any) -> None:
    names = ["state_key", "country_iso", "kind", "source", "source_url", "total"]
    session.execute(insert(AgreementTotal).from_select(names, rows))
