"""What is spared was idle: copies for the log alone, and a question whose answer does not change."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType

import pytest
from rasa.core import processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import rule_policy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.rasa.patches import idle_work


def spare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare it, and put everything back after the test."""
    for module in (processor, rule_policy):
        monkeypatch.setattr(module, "copy", module.copy)
    monkeypatch.setattr(Domain, "is_empty", Domain.is_empty)
    monkeypatch.setattr(RemoteAction, "_action_call_format", RemoteAction._action_call_format)
    idle_work.spare_idle_work()


@pytest.mark.parametrize("module", [processor, rule_policy])
def test_rasa_copies_there_only_for_its_debug_log(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    logged = {
        id(inner)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "structlogger.debug"
        for inner in ast.walk(call)
    }
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "copy"]
    assert uses
    assert all(id(use) in logged for use in uses)


@pytest.mark.parametrize("domain", [Domain.empty(), Domain.from_yaml("intents: [saludar]")])
def test_a_domain_is_as_empty_as_rasa_says(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = domain.is_empty()
    spare(monkeypatch)
    assert [domain.is_empty(), domain.is_empty()] == [expected, expected]


@pytest.mark.parametrize("selective", [True, False])
def test_an_action_is_told_all_but_the_events(selective: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    domain = Domain.from_yaml("intents: [saludar]\nactions: [action_prueba]")
    action = RemoteAction("action_prueba", EndpointConfig("http://localhost", enable_selective_domain=selective))
    tracker = DialogueStateTracker.from_events(
        "t:1", [ActionExecuted("action_listen"), UserUttered("hola", {"name": "saludar", "confidence": 1.0})]
    )
    whole = action._action_call_format(tracker, domain)
    assert whole["tracker"].pop("events")
    spare(monkeypatch)
    told = action._action_call_format(tracker, domain)
    assert told["tracker"].pop("events") == []
    assert told == whole
    assert ("domain" in told) is not selective
