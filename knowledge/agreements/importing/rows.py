"""Turns a raw row into an agreement whose places are known, or says why it cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from knowledge.addresses import is_web_address
from knowledge.agreements.importing.files.cells import cell_text, says_nothing
from knowledge.agreements.importing.files.reading import RawRow
from knowledge.agreements.importing.finding_places import Places, has_municipal_title
from knowledge.errors import UnreadableFile
from spanish.dates.written import MonthFirst, parse_date
from spanish.text import words

CONFIDENCES = ("oficial", "secundaria")


class RefusedRow(Exception):
    """Why a row is not taken, in Spanish."""


@dataclass(frozen=True)
class AgreementRow:
    """A row ready to be stored; field names as in `models.Agreement` and `models.Counterpart`."""

    state_key: str | None
    municipality_key: str | None
    municipality_name: str
    mexican_body: str
    counterpart: str
    city: str
    country_iso: str
    kind: str
    topics: tuple[str, ...]
    signed: str
    registered: str
    registration_number: str
    validity: str
    status: str
    source: str
    source_url: str
    confidence: str

    def identity(self, *, dated: bool = False) -> str:
        """The stable id of this agreement: same parties and kind, same id, whoever reports it.

        Args:
            dated: Also count the date of signature, for a second agreement between the same parties.
        """
        # A body counts only where no municipality does: «Ayuntamiento de X» adds nothing to X.
        mexican_side = self.municipality_key or self.municipality_name or self.mexican_body
        parts = [self.state_key or "", mexican_side, self.counterpart, self.city, self.country_iso, self.kind]
        if dated:
            parts.append(self.signed)
        # A name without a single Latin letter («北京市») has no words, and still is not another name.
        text = "|".join(_key(part) or part.casefold() for part in parts)
        return "a" + hashlib.sha256(text.encode()).hexdigest()[:12]


def parse_row(
    raw: RawRow, places: Places, *, default_source: str, default_confidence: str, notices: list[str] | None = None
) -> AgreementRow:
    """Check one row and look its places up.

    Args:
        raw: The row as the file has it.
        places: The places that are known.
        default_source: Source of a row that does not say its own.
        default_confidence: Confidence of a row that does not say its own.
        notices: Gets what was left out of an agreement that is taken all the same.

    Raises:
        RefusedRow: with the reason.
        UnreadableFile: its dates have the month first, so that no date of the file can be trusted.
    """
    notices = [] if notices is None else notices

    def text(name: str, limit: int = 200) -> str:
        cleaned = cell_text(raw.cells.get(name))
        if not cleaned or says_nothing(cleaned):
            return ""
        if len(cleaned) > limit:
            raise RefusedRow(f"la columna {name} pasa de {limit} caracteres")
        return cleaned

    counterpart = text("contraparte")
    if not counterpart:
        raise RefusedRow("falta la contraparte")
    state_key, municipality_key, municipality_name, body = _mexican_side(raw, text, places)
    confidence = text("confianza", 20).lower() or default_confidence
    if confidence not in CONFIDENCES:
        raise RefusedRow(f"confianza: «{confidence}» no es {' ni '.join(CONFIDENCES)}")
    topics = [topic.strip().lower() for topic in text("temas", 600).replace(",", ";").split(";")]
    return AgreementRow(
        state_key=state_key,
        municipality_key=municipality_key,
        municipality_name=municipality_name,
        mexican_body=body,
        counterpart=counterpart,
        city=text("contraparte_ciudad"),
        # «NA» is Namibia, not a mark of emptiness.
        country_iso=_country(text("pais"), cell_text(raw.cells.get("pais_iso")), places),
        kind=text("tipo", 60).lower(),
        topics=tuple(dict.fromkeys(topic[:60] for topic in topics if topic)),
        signed=_moment(raw, "fecha_firma", notices),
        registered=_moment(raw, "fecha_registro", notices),
        registration_number=_number(raw, notices),
        validity=text("vigencia"),
        status=text("estatus"),
        source=text("fuente", 1_000) or default_source,
        source_url=_address(text("fuente_url", 1_000), notices),
        confidence=confidence,
    )


def proves_registration(number: str) -> bool:
    """Whether it can be a number of registration: «RAI-7» is one, «Sí» and «S/N» are not."""
    return any(c.isdigit() for c in number) and not says_nothing(number, dated=True)


def _moment(raw: RawRow, name: str, notices: list[str]) -> str:
    """A date; one that cannot be read does not cost the agreement."""
    value = raw.cells.get(name)
    if value is None or says_nothing(cell_text(value), dated=True):
        return ""
    try:
        return parse_date(value)
    except MonthFirst as error:
        raise UnreadableFile(
            f"Línea {raw.line}, {name}: {error}. Entonces no sé cuál es el mes en las demás fechas: escríbelas como "
            "día/mes/año o año-mes-día. No importé nada."
        ) from None
    except ValueError as error:
        notices.append(f"{name}: {error}; el acuerdo entra sin esa fecha")
        return ""


def _number(raw: RawRow, notices: list[str]) -> str:
    number = cell_text(raw.cells.get("numero_registro"))
    if not number or says_nothing(number, dated=True):
        return ""
    if not proves_registration(number):
        notices.append(f"numero_registro: «{number[:60]}» no es un número; el acuerdo entra sin él")
        return ""
    if len(number) > 60:
        raise RefusedRow("la columna numero_registro pasa de 60 caracteres")
    return number


def _address(written: str, notices: list[str]) -> str:
    if written and not is_web_address(written):
        notices.append(f"fuente_url: «{written[:60]}» no es una dirección http ni https; el acuerdo entra sin ella")
        return ""
    return written


def _mexican_side(raw: RawRow, text: Callable[..., str], places: Places) -> tuple[str | None, str | None, str, str]:
    """Keys of the state and the municipality, the name of the municipality, and the body that signs."""
    state, municipality, body = text("estado"), text("municipio", 90), text("dependencia_mexicana")
    state_key = places.state(state) if state else None
    if state and not state_key:
        raise RefusedRow(f"no conozco el estado «{state}»")
    if not municipality and has_municipal_title(body):  # «H. Ayuntamiento de Tala» names its municipality
        name, here = places.municipality(body, state_key)
        if len(here) == 1:
            return here[0][0], here[0][1], name, body
    if not municipality:
        if not (state_key or body):
            raise RefusedRow("no dice qué estado, municipio o dependencia de México firma")
        return state_key, None, "", body
    name, here = places.municipality(municipality, state_key)
    if not here:
        where = f" en {state}" if state else ""
        raise RefusedRow(f"no conozco el municipio «{municipality}»{where}")
    if len(here) > 1:
        return state_key, None, name, body  # several bear that name: the row stays, its municipality unknown
    return here[0][0], here[0][1], name, body


def _country(name: str, iso: str, places: Places) -> str:
    if iso and not (iso.upper() not in places.isos and says_nothing(iso)):
        if iso.upper() not in places.isos:
            raise RefusedRow(f"no conozco el código de país «{iso}»")
        key = iso.upper()
    elif name:
        found = places.country(name)
        if not found:
            raise RefusedRow(f"no conozco el país «{name}»")
        key = found
    else:
        raise RefusedRow("falta el país de la contraparte")
    if key == "MX":
        raise RefusedRow("la contraparte es mexicana: no es un acuerdo interinstitucional (LCT, art. 2-II)")
    return key


@lru_cache(maxsize=8_192)  # a file names the same places over and over
def _key(name: str) -> str:
    return " ".join(words(name))
