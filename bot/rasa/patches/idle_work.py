"""Spares each turn what Rasa does for nobody: for a log that is not written, or for actions that do not ask for it.

Rasa 3.6.21 copies deeply every event that it hands to its debug log, whatever the level; makes two whole domains at
each message to see whether its own is empty; and writes out every event of the conversation for each action, of which
ours read none. `ENLACE_LIGERO=0` leaves Rasa's way.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Dict

import rasa
from rasa.core import processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import rule_policy
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

_asked = Domain.is_empty


def spare_idle_work() -> None:
    """Replace the three in this process."""
    # These two modules copy for their logs only, which a test watches; the loggers drop what is below their level.
    for module in (processor, rule_policy):
        module.copy = SimpleNamespace(deepcopy=_as_it_is)
    Domain.is_empty = _is_empty
    RemoteAction._action_call_format = _call_without_events


def _as_it_is(value: Any) -> Any:
    return value


def _is_empty(domain: Domain) -> bool:
    known = domain.__dict__
    if "_is_empty" not in known:
        known["_is_empty"] = _asked(domain)
    return bool(known["_is_empty"])


def _call_without_events(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> Dict[str, Any]:
    call = {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": {**tracker.current_state(), "events": []},
        "version": rasa.__version__,
    }
    if not action._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(action.name()):
        call["domain"] = domain.as_dict()
    return call
