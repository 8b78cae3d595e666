"""The policy predicts what Rasa's own would, were there a twin of each rule that holds while the guide is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.model_training import train
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa.routes import GUIDE, ROUTES
from bot.rasa.routing_policy import GUIDE_OPEN, RoutingPolicy, UnroutableRule

ROOT = Path(__file__).resolve().parents[3]
OURS = f"{RoutingPolicy.__module__}.{RoutingPolicy.__name__}"
CONFIG = """
recipe: default.v1
language: es
assistant_id: prueba
pipeline:
  - name: KeywordIntentClassifier
policies:
  - name: {policy}
    core_fallback_threshold: 0.3
    core_fallback_action_name: action_fuera_de_alcance
    enable_fallback_prediction: true
"""
NLU = """
version: "3.1"
nlu:
  - {intent: saludar, examples: "- hola"}
  - {intent: negar, examples: "- no"}
"""
TWINS = [
    {
        "rule": f"{intent} con la guía abierta",
        "condition": [{"slot_was_set": [{GUIDE_OPEN: True}]}],
        "steps": [{"intent": intent}, {"action": GUIDE}],
    }
    for intent, route in ROUTES.items()
    if route.action != GUIDE
]
STEPS = [
    {"rule": "dos pasos", "steps": [{"intent": "ayuda"}, {"action": "utter_ayuda"}, {"action": "utter_saludar"}]},
    {
        "rule": "con condición",
        "condition": [{"slot_was_set": [{GUIDE_OPEN: True}]}],
        "steps": [{"intent": "ayuda"}, {"action": "utter_ayuda"}],
    },
    {"rule": "de palabras", "steps": [{"user": "¿cuánto cuesta?"}, {"action": "utter_ayuda"}]},
]


def trained(folder: Path, policy: str, more: list[dict[str, Any]]) -> str:
    """Train our own domain and rules, and some more, with a policy; returns the path of the model."""
    rules = yaml.safe_load((ROOT / "bot/data/rules.yml").read_text(encoding="utf-8"))["rules"]
    texts = {
        "config.yml": CONFIG.format(policy=policy),
        "nlu.yml": NLU,
        "rules.yml": yaml.safe_dump({"version": "3.1", "rules": [*rules, *more]}, allow_unicode=True),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    data = [str(folder / "rules.yml"), str(folder / "nlu.yml")]
    result = train(str(ROOT / "domain.yml"), str(folder / "config.yml"), data, str(folder / "models"))
    assert result.model
    return str(result.model)


@pytest.fixture(scope="module")
def agents(tmp_path_factory: pytest.TempPathFactory) -> tuple[Agent, Agent]:
    folders = [tmp_path_factory.mktemp(name) for name in ("ours", "stock")]
    return Agent.load(trained(folders[0], OURS, [])), Agent.load(trained(folders[1], "RulePolicy", TWINS))


def predicted(agent: Agent, intent: str | None, done: list[str], is_open: bool) -> tuple[str, float, bool | None]:
    """What comes next after a message and what was `done` to it: the action, how sure, and whether a rule said it."""
    tracker = DialogueStateTracker.from_events(
        "prueba:1",
        [
            ActionExecuted("action_session_start"),
            SlotSet(GUIDE_OPEN, is_open),
            ActionExecuted("action_listen"),
            *([UserUttered(intent, {"name": intent, "confidence": 1.0})] if intent else []),
            *(ActionExecuted(action) for action in done),
        ],
        agent.domain.slots,
        domain=agent.domain,
    )
    prediction = agent.processor._predict_next_with_tracker(tracker)
    return (
        agent.domain.action_names_or_texts[prediction.max_confidence_index],
        prediction.max_confidence,
        prediction.hide_rule_turn,
    )


@pytest.mark.parametrize("is_open", [False, True])
def test_the_same_comes_next_in_every_situation(agents: tuple[Agent, Agent], is_open: bool) -> None:
    situations: list[tuple[str | None, list[str]]] = [(None, []), ("de_otra_version", []), ("restart", [])]
    for intent, route in ROUTES.items():
        done = GUIDE if is_open else route.action
        situations += [(intent, []), (intent, [done]), (intent, [done, "action_listen"])]
    for intent, done in situations:
        ours, stock = (predicted(agent, intent, done, is_open) for agent in agents)
        assert ours == stock, (intent, done)


def test_no_rule_is_compared_with_the_situation(agents: tuple[Agent, Agent], monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    compare = RulePolicy._is_rule_applicable

    def counted(policy: RulePolicy, key: str, index: int, state: dict[str, object]) -> bool:
        compared.append(key)
        return compare(policy, key, index, state)

    monkeypatch.setattr(RulePolicy, "_is_rule_applicable", counted)
    counts = []
    for agent in agents:
        compared.clear()
        predicted(agent, "saludar", [], False)
        counts.append(len(compared))
    assert counts[0] == 0 < counts[1]


@pytest.mark.parametrize("rule", STEPS, ids=lambda rule: str(rule["rule"]))
def test_a_rule_of_another_shape_is_refused_when_it_is_learnt(rule: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(UnroutableRule, match="no es una intención y su acción"):
        trained(tmp_path, OURS, [rule])
