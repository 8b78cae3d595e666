"""Conversations with the real agent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.rasa import assistant
from tests.conversations.talk import Talk


@pytest.fixture
def talk(agent: assistant.Assistant) -> Callable[[], Talk]:
    """Begins a conversation with somebody new."""
    return lambda: Talk(agent)


@pytest.fixture
def chat(agent: assistant.Assistant) -> Talk:
    """One conversation."""
    return Talk(agent)
