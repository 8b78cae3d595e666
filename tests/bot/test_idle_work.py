"""What is spared was idle: copies for the log alone, and a question whose answer does not change."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType

import pytest
from rasa.core import processor
from rasa.core.policies import rule_policy
from rasa.shared.core.domain import Domain

from bot import idle_work


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
    for module in (processor, rule_policy):
        monkeypatch.setattr(module, "copy", module.copy)  # put back after the test
    monkeypatch.setattr(Domain, "is_empty", Domain.is_empty)
    idle_work.spare_idle_work()
    assert [domain.is_empty(), domain.is_empty()] == [expected, expected]
