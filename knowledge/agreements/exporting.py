"""Writes the agreements to a CSV or XLSX file that can be imported again."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
from openpyxl.cell import WriteOnlyCell
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.agreements.importing.files.cells import inert
from knowledge.errors import KnowledgeError, UnwritableFile
from knowledge.models import Agreement, AgreementTopic, Counterpart, Country, Municipality, State

COLUMNS = (
    "id",
    "estado",
    "municipio",
    "dependencia_mexicana",
    "contraparte",
    "contraparte_ciudad",
    "pais",
    "pais_iso",
    "tipo",
    "temas",
    "fecha_firma",
    "fecha_registro",
    "numero_registro",
    "vigencia",
    "estatus",
    "fuente",
    "fuente_url",
    "confianza",
)

Row = tuple[str, ...]


def export_file(session: Session, path: Path) -> int:
    """Write every agreement to `path`, CSV or XLSX by its ending; returns how many.

    A file already there is replaced only once the new one is complete.

    Raises:
        KnowledgeError: the ending is neither.
        UnwritableFile: the file cannot be written.
    """
    writers: dict[str, Callable[[Path, Iterable[Row]], None]] = {".csv": _write_csv, ".xlsx": _write_xlsx}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise KnowledgeError(f"{path.name}: solo se escriben archivos .csv y .xlsx.")
    rows = read_rows(session)
    unfinished = path.with_name(f".{path.name}.parcial")
    try:
        unfinished.touch()  # openpyxl does all its work before it finds that it cannot write
        write(unfinished, [COLUMNS, *rows])
        unfinished.replace(path)
    except OSError as error:
        raise UnwritableFile(path) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return len(rows)


def read_rows(session: Session) -> list[Row]:
    """Every agreement with the columns of `COLUMNS`, by state, municipality and counterpart."""
    topics: dict[str, list[str]] = defaultdict(list)
    for topic in session.execute(
        select(AgreementTopic.agreement_id, AgreementTopic.topic).order_by(
            AgreementTopic.agreement_id, AgreementTopic.topic
        )
    ):
        topics[topic.agreement_id].append(topic.topic)
    statement = (
        select(
            Agreement.id,
            State.name.label("state"),
            Municipality.name.label("municipality"),
            Agreement.municipality_name,
            Agreement.mexican_body,
            Counterpart.name.label("counterpart"),
            Counterpart.city,
            Country.name.label("country"),
            Agreement.country_iso,
            Agreement.kind,
            Agreement.signed,
            Agreement.registered,
            Agreement.registration_number,
            Agreement.validity,
            Agreement.status,
            Agreement.source,
            Agreement.source_url,
            Agreement.confidence,
        )
        .join(Agreement.counterpart)
        .join(Agreement.country)
        .outerjoin(Agreement.state)
        .outerjoin(Agreement.municipality)
        .order_by(
            Agreement.state_key.nulls_last(),
            Agreement.municipality_key.nulls_first(),
            Agreement.country_iso,
            Agreement.id,
        )
    )
    return [
        (
            row.id,
            row.state or "",
            # As it was written: two municipalities of Oaxaca share their official name, and an alias tells them apart.
            row.municipality_name or row.municipality or "",
            row.mexican_body,
            row.counterpart,
            row.city,
            row.country,
            row.country_iso,
            row.kind,
            "; ".join(topics[row.id]),
            row.signed,
            row.registered,
            row.registration_number,
            row.validity,
            row.status,
            row.source,
            row.source_url,
            row.confidence,
        )
        for row in session.execute(statement)
    ]


def _write_csv(path: Path, rows: Iterable[Row]) -> None:
    # The mark at the beginning is what makes Excel read the accents right.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(map(inert, row) for row in rows)


def _write_xlsx(path: Path, rows: Iterable[Row]) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Acuerdos")
    sheet.freeze_panes = "A2"
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            cell.data_type = "s"  # otherwise a text that begins with «=» would run as a formula
            cells.append(cell)
        sheet.append(cells)
    workbook.save(path)
