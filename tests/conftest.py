"""Databases for the tests: everything that takes one of these fixtures runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any

# Rasa's pin of SQLAlchemy 1.4 warns about 2.0, which we do not use.
os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
# Some tests train in this process, which needs what a serving process leaves out (see test_lean_imports.py).
os.environ["ENLACE_LIGERO"] = "0"

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

import settings
from knowledge.database import migrate, open_engine, session_scope
from knowledge.loading import load_all
from knowledge.places.loading_places import load_places
from tests.doubles import redis
from tests.doubles.postgresql import start_postgresql

pytest_plugins = [
    "tests.agent",
    "tests.connectors.running_server",
    "tests.connectors.web.serving",
    "tests.said.everything",
]


def _forgetting(change: Callable[..., None]) -> Callable[..., None]:
    @wraps(change)
    def changed(*arguments: Any, **options: Any) -> None:
        change(*arguments, **options)
        settings.load.cache_clear()

    return changed


# A process reads its settings once; a test that changes the environment is another installation.
for _change in ("setenv", "delenv", "undo"):
    setattr(pytest.MonkeyPatch, _change, _forgetting(getattr(pytest.MonkeyPatch, _change)))

# Shared by every database of this process: pytest may build the fixture below more than once.
NUMBERS = count()

# Makes a database, empty or a copy of another one, and returns its address.
MakeDatabase = Callable[..., str]


@pytest.fixture(scope="session")
def postgresql_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a PostgreSQL that lives as long as the suite; its database «postgres» is for making others."""
    with start_postgresql(tmp_path_factory.mktemp("runtime")) as address:
        yield address


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of a Redis that lives as long as the suite."""
    with redis.start_redis() as address:
        yield address


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def make_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MakeDatabase:
    """Makes databases of one kind; each test that depends on it runs once for each kind."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("sqlite")

        def make_file(copy_of: str = "") -> str:
            path = folder / f"{next(NUMBERS)}.db"
            if copy_of:
                shutil.copy(copy_of.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"

        return make_file
    address: str = request.getfixturevalue("postgresql_address")

    def make_schema(copy_of: str = "") -> str:
        name = f"enlace_{next(NUMBERS)}"
        template = _database_of(copy_of) if copy_of else "template0"
        admin = open_engine(address).execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        admin.dispose()
        return address.replace("/postgres?", f"/{name}?")

    return make_schema


def _database_of(address: str) -> str:
    return address.rpartition("?")[0].rpartition("/")[2]


@pytest.fixture
def database_url(make_database: MakeDatabase) -> str:
    """Address of an empty database."""
    return make_database()


@pytest.fixture(scope="session")
def places_url(make_database: MakeDatabase) -> str:
    """Address of a database with tables and places, and no agreement; only to be copied."""
    url = make_database()
    engine = open_engine(url)
    migrate(engine)
    with session_scope(engine) as session:
        load_places(session)
    engine.dispose()
    return url


@pytest.fixture
def engine(make_database: MakeDatabase, places_url: str) -> Iterator[Engine]:
    """A database of the test's own, with the places and no agreement."""
    engine = open_engine(make_database(places_url))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def places_engine(make_database: MakeDatabase, places_url: str) -> Iterator[Engine]:
    """A database with the places and no agreement; nothing is committed to it."""
    engine = open_engine(make_database(places_url))
    yield engine
    engine.dispose()


@pytest.fixture
def session(places_engine: Engine) -> Iterator[Session]:
    """A session on the places, undone at the end."""
    with Session(places_engine, future=True) as session:
        yield session


@pytest.fixture(scope="session")
def loaded_engine(make_database: MakeDatabase) -> Iterator[Engine]:
    """A database with all that the repository ships; nobody writes to it."""
    engine = open_engine(make_database())
    load_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def loaded(loaded_engine: Engine) -> Iterator[Session]:
    """A session on all that the repository ships, undone at the end."""
    with Session(loaded_engine, future=True) as session:
        yield session


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Writes a CSV file of agreements with the header that most tests want."""

    def write(
        *lines: str,
        name: str = "acuerdos.csv",
        encoding: str = "utf-8",
        header: str = "estado,municipio,contraparte,pais,tipo,fecha_firma",
    ) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding=encoding)
        return path

    return write
