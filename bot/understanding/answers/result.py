"""What reading an answer yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.guide.model.guide import Answer, Value

ParsedKind = Literal["valor", "no_se", "no_aplica", "nada"]
Cause = Literal[
    "",
    "vacia",  # nothing was written
    "dato_personal",  # refused and forgotten
    "pregunta",  # the person asks instead of answering
    "no_entendida",
    "contradictoria",  # two answers that exclude each other
    "imprecisa",  # a year without a month, «más o menos»
    "imposible",  # a day that the calendar does not have
    "absurda",  # out of any reasonable range
    "fuera_de_rango",  # a number below or above what the question admits
    "tiempo",  # a past date where a future one is asked for, or the other way round
    "corta",  # free text without content
    "no_admitida",  # «no aplica» where it does apply
    "falta_motivo",  # «no aplica» without saying why
    "recortada",  # kept, but only the beginning
]


@dataclass(frozen=True)
class Parsed:
    """How a message was understood as the answer to one question.

    Attributes:
        kind: «nada» means that it was not understood; then `reason` says why.
        value: Typed as `Answer.value`; None unless `kind` is «valor».
        note: What the person added: why it does not apply, «todavía no», the rest after «sí, pero…».
        reason: Spanish, ready to be said. Never repeats a personal datum. Also set when a text was shortened.
        cause: The same, for code.
        sure: False when it was guessed (a typo, «creo que sí», a year left out): worth repeating back to the person.
        numbers: Every number in the answer to a `numero` question, in order: «dos de tres» → (2, 3).
        aside: A question that came along with the answer («sí, ¿y cuánto tarda?»), to be answered afterwards.
    """

    kind: ParsedKind
    value: Value = None
    note: str = ""
    reason: str = ""
    cause: Cause = ""
    sure: bool = True
    numbers: tuple[int, ...] = ()
    aside: str = ""

    def answer(self) -> Answer:
        """The answer to give to the engine.

        Raises:
            ValueError: nothing was understood.
        """
        if self.kind == "nada":
            raise ValueError("nothing was understood, so there is no answer")
        return Answer(value=self.value, kind=self.kind, note=self.note)


def nothing(cause: Cause, reason: str) -> Parsed:
    """Not understood, and why (Spanish)."""
    return Parsed("nada", cause=cause, reason=reason)
