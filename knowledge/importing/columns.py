"""Names that a column may have in an export, and the field each one fills."""

from __future__ import annotations

from knowledge.text import words

SYNONYMS: dict[str, tuple[str, ...]] = {
    "estado": ("entidad", "entidad federativa", "estado mexicano", "estado de la republica"),
    "municipio": ("ayuntamiento", "municipio mexicano", "gobierno municipal", "alcaldia", "municipio o alcaldia"),
    "dependencia_mexicana": (
        "dependencia",
        "institucion mexicana",
        "parte mexicana",
        "organo mexicano",
        "suscriptor",
        "dependencia u organismo",
        "autoridad mexicana",
    ),
    "contraparte": (
        "contraparte extranjera",
        "parte extranjera",
        "institucion extranjera",
        "organo extranjero",
        "gobierno extranjero",
        "contraparte internacional",
    ),
    "contraparte_ciudad": (
        "ciudad contraparte",
        "ciudad extranjera",
        "ciudad",
        "ciudad de la contraparte",
        "localidad extranjera",
    ),
    "pais": ("pais contraparte", "pais de la contraparte", "nacion"),
    "pais_iso": ("iso", "codigo pais", "codigo de pais", "clave pais"),
    "tipo": ("tipo de acuerdo", "tipo de instrumento", "instrumento", "modalidad", "naturaleza"),
    "temas": ("tema", "areas", "area", "areas de cooperacion", "materia", "materias", "ambito"),
    "fecha_firma": ("fecha de firma", "fecha de suscripcion", "firma", "suscripcion", "fecha suscripcion", "firmado"),
    "fecha_registro": ("fecha de registro", "fecha de inscripcion", "registro", "inscripcion", "fecha inscripcion"),
    "numero_registro": (
        "numero de registro",
        "no de registro",
        "num registro",
        "clave de registro",
        "folio",
        "no registro",
        "numero de inscripcion",
        "clave registro",
    ),
    "vigencia": ("vigente hasta", "duracion", "fecha de vencimiento", "vencimiento"),
    "estatus": ("estado del acuerdo", "situacion", "status"),
    "fuente": ("origen", "procedencia"),
    "fuente_url": ("url", "enlace", "liga", "vinculo", "direccion"),
    "confianza": ("confiabilidad",),
}
REQUIRED = ("contraparte", "pais")

_FIELD = {"".join(words(name)): field for field, names in SYNONYMS.items() for name in (field, *names)}


def match_columns(headers: list[str]) -> dict[int, str]:
    """The field that each column fills, by position; unknown columns are left out.

    The first column wins where two claim the same field.
    """
    matched: dict[int, str] = {}
    for position, header in enumerate(headers):
        field = _FIELD.get("".join(words(header)))
        if field and field not in matched.values():
            matched[position] = field
    return matched


def missing_columns(matched: dict[int, str]) -> list[str]:
    """Required fields for which no column was found; a country may come as its code."""
    fields = set(matched.values())
    return [name for name in REQUIRED if name not in fields and not (name == "pais" and "pais_iso" in fields)]
