"""A tracker that knows which of its events are stored, and copies its state instead of replaying its events."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

# The events that take others back; without them, all since the session began apply.
_UNDOING = frozenset({ActionReverted, ActiveLoop, Restarted, UserUtteranceReverted})


class WindowTracker(DialogueStateTracker):
    """The last turns of a conversation, after a few events that stand for all that came before.

    Attributes:
        ids: Database id of each event held, in their order; None for an event that only stands for others. The events
            beyond the last one are new.
    """

    def __init__(self, sender_id: str, slots: Iterable[Slot] | None, *arguments: Any, **options: Any) -> None:
        """An empty tracker, as Rasa makes them."""
        super().__init__(sender_id, slots, *arguments, **options)
        self.ids: list[int | None] = []

    @classmethod
    def load(
        cls, sender_id: str, slots: Iterable[Slot], before: dict[str, Any] | None, stored: list[tuple[int, Event]]
    ) -> WindowTracker:
        """A tracker of stored events.

        Args:
            before: Values of the slots before the first event, if that is not where the session begins.
            stored: The events with their ids.
        """
        tracker = cls(sender_id, slots)
        if before is not None:
            moment = stored[0][1].timestamp if stored else None
            for event in _standing_for(before, moment, tracker.slots):
                tracker.add(None, event)
        for event_id, event in stored:
            tracker.add(event_id, event)
        return tracker

    def add(self, event_id: int | None, event: Event) -> None:
        """Apply an event that is stored, or that stands for others."""
        self.update(event)
        self.ids.append(event_id)

    @property
    def new_events(self) -> list[Event]:
        """The events that are not stored yet."""
        return list(self.events)[len(self.ids) :]

    def applied_events(self) -> list[Event]:
        """The events that count; as Rasa's own, which asks each one several times what it is, several times a turn."""
        kinds = [type(event) for event in self.events]
        if _UNDOING.intersection(kinds):
            return super().applied_events()
        began = len(kinds) - 1 - kinds[::-1].index(SessionStarted) if SessionStarted in kinds else -1
        return list(self.events)[began + 1 :]

    def copy(self) -> DialogueStateTracker:
        """A tracker with the same state and events, whose changes do not reach this one.

        Rasa replays every event instead, before each action.
        """
        tracker = WindowTracker(self.sender_id, None, self._max_event_history, is_rule_tracker=self.is_rule_tracker)
        tracker.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        tracker.events = copy.copy(self.events)
        tracker.ids = list(self.ids)
        tracker._paused = self._paused
        tracker.followup_action = self.followup_action
        tracker.latest_action = dict(self.latest_action or {})
        tracker.latest_message = self.latest_message
        tracker.latest_bot_utterance = self.latest_bot_utterance
        tracker.active_loop = replace(self.active_loop) if self.active_loop else None
        return tracker

    def cut(self, keep: int) -> tuple[int, dict[str, Any]] | None:
        """The newest place from which the conversation can be told again, with at least `keep` turns after it.

        That is a stored message of the person, not taken back since, before which the assistant was listening with no
        form open, no action pending and no pause.

        Returns:
            The id of that message's event and the slots that had been set before it; None where there is no such place.
        """
        applied = {id(event) for event in self.applied_events()}
        turns = [n for n, event in enumerate(self.events) if isinstance(event, UserUttered) and id(event) in applied]
        last = turns[-keep] if len(turns) >= keep else -1
        past = DialogueStateTracker(self.sender_id, self.slots.values())
        place = None
        for position, event in enumerate(self.events):
            if position > last:
                break
            event_id = self.ids[position] if position < len(self.ids) else None
            if position in turns and event_id is not None and _can_begin_after(past):
                place = event_id, changed_slots(past)
            past.update(event)
        return place


def changed_slots(tracker: DialogueStateTracker) -> dict[str, Any]:
    """The slots that have been set, be it to their initial value: Rasa's rules tell the two apart."""
    return {name: slot.value for name, slot in tracker.slots.items() if slot.has_been_set}


def _can_begin_after(tracker: DialogueStateTracker) -> bool:
    return (
        tracker.latest_action_name == "action_listen"
        and tracker.active_loop_name is None
        and tracker.followup_action is None
        and not tracker.is_paused()
    )


def _standing_for(before: dict[str, Any], moment: float | None, slots: dict[str, Slot]) -> list[Event]:
    known = {name: value for name, value in before.items() if name in slots}  # a newer model may have fewer slots
    return [
        SessionStarted(timestamp=moment),
        *(SlotSet(name, value, timestamp=moment) for name, value in known.items()),
        ActionExecuted("action_listen", timestamp=moment),
    ]
