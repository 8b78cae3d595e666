"""Everything that the repository ships, in the database."""

from __future__ import annotations

import csv

import pytest
from sqlalchemy import delete, func, select

from knowledge import loading
from knowledge.agreements.index.column_storage import columns_are_stored, read_columns
from knowledge.answers.content_files import Content, read_content
from knowledge.answers.content_schema import AnswerItem
from knowledge.database import migrate, open_engine, session_scope
from knowledge.errors import InvalidContent
from knowledge.loading import AGREEMENTS, load_all
from knowledge.models import (
    Agreement,
    AgreementColumns,
    Answer,
    Counterpart,
    Country,
    Municipality,
    SearchDocument,
    State,
)


def _count(session, table):
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_loads_every_place_and_agreement(loaded):
    assert _count(loaded, State) == 32
    assert _count(loaded, Municipality) == 2_478
    assert _count(loaded, Country) == 250
    assert _count(loaded, Agreement) == 683


def test_every_agreement_is_the_row_of_the_file(loaded):
    with AGREEMENTS.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for agreement in loaded.scalars(select(Agreement)):
        row = rows.pop(agreement.id)
        assert (agreement.source, agreement.source_url, agreement.confidence) == (
            row["fuente"],
            row["fuente_url"],
            row["confianza"],
        )
        assert (agreement.counterpart.name, agreement.counterpart.city) == (
            row["contraparte"],
            row["contraparte_ciudad"],
        )
        assert (agreement.country_iso, agreement.kind, agreement.signed) == (
            row["pais_iso"],
            row["tipo"],
            row["fecha_firma"],
        )
        assert (agreement.state.name if agreement.state else "") == row["estado"]
        assert agreement.municipality_name == row["municipio"]
        assert agreement.source
        assert agreement.source_url.startswith("http")
        assert agreement.confidence in ("oficial", "secundaria")
        assert not agreement.is_registered
    assert not rows


def test_every_municipality_named_with_its_state_is_known(loaded):
    unknown = loaded.scalars(
        select(Agreement).where(
            Agreement.municipality_name != "", Agreement.state_key.is_not(None), Agreement.municipality_key.is_(None)
        )
    )
    assert list(unknown) == []


def test_everything_can_be_searched(loaded):
    content = read_content()
    kinds = dict(loaded.execute(select(SearchDocument.kind, func.count()).group_by(SearchDocument.kind)).all())
    assert kinds == {"acuerdo": 683, "respuesta": len(content.answers), "termino": len(content.terms)}
    assert _count(loaded, Answer) == len(content.answers)


def test_loading_again_changes_nothing(database_url):
    engine = open_engine(database_url)
    assert load_all(engine)
    with session_scope(engine) as session:
        before = _everything(session)
    again = load_all(engine)
    assert not again
    with session_scope(engine) as session:
        assert _everything(session) == before
    engine.dispose()


def test_agreements_of_a_version_without_columns_get_theirs(database_url):
    engine = open_engine(database_url)
    load_all(engine)
    with session_scope(engine) as session:
        session.execute(delete(AgreementColumns))
    load_all(engine)
    with session_scope(engine) as session:
        assert columns_are_stored(session)
        assert len(read_columns(session).ids) == _count(session, Agreement)
    engine.dispose()


def test_loading_changed_files_again_keeps_the_agreements(database_url, monkeypatch):
    engine = open_engine(database_url)
    load_all(engine)
    with session_scope(engine) as session:
        before = _everything(session)
    monkeypatch.setattr(loading, "fingerprint", lambda files: "otra")
    progress = []
    loaded = load_all(engine, progress=lambda done, total: progress.append((done, total)))
    assert (loaded.places, loaded.content, loaded.agreements) == (True, True, True)
    assert progress == [(500, 683), (683, 683)]
    with session_scope(engine) as session:
        assert _everything(session) == before
    engine.dispose()


def _everything(session):
    agreements = session.execute(select(Agreement.__table__).order_by(Agreement.id)).all()
    documents = session.execute(
        select(SearchDocument.kind, SearchDocument.ref, SearchDocument.title, SearchDocument.body).order_by(
            SearchDocument.kind, SearchDocument.ref
        )
    ).all()
    return agreements, documents, _count(session, Counterpart), _count(session, Municipality), _count(session, Answer)


def test_a_refused_row_of_ours_stops_the_load_and_keeps_nothing(database_url, write_csv, monkeypatch):
    path = write_csv("Jalisco,Guadalajara,Portland,Estados Unidos,hermanamiento,", "Jalisco,Atlantis,X,Cuba,,")
    monkeypatch.setattr(loading, "AGREEMENTS", path)
    engine = open_engine(database_url)
    with pytest.raises(InvalidContent, match=r"acuerdos.csv, línea 3: no conozco el municipio «Atlantis» en Jalisco"):
        load_all(engine)
    migrate(engine)
    with session_scope(engine) as session:
        assert _count(session, Agreement) == 0
        assert _count(session, State) == 0
    engine.dispose()


def test_an_answer_for_an_unknown_place_stops_the_load(database_url, monkeypatch):
    variant = read_content().answers[0][1].dict() | {"variante_de": "otra", "municipio": "99999"}
    content = Content(sources=[], answers=[("tema", AnswerItem.parse_obj(variant))], terms=[])
    monkeypatch.setattr(loading, "read_content", lambda: content)
    engine = open_engine(database_url)
    with pytest.raises(InvalidContent, match="no existe municipio con clave «99999»"):
        load_all(engine)
    engine.dispose()
