"""Questions about the reported agreements."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import delete, select

from knowledge.agreements import queries
from knowledge.agreements.importing.run import import_file
from knowledge.agreements.index.column_index import NAMES, Columns, together
from knowledge.agreements.queries import AgreementQuery, Tally, count, find, nearest, ranking
from knowledge.database import session_scope
from knowledge.models import Agreement, AgreementColumns

HEADER = (
    "estado,municipio,dependencia_mexicana,contraparte,contraparte_ciudad,pais,tipo,temas,fecha_firma,fuente,fuente_url"
)
ROWS = (
    ',San Pedro,,Plano,"Plano, Texas",Estados Unidos,hermanamiento,,,Periódico,https://a.mx',
    'Jalisco,Guadalajara,,Portland,"Portland, Oregón",Estados Unidos,hermanamiento,educación; cultura,1983,Periódico,https://a.mx',
    "Jalisco,Guadalajara,,Kioto,Kioto,Japón,hermanamiento,turismo,1980-10-20,Embajada,https://b.mx",
    "Jalisco,Guadalajara,,Kioto,Kioto,Japón,memorándum de entendimiento,,2015,Embajada,https://b.mx",
    'Jalisco,Zapopan,,Saginaw,"Saginaw, Míchigan",Estados Unidos,hermanamiento,cultura,,Periódico,https://a.mx',
    'Nuevo León,Monterrey,,San Antonio,"San Antonio, Texas",Estados Unidos,hermanamiento,,1953,Periódico,https://a.mx',
    "Nuevo León,,Gobierno del Estado,Estado de Texas,,Estados Unidos,acuerdo de cooperación,seguridad,2004,Periódico,https://a.mx",
)
JALISCO, GUADALAJARA, ZAPOPAN, NUEVO_LEON = "14", "14039", "14120", "19"


@pytest.fixture
def few(session, write_csv):
    """A session on a few agreements."""
    _, report = import_file(session, write_csv(*ROWS, header=HEADER))
    assert (report.added, report.refused) == (len(ROWS), [])
    return session


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, 7),
        ({"state": JALISCO}, 4),
        ({"municipality": GUADALAJARA}, 3),
        ({"municipality": GUADALAJARA, "state": NUEVO_LEON}, 3),  # the municipality says its state
        ({"country": "US"}, 5),
        ({"country": "JP", "kind": "hermanamiento"}, 1),
        ({"city": "portland"}, 1),
        ({"region": "texas"}, 3),
        ({"city": "san antonio", "region": "texas"}, 1),
        ({"kind": "hermanamiento"}, 5),
        ({"topic": "cultura"}, 2),
        ({"topic": "cultura", "municipality": ZAPOPAN}, 1),
        ({"topic": "tema que nadie agrupa"}, 0),
        ({"since": 1983}, 3),
        ({"until": 1980}, 2),
        ({"since": 1980, "until": 1983}, 2),
        ({"since": 1980, "until": 1980, "country": "JP", "state": JALISCO}, 1),
        ({"country": "FR"}, 0),
    ],
)
def test_filters(few, filters, expected):
    query = AgreementQuery(**filters)
    assert count(few, query) == expected
    assert len(find(few, query, limit=50)) == expected


def test_a_query_survives_json_and_unknown_names():
    query = AgreementQuery(state=JALISCO, since=1980)
    assert query.to_dict() == {"state": JALISCO, "since": 1980}
    assert AgreementQuery.from_dict({**query.to_dict(), "invento": 1}) == query
    assert query
    assert not AgreementQuery()


def test_ranking_puts_most_first_and_breaks_ties_by_name(few):
    assert ranking(few, AgreementQuery(), "estado") == [Tally("14", "Jalisco", 4), Tally("19", "Nuevo León", 2)]
    assert ranking(few, AgreementQuery(), "municipio") == [
        Tally(GUADALAJARA, "Guadalajara", 3),
        Tally("19039", "Monterrey", 1),
        Tally(ZAPOPAN, "Zapopan", 1),
    ]
    assert ranking(few, AgreementQuery(state=JALISCO), "pais") == [
        Tally("US", "Estados Unidos", 2),
        Tally("JP", "Japón", 2),
    ]
    assert ranking(few, AgreementQuery(), "municipio", limit=1) == [Tally(GUADALAJARA, "Guadalajara", 3)]
    assert ranking(few, AgreementQuery(country="FR"), "pais") == []


def test_who_reports(few):
    assert queries.sources(few, AgreementQuery(state=JALISCO)) == [
        ("Embajada", "https://b.mx", 2),
        ("Periódico", "https://a.mx", 2),
    ]


def test_nearest_widens_what_found_nothing(few):
    found = nearest(few, AgreementQuery(municipality=ZAPOPAN, country="JP"))
    assert found == [
        (AgreementQuery(state=JALISCO, country="JP"), 2),
        (AgreementQuery(state=JALISCO), 4),
        (AgreementQuery(municipality=ZAPOPAN), 1),
    ]  # those with Japan are the two of Jalisco
    assert nearest(few, AgreementQuery(state=NUEVO_LEON, since=2020)) == [(AgreementQuery(state=NUEVO_LEON), 2)]
    assert nearest(few, AgreementQuery(country="FR")) == []


def test_those_with_fewest_come_first_and_those_without_are_counted(few):
    assert [tally.count for tally in ranking(few, AgreementQuery(), "municipio", least=True)] == [1, 1, 3]
    assert queries.places_without(few, AgreementQuery(), "estado") == 30
    assert queries.places_without(few, AgreementQuery(state=JALISCO), "municipio") == 125 - 2
    assert queries.places_without(few, AgreementQuery(), "pais") == 0


def test_one_agreement(few):
    first = find(few, AgreementQuery(city="portland"))[0]
    assert queries.get(few, first.id).counterpart.city == "Portland, Oregón"
    assert [topic.topic for topic in first.topics] == ["cultura", "educación"]
    assert queries.get(few, "a000000000000") is None


def test_pages_neither_repeat_nor_skip(loaded):
    query = AgreementQuery(country="US")
    total = count(loaded, query)
    pages = [find(loaded, query, offset=offset, limit=7) for offset in range(0, total, 7)]
    shown = [agreement.id for agreement in itertools.chain.from_iterable(pages)]
    assert len(shown) == len(set(shown)) == total
    assert shown == [agreement.id for agreement in find(loaded, query, limit=total)]


def test_the_order_is_the_same_on_both_databases(loaded):
    expected = sorted(
        loaded.scalars(select(Agreement)),
        key=lambda row: (row.state_key or "~", row.municipality_key or "~", row.country_iso, row.id),
    )
    assert [row.id for row in find(loaded, AgreementQuery(), limit=1_000)] == [row.id for row in expected]


def test_rankings_of_all_add_up(loaded):
    by_state = ranking(loaded, AgreementQuery(), "estado", limit=100)
    assert by_state[0] == Tally("14", "Jalisco", 114)
    assert sum(tally.count for tally in by_state) == 683 - 9  # nine rows do not say their state
    assert sum(tally.count for tally in ranking(loaded, AgreementQuery(), "pais", limit=100)) == 683


FILTERS = {
    "state": JALISCO, "municipality": GUADALAJARA, "country": "US", "city": "portland", "region": "texas",
    "kind": "hermanamiento", "topic": "cultura", "since": 1980, "until": 2004,
}  # fmt: skip
COMBINATIONS = [dict(chosen) for number in range(4) for chosen in itertools.combinations(FILTERS.items(), number)]


def meets(agreement: Agreement, query: AgreementQuery) -> bool:
    """Whether an agreement meets a query, said again without the columns."""
    year = agreement.signed_year or 0
    return (
        (agreement.municipality_key == query.municipality if query.municipality else True)
        and (agreement.state_key == query.state if query.state and not query.municipality else True)
        and query.country in (None, agreement.country_iso)
        and query.city in (None, agreement.counterpart.city_key)
        and query.region in (None, agreement.counterpart.region_key)
        and query.kind in (None, agreement.kind)
        and (query.topic is None or query.topic in {topic.topic for topic in agreement.topics})
        and (query.since is None or year >= query.since)
        and (query.until is None or 0 < year <= query.until)
    )


def test_every_combination_of_filters_finds_counts_and_ranks_what_meets_it(few):
    everyone = sorted(few.scalars(select(Agreement)), key=lambda agreement: agreement.sort_key)
    for filters in COMBINATIONS:
        query = AgreementQuery(**filters)
        expected = [agreement for agreement in everyone if meets(agreement, query)]
        assert find(few, query, limit=100) == expected, filters
        assert find(few, query, offset=1, limit=2) == expected[1:3], filters
        newest = find(few, replace(query, order="recientes"), limit=100)
        assert newest == sorted(expected, key=lambda agreement: agreement.signed, reverse=True), filters
        oldest = find(few, replace(query, order="antiguos"), limit=100)
        assert set(oldest) == set(expected), filters
        signed = [agreement.signed or "9999" for agreement in oldest]
        assert signed == sorted(signed), filters
        assert find(few, replace(query, order="antiguos"), offset=1, limit=2) == oldest[1:3], filters
        assert count(few, query) == len(expected), filters
        assert Counter({name: total for name, _, total in queries.sources(few, query)}) == Counter(
            agreement.source for agreement in expected
        ), filters
        for by, key in (("estado", "state_key"), ("municipio", "municipality_key"), ("pais", "country_iso")):
            places = Counter(getattr(agreement, key) for agreement in expected if getattr(agreement, key))
            assert {tally.key: tally.count for tally in ranking(few, query, by)} == places, filters


def test_what_no_agreement_has_is_found_nowhere(few):
    for filters in ({"state": "01"}, {"country": "XX"}, {"city": "atlantida"}, {"kind": "pacto"}, {"topic": "magia"}):
        assert count(few, AgreementQuery(**filters)) == 0, filters
        assert find(few, AgreementQuery(**filters)) == [], filters


def test_agreements_whose_columns_nobody_stored_are_found_all_the_same(few):
    everywhere = find(few, AgreementQuery(), limit=100)
    few.execute(delete(AgreementColumns))
    assert find(few, AgreementQuery(), limit=100) == everywhere
    assert count(few, AgreementQuery(topic="cultura")) == 2


def test_a_page_far_into_many_agreements_is_the_right_one():
    size = 3 * (1 << 16) + 5
    columns = Columns(
        ids=np.array([f"{number:07d}" for number in range(size)], dtype="S16"),
        values={name: ["", "x"] for name in NAMES},
        numbers={name: (np.arange(size) % 1_000 == 7).astype(np.uint8) for name in NAMES},
        years=[],
        year=np.zeros(size, dtype=np.uint8),
        newest=np.arange(size)[::-1].copy(),
        topics={"t": np.arange(0, size, 50_000, dtype=np.uint32)},
    )

    def where(*args, **kwargs):
        return together(columns.where(*args, **kwargs))

    thousands = [f"{number:07d}" for number in range(7, size, 1_000)]
    assert columns.page(where({"kind": "x"}), 64, 70) == thousands[64:134]
    assert columns.page(where({"kind": "x"}), 190, 70) == thousands[190:]
    assert columns.page(where({"kind": "x"}), 64, 70, "recientes") == thousands[::-1][64:134]
    assert columns.page(where({}, topics=["t"]), 0, 9) == ["0000000", "0050000", "0100000",
                                                                               "0150000"]  # fmt: skip
    last = size - 1 - (1 << 16)
    assert columns.page(where({}), 1 << 16, 2, "recientes") == [f"{last:07d}", f"{last - 1:07d}"]
    assert len(where({"kind": "x", "state": "x"}, topics=["t", "none"])) == 0


def test_importing_again_brings_the_columns_up_to_date(few, write_csv):
    line = "Jalisco,Tonalá,,Lyon,Lyon,Francia,hermanamiento,,2001,Periódico,https://a.mx"
    import_file(few, write_csv(line, header=HEADER))
    assert count(few, AgreementQuery(state=JALISCO)) == 5
    assert count(few, AgreementQuery(country="FR")) == 1
    assert count(few, AgreementQuery()) == 8


def test_another_process_sees_what_was_imported(engine, write_csv):
    def load(*lines: str) -> None:
        with session_scope(engine) as other:
            import_file(other, write_csv(*lines, header=HEADER))

    def counted() -> int:
        with session_scope(engine) as reading:
            return count(reading, AgreementQuery(state=JALISCO))

    load(ROWS[1])
    assert counted() == 1
    load(ROWS[2])
    assert counted() == 2
    with pytest.raises(RuntimeError), session_scope(engine) as other:
        import_file(other, write_csv(ROWS[4], header=HEADER))
        assert count(other, AgreementQuery(state=JALISCO)) == 3
        raise RuntimeError("given up")
    assert counted() == 2
