"""Full-text search: the same answers on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from knowledge.models import SearchDocument
from knowledge.search import Hit, search
from spanish.text import index_text

DOCUMENTS = {
    "guadalajara": ("Guadalajara Portland", "Jalisco hermanamiento Estados Unidos educación"),
    "zapopan": ("Zapopan Saginaw", "Jalisco hermanamiento con la vecina de Guadalajara"),
    "leon": ("León Ciudad de Cambrai", "Guanajuato acuerdo de cooperación, señal 2014"),
    "ley": ("la Ley sobre la Celebración de Tratados", "país, naciones y artículos 2 y 7"),
}


@pytest.fixture
def few(session: Session) -> Session:
    """A session on a few documents."""
    session.add_all(
        SearchDocument(
            kind="respuesta" if ref == "ley" else "acuerdo", ref=ref, title=index_text(title), body=index_text(body)
        )
        for ref, (title, body) in DOCUMENTS.items()
    )
    session.flush()
    return session


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("guadalajara", ["guadalajara", "zapopan"]),  # the title weighs more
        ("GUADALAJARA", ["guadalajara", "zapopan"]),
        ("leon", ["leon"]),
        ("LEÓN", ["leon"]),
        ("acuerdos de cooperación", ["leon"]),
        ("leyes", ["ley"]),
        ("países", ["ley"]),
        ("nación", ["ley"]),
        ("senal", ["leon"]),
        ("guada", ["guadalajara", "zapopan"]),
        ("2014", ["leon"]),
        ("hermanamiento portland", ["guadalajara"]),  # all the terms, when some document has them all
        ("portland marte", ["guadalajara"]),  # any of them, when none has
        ("¿qué hay de Saginaw?", ["zapopan"]),
        ("marte", []),
        ("", []),
        ("¿?", []),
        ("de la", []),
        ("😀", []),
        ("adalajara", []),
    ],
)
def test_finds(few, question, found):
    assert [hit.ref for hit in search(few, question)] == found


@pytest.mark.parametrize(
    "question",
    [
        '"',
        "''",
        'guadalajara"',
        "guada*",
        "* * *",
        "NOT guadalajara",
        "guadalajara OR",
        "OR AND NOT",
        "NEAR(guadalajara portland, 2)",
        "title:guadalajara",
        "guadalajara & | ! ( )",
        "a:* <-> b",
        "\\",
        "%",
        "'; DROP TABLE agreement; --",
        "guadalajara\0portland",
        "\ud800",
        "{guadalajara} - ^",
        "1e5 0x1f 3.14 -7",
        "guadalajara " * 2_000,
        "x" * 20_000,
        " ".join(f"palabra{number}" for number in range(2_500)),
        "北京市 guadalajara",
        "__--__",
    ],
)
def test_hostile_text_is_only_text(few, question):
    hits = search(few, question)
    assert {hit.ref for hit in hits} <= set(DOCUMENTS)
    assert few.scalars(select(SearchDocument)).all()
    if "guada" in question.lower():
        assert "guadalajara" in {hit.ref for hit in hits}


def test_only_one_kind(few):
    assert search(few, "guadalajara ley", kind="respuesta") == [Hit("respuesta", "ley")]
    assert {hit.kind for hit in search(few, "guadalajara ley")} == {"respuesta", "acuerdo"}


def test_no_more_than_the_limit(few):
    assert [hit.ref for hit in search(few, "hermanamiento", limit=1)] == ["guadalajara"]


def test_the_index_follows_its_documents(few):
    few.execute(update(SearchDocument).where(SearchDocument.ref == "zapopan").values(title="tlaquepaque", body=""))
    few.execute(delete(SearchDocument).where(SearchDocument.ref == "guadalajara"))
    few.flush()
    assert [hit.ref for hit in search(few, "tlaquepaque")] == ["zapopan"]
    assert search(few, "saginaw") == []
    assert search(few, "guadalajara") == []


@pytest.mark.parametrize(
    ("question", "kind", "expected"),
    [
        ("hermanamientos de Guadalajara con Portland", "acuerdo", "Portland"),
        ("hermanamiento zapopan", "acuerdo", "Zapopan"),
    ],
)
def test_finds_agreements_among_all(loaded, question, kind, expected):
    from knowledge.models import Agreement

    hits = search(loaded, question, kind=kind)
    assert hits
    first = loaded.get(Agreement, hits[0].ref)
    assert expected in (first.counterpart.name, first.municipality_name)


@pytest.mark.parametrize("question", ["dictamen", "paradiplomacia", "cabildo dos terceras partes", "leyes"])
def test_finds_answers_among_all(loaded, question):
    assert search(loaded, question, kind="respuesta")
