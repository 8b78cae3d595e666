"""An action that reads and then writes is not refused because somebody wrote in between."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import fallback
from bot.actions.base import engine_for
from bot.actions.fallback import ActionNone, ActionOffer, ActionOutOfScope
from bot.actions.guide import ActionSessionStart
from casefiles.database import migrate


@pytest.fixture
def database(loaded_house, tmp_path, monkeypatch):
    monkeypatch.setenv("ENLACE_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return shutil.copy(loaded_house, tmp_path / "enlace.db")


def tracker(**slots: object) -> Tracker:
    return Tracker("web:a", slots, {"text": "quiero un tractor"}, [], False, None, {}, "action_listen")


async def test_a_question_without_an_answer_is_kept_while_others_write(database, monkeypatch):
    searched = fallback.search
    refused = []

    def search(*arguments, **options):
        with closing(sqlite3.connect(database, timeout=0)) as other:
            try:
                other.execute("INSERT INTO loaded_data (name, fingerprint) VALUES ('x', 'y')")
                other.commit()
            except sqlite3.OperationalError as error:
                refused.append(str(error))
        return searched(*arguments, **options)

    monkeypatch.setattr(fallback, "search", search)
    said = CollectingDispatcher()
    await ActionOutOfScope().run(said, tracker(), {})
    assert refused == ["database is locked"]  # the other one waits, and this one is sure to finish
    assert "no puedo consultar" not in said.messages[0]["text"]
    await ActionNone().run(said, tracker(pregunta="¿dónde venden tractores?"), {})
    with closing(sqlite3.connect(database)) as connection:
        kept = {row[0] for row in connection.execute("SELECT text FROM unanswered_question")}
    assert kept == {"quiero un tractor", "¿dónde venden tractores?"}


async def test_what_stores_nothing_is_answered_while_somebody_writes(database):
    offered = tracker()
    offered.latest_message["intent_ranking"] = [{"name": "contar_acuerdos"}, {"name": "ranking_acuerdos"}]
    migrate(engine_for(f"sqlite:///{database}"))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for action, asked, text in (
            (ActionOffer(), offered, "¿Preguntas por"),
            (ActionNone(), tracker(), "De acuerdo."),
            (ActionSessionStart(), tracker(), ""),
        ):
            said = CollectingDispatcher()
            events = await action.run(said, asked, {})
            assert events and "".join(one["text"] for one in said.messages).startswith(text)
