"""The tables, on both databases."""

from __future__ import annotations

from sqlalchemy import inspect, text

from knowledge.database import migrate, open_engine
from knowledge.models import Base


def test_migrations_make_the_tables_of_the_models(database_url):
    engine = open_engine(database_url)
    migrate(engine)
    made = inspect(engine)
    for name, table in Base.metadata.tables.items():
        columns = {column["name"] for column in made.get_columns(name)}
        assert columns - {"vector"} == set(table.columns.keys()), name
        assert {index["name"] for index in made.get_indexes(name)} >= {index.name for index in table.indexes}, name
    engine.dispose()


def test_migrating_twice_changes_nothing(database_url):
    engine = open_engine(database_url)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO country (iso, name) VALUES ('JP', 'Japón')"))
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM country")).scalars().all() == ["Japón"]
    engine.dispose()


def test_a_migration_that_fails_leaves_no_table(database_url, monkeypatch):
    from alembic import op

    engine = open_engine(database_url)

    def fail(*_args, **_options):
        raise RuntimeError("half-way")

    monkeypatch.setattr(op, "create_index", fail)
    try:
        migrate(engine)
    except RuntimeError:
        assert not {"country", "agreement"} & set(inspect(engine).get_table_names())
    else:
        raise AssertionError("the migration should have failed")
    engine.dispose()
