"""One table says where each intent goes; domain, rules and actions agree with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.guide.digressions import _ACTIONS, _DIGRESSIONS
from bot.guide.orders.commands import COMMANDS
from bot.rasa.routes import GUIDE, ROUTES, kind_of
from bot.reply import BUTTON_LENGTH

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def domain() -> Any:
    return yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


def test_every_intent_has_one_route_and_one_rule(domain: Any) -> None:
    rules = yaml.safe_load((ROOT / "bot/data/rules.yml").read_text(encoding="utf-8"))["rules"]
    written = [(rule["steps"][0]["intent"], rule["steps"][1]["action"]) for rule in rules]
    assert all(set(rule) == {"rule", "steps"} and len(rule["steps"]) == 2 for rule in rules)
    assert sorted(written) == sorted((intent, route.action) for intent, route in ROUTES.items())
    assert sorted(domain["intents"]) == sorted(ROUTES)


def test_every_action_of_a_route_exists(domain: Any) -> None:
    known = {*domain["actions"], *domain["responses"]}
    assert {route.action for route in ROUTES.values()} <= known
    assert known - {route.action for route in ROUTES.values()} == {"action_session_start"}


def test_whatever_may_be_asked_in_the_middle_of_the_guide_is_answered_there() -> None:
    asked = {route.action for route in ROUTES.values() if route.kind in _DIGRESSIONS and not route.is_response}
    assert asked == set(_ACTIONS)


def test_every_order_to_the_guide_is_one_of_its_intents() -> None:
    orders = {intent for intent, route in ROUTES.items() if route.kind == "order"}
    assert set(COMMANDS) <= orders
    assert {ROUTES[intent].action for intent in orders} == {GUIDE}


def test_what_is_offered_fits_a_button() -> None:
    titles = [route.offered[1] for route in ROUTES.values() if route.offered]
    assert titles and all(len(title) <= BUTTON_LENGTH for title in titles)


def test_an_intent_that_is_not_known_is_not_understood() -> None:
    assert kind_of("de_otra_version") == "vague"
