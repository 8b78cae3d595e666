"""Makes the columns of the agreements out of their tables, stores them as one value, and reads it."""

from __future__ import annotations

import io
import json
import uuid
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from knowledge.agreements.index.column_index import NAMES, Columns
from knowledge.models import Agreement, AgreementColumns, AgreementTopic, Counterpart

_BATCH = 10_000
_VERSION = select(AgreementColumns.version)
_HELD = "agreement_columns"  # in the session's own notes
# The columns last read, with their version. Versions are never used twice, so a process needs no word of a change.
_last: tuple[str, Columns] | None = None


def read_columns(session: Session) -> Columns:
    """The columns as an import left them; made on the spot where none has since the tables are there.

    A session reads them once: it sees one state of the tables, and an answer asks for them several times.
    """
    global _last
    if _HELD in session.info:
        held: Columns = session.info[_HELD]
        return held
    version = session.execute(_VERSION).scalar_one_or_none()
    if version is None:
        return _make(session)
    known = _last
    if known is None or known[0] != version:
        content = session.execute(select(AgreementColumns.content)).scalar_one()
        _last = known = (version, _unpack(content))
    session.info[_HELD] = known[1]
    return known[1]


def store_columns(session: Session) -> None:
    """Make them anew and put them in the place of those there are."""
    session.flush()
    session.info.pop(_HELD, None)
    content = _pack(_make(session))
    session.execute(delete(AgreementColumns).execution_options(synchronize_session=False))
    session.execute(insert(AgreementColumns).values(version=uuid.uuid4().hex, content=content))


def columns_are_stored(session: Session) -> bool:
    """Whether any import has stored them."""
    return session.execute(select(func.count()).select_from(AgreementColumns)).scalar_one() > 0


class _Numbers(dict[str, int]):
    """Gives each new value the next number."""

    def __missing__(self, value: str) -> int:
        self[value] = len(self)
        return self[value]


def _make(session: Session) -> Columns:
    statement = (
        select(
            Agreement.id,
            Agreement.signed,
            func.coalesce(Agreement.signed_year, 0),
            func.coalesce(Agreement.state_key, ""),
            func.coalesce(Agreement.municipality_key, ""),
            Agreement.country_iso,
            Counterpart.city_key,
            Counterpart.region_key,
            Agreement.kind,
            Agreement.source,
            Agreement.source_url,
        )
        .join(Agreement.counterpart)
        .order_by(Agreement.sort_key)
    )
    ids: list[str] = []
    signed: list[str] = []
    years = array("h")
    known = [_Numbers() for _ in NAMES]
    columns = [array("I") for _ in NAMES]
    for batch in _batches(session, statement):
        key, date, year, *rest, source, address = zip(*batch, strict=True)
        ids += key
        signed += date
        years.extend(year)
        sources = [
            f"{name}\n{url}" for name, url in zip(source, address, strict=True)
        ]  # neither has a line break, see rows
        for column, numbers, values in zip(columns, known, (*rest, sources), strict=True):
            column.extend(map(numbers.__getitem__, values))
    known_years = sorted(set(years) - {0})
    place = {0: 0} | {year: number for number, year in enumerate(known_years, 1)}
    positions = sorted(range(len(ids)), key=signed.__getitem__, reverse=True)  # stable: the lists' order within a day
    return Columns(
        ids=np.array(ids, dtype="S16"),
        values={name: list(numbers) for name, numbers in zip(NAMES, known, strict=True)},
        numbers={
            name: _small(column, len(numbers)) for name, column, numbers in zip(NAMES, columns, known, strict=True)
        },
        years=known_years,
        year=_small([place[year] for year in years], len(place)),
        newest=np.array(positions, dtype=np.intp),
        topics=_topics(session, np.array(ids, dtype="S16")),
    )


def _small(column: Iterable[int], values: int) -> NDArray[Any]:
    """The narrowest column with room for a number that stands for none of the values."""
    return np.array(column, dtype=np.min_scalar_type(values))


def _topics(session: Session, ids: NDArray[np.bytes_]) -> dict[str, NDArray[np.uint32]]:
    by_id = np.argsort(ids)
    found: dict[str, list[str]] = defaultdict(list)
    for batch in _batches(session, select(AgreementTopic.topic, AgreementTopic.agreement_id)):
        for topic, key in batch:
            found[topic].append(key)
    return {
        topic: np.sort(by_id[np.searchsorted(ids, np.array(keys, dtype=ids.dtype), sorter=by_id)]).astype(np.uint32)
        for topic, keys in found.items()
    }


def _batches(session: Session, statement: Any) -> Iterator[list[Any]]:
    """The rows of a statement, a part at a time, without what the ORM does to each."""
    rows = session.connection().execute(statement, execution_options={"stream_results": True})
    yield from rows.yield_per(_BATCH).partitions()


def _pack(columns: Columns) -> bytes:
    file = io.BytesIO()
    names = {"values": columns.values, "years": columns.years, "topics": list(columns.topics)}
    np.savez(
        file,
        names=np.frombuffer(json.dumps(names).encode(), dtype=np.uint8),
        ids=columns.ids,
        year=columns.year,
        newest=columns.newest.astype(np.uint32),
        **{f"column_{name}": column for name, column in columns.numbers.items()},
        **{f"topic_{number}": positions for number, positions in enumerate(columns.topics.values())},
    )
    return file.getvalue()


def _unpack(content: bytes) -> Columns:
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        names = json.loads(file["names"].tobytes())
        return Columns(
            ids=file["ids"],
            values=names["values"],
            numbers={name: file[f"column_{name}"] for name in NAMES},
            years=names["years"],
            year=file["year"],
            newest=file["newest"].astype(np.intp),
            topics={topic: file[f"topic_{number}"] for number, topic in enumerate(names["topics"])},
        )
