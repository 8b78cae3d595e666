"""Stores parsed rows: new agreements, and what a row adds to one already there."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from knowledge.agreements.importing.counterparts import Counterparts, add_counterparts
from knowledge.agreements.importing.indexing import index_agreements
from knowledge.agreements.importing.report import Report
from knowledge.agreements.importing.rows import AgreementRow, proves_registration
from knowledge.models import Agreement, AgreementTopic

# What a row proves; a weaker row never overwrites a stronger one.
_WEIGHT = {"secundaria": 0, "oficial": 1}
_REGISTERED_WEIGHT = 2

# The parties are the identity: «Ayto. de X» and «ayto de x» are one row, which keeps its first spelling.
_PARTIES = frozenset({"municipality_name", "mexican_body", "counterpart_id", "kind"})


def store(session: Session, rows: dict[str, AgreementRow], counterparts: Counterparts, report: Report) -> None:
    """Store `rows` (by agreement id) and count in `report` what became of each."""
    add_counterparts(session, rows.values(), counterparts)
    known = {agreement.id: agreement for agreement in session.scalars(select(Agreement).where(Agreement.id.in_(rows)))}
    topics: dict[str, set[str]] = defaultdict(set)
    for topic in session.execute(
        select(AgreementTopic.agreement_id, AgreementTopic.topic).where(AgreementTopic.agreement_id.in_(known))
    ):
        topics[topic.agreement_id].add(topic.topic)
    new: list[dict[str, Any]] = []
    new_topics: list[dict[str, str]] = []
    touched: list[str] = []
    for key, row in rows.items():
        values = _columns(row, counterparts)
        fresh = [topic for topic in row.topics if topic not in topics[key]]
        new_topics.extend({"agreement_id": key, "topic": topic} for topic in fresh)
        existing = known.get(key)
        if existing is None:
            new.append({"id": key, **values})
            report.added += 1
        elif _update(existing, values) or fresh:
            touched.append(key)
            report.changed += 1
        else:
            report.unchanged += 1
    session.flush()
    if new:
        session.execute(insert(Agreement), new)
    if new_topics:
        session.execute(insert(AgreementTopic), new_topics)
    index_agreements(session, [values["id"] for values in new] + touched, touched)
    session.expunge_all()


def _columns(row: AgreementRow, counterparts: Counterparts) -> dict[str, Any]:
    return {
        "state_key": row.state_key,
        "municipality_key": row.municipality_key,
        "municipality_name": row.municipality_name,
        "mexican_body": row.mexican_body,
        "counterpart_id": counterparts[row.counterpart, row.city, row.country_iso],
        "country_iso": row.country_iso,
        "kind": row.kind,
        "signed": row.signed,
        "signed_year": int(row.signed[:4]) if row.signed else None,
        "registered": row.registered,
        "registration_number": row.registration_number,
        "validity": row.validity,
        "status": row.status,
        "source": row.source,
        "source_url": row.source_url,
        "confidence": row.confidence,
    }


def _update(existing: Agreement, values: dict[str, Any]) -> bool:
    current = {name: getattr(existing, name) for name in values}
    if current["registration_number"] and not proves_registration(current["registration_number"]):
        # An earlier version took «N/A» for a number.
        existing.registration_number = current["registration_number"] = ""
        return _update(existing, values) or True
    if _weight(values) < _weight(current):
        return False
    changes = {
        name: value for name, value in values.items() if value and value != current[name] and name not in _PARTIES
    }
    for name, value in changes.items():
        setattr(existing, name, value)
    return bool(changes)


def _weight(values: dict[str, Any]) -> int:
    if values["registered"] or values["registration_number"]:
        return _REGISTERED_WEIGHT
    return _WEIGHT[values["confidence"]]
