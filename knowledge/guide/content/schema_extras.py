"""Shape of `guide.yml`, `assessment.yml` and `tools.yml`."""

from __future__ import annotations

from typing import Literal, Optional

from pydantic import Field

from knowledge.answers.content_schema import CitationItem, Key, Line
from knowledge.guide.content.schema import QuestionItem, StageKey, When, _Item


class DimensionItem(_Item):
    """A group of questions of the self-assessment."""

    clave: Key
    titulo: Line
    preguntas: list[str] = Field(min_items=1)
    si_bajo: Line


class LevelItem(_Item):
    """A readiness level."""

    numero: int = Field(ge=1, le=5)
    titulo: Line
    desde: int = Field(ge=0)
    hasta: int = Field(ge=0)
    recomendacion: Line
    tic: str = ""


class RuleItem(_Item):
    """A rule that applies whatever the total."""

    clave: Key
    si: When
    texto: Line
    tope: Optional[int] = Field(default=None, ge=1, le=5)
    bloquea: Optional[StageKey] = None
    fuentes: list[CitationItem] = Field(default=[])


class AssessmentItem(_Item):
    """`assessment.yml`."""

    advertencia: Line
    preguntas: list[QuestionItem] = Field(min_items=1)
    dimensiones: list[DimensionItem] = Field(min_items=1)
    niveles: list[LevelItem] = Field(min_items=1)
    reglas: list[RuleItem] = Field(min_items=1)
    fuentes: list[CitationItem] = Field(min_items=1)


class ConnectivityItem(_Item):
    """N0–N3."""

    clave: Literal["N0", "N1", "N2", "N3"]
    titulo: Line
    permite: Line
    usa: Line


class CategoryItem(_Item):
    """A kind of tool."""

    clave: Key
    titulo: Line
    libres: Line
    sin_servidor: Line
    nota: Line
    fuentes: list[CitationItem] = Field(default=[])
    diseno_propio: bool = False


class ToolboxItem(_Item):
    """`tools.yml`."""

    niveles: list[ConnectivityItem] = Field(min_items=4, max_items=4)
    categorias: list[CategoryItem] = Field(min_items=1)
    controles: list[Line] = Field(min_items=1)
    fuentes: list[CitationItem] = Field(min_items=1)


class ResponsibleItem(_Item):
    """Who may be responsible for a task."""

    clave: Key
    nombre: Line


class ChangeItem(_Item):
    """What changed in a version."""

    version: int = Field(ge=1)
    texto: Line


class GuideItem(_Item):
    """`guide.yml`. `nombres` fills «{clave}» wherever it stands in the other files."""

    version: int = Field(ge=1)
    advertencia: Line
    nombres: dict[Key, Line] = Field(default={})
    responsables: list[ResponsibleItem] = Field(min_items=1)
    cambios: list[ChangeItem] = Field(min_items=1)
    expediente: list[Line] = Field(min_items=1)
