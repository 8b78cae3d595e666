"""Questions about the reported agreements."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from sqlalchemy import select

from knowledge import agreements
from knowledge.agreements import AgreementQuery, Tally, count, find, nearest, ranking
from knowledge.importing.run import import_file
from knowledge.models import Agreement

HEADER = "estado,municipio,contraparte,contraparte_ciudad,pais,tipo,temas,fecha_firma,fuente,fuente_url"
ROWS = (
    'Jalisco,Guadalajara,Portland,"Portland, Oregón",Estados Unidos,hermanamiento,educación; cultura,1983,Periódico,https://a.mx',
    "Jalisco,Guadalajara,Kioto,Kioto,Japón,hermanamiento,turismo,1980-10-20,Embajada,https://b.mx",
    "Jalisco,Guadalajara,Kioto,Kioto,Japón,memorándum de entendimiento,,2015,Embajada,https://b.mx",
    'Jalisco,Zapopan,Saginaw,"Saginaw, Míchigan",Estados Unidos,hermanamiento,cultura,,Periódico,https://a.mx',
    'Nuevo León,Monterrey,San Antonio,"San Antonio, Texas",Estados Unidos,hermanamiento,,1953,Periódico,https://a.mx',
    "Nuevo León,,Estado de Texas,,Estados Unidos,acuerdo de cooperación,seguridad,2004,Periódico,https://a.mx",
    ',San Pedro,Plano,"Plano, Texas",Estados Unidos,hermanamiento,,,Periódico,https://a.mx',
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
    assert agreements.sources(few, AgreementQuery(state=JALISCO)) == [
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


def test_states_with_none(few):
    assert agreements.states_with_none(few) == 30


def test_one_agreement(few):
    first = find(few, AgreementQuery(city="portland"))[0]
    assert agreements.get(few, first.id).counterpart.city == "Portland, Oregón"
    assert [topic.topic for topic in first.topics] == ["cultura", "educación"]
    assert agreements.get(few, "a000000000000") is None


def test_matching_keeps_the_order_of_the_list(few):
    listed = [agreement.id for agreement in find(few, AgreementQuery(), limit=50)][::-1]
    texan = [agreement.id for agreement in agreements.matching(few, listed, name="texas")]
    assert len(texan) == 3
    assert texan == [key for key in listed if key in texan]
    assert agreements.matching(few, [], name="texas") == []


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


COMBINATIONS = [
    {
        name: value
        for name, value in zip(("state", "municipality", "country", "kind", "since"), values, strict=True)
        if value
    }
    for values in itertools.product(
        (None, JALISCO), (None, GUADALAJARA), (None, "US"), (None, "hermanamiento"), (None, 1980)
    )
]


@pytest.mark.parametrize("filters", COMBINATIONS, ids=str)
def test_what_is_summed_from_the_totals_is_what_counting_each_agreement_gives(few, filters):
    query = AgreementQuery(**filters)
    found = find(few, query, limit=100)
    assert count(few, query) == len(found)
    assert sum(total for _, _, total in agreements.sources(few, query)) == len(found)
    for by, key in (("estado", "state_key"), ("municipio", "municipality_key"), ("pais", "country_iso")):
        expected = Counter(getattr(agreement, key) for agreement in found if getattr(agreement, key))
        assert {tally.key: tally.count for tally in ranking(few, query, by)} == expected


def test_importing_again_brings_the_totals_up_to_date(few, write_csv):
    line = "Jalisco,Tonalá,Lyon,Lyon,Francia,hermanamiento,,2001,Periódico,https://a.mx"
    import_file(few, write_csv(line, header=HEADER))
    assert count(few, AgreementQuery(state=JALISCO)) == 5
    assert count(few, AgreementQuery(country="FR")) == 1
    assert count(few, AgreementQuery()) == 8
