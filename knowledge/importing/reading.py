"""Reads a CSV or XLSX file as rows of named cells."""

from __future__ import annotations

import codecs
import csv
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import openpyxl

from knowledge.errors import UnreadableFile
from knowledge.importing.columns import REQUIRED, match_columns, missing_columns

HEADER_SEARCH = 20  # exports often carry a title and notes above the header

Line = tuple[int, tuple[object, ...]]  # number in the file, counted from 1, and cells


@dataclass(frozen=True)
class RawRow:
    """One row as the file has it.

    Attributes:
        line: Its line in the file, counted from 1.
        cells: Field name → value: text, a number or an Excel date.
        original: Every cell, for the file of refused rows.
    """

    line: int
    cells: dict[str, object]
    original: tuple[object, ...]


@dataclass(frozen=True)
class Table:
    """The header and the rows of a file."""

    headers: list[str]
    rows: list[RawRow]


def read_table(path: Path) -> Table:
    """Read `path`, find its header line and name its cells.

    Raises:
        UnreadableFile: it does not exist, is not CSV or XLSX, is damaged, or has no usable header.
    """
    if not path.is_file():
        raise UnreadableFile(f"No existe el archivo {path}.")
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        lines = _xlsx_lines(path)
    elif path.suffix.lower() in (".csv", ".txt", ".tsv"):
        lines = _csv_lines(path)
    else:
        raise UnreadableFile(f"{path.name}: solo se leen archivos .csv y .xlsx.")
    return _with_header(path, lines)


def _with_header(path: Path, lines: list[Line]) -> Table:
    missing: list[str] = list(REQUIRED)
    for position, (line, values) in enumerate(lines):
        headers = [str(value or "").strip() for value in values]
        matched = match_columns(headers)
        if len(matched) >= 2:
            missing = missing_columns(matched)
            if not missing:
                return Table(headers=headers, rows=list(_rows(lines[position + 1 :], matched)))
        if line > HEADER_SEARCH:
            break
    raise UnreadableFile(f"{path.name}: no encontré el encabezado; faltan las columnas: {', '.join(missing)}.")


def _rows(lines: list[Line], matched: dict[int, str]) -> Iterator[RawRow]:
    for line, values in lines:
        if any(value not in (None, "") for value in values):
            cells = {field: values[position] for position, field in matched.items() if position < len(values)}
            yield RawRow(line=line, cells=cells, original=values)


def _xlsx_lines(path: Path) -> list[Line]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells, in English, of styles that nobody asked about
            workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                sheet = workbook.worksheets[0]
                sheet.reset_dimensions()  # many exporters write a size of one cell
                return list(enumerate(sheet.iter_rows(values_only=True), start=1))
            finally:
                workbook.close()
    except Exception as error:  # openpyxl lets through whatever the damage provokes: XML, zip, type errors…
        raise UnreadableFile(f"{path.name}: no se pudo leer; el archivo está dañado o no es de Excel.") from error


def _csv_lines(path: Path) -> list[Line]:
    text = _decoded(path)
    # The comma also appears in sentences: the right separator is the one that makes sense of the header.
    delimiter = max(",;\t|", key=lambda candidate: _most_columns(_split(path, text, candidate)))
    return list(_split(path, text, delimiter))


def _most_columns(lines: Iterator[Line]) -> int:
    return max(
        (len(match_columns([str(value) for value in values])) for _, values in islice(lines, HEADER_SEARCH)), default=0
    )


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"No se puede leer {path}. Revisa sus permisos.") from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")  # Excel's «Texto Unicode»
    if b"\0" in data:
        raise UnreadableFile(f"{path.name}: no es un archivo de texto.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # what Excel on Windows calls latin-1


def _split(path: Path, text: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for values in reader:
            yield reader.line_num, tuple(values)
    except csv.Error as error:
        raise UnreadableFile(f"{path.name}, línea {reader.line_num}: no es CSV válido.") from error
