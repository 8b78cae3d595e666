"""What is deleted leaves the files of a SQLite database, not only its tables."""

from __future__ import annotations

import random
import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from knowledge import scrubbing
from knowledge.database import open_engine
from knowledge.scrubbing import scrub

SECRET = "Ramiro Ortega Solis"
ROOT = Path(__file__).resolve().parents[2]


def bytes_of(path: Path) -> bytes:
    """All that the files of a database hold: itself, its journal and the journal's index."""
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


@pytest.fixture
def busy(tmp_path: Path) -> tuple[Engine, Path]:
    """A database whose rows moved from page to page, where those of one person were deleted last."""
    path = tmp_path / "enlace.db"
    engine = open_engine(f"sqlite:///{path}")
    chance = random.Random(1)

    def words() -> str:
        return "".join(chance.choices(string.ascii_lowercase, k=chance.randint(20, 3000)))

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE said (id INTEGER PRIMARY KEY, who TEXT, what TEXT)"))
        connection.execute(text("CREATE INDEX ix_what ON said (who, what)"))
    for _ in range(300):
        with engine.begin() as connection:
            for _ in range(5):
                who = "ana" if chance.random() < 0.1 else f"p{chance.randint(0, 20)}"
                what = f"{words()} {SECRET} {words()}" if who == "ana" else words()
                statement = text("INSERT OR IGNORE INTO said VALUES (:id, :who, :what)")
                connection.execute(statement, {"id": chance.randint(1, 10**9), "who": who, "what": what})
            gone = {"who": f"p{chance.randint(0, 20)}"}
            connection.execute(text("DELETE FROM said WHERE who = :who AND id % 3 = 0"), gone)
    assert SECRET.encode() in bytes_of(path)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM said WHERE who = 'ana'"))
    return engine, path


def test_no_page_and_no_journal_keeps_what_was_deleted(busy: tuple[Engine, Path]) -> None:
    engine, path = busy
    assert scrub(engine)
    assert SECRET.encode() not in bytes_of(path)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM said")).scalar() > 100
    engine.dispose()


def test_a_large_database_is_written_anew_only_where_it_may_take_long(
    busy: tuple[Engine, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, path = busy
    monkeypatch.setattr(scrubbing, "SMALL", 1)
    assert not scrub(engine)
    assert scrub(engine, large=True)
    assert SECRET.encode() not in bytes_of(path)
    engine.dispose()


def test_whoever_reads_meanwhile_is_left_alone(busy: tuple[Engine, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    engine, path = busy
    impatient = open_engine(f"sqlite:///{path}?timeout=0")
    with engine.connect() as reader:
        reader.execute(text("SELECT * FROM said LIMIT 1")).all()
        assert not scrub(impatient)
        assert reader.execute(text("SELECT count(*) FROM said")).scalar() > 100
    assert scrub(impatient)
    assert SECRET.encode() not in bytes_of(path)
    impatient.dispose()
    engine.dispose()


def test_a_process_that_ends_leaves_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "enlace.db"
    program = (
        "from sqlalchemy import text\n"
        "from knowledge.database import open_engine\n"
        f"engine = open_engine('sqlite:///{path}')\n"
        "with engine.begin() as connection:\n"
        "    connection.execute(text('CREATE TABLE said (what TEXT)'))\n"
        f"    connection.execute(text(\"INSERT INTO said VALUES ('{SECRET}')\"))\n"
        "with engine.begin() as connection:\n"
        "    connection.execute(text('DELETE FROM said'))\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, cwd=ROOT)
    assert [one.name for one in tmp_path.iterdir()] == ["enlace.db"]
    assert SECRET.encode() not in path.read_bytes()


def test_on_postgresql_there_is_nothing_to_do(database_url: str, make_database: Callable[..., str]) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE said (what TEXT)"))
    assert scrub(engine)
    engine.dispose()
