"""Agreements made for the occasion, as many as wanted, copied in bulk into SQLite or PostgreSQL."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from knowledge.agreements.index.column_storage import store_columns
from knowledge.agreements.vocabulary import kinds, topics
from knowledge.answers.content_files import read_content
from knowledge.answers.content_loading import load_content
from knowledge.models import Counterpart, Country, Municipality, State
from knowledge.places.loading_places import load_places
from spanish.text import index_text

COUNTERPARTS = 5_000
REGIONS = 97
YEARS = range(1950, 2026)
_BATCH = 50_000
_AGREEMENT = (
    "id", "state_key", "municipality_key", "municipality_name", "mexican_body", "counterpart_id", "country_iso", "kind",
    "signed", "signed_year", "registered", "registration_number", "validity", "status", "source", "source_url",
    "confidence",
)  # fmt: skip


def fill(session: Session, rows: int) -> None:
    """Load places and answers, and so many agreements with their topics, search documents and columns."""
    load_places(session)
    load_content(session, read_content())
    session.flush()
    states = dict(session.execute(select(State.key, State.short_name)).all())
    places = session.execute(select(Municipality.key, Municipality.state_key, Municipality.name)).all()
    countries = session.execute(select(Country.iso, Country.name).where(Country.iso != "MX")).all()
    session.execute(
        insert(Counterpart),
        [
            {"id": n, "name": f"Ciudad {n}", "city": f"Ciudad {n}", "country_iso": countries[n % len(countries)].iso,
             "city_key": f"ciudad {n}", "region_key": f"region {n % REGIONS}"}
            for n in range(1, COUNTERPARTS + 1)
        ],
    )  # fmt: skip
    chance = random.Random(1)
    every_topic = [member for topic in topics().values() for member in topic.members]
    every_kind = list(kinds())
    folded = {name: index_text(name) for name in [*every_kind, *every_topic, *states.values()]}
    folded |= {name: index_text(name) for name in [place.name for place in places] + [one.name for one in countries]}
    connection = session.connection()
    for first in range(0, rows, _BATCH):
        agreements, about, documents = [], [], []
        for number in range(first, min(first + _BATCH, rows)):
            place = _skewed(places, chance)  # a few have most of them
            counterpart = 1 + int(COUNTERPARTS * chance.random() ** 2)
            country = countries[counterpart % len(countries)]
            kind, topic, year = _skewed(every_kind, chance), _skewed(every_topic, chance), chance.choice(YEARS)
            key = f"{number:016x}"
            agreements.append((key, place.state_key, place.key, place.name, "", counterpart, country.iso, kind,
                               f"{year}-{1 + number % 12:02d}", year, "", f"RAI-{number}", "", "",
                               f"Fuente {number % 3}", "https://fuente.mx", "oficial"))  # fmt: skip
            about.append((key, topic))
            body = (states[place.state_key], country.name, kind, topic)
            documents.append(("acuerdo", key, f"{folded[place.name]} ciudad {counterpart}",
                              " ".join(folded[part] for part in body)))  # fmt: skip
        _copy(connection, "agreement", _AGREEMENT, agreements)
        _copy(connection, "agreement_topic", ("agreement_id", "topic"), about)
        _copy(connection, "search_document", ("kind", "ref", "title", "body"), documents)
    store_columns(session)


def _skewed(values: Sequence[Any], chance: random.Random) -> Any:
    return values[int(len(values) * chance.random() ** 2)]


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    cursor = connection.connection.cursor()
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
    else:
        file = io.StringIO()
        csv.writer(file).writerows(rows)
        file.seek(0)
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({names}))", file)
    cursor.close()
