"""One line of what the doctor says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """Something that was looked at.

    Attributes:
        state: «bien»; «apagado», which is nobody's fault; «duda», what could not be found out; «mal», set and wrong.
        subject: What was looked at.
        text: What was found.
        steps: What to do about it, in order.
    """

    state: Literal["bien", "apagado", "duda", "mal"]
    subject: str
    text: str
    steps: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """As the operator reads it."""
        sign = {"bien": "✓", "apagado": "–", "duda": "?", "mal": "✗"}[self.state]
        numbered = [f"    {number}. {step}" for number, step in enumerate(self.steps, 1)]
        return [f"{sign} {self.subject}: {self.text}", *numbered]
