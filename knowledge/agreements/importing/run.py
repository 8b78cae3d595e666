"""Imports a file of agreements in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.agreements.importing.counterparts import read_counterparts
from knowledge.agreements.importing.doubts import Above
from knowledge.agreements.importing.files.reading import RawRow, Table, read_table
from knowledge.agreements.importing.finding_places import Places
from knowledge.agreements.importing.report import Notice, Refusal, Report
from knowledge.agreements.importing.rows import AgreementRow, RefusedRow, parse_row
from knowledge.agreements.importing.storing import store
from knowledge.agreements.index.column_storage import store_columns
from knowledge.models import Agreement

BATCH = 500  # SQLite takes at most 999 values in one statement


def import_file(
    session: Session,
    path: Path,
    *,
    default_source: str = "",
    default_confidence: str = "oficial",
    answers: Mapping[str, str] | None = None,
    sheet: str = "",
    reading: Callable[[int, int], None] = lambda done, total: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Table, Report]:
    """Store the agreements of `path`; the caller's transaction makes it all or nothing.

    An empty cell never erases what was known. Rows that the file no longer has are kept. Rows that name no source
    get `default_source`, and `default_confidence` («oficial» or «secundaria») where they say none. `answers` and
    `sheet` are as in `read_table`; `reading` is called with the bytes read and to read, and `progress` with the rows
    done and the rows in all.

    Raises:
        UnreadableFile: the file cannot be read at all, or not without guessing.
    """
    table = read_table(path, answers=answers, sheet=sheet, progress=reading)
    report = Report()
    places = Places.read(session)
    parsed = _parsed(table.rows, places, report, default_source or f"archivo {path.name}", default_confidence)
    rows = _identified(parsed, set(session.scalars(select(Agreement.id))), report)
    counterparts = read_counterparts(session)
    pending = iter(rows.items())
    for done in range(0, len(rows), BATCH):
        store(session, dict(islice(pending, BATCH)), counterparts, report)
        progress(min(done + BATCH, len(rows)), len(rows))
    if report.added or report.changed:
        store_columns(session)
    return table, report


def _parsed(
    raws: list[RawRow], places: Places, report: Report, source: str, confidence: str
) -> Iterator[tuple[RawRow, AgreementRow]]:
    above = Above(places)
    for raw in raws:
        notices: list[str] = []
        try:
            row = parse_row(raw, places, default_source=source, default_confidence=confidence, notices=notices)
            notices.append(above.check(raw, row))
        except RefusedRow as reason:
            report.refused.append(Refusal(raw.line, str(reason), raw.original))
        else:
            report.notices.extend(Notice(raw.line, notice) for notice in notices if notice)
            yield raw, row


def _identified(
    parsed: Iterable[tuple[RawRow, AgreementRow]], known: set[str], report: Report
) -> dict[str, AgreementRow]:
    """Rows by id. Two with the same parties and kind are one agreement, unless their dates differ."""
    same: dict[str, list[tuple[RawRow, AgreementRow]]] = defaultdict(list)
    for raw, row in parsed:
        same[row.identity()].append((raw, row))
    rows: dict[str, AgreementRow] = {}
    for identity, group in same.items():
        # The earliest keeps the plain id, so that the order of the file does not matter.
        group.sort(key=lambda pair: (pair[1].signed, pair[0].line))
        for position, (raw, row) in enumerate(group):
            dated = row.identity(dated=True)
            # A second agreement already known by its date stays itself in a file that lacks the first.
            key = dated if position or dated in known else identity
            if key in rows or (position and row.signed == group[0][1].signed):
                report.refused.append(Refusal(raw.line, "repite otra fila del archivo", raw.original))
            else:
                rows[key] = row
    report.refused.sort(key=lambda refusal: refusal.line)
    return rows
