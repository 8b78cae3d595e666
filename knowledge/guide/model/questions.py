"""Questions and answers of the guide, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Optional, Union

from knowledge.guide.conditions.expressions import Condition

Value = Union[str, bool, int, date, tuple[str, ...], None]
AnswerKind = Literal["valor", "no_se", "no_aplica", "omitida"]
QuestionKind = Literal["si_no", "fecha", "opcion", "opciones", "numero", "texto"]
EffectKind = Literal["tarea", "alerta", "aviso", "bloquea", "desvia"]
NOT_YET = "aun_no"  # value of a `fecha` question whose date has not come («aún no»); it is not «no sé»


@dataclass(frozen=True)
class Answer:
    """What a person answered.

    Attributes:
        value: bool for `si_no`; date (or `NOT_YET`) for `fecha`; option key for `opcion`; option keys for `opciones`;
            int for `numero`; str for `texto`. None unless `kind` is «valor».
        note: The short explanation that «no aplica» requires, or what the person added.
    """

    value: Value = None
    kind: AnswerKind = "valor"
    note: str = ""


@dataclass(frozen=True)
class Citation:
    """A source (key of `sources.yml`) and the place in it."""

    source: str
    place: str = ""


@dataclass(frozen=True)
class Task:
    """Something to do outside the chat, and who usually does it (a key of `Guide.responsibles`)."""

    text: str
    responsible: str


@dataclass(frozen=True)
class Option:
    """One choice. `text` fits a button (20); `detail`, a list row (72); `points` only in the self-assessment."""

    key: str
    text: str
    detail: str = ""
    aliases: tuple[str, ...] = ()
    points: Optional[int] = None


@dataclass(frozen=True)
class Effect:
    """What an answer brings about.

    It lasts while `when` holds, whether or not its own question is answered; without `when`, once it is answered.
    A `desvia` is offered, never imposed: the decisions of the gate are what changes the route.

    Attributes:
        key: Unique and stable between versions, so that an alert already seen stays seen.
        responsible: Who does it; only in a `tarea`.
        target: The stage that is blocked (`bloquea`); the stage to go back to, or the route to take (`desvia`).
        critical: An alert that stays visible until it is solved.
    """

    kind: EffectKind
    key: str
    text: str
    when: Optional[Condition] = None
    responsible: str = ""
    target: str = ""
    critical: bool = False


@dataclass(frozen=True)
class Question:
    """One thing asked in one turn. Several questions may share the dossier's `number`.

    Attributes:
        title: What it is about, as a button says it (20); no two alike.
        why: Answers «¿por qué me lo preguntas?».
        rephrased: The same question said otherwise, with an example.
        means_yes, means_no: What people say for yes and no to this `si_no` («puro gmail» is no institutional e-mail).
        said: How people answer in their own words: the answer («si», «no» or an option's key) and a message.
        only_if: Asked only while it holds.
        required: Its stage cannot be completed without it.
        allows_na: «No aplica», with its reason, settles it; so where no other thing depends on it (see `deciding`).
        minimum, maximum: Bounds of a `numero`.
        tense: Whether a `fecha` must be past (today included), future, or either.
        allows_not_yet: A `fecha` may be `NOT_YET`.
        unknown_task: What «no sé» turns into.
    """

    key: str
    number: str
    text: str
    why: str
    rephrased: str
    kind: QuestionKind
    title: str = ""
    options: tuple[Option, ...] = ()
    means_yes: tuple[str, ...] = ()
    means_no: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    only_if: Optional[Condition] = None
    required: bool = False
    allows_na: bool = False
    allows_not_yet: bool = False
    minimum: Optional[int] = None
    maximum: Optional[int] = None
    tense: Literal["pasada", "futura", "cualquiera"] = "cualquiera"
    unknown_task: Optional[Task] = None
    effects: tuple[Effect, ...] = ()
