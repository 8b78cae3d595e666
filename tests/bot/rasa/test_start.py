"""How the assistant starts."""

from __future__ import annotations

import gc

from bot.rasa.assistant import Assistant


def test_garbage_is_collected_again_but_not_among_what_the_start_made(agent: Assistant) -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert not any(one is agent for one in gc.get_objects())  # what is frozen is not looked through
