"""Reads what an action returns as Rasa does, without doing each time what need be done once.

For each custom action Rasa 3.6.21 checks its schema, then tries each event as every kind of event there is, and looks
for the event's class among all of them: a third or more of what such a turn costs. Here the schema is turned into code
once, an event is tried as the kind that it says it is, and its class is remembered. `ENLACE_LIGERO=0` leaves Rasa's
way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Dict

import fastjsonschema
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_SCHEMA = RemoteAction.action_response_format_spec()
_EVENT = _SCHEMA["properties"]["events"]["items"]
_KINDS = {kind["properties"]["event"]["const"]: kind for kind in _EVENT["oneOf"]}

_rasas_class_of = Event.resolve_by_type


def read_prepared() -> None:
    """Replace Rasa's reading of what actions return, in this process, by the prepared one."""
    RemoteAction._validate_action_result = _validate
    Event.resolve_by_type = staticmethod(_class_of)


@cache
def _class_of(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    return _rasas_class_of(type_name, default)


def _validate(_action: RemoteAction, result: Dict[str, Any]) -> bool:
    try:
        _check_all_but_events()(result)
        for event in result.get("events", ()):
            kind = event.get("event") if isinstance(event, dict) else None
            _check_event(kind if isinstance(kind, str) else "")(event)
    except fastjsonschema.JsonSchemaValueException as error:
        raise ValidationError(f"an action returned what Rasa does not understand: {error.message}") from error
    return True


@cache
def _check_all_but_events() -> Callable[[Any], Any]:
    return _code({**_SCHEMA, "properties": {**_SCHEMA["properties"], "events": {"type": "array"}}})


@cache
def _check_event(kind: str) -> Callable[[Any], Any]:
    return _code({**_EVENT, "oneOf": [_KINDS[kind]] if kind in _KINDS else [False]})


def _code(schema: Dict[str, Any]) -> Callable[[Any], Any]:
    return fastjsonschema.compile(schema, use_default=False)
