"""Spares each turn what Rasa does for a log that is not written, and what it asks again though it cannot change.

Rasa 3.6.21 copies deeply every event that it hands to its debug log, whatever the level, and makes two whole domains
at each message to see whether its own is empty. `ENLACE_LIGERO=0` leaves Rasa's way.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from rasa.core import processor
from rasa.core.policies import rule_policy
from rasa.shared.core.domain import Domain

_asked = Domain.is_empty


def spare_idle_work() -> None:
    """Replace both in this process."""
    # These two modules copy for their logs only, which a test watches; the loggers drop what is below their level.
    for module in (processor, rule_policy):
        module.copy = SimpleNamespace(deepcopy=_as_it_is)
    Domain.is_empty = _is_empty


def _as_it_is(value: Any) -> Any:
    return value


def _is_empty(domain: Domain) -> bool:
    known = domain.__dict__
    if "_is_empty" not in known:
        known["_is_empty"] = _asked(domain)
    return bool(known["_is_empty"])
