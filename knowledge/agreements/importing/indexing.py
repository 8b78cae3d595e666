"""Makes the search documents of the agreements that come in."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from knowledge.models import Agreement, AgreementTopic, Counterpart, Country, Municipality, SearchDocument, State
from spanish.text import index_text


def index_agreements(session: Session, keys: list[str], stale: list[str]) -> None:
    """Make the search documents of the agreements `keys`, replacing those of `stale`."""
    if stale:
        session.execute(
            delete(SearchDocument)
            .where(SearchDocument.kind == "acuerdo", SearchDocument.ref.in_(stale))
            .execution_options(synchronize_session=False)
        )
    if not keys:
        return
    topics: dict[str, list[str]] = defaultdict(list)
    for topic in session.execute(
        select(AgreementTopic.agreement_id, AgreementTopic.topic)
        .where(AgreementTopic.agreement_id.in_(keys))
        .order_by(AgreementTopic.topic)
    ):
        topics[topic.agreement_id].append(topic.topic)
    # Columns and not objects: an object would fetch each of its places with a query of its own.
    statement = (
        select(
            Agreement.id,
            Agreement.mexican_body,
            Agreement.kind,
            Agreement.municipality_name,
            State.name.label("state"),
            Municipality.name.label("municipality"),
            Country.name.label("country"),
            Counterpart.name.label("counterpart"),
            Counterpart.city,
        )
        .join(Agreement.counterpart)
        .join(Agreement.country)
        .outerjoin(Agreement.state)
        .outerjoin(Agreement.municipality)
        .where(Agreement.id.in_(keys))
        .order_by(Agreement.id)
    )
    session.execute(
        insert(SearchDocument),
        [
            {
                "kind": "acuerdo",
                "ref": row.id,
                "title": _indexed(row.municipality or row.municipality_name, row.counterpart, row.city),
                "body": _indexed(row.state, row.mexican_body, row.country, row.kind, *topics[row.id]),
            }
            for row in session.execute(statement)
        ],
    )


def _indexed(*parts: str | None) -> str:
    return " ".join(text for part in parts if part and (text := _indexed_part(part)))


@lru_cache(maxsize=8_192)  # a file names the same places over and over
def _indexed_part(part: str) -> str:
    return index_text(part)
