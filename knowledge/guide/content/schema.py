"""Shape of the guide's content files (YAML, Spanish keys), as their editors write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal, Optional

from pydantic import BaseModel, ConstrainedStr, Extra, Field, root_validator

from knowledge.answers.content_schema import CitationItem, Key, Line
from knowledge.guide.conditions.expressions import Condition
from knowledge.guide.conditions.reading import parse_condition

QUESTION_LENGTH = 200  # characters: one look at a phone
WHY_LENGTH = 400
OPTION_LENGTH = 20  # WhatsApp's limit for the title of a reply button
DETAIL_LENGTH = 72  # WhatsApp's limit for the description of a list row
EFFECT_LENGTH = 500

if TYPE_CHECKING:
    When = Condition
else:

    class When:
        """A condition in a content file."""

        @classmethod
        def __get_validators__(cls) -> Iterator[Callable[[object], Condition]]:
            yield parse_condition


class StageKey(ConstrainedStr):
    """«E1» … «E10»."""

    regex = re.compile(r"^E(?:[1-9]|10)$")


class QuestionKey(ConstrainedStr):
    """«P1», «E1.4», «E1.4.firmados», «M9»."""

    regex = re.compile(r"^(?:[PM]\d{1,2}|E(?:[1-9]|10)\.(?:\d{1,2}|[a-z_]+))(?:\.[a-z0-9_]+)?$")


class _Item(BaseModel):
    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True
        arbitrary_types_allowed = True


class TaskItem(_Item):
    """Something to do, and the key of who does it."""

    tarea: str = Field(min_length=10, max_length=EFFECT_LENGTH)
    responsable: Key


class OptionItem(_Item):
    """One choice of a question."""

    clave: Key
    texto: str = Field(min_length=1, max_length=OPTION_LENGTH)
    detalle: str = Field(default="", max_length=DETAIL_LENGTH)
    alias: list[Line] = []
    puntos: Optional[int] = Field(default=None, ge=0, le=3)


class EffectItem(_Item):
    """What an answer brings about: exactly one of tarea, alerta, aviso, bloquea, desvia."""

    clave: Optional[Key] = None
    si: Optional[When] = None
    tarea: Optional[str] = Field(default=None, min_length=10, max_length=EFFECT_LENGTH)
    responsable: Optional[Key] = None
    alerta: Optional[str] = Field(default=None, min_length=10, max_length=EFFECT_LENGTH)
    critica: bool = False
    aviso: Optional[str] = Field(default=None, min_length=10, max_length=EFFECT_LENGTH)
    bloquea: Optional[StageKey] = None
    desvia: Optional[str] = None  # a stage or a route
    texto: Optional[str] = Field(default=None, min_length=10, max_length=EFFECT_LENGTH)  # with bloquea and desvia

    @root_validator(skip_on_failure=True)
    @classmethod
    def _one_thing(cls, values: dict[str, Any]) -> dict[str, Any]:
        kinds = [kind for kind in ("tarea", "alerta", "aviso", "bloquea", "desvia") if values[kind]]
        if len(kinds) != 1:
            raise ValueError("un efecto lleva exactamente uno de tarea, alerta, aviso, bloquea o desvia")
        if bool(values["responsable"]) != (kinds[0] == "tarea"):
            raise ValueError("«responsable» va con «tarea», y solo con ella")
        if bool(values["texto"]) != (kinds[0] in ("bloquea", "desvia")):
            raise ValueError("«texto» va con «bloquea» y «desvia», y solo con ellas")
        if values["critica"] and kinds[0] != "alerta":
            raise ValueError("«critica» solo va con «alerta»")
        if kinds[0] == "alerta" and not values["clave"]:
            raise ValueError("una alerta lleva «clave», para recordar quién ya la vio")
        return values


class QuestionItem(_Item):
    """One question. `numero` is the dossier's; several questions may share it."""

    clave: QuestionKey
    numero: str = Field(regex=r"^(?:[PM]\d{1,2}|E(?:[1-9]|10)\.\d{1,2}|propia)$")
    titulo: str = Field(min_length=3, max_length=OPTION_LENGTH)  # on the button that corrects it
    pregunta: str = Field(min_length=8, max_length=QUESTION_LENGTH)
    porque: str = Field(min_length=20, max_length=WHY_LENGTH)
    otra_forma: str = Field(min_length=20, max_length=WHY_LENGTH)
    tipo: Literal["si_no", "fecha", "opcion", "opciones", "numero", "texto"]
    opciones: list[OptionItem] = []
    dicen_si: list[Line] = []
    dicen_no: list[Line] = []
    solo_si: Optional[When] = None
    obligatoria: bool = False
    admite_aun_no: bool = False
    minimo: Optional[int] = None
    maximo: Optional[int] = None
    cuando: Literal["pasada", "futura", "cualquiera"] = "cualquiera"
    si_no_se: Optional[TaskItem] = None
    efectos: list[EffectItem] = []


class ToolItem(_Item):
    """An ICT tool of a stage."""

    categoria: Line
    ejemplo: Line
    porque: Line
    minimo: Literal["N0", "N1", "N2", "N3"]
    bajo_costo: Line
    fuentes: list[CitationItem] = []


class IndicatorItem(_Item):
    """An indicator of a stage."""

    nombre: Line
    formula: Line


class StageItem(_Item):
    """A file of `stages/`."""

    clave: StageKey
    numero: int = Field(ge=1, le=10)
    titulo: str = Field(min_length=5, max_length=60)
    proposito: str = Field(min_length=20, max_length=600)
    entrada: Optional[When] = None
    entrada_texto: Line
    tareas: list[TaskItem] = Field(min_items=1)
    documentos: list[Line] = Field(min_items=1)
    preguntas: list[QuestionItem] = Field(min_items=1)
    cierre: When
    cierre_texto: Line
    pendientes_si: Optional[When] = None
    errores: list[Line] = Field(min_items=1)
    herramientas: list[ToolItem] = Field(min_items=1)
    indicadores: list[IndicatorItem] = Field(min_items=1)
    duracion: Line
    fuentes: list[CitationItem] = Field(min_items=1)
    diseno_propio: bool


class RouteItem(_Item):
    """A route of `gate.yml`."""

    clave: Key
    titulo: Line
    texto: Line
    etapas: list[StageKey] = []
    tareas: list[TaskItem] = []
    fuentes: list[CitationItem] = []


class DoubtItem(_Item):
    """A question that a decision raises, and the key of its answer."""

    boton: str = Field(min_length=1, max_length=OPTION_LENGTH)
    clave: Key


class DecisionItem(_Item):
    """Where the gate leads; without `ruta`, a stop. With `seguir`, it is asked before it is taken."""

    clave: Key
    si: Optional[When] = None
    ruta: Optional[Key] = None
    texto: Line
    fuentes: list[CitationItem] = []
    seguir: str = Field(default="", max_length=OPTION_LENGTH)
    dudas: list[DoubtItem] = []


class GateItem(_Item):
    """`gate.yml`."""

    preguntas: list[QuestionItem] = Field(min_items=1)
    decisiones: list[DecisionItem] = Field(min_items=1)
    rutas: list[RouteItem] = Field(min_items=1)
