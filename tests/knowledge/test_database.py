"""A database that cannot be used says so in Spanish, without its password."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text

from knowledge import database
from knowledge.database import migrate, open_engine, reported, session_scope
from knowledge.errors import KnowledgeUnavailable
from knowledge.loading import load_all


@pytest.fixture
def sqlite_file(tmp_path):
    """A SQLite file with its tables."""
    path = tmp_path / "carpeta nueva" / "enlace.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


def _message(url, work):
    engine = open_engine(url)
    # No test waits: what is busy is busy at once.
    event.listen(
        engine,
        "connect",
        lambda connection, _: connection.execute("PRAGMA busy_timeout=0") if engine.dialect.name == "sqlite" else None,
    )
    with pytest.raises(KnowledgeUnavailable) as caught:
        work(engine)
    engine.dispose()
    return str(caught.value)


def _write(engine):
    with session_scope(engine) as session:
        session.execute(text("INSERT INTO country (iso, name) VALUES ('JP', 'Japón')"))


def _read(engine):
    with session_scope(engine) as session:
        session.execute(text("SELECT * FROM country"))


def test_a_locked_database(sqlite_file):
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    message = _message(f"sqlite:///{sqlite_file}", _write)
    assert message == (
        f"La base de datos está ocupada por otro proceso (sqlite:///{sqlite_file}). "
        "Espera un momento y vuelve a intentarlo."
    )
    other.rollback()
    other.close()
    engine = open_engine(f"sqlite:///{sqlite_file}")
    _write(engine)  # nothing was lost, and nothing stays locked
    engine.dispose()


def test_a_read_only_database_can_be_read_and_says_when_it_cannot_be_written(sqlite_file):
    url = f"sqlite:///file:{sqlite_file}?mode=ro&uri=true"
    engine = open_engine(url)
    _read(engine)
    migrate(engine)  # nothing to do is no writing
    engine.dispose()
    assert "La base de datos es de solo lectura" in _message(url, _write)
    assert "La base de datos es de solo lectura" in _message(url, load_all)
    assert not Path("file:").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"esto no es una base" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8_000),
    ],
)
def test_a_damaged_file(sqlite_file, damage):
    damage(sqlite_file)
    for work in (_read, migrate, load_all):
        assert "no es una base de datos válida o está dañado" in _message(f"sqlite:///{sqlite_file}", work)


def test_a_folder_in_the_place_of_the_file(tmp_path):
    assert "No se puede abrir el archivo" in _message(f"sqlite:///{tmp_path}", _read)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "archivo").write_text("")
    with pytest.raises(KnowledgeUnavailable, match="No se puede crear la carpeta"):
        open_engine(f"sqlite:///{tmp_path}/archivo/enlace.db")


def test_a_full_disk(sqlite_file):
    engine = open_engine(f"sqlite:///{sqlite_file}")
    with pytest.raises(KnowledgeUnavailable, match="No queda espacio en disco"), session_scope(engine) as session:
        session.execute(text("PRAGMA max_page_count=1"))
        session.execute(text("INSERT INTO country SELECT 'XX', hex(zeroblob(100000))"))
    engine.dispose()


def test_an_empty_database_says_how_to_load_it(database_url):
    message = _message(database_url, _read)
    assert "La base de conocimiento está vacía" in message
    assert "python -m knowledge load" in message


def test_a_value_that_the_database_refuses(engine):
    with pytest.raises(KnowledgeUnavailable, match="no aceptó un dato"), session_scope(engine) as session:
        session.execute(text("INSERT INTO country (iso, name) VALUES ('JP', 'Otro Japón')"))


def test_an_error_undoes_the_whole_transaction(engine):
    with pytest.raises(RuntimeError), session_scope(engine) as session:
        session.execute(text("DELETE FROM place_alias"))
        raise RuntimeError("algo más")
    with session_scope(engine) as session:
        assert session.execute(text("SELECT count(*) FROM place_alias")).scalar_one() > 0


@pytest.mark.parametrize("query", ["", "?password=secreto2"])
def test_a_postgresql_that_is_off(query):
    with socket.socket() as unused:  # a port that nobody listens on
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        message = _message(f"postgresql+psycopg2://enlace:secreto@127.0.0.1:{port}/enlace{query}", _read)
    assert "No se pudo usar la base de datos (postgresql+psycopg2://enlace:***@127.0.0.1" in message
    assert "Revisa que esté en marcha" in message
    assert "secreto" not in message


def test_a_postgresql_where_one_may_only_read(postgresql_address):
    message = _message(f"{postgresql_address}&options=-cdefault_transaction_read_only%3Don", migrate)
    assert "La base de datos es de solo lectura" in message


@pytest.mark.parametrize("url", ["", "enlace", "mysql://u:secreto@h/b", "postgresql+nada://u:secreto@h/b", "sqlite"])
def test_an_address_that_is_not_one(url):
    with pytest.raises(KnowledgeUnavailable, match="DATABASE_URL no es una dirección") as caught:
        open_engine(url)
    assert "secreto" not in str(caught.value)


def test_memory_is_a_database_too():
    engine = open_engine("sqlite://")
    migrate(engine)
    _read(engine)
    engine.dispose()


def test_a_copy_of_the_file_is_complete(sqlite_file, tmp_path):
    engine = open_engine(f"sqlite:///{sqlite_file}")
    _write(engine)
    engine.dispose()
    shutil.copy(sqlite_file, tmp_path / "copia.db")
    with reported(engine):
        copy = open_engine(f"sqlite:///{tmp_path / 'copia.db'}")
        with session_scope(copy) as session:
            assert session.execute(text("SELECT name FROM country")).scalar_one() == "Japón"
        copy.dispose()


def test_a_process_that_hangs_in_a_transaction_does_not_keep_its_locks(postgresql_address, monkeypatch):
    monkeypatch.setattr(database, "_IDLE", 1)
    hung, other = open_engine(postgresql_address), open_engine(postgresql_address)
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS one_row (n int)"))
        connection.execute(text("INSERT INTO one_row VALUES (1)"))
    with pytest.raises(KnowledgeUnavailable), reported(hung), hung.begin() as connection:
        connection.execute(text("SELECT n FROM one_row FOR UPDATE"))
        with other.begin() as free:  # waits until the database gives up on the other one
            free.execute(text("SET LOCAL lock_timeout = '60s'"))
            free.execute(text("UPDATE one_row SET n = 2"))
        connection.execute(text("UPDATE one_row SET n = 3"))
    with other.begin() as connection:
        assert connection.execute(text("SELECT n FROM one_row")).scalars().all() == [2]
        connection.execute(text("DROP TABLE one_row"))
    hung.dispose()
    other.dispose()
