"""What actions return is read as Rasa reads it."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, deserialise_events

from bot.rasa.patches.prepared_results import read_prepared

GOOD: list[dict[str, Any]] = [
    {"events": [], "responses": []},
    {
        "events": [{"event": "slot", "name": "tema", "value": {"tipo": "busqueda"}, "timestamp": None}],
        "responses": [{}],
    },
]
BAD: list[dict[str, Any]] = [
    {"events": [{"event": "slot", "name": "a", "value": 1}, {"event": "no_existe"}], "responses": []},
    {"events": [{"event": ["slot"]}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [{"event": "slot", "name": 1, "value": 1}], "responses": []},
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [1]},
    {"events": [{"event": "slot"}], "responses": []},
    {"events": [{"event": 1}], "responses": []},
    {"events": [], "responses": ["texto"]},
]


@pytest.fixture(params=["rasa", "ours"])
def action(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    # Put back after the test, whichever it was.
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    if request.param == "ours":
        read_prepared()
    return RemoteAction("action_prueba", None)


@pytest.mark.parametrize("result", GOOD)
def test_a_good_result_passes(action: RemoteAction, result: dict[str, Any]) -> None:
    assert action._validate_action_result(result)


@pytest.mark.parametrize("result", BAD)
def test_a_bad_result_is_refused(action: RemoteAction, result: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        action._validate_action_result(result)


def test_events_become_what_they_are(action: RemoteAction) -> None:
    data = [{"event": "slot", "name": "tema", "value": 1}, {"event": "action", "name": "action_listen"}]
    for _ in range(2):
        assert deserialise_events(data) == [SlotSet("tema", 1), ActionExecuted("action_listen")]
    with pytest.raises(ValueError, match="no_existe"):
        deserialise_events([{"event": "no_existe"}])
