"""Rasa's rules, found by what they begin from instead of tried one by one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Dict, List, NamedTuple, Optional, Set, Tuple

from rasa.core.policies.rule_policy import RULES, SHOULD_NOT_BE_SET, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

_Start = Tuple[Optional[str], Optional[str]]  # action before, intent


class _Index(NamedTuple):
    """The rules of a lookup.

    Attributes:
        lookup: Its own, kept so that no other comes to have its identity.
        by_start: What the last state of a rule asks for → keys of the rules that do.
        of_text: Whether some rule is about the words of a message instead of its intent.
        longest: Action before → states of the longest rule that begins to be compared from it.
    """

    lookup: Dict[str, str]
    size: int
    by_start: Dict[_Start, List[str]]
    of_text: bool
    longest: Dict[Optional[str], int]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class IndexedRulePolicy(RulePolicy):
    """A `RulePolicy` that predicts the same and compares with the situation only the rules that may match.

    Rasa compares every rule with the situation three times a turn, half of what a turn of ours costs. A rule can match
    only if its last state has the action and the intent of the situation, or leaves them open.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Begin with no index; see `RulePolicy`."""
        super().__init__(*arguments, **options)
        self._indexes: Dict[int, _Index] = {}

    def _get_possible_keys(self, lookup: Dict[str, str], states: List[State]) -> Set[str]:
        if not states:
            return super()._get_possible_keys(lookup, states)
        by_start = self._index(lookup).by_start
        action, intent = _start(states[-1])
        starts = {(action, intent), (action, None)} if action else {start for start in by_start if start[0] is None}
        likely = {key: lookup[key] for start in starts for key in by_start.get(start, ())}
        return super()._get_possible_keys(likely, states)

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Tuple[Optional[str], Optional[str], bool]:
        # Rasa looks among the rules for the words of a message before it looks for its intent. In a form what it
        # finds there counts even if no rule is of words.
        if use_text_for_last_user_input and not tracker.active_loop and not self._index(self.lookup[RULES]).of_text:
            return None, None, False
        return super()._find_action_from_rules(tracker, domain, use_text_for_last_user_input)

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: Optional[Dict[str, Any]] = None,
    ) -> List[State]:
        # A rule of one state is compared with the last one, which is the tracker's own: no need to replay the others.
        longest = self._index(self.lookup[RULES]).longest
        if tracker.active_loop or max(longest[tracker.latest_action_name], longest[None]) > 1:
            return super()._prediction_states(tracker, domain, use_text_for_last_user_input, rule_only_data)
        states = [domain._clean_state(domain.get_active_state(tracker))]
        self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
        return states

    def _index(self, lookup: Dict[str, str]) -> _Index:
        known = self._indexes.get(id(lookup))
        if known and known.lookup is lookup and known.size == len(lookup):
            return known
        by_start: Dict[_Start, List[str]] = defaultdict(list)
        of_text = False
        longest: Dict[Optional[str], int] = defaultdict(int)
        for key in lookup:
            states = self._rule_key_to_state(key)
            start = _start(states[-1])
            by_start[start].append(key)
            longest[start[0]] = max(longest[start[0]], len(states))
            of_text = of_text or any(state.get("user", {}).get("text") for state in states)
        index = self._indexes[id(lookup)] = _Index(lookup, len(lookup), dict(by_start), of_text, longest)
        return index


def _start(state: State) -> _Start:
    """The action before and the intent of a state; each None if it is open."""
    before = state.get("prev_action", {})
    action = before.get("action_name") or before.get("action_text")
    intent = state.get("user", {}).get("intent")
    return str(action) if action else None, str(intent) if intent and intent != SHOULD_NOT_BE_SET else None
