"""Shape of the content files that editors write (YAML, Spanish keys)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal, Optional

from pydantic import BaseModel, ConstrainedStr, Extra, Field, validator

ANSWER_LENGTH = 700  # characters that fit a phone screen
MORE_LENGTH = 2_000
BUTTON_LENGTH = 20  # WhatsApp's limit for the title of a reply button
DEFINITION_LENGTH = 450


class Key(ConstrainedStr):
    """Name of an answer, term or source."""

    regex = re.compile(r"^[a-z0-9_]{2,60}$")


class Line(ConstrainedStr):
    """Text that is not empty."""

    strip_whitespace = True
    min_length = 2


class Name(Line):
    """Name of a glossary term, as wide as its column."""

    max_length = 90


class Fact(ConstrainedStr):
    """A fact of the domain dossiers: «M3.16», «D.F2»."""

    regex = re.compile(r"^[MDG][A-Za-z0-9.\-\[\]() ]*$")


class _Item(BaseModel):
    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True


class SourceItem(_Item):
    """One entry of `sources.yml`."""

    clave: Key
    titulo: Line
    tipo: Literal["ley", "norma local", "sre", "manual", "academia", "tesis", "prensa", "otra"]
    fecha: Optional[str] = None
    url: Optional[str] = Field(default=None, regex=r"^https?://(?:(?!\.\.\.|…).)+$")  # whole, not shortened
    parcial: bool = False
    cautela: Optional[str] = None


class CitationItem(_Item):
    """A source and the place in it."""

    fuente: Key
    cita: Optional[str] = None


class AnswerItem(_Item):
    """One entry of `answers/*.yml`."""

    clave: Key
    titulo: str = Field(min_length=5, max_length=90)
    boton: str = Field(min_length=2, max_length=BUTTON_LENGTH)
    respuesta: str = Field(min_length=20, max_length=ANSWER_LENGTH)
    mas: Optional[str] = Field(default=None, min_length=20, max_length=MORE_LENGTH)
    regla: Line
    fuentes: list[CitationItem] = Field(min_items=1)
    hechos: list[Fact] = Field(min_items=1)
    confianza: Literal["alta", "media"]  # «baja» is never asserted
    sin_dato: bool = False
    revisado: date
    relacionadas: list[Key] = Field(min_items=1, max_items=3)
    variante_de: Optional[Key] = None
    estado: Optional[str] = Field(default=None, regex=r"^\d{2}$")
    municipio: Optional[str] = Field(default=None, regex=r"^\d{5}$")

    @validator("municipio", "estado")
    @classmethod
    def _only_in_variants(cls, value: str | None, values: dict[str, Any]) -> str | None:
        if value and not values.get("variante_de"):
            raise ValueError("solo una variante (variante_de) lleva estado o municipio")
        return value


class TermItem(_Item):
    """One entry of `glossary.yml`."""

    clave: Key
    termino: Name
    alias: list[Name] = []
    definicion: str = Field(min_length=20, max_length=DEFINITION_LENGTH)
    fuentes: list[CitationItem] = []
    diseno_propio: bool = False
    respuesta: Optional[Key] = None
    relacionadas: list[Key] = []
