"""Reads what an action returns as Rasa does, without doing each time what need be done once.

For each custom action Rasa 3.6.21 checks its schema, then tries each event as every kind of event there is, and looks
for the event's class among all of them: a third or more of what such a turn costs. Here the schema is checked once, an
event is tried as the kind that it says it is, and its class is remembered. `ENLACE_LIGERO=0` leaves Rasa's way.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Dict

from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_SCHEMA = RemoteAction.action_response_format_spec()
_Validator = validator_for(_SCHEMA)
_VALIDATOR = _Validator(_SCHEMA)
_EVENT = _SCHEMA["properties"]["events"]["items"]
_BY_KIND = {
    branch["properties"]["event"]["const"]: _Validator({**_EVENT, "oneOf": [branch]}) for branch in _EVENT["oneOf"]
}


_rasas_class_of = Event.resolve_by_type


def read_prepared() -> None:
    """Replace Rasa's reading of what actions return, in this process, by the prepared one."""
    _VALIDATOR.check_schema(_SCHEMA)
    RemoteAction._validate_action_result = _validate
    Event.resolve_by_type = staticmethod(_class_of)


@cache
def _class_of(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    return _rasas_class_of(type_name, default)


def _validate(_action: RemoteAction, result: Dict[str, Any]) -> bool:
    events = result.get("events") if isinstance(result, dict) else None
    if isinstance(events, list) and all(map(_is_event, events)):
        result = {**result, "events": []}
    error = next(_VALIDATOR.iter_errors(result), None)
    if error is None:
        return True
    raise ValidationError(f"an action returned what Rasa does not understand: {error.message}")


def _is_event(data: Any) -> bool:
    kind = data.get("event") if isinstance(data, dict) else None
    return isinstance(kind, str) and kind in _BY_KIND and bool(_BY_KIND[kind].is_valid(data))
