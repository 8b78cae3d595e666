"""Names that a column may have in an export, and the field each one fills."""

from __future__ import annotations

import re

from spanish.text import STOPWORDS, stem, words

SYNONYMS: dict[str, tuple[str, ...]] = {
    # Of our own files: the row is as we wrote it; or was refused, and why.
    "id": (),
    "motivo": (),
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
        "ciudad de la contraparte",
        "localidad extranjera",
    ),
    "pais": ("pais contraparte", "pais de la contraparte", "nacion"),
    "pais_iso": ("iso", "codigo pais", "codigo de pais", "clave pais"),
    "tipo": ("tipo de acuerdo", "tipo de instrumento", "tipo de convenio", "instrumento", "modalidad", "naturaleza"),
    "temas": ("tema", "areas", "area", "areas de cooperacion", "materia", "materias", "ambito"),
    "fecha_firma": (
        "fecha de firma",
        "fecha de firma del acuerdo",
        "fecha de firma del convenio",
        "fecha de suscripcion",
        "firma",
        "suscripcion",
        "fecha suscripcion",
        "firmado",
        "año de firma",
        "año de suscripcion",
    ),
    "fecha_registro": (
        "fecha de registro",
        "fecha de inscripcion",
        "fecha inscripcion",
        "año de registro",
        "año de inscripcion",
    ),
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
    "fuente": ("procedencia", "fuente de informacion"),
    "fuente_url": ("url", "enlace", "liga", "vinculo", "hipervinculo"),
    "confianza": ("confiabilidad",),
}
# Names that say two things: whoever imports the file has to say which.
AMBIGUOUS: dict[str, tuple[str, ...]] = {
    "ciudad": ("municipio", "contraparte_ciudad"),
    "localidad": ("municipio", "contraparte_ciudad"),
    "ciudad hermana": ("contraparte", "contraparte_ciudad"),
    "ciudades hermanas": ("contraparte", "contraparte_ciudad"),
    "ciudad hermanada": ("contraparte", "contraparte_ciudad"),
    "registro": ("fecha_registro", "numero_registro"),
    "inscripcion": ("fecha_registro", "numero_registro"),
    "año": ("fecha_firma", "fecha_registro"),
    "fecha": ("fecha_firma", "fecha_registro"),
    "institucion": ("dependencia_mexicana", "contraparte"),
    "gobierno": ("dependencia_mexicana", "contraparte"),
}
REQUIRED = ("contraparte", "pais")
# What our own file of refused rows adds: nothing to import, and nothing to speak of.
OWN = frozenset({"linea"})

# «Institución», «Ciudad» or «País» mean one thing under «Contraparte extranjera» and another under «Parte mexicana».
_SIDES: dict[frozenset[str], dict[str, tuple[str, ...]]] = {
    frozenset({"contraparte", "extranjera", "extranjero", "internacional"}): {
        "contraparte": (
            "institucion", "nombre", "denominacion", "gobierno", "organo", "autoridad", "dependencia", "organismo",
            "entidad", "firmante",
        ),
        "contraparte_ciudad": ("ciudad", "localidad", "municipio"),
        "pais": ("pais", "nacion"),
        "pais_iso": ("codigo pais", "iso", "iso pais"),
    },
    frozenset({"mexicana", "mexicano", "mexico"}): {
        "estado": ("estado", "entidad", "entidad federativa"),
        "municipio": ("municipio", "ciudad", "ayuntamiento", "alcaldia", "localidad"),
        "dependencia_mexicana": (
            "dependencia", "institucion", "organo", "organismo", "nombre", "denominacion", "autoridad",
            "firmante", "unidad",
        ),
    },
}  # fmt: skip
BETWEEN = " · "  # of the two lines of a header that takes two

_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # «(CATÁLOGO)», «[dd/mm/aaaa]»


def _joined(name: str) -> str:
    return "".join(words(_NOTE.sub(" ", name))) or "".join(words(name))


def _bag(name: str) -> frozenset[str]:
    """The words of a name in whatever order: «Registro · Fecha» is «fecha de registro»."""
    return frozenset(stem(word) for word in words(_NOTE.sub(" ", name)) if word not in STOPWORDS)


_FIELD = {_joined(name): field for field, names in SYNONYMS.items() for name in (field, *names)}
_FIELD_OF_BAG = {_bag(name): field for field, names in SYNONYMS.items() for name in (field, *names)}
_CANDIDATES = {_joined(name): fields for name, fields in AMBIGUOUS.items()}
_SIDE_BAGS = {
    frozenset(map(stem, side)): {_bag(name): field for field, names in parts.items() for name in names}
    for side, parts in _SIDES.items()
}


def field_of(title: str) -> str | None:
    """The field that a column called so fills; None if its name says nothing, or two things."""
    found = _FIELD.get(_joined(title))
    if found:
        return found
    bag = _bag(title)
    sides = [side for side in _SIDE_BAGS if side & bag]
    if len(sides) == 1 and (found := _SIDE_BAGS[sides[0]].get(bag - sides[0] - {"parte"})):
        return found
    if _joined(title) in _CANDIDATES:
        return None
    if found := _FIELD_OF_BAG.get(bag):
        return found
    group, between, below = title.rpartition(BETWEEN)
    if between and not any(side & _bag(group) for side in _SIDE_BAGS):
        return field_of(below)  # «Datos generales · Tipo»
    return None


def candidates(title: str) -> tuple[str, ...]:
    """The fields among which the name of the column does not decide; empty if it says one thing or nothing."""
    if field_of(title):
        return ()
    return _CANDIDATES.get(_joined(title)) or _CANDIDATES.get(_joined(title.rpartition(BETWEEN)[2])) or ()


def match_columns(headers: list[str]) -> dict[int, str]:
    """The field that each column fills, by position; unknown columns are left out.

    The first column wins where two claim the same field; whoever imports them has to be asked.
    """
    matched: dict[int, str] = {}
    for position, header in enumerate(headers):
        field = field_of(header)
        if field and field not in matched.values():
            matched[position] = field
    return matched


def missing_columns(matched: dict[int, str]) -> list[str]:
    """Required fields for which no column was found; a country may come as its code."""
    fields = set(matched.values())
    return [name for name in REQUIRED if name not in fields and not (name == "pais" and "pais_iso" in fields)]
