"""What follows an action is known without asking the policy, because every rule ends with its one action."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.rasa.action_endpoint import InProcessActions
from casefiles.database import migrate
from knowledge.database import open_engine
from settings import ROOT


def call(action: str) -> dict[str, Any]:
    tracker = {
        "sender_id": "t:1",
        "slots": {},
        "latest_message": {"text": "hola"},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": action, "sender_id": "t:1", "tracker": tracker, "domain": {}}


def test_every_rule_is_an_intent_and_one_action() -> None:
    rules = yaml.safe_load((ROOT / "bot" / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    assert [rule["rule"] for rule in rules if [*map(list, rule["steps"])] != [["intent"], ["action"]]] == []


@pytest.fixture
def installed(loaded_house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENLACE_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    engine = open_engine(f"sqlite:///{shutil.copy(loaded_house, tmp_path / 'enlace.db')}")
    migrate(engine)
    engine.dispose()


@pytest.mark.usefixtures("installed")
async def test_after_an_action_the_assistant_listens() -> None:
    answer = await InProcessActions().request(json=call("action_ver_mas"))
    assert answer["responses"]
    assert answer["events"][-1] == {"event": "followup", "timestamp": None, "name": "action_listen"}


@pytest.mark.usefixtures("installed")
async def test_after_a_session_begins_its_first_message_is_answered() -> None:
    answer = await InProcessActions().request(json=call("action_session_start"))
    assert answer["events"]
    assert not [event for event in answer["events"] if event["event"] == "followup"]
