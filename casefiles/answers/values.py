"""Answers as JSON and back, without losing their type."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from knowledge.guide.model.guide import Answer, AnswerKind, Value

_DATE = "fecha"


def encode_value(value: Value) -> Any:
    """`value` as plain JSON; a date becomes `{"fecha": "2027-03-15"}`, several options a list."""
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def decode_value(stored: Any) -> Value:
    """The value that `encode_value` wrote."""
    if isinstance(stored, dict):
        return date.fromisoformat(stored[_DATE])
    return tuple(stored) if isinstance(stored, list) else cast(Value, stored)


def encode(answer: Answer | None) -> dict[str, Any] | None:
    """A whole answer as plain JSON, for the history and the export."""
    if answer is None:
        return None
    return {"tipo": answer.kind, "valor": encode_value(answer.value), "nota": answer.note}


def decode(stored: dict[str, Any] | None) -> Answer | None:
    """The answer that `encode` wrote."""
    if stored is None:
        return None
    return Answer(decode_value(stored["valor"]), cast(AnswerKind, stored["tipo"]), stored["nota"])
