"""A pressed button as a parsed message, so that no payload ever travels as text."""

from __future__ import annotations

import json
from typing import Any


def may_be_written(payload: str) -> bool:
    """Whether writing a button's title presses it.

    Not that of an answer to a question of the guide, which reads the words for what it asks by then.
    """
    return '"pregunta"' not in payload


def parsed_button(title: str, payload: str) -> dict[str, Any]:
    """What Rasa's parser would say of the button `payload`, to hand over as `UserMessage.parse_data`.

    Args:
        title: The button's text; it stands for what the person said.
        payload: `/intent` or `/intent{"entity": value}`, made by our own actions.
    """
    intent, brace, values = payload.removeprefix("/").partition("{")
    entities = json.loads(brace + values) if brace else {}
    return {
        "text": title,
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": [{"entity": name, "value": value, "start": 0, "end": 0} for name, value in entities.items()],
        "answer_key": None,
    }
