"""Reads a CSV or XLSX file as rows of named cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from knowledge.agreements.importing.files.columns import REQUIRED
from knowledge.agreements.importing.files.headers import HEADER_SEARCH, Answers, Header, Line, decide, find_header
from knowledge.agreements.importing.files.limits import MOST_BYTES
from knowledge.agreements.importing.files.sheets import SheetReader, merged_down
from knowledge.agreements.importing.files.text_files import text_lines
from knowledge.agreements.importing.files.workbooks import SAVE_AS_XLSX, Sheet, Workbook, open_workbook
from knowledge.agreements.importing.files.xlsx_parts import Damaged
from knowledge.errors import UnreadableFile

Progress = Callable[[int, int], None]

_EXCEL = (".xlsx", ".xlsm")
_TEXT = (".csv", ".txt", ".tsv")
_OTHER_SHEETS = (".xls", ".xlsb", ".ods", ".html", ".htm", ".xml")
_FIRST_LINES = HEADER_SEARCH + 2


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
    """The header and the rows of a file.

    Attributes:
        headers: The name of every column.
        rows: The rows with something in them.
        unused: Columns that have something and fill no field, as a person finds them.
        remarks: What else the operator should know of how it was read, one sentence each.
    """

    headers: list[str]
    rows: list[RawRow]
    unused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_table(
    path: Path,
    *,
    answers: Answers | None = None,
    sheet: str = "",
    progress: Progress = lambda done, total: None,
) -> Table:
    """Read `path`, find its header and name its cells.

    Args:
        path: A CSV, TSV or XLSX file.
        answers: Name or letter of a column → the field that it fills, or «nada», where its name does not say it.
        sheet: The sheet to read; if empty, the first visible one that has a header.
        progress: Called with the bytes read and the bytes in all.

    Raises:
        UnreadableFile: it does not exist, is not CSV or XLSX, is damaged or too big, has no usable header, or cannot
            be understood without guessing.
    """
    if not path.is_file():
        raise UnreadableFile(f"No existe el archivo {path}.")
    kind = path.suffix.lower()
    if kind in _OTHER_SHEETS:
        raise UnreadableFile(f"{path.name}: solo se leen archivos .csv y .xlsx; {SAVE_AS_XLSX}.")
    if kind not in _EXCEL + _TEXT:
        raise UnreadableFile(f"{path.name}: solo se leen archivos .csv y .xlsx.")
    data = _bytes(path)
    if reason := _other_kind(data):
        raise UnreadableFile(f"{path.name}: {reason}; {SAVE_AS_XLSX}.")
    if kind in _EXCEL:
        return _from_workbook(path, data, answers or {}, sheet, progress)
    return _from_text(path, data, answers or {}, progress)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(f"{path.name}: pasa de {MOST_BYTES // 2**20} MB; pártelo en varios archivos.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"No se puede leer {path}. Revisa sus permisos.") from error


def _other_kind(data: bytes) -> str:
    """What a file is that is neither text nor XLSX, whatever its name says; empty if it may be one of them."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # the container of .xls, and of an XLSX with a password
        return "es un libro antiguo de Excel (.xls) o tiene contraseña"
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if start.startswith(
        (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<body", b"<meta", b"<style", b"<div")
    ):
        return "es una página (HTML) o XML con otro nombre"
    if data.startswith(b"PK") and b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]:
        return "es un libro de LibreOffice (.ods)"
    return ""


def _from_text(path: Path, data: bytes, answers: Answers, progress: Progress) -> Table:
    lines = text_lines(path.name, data, progress)
    first = list(islice(lines, _FIRST_LINES))
    header = find_header(first, answers)
    if not isinstance(header, Header):
        raise _no_header(path, header)
    return _table(header, [*first, *lines], answers)


def _from_workbook(path: Path, data: bytes, answers: Answers, wanted: str, progress: Progress) -> Table:
    with open_workbook(path.name, data) as book:
        sheets = [sheet for sheet in book.sheets if (sheet.name == wanted if wanted else sheet.visible)]
        if not sheets and wanted:
            names = ", ".join(f"«{sheet.name}»" for sheet in book.sheets)
            raise UnreadableFile(f"{path.name}: no hay ninguna hoja «{wanted}»; tiene {names}.")
        if not sheets:
            raise Damaged("no sheet of cells")
        missing: list[str] = list(REQUIRED)
        for position, sheet in enumerate(sheets):
            reader = SheetReader(book, sheet, progress)
            lines = reader.lines()
            first = list(islice(lines, _FIRST_LINES))
            header = find_header(first, answers)
            if isinstance(header, Header):
                rows = merged_down([*first, *lines], reader.merged, first[header.end - 1][0])
                table = _table(header, rows, answers)
                others = [other.name for other in sheets[position + 1 :] if _has_header(book, other, answers)]
                table.remarks.extend(_remarks(sheet, len(book.sheets), others, reader.without_result))
                return table
            missing = min(missing, header, key=len)
        raise _no_header(path, missing)


def _has_header(book: Workbook, sheet: Sheet, answers: Answers) -> bool:
    lines = SheetReader(book, sheet, lambda done, total: None).lines()
    return isinstance(find_header(list(islice(lines, _FIRST_LINES)), answers), Header)


def _remarks(sheet: Sheet, sheets: int, others: list[str], without_result: int) -> Iterator[str]:
    if sheets > 1:
        yield f"Leí la hoja «{sheet.name}»."
    if others:
        names = ", ".join(f"«{name}»" for name in others)
        yield f"No leí {names}, que también tiene una tabla: impórtala con --hoja."
    if without_result:
        yield (
            f"{without_result:,} celdas tienen una fórmula sin resultado y quedaron vacías: abre el archivo en Excel, "
            "guárdalo y vuelve a importarlo."
        )


def _table(header: Header, lines: list[Line], answers: Answers) -> Table:
    below = lines[header.end :]
    fields, unused = decide(header, below, answers)
    return Table(headers=header.titles, rows=list(_rows(below, fields)), unused=unused)


def _rows(lines: Iterable[Line], fields: dict[int, str]) -> Iterator[RawRow]:
    for line, values in lines:
        if any(value not in (None, "") for value in values):
            cells = {field: values[position] for position, field in fields.items() if position < len(values)}
            yield RawRow(line=line, cells=cells, original=values)


def _no_header(path: Path, missing: list[str]) -> UnreadableFile:
    return UnreadableFile(f"{path.name}: no encontré el encabezado; faltan las columnas: {', '.join(missing)}.")
