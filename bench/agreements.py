"""How long searching, counting and ranking take with a thousand, a hundred thousand and a million agreements.

By itself, on SQLite and on PostgreSQL: `python -m bench.agreements`.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bench.agreement_rows import fill
from bench.report import Section, goal
from bench.turns import Times
from knowledge.agreements import queries as agreements
from knowledge.agreements.parties import parties
from knowledge.agreements.queries import AgreementQuery
from knowledge.agreements.vocabulary import topics
from knowledge.database import migrate, open_engine, session_scope
from knowledge.models import Agreement
from knowledge.search import search

ROWS = (1_000, 100_000, 1_000_000)
REPEATS = 60
# Filters of a question, by what it names.
FILTERS: dict[str, Callable[[Agreement], dict[str, Any]]] = {
    "municipio": lambda one: {"municipality": one.municipality_key},
    "estado": lambda one: {"state": one.state_key},
    "país": lambda one: {"country": one.country_iso},
    "ciudad": lambda one: {"city": one.counterpart.city_key},
    "región": lambda one: {"region": one.counterpart.region_key},
    "tipo": lambda one: {"kind": one.kind},
    "tema": lambda one: {"topic": _group(one.topics[0].topic)},
    "año": lambda one: {"since": one.signed_year, "until": one.signed_year},
    "de un año a otro": lambda one: {"since": one.signed_year - 5, "until": one.signed_year + 5},
    "los más recientes": lambda one: {"order": "recientes"},
}
THREE = (("estado", "tema", "año"), ("tipo", "tema", "de un año a otro"))
_SAME = ({"municipio", "estado"}, {"año", "de un año a otro"})  # one says the other
WORDS = (
    "hermanamiento",
    "¿qué necesito para un hermanamiento con una ciudad de Estados Unidos?",
    "acuerdos de Jalisco",
    "educación y cultura",
    "firma del presidente municipal",
    "méxico",
)
Known = dict[str, Times]


def measure(folder: Path, rows: int, repeats: int, url: str = "") -> Known:
    """Times of each question on a database made for the occasion with so many agreements."""
    engine = open_engine(url or f"sqlite:///{folder / f'agreements-{rows}.db'}")
    migrate(engine)
    with session_scope(engine) as session:
        fill(session, rows)
    if engine.dialect.name == "postgresql":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    results: Known = {}
    with session_scope(engine) as session:
        for name, question in _questions(session, rows):
            question()
            times = results.setdefault(name, Times())
            for _ in range(repeats):
                session.expunge_all()  # a turn begins with a session that holds nothing
                session.info.clear()
                started = time.perf_counter()
                question()
                times.ms.append((time.perf_counter() - started) * 1000)
    engine.dispose()
    return results


def goals(known: dict[int, Known], base: str = "SQLite") -> list[Any]:
    """The rows of the table of goals: the worst question, the pairs of filters taken together."""
    rows = sorted(known)
    few, many = known[rows[0]], known[rows[-1]]
    table = []
    for what in ("conteo", "lista"):
        fewer, more = _asked(few, what), _asked(many, what)
        worst = max(more, key=lambda name: more[name].p50 / fewer[name].p50)
        slow = max((name for name in many if name.startswith(f"{what}:")), key=lambda name: many[name].p95)
        title = f"{base}, {what} con cualquier filtro"
        table.append(goal(f"{title}: {rows[-1]:,} acuerdos entre {rows[0]:,}, el peor ({worst.partition(': ')[2]})",
                          more[worst].p50 / fewer[worst].p50, 3, at_most=True))  # fmt: skip
        table.append(goal(f"{title}: p95 con {rows[-1]:,}, el peor ({slow.partition(': ')[2]})", many[slow].p95, 20,
                          at_most=True, unit="ms"))  # fmt: skip
    slow = max((name for name in many if name.startswith("clasificación")), key=lambda name: many[name].p95)
    table.append(goal(f"{base}, clasificaciones con {rows[-1]:,}: p95 de la más lenta", many[slow].p95, 150,
                      at_most=True, unit="ms"))  # fmt: skip
    return table


def section(known: dict[int, Known], base: str = "SQLite") -> Section:
    """The table of a database: each filter alone, the pairs together and the slowest of them, and the rest."""
    rows = sorted(known)
    lines = []
    for what in ("conteo", "lista"):
        asked = [_asked(known[size], what) for size in rows]
        lines += [_line(name, [times[name] for times in asked]) for name in asked[0]]
        slow = max(_pairs(known[rows[-1]], what), key=lambda name: known[rows[-1]][name].p95)
        lines.append(_line(f"{what}: el par más lento ({slow.partition(': ')[2]})", [known[n][slow] for n in rows]))
    rest = [name for name in known[rows[0]] if not name.startswith(("conteo:", "lista:"))]
    lines += [_line(name, [known[size][name] for size in rows]) for name in rest]
    return Section(
        f"Base de conocimiento ({base}), ms p50 / p95", ["Pregunta", *(f"{size:,} acuerdos" for size in rows)], lines,
        "Cada pregunta toma sus filtros de un acuerdo al azar, así que lo más frecuente se pregunta más. «Lista» es la "
        "primera página.",
    )  # fmt: skip


def _pairs(known: Known, what: str) -> list[str]:
    return [name for name in known if name.startswith(f"{what}:") and " y " in name]


def _asked(known: Known, what: str) -> Known:
    """The questions of one sort; those of two filters, asked a few times each, as one."""
    pairs = _pairs(known, what)
    alone = {name: times for name, times in known.items() if name.startswith(f"{what}:") and name not in pairs}
    together = Times([ms for name in pairs for ms in known[name].ms])
    return {**alone, f"{what}: dos filtros, los {len(pairs)} pares": together}


def _line(name: str, times: list[Times]) -> list[str]:
    return [name, *(f"{one.p50:.1f} / {one.p95:.1f}" for one in times)]


def _group(member: str) -> str:
    return next(name for name, topic in topics().items() if member in topic.members)


def _questions(session: Session, rows: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    chance = random.Random(7)
    drawn = [session.get(Agreement, f"{chance.randrange(rows):016x}") for _ in range(200)]
    asked = [name for name in FILTERS if name != "los más recientes"]
    pairs = [pair for pair in itertools.combinations(FILTERS, 2) if set(pair) not in _SAME]
    filters = [("todo", ()), *((name, (name,)) for name in FILTERS), *((" y ".join(pair), pair) for pair in pairs),
               *((f"tres filtros ({', '.join(three)})", three) for three in THREE)]  # fmt: skip
    queries = {}
    for name, chosen in filters:
        seen = [{key: value for part in chosen for key, value in FILTERS[part](one).items()} for one in drawn]
        queries[name] = itertools.cycle([AgreementQuery(**values) for values in seen])
        session.expunge_all()
        drawn = [session.merge(one, load=False) for one in drawn]
    for name, those in queries.items():
        yield f"conteo: {name}", lambda those=those: agreements.count(session, next(those))
    for name, those in queries.items():
        yield f"lista: {name}", lambda those=those: parties(session, agreements.page(session, next(those)))
    yield "lista: todo, página 20", lambda: parties(session, agreements.page(session, AgreementQuery(), offset=95))
    for name in ("municipio", "estado", "tipo", "tema"):
        yield f"fuentes: {name}", lambda name=name: agreements.sources(session, next(queries[name]))
    words = itertools.cycle(WORDS)
    yield "texto libre, en las respuestas", lambda: search(session, next(words), kind="respuesta", limit=2)
    for by in ("estado", "municipio", "pais"):
        yield f"clasificación por {by}", lambda by=by: agreements.ranking(session, AgreementQuery(), by)
    for name in asked:
        if name != "municipio":
            yield (
                f"clasificación por municipio, con {name}",
                lambda name=name: agreements.ranking(session, next(queries[name]), "municipio"),
            )


def main() -> None:
    """Measure on both databases and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.agreements", description="Mide la base de conocimiento.")
    parser.add_argument("--filas", type=int, nargs="+", default=ROWS)
    sizes = parser.parse_args().filas
    with tempfile.TemporaryDirectory(prefix="enlace-bench-") as name:
        for base, known in measure_both(Path(name), sizes, REPEATS):
            print(Section(f"Metas ({base})", ["Meta", "Pedido", "Medido", "Se cumple"], goals(known, base)).markdown())
            print(section(known, base).markdown(), flush=True)


def measure_both(folder: Path, sizes: tuple[int, ...], repeats: int) -> Iterator[tuple[str, dict[int, Known]]]:
    """The times by number of agreements, on SQLite and then on a PostgreSQL started for the occasion."""
    yield "SQLite", {rows: measure(folder, rows, repeats) for rows in sizes}
    from tests.doubles.postgresql import start_postgresql

    with start_postgresql(folder) as address:
        known = {}
        admin = open_engine(address).execution_options(isolation_level="AUTOCOMMIT")
        for rows in sizes:
            with admin.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE bench_{rows} TEMPLATE template0")
            known[rows] = measure(folder, rows, repeats, address.replace("/postgres?", f"/bench_{rows}?"))
        admin.dispose()
        yield "PostgreSQL", known


if __name__ == "__main__":
    main()
