"""How long searching, counting and ranking take with a thousand, a hundred thousand and a million agreements."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.turns import Times
from knowledge import agreements
from knowledge.agreements import AgreementQuery
from knowledge.database import migrate, open_engine, session_scope
from knowledge.models import Agreement, AgreementTopic, Counterpart, Country, Municipality
from knowledge.places import load_places
from knowledge.totals import refresh_totals

KINDS = ("hermanamiento", "memorándum de entendimiento", "carta de intención", "acuerdo de cooperación")
TOPICS = ("educación", "cultura", "turismo", "economía")
COUNTERPARTS = 5_000
BATCH = 20_000


def measure(folder: Path, rows: int, repeats: int, url: str = "") -> dict[str, Times]:
    """Times of each question on a database made for the occasion with so many agreements."""
    engine = open_engine(url or f"sqlite:///{folder / f'agreements-{rows}.db'}")
    migrate(engine)
    with session_scope(engine) as session:
        if engine.dialect.name == "sqlite":  # a million rows go in at random places of eight indexes
            session.connection().exec_driver_sql("PRAGMA cache_size=-600000")
        load_places(session)
        _fill(session, rows)
    if engine.dialect.name == "postgresql":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    results = {}
    with session_scope(engine) as session:
        chance = random.Random(7)
        municipalities = list(session.scalars(select(Agreement.municipality_key).distinct().limit(500)))
        countries = list(session.scalars(select(Agreement.country_iso).distinct()))
        for name, question in _questions(session, chance, municipalities, countries):
            question()
            times = results[name] = Times()
            for _ in range(repeats):
                started = time.perf_counter()
                question()
                times.ms.append((time.perf_counter() - started) * 1000)
                session.expunge_all()
    engine.dispose()
    return results


def _questions(
    session: Session, chance: random.Random, municipalities: list[str], countries: list[str]
) -> Iterator[tuple[str, Callable[[], Any]]]:
    def any_filter() -> AgreementQuery:
        place, country = chance.choice(municipalities), chance.choice(countries)
        return chance.choice(
            [
                AgreementQuery(municipality=place),
                AgreementQuery(state=place[:2]),
                AgreementQuery(country=country),
                AgreementQuery(state=place[:2], country=country),
                AgreementQuery(municipality=place, country=country),
                AgreementQuery(kind=chance.choice(KINDS)),
                AgreementQuery(state=place[:2], kind=chance.choice(KINDS)),
            ]
        )

    yield "búsqueda filtrada", lambda: agreements.find(session, any_filter())
    yield "conteo filtrado", lambda: agreements.count(session, any_filter())
    yield "fuentes", lambda: agreements.sources(session, any_filter())
    yield "año", lambda: agreements.count(session, AgreementQuery(since=chance.randrange(1950, 2025)))
    yield "tema", lambda: agreements.count(session, AgreementQuery(topic=chance.choice(TOPICS)))
    for dimension in ("estado", "municipio", "pais"):
        yield f"clasificación por {dimension}", lambda by=dimension: agreements.ranking(session, AgreementQuery(), by)


def _fill(session: Session, rows: int) -> None:
    places = [(row.key, row.state_key) for row in session.execute(select(Municipality.key, Municipality.state_key))]
    countries = list(session.scalars(select(Country.iso).where(Country.iso != "MX")))
    session.execute(
        insert(Counterpart),
        [
            {"id": n, "name": f"Ciudad {n}", "city": f"Ciudad {n}", "country_iso": countries[n % len(countries)],
             "city_key": f"ciudad {n}", "region_key": f"region {n % 97}"}
            for n in range(1, COUNTERPARTS + 1)
        ],
    )  # fmt: skip
    chance = random.Random(1)
    for first in range(0, rows, BATCH):
        batch = [_row(number, chance, places, countries) for number in range(first, min(first + BATCH, rows))]
        session.execute(insert(Agreement.__table__), batch)
        session.execute(
            insert(AgreementTopic.__table__),
            [{"agreement_id": row["id"], "topic": TOPICS[position % 4]} for position, row in enumerate(batch)],
        )
    refresh_totals(session)


def _row(number: int, chance: random.Random, places: list[tuple[str, str]], countries: list[str]) -> dict[str, Any]:
    municipality, state = places[int(len(places) * chance.random() ** 2)]  # a few have most of them
    counterpart = 1 + int(COUNTERPARTS * chance.random() ** 2)
    year = chance.randrange(1950, 2026)
    return {
        "id": f"{number:016x}", "state_key": state, "municipality_key": municipality, "municipality_name": "",
        "mexican_body": "", "counterpart_id": counterpart, "country_iso": countries[counterpart % len(countries)],
        "kind": chance.choice(KINDS), "signed": str(year), "signed_year": year, "registered": "",
        "registration_number": f"RAI-{number}", "validity": "", "status": "", "source": f"Fuente {number % 3}",
        "source_url": "https://fuente.mx", "confidence": "oficial",
    }  # fmt: skip
