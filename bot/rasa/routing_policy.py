"""Which action comes next: the one of the intent, or the guide's while it is open."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.rasa.routes import GUIDE

GUIDE_OPEN = "guia_activa"  # slot: every message is the guide's affair first

_Situation = Tuple[Optional[str], Optional[str]]  # the action before, and the intent of the last message


class UnroutableRule(RasaException):
    """A rule is not one intent answered by one action, which is all that this policy knows."""


class _Route(NamedTuple):
    """What a rule says.

    Attributes:
        key: By which Rasa knows the rule.
    """

    action: str
    key: str


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RoutingPolicy(RulePolicy):
    """Predicts what a `RulePolicy` would, if each rule had a twin that holds while the guide is open.

    Rasa compares every rule with the situation three times a turn, half of what a turn of ours costs. Where each rule
    is one intent and one action, the action before and the intent say which one holds.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Begin with no routes; see `RulePolicy`."""
        super().__init__(*arguments, **options)
        self._read: Tuple[Dict[str, str], int] = ({}, 0)  # the rules that the routes were made of, and how many
        self._by_situation: Dict[_Situation, _Route] = {}

    def train(self, training_trackers: List[DialogueStateTracker], domain: Domain, **kwargs: Any) -> Resource:
        """Learn the rules; see `RulePolicy`.

        Raises:
            UnroutableRule: a rule is something else than an intent and its action.
        """
        resource = super().train(training_trackers, domain, **kwargs)
        self._routes()
        return resource

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Tuple[Optional[str], Optional[str], bool]:
        # No rule is about the words of a message.
        if use_text_for_last_user_input:
            return None, None, False
        routes = self._routes()
        before, intent = tracker.latest_action_name, tracker.latest_message.intent.get("name")
        if tracker.get_slot(GUIDE_OPEN) and (before == GUIDE or (before, intent) in routes):
            intent = "guia_seguir"  # any order to the guide goes where all messages go while it is open
        route = routes.get((before, intent))
        return (route.action, route.key, False) if route else (None, None, False)

    def _routes(self) -> Dict[_Situation, _Route]:
        """Situation → what the rules say of it; made again where Rasa puts other rules in place, as in training."""
        lookup = self.lookup[RULES]
        if self._read[0] is not lookup or self._read[1] != len(lookup):
            self._by_situation = dict(self._route(key, action) for key, action in lookup.items())
            self._read = (lookup, len(lookup))
        return self._by_situation

    def _route(self, key: str, action: str) -> Tuple[_Situation, _Route]:
        states = self._rule_key_to_state(key)
        last = states[-1]
        before, intent = (
            last.get(part, {}).get(name) for part, name in (("prev_action", "action_name"), ("user", "intent"))
        )
        # The intent and its action; and then, that it waits for the next message.
        is_plain = all(set(state) == {"prev_action", "user"} and set(state["user"]) == {"intent"} for state in states)
        ends = before == ACTION_LISTEN_NAME if len(states) == 1 else len(states) == 2 and action == ACTION_LISTEN_NAME
        if not (is_plain and ends):
            raise UnroutableRule(
                f"Una regla no es una intención y su acción: {key}. Cámbiala en bot/data/rules.yml o usa RulePolicy."
            )
        return (before, intent), _Route(action, key)
