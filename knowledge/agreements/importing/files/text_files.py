"""Reads the lines of a CSV or TSV file, whatever its encoding and its separator."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice

from knowledge.agreements.importing.files.cells import shown
from knowledge.agreements.importing.files.columns import match_columns
from knowledge.agreements.importing.files.headers import HEADER_SEARCH, Line
from knowledge.agreements.importing.files.limits import LONGEST_LINE, MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from knowledge.errors import UnreadableFile

_SEPARATORS = ",;\t|"
_PROGRESS = 5_000  # lines between two reports


def text_lines(name: str, data: bytes, progress: Callable[[int, int], None]) -> Iterator[Line]:
    """Each record with the number of the line where it begins, and its cells.

    Args:
        name: The file, for the messages.
        data: What it holds.
        progress: Gets the bytes read and the bytes in all.

    Raises:
        UnreadableFile: it is not text, a quotation mark is not closed, or it passes a limit.
    """
    encoding = _encoding(name, data)
    # The comma also appears in sentences: the right separator is the one that makes sense of the header.
    separator = max(
        _SEPARATORS, key=lambda candidate: _most_columns(_lines(name, io.BytesIO(data), encoding), candidate)
    )
    file = io.BytesIO(data)
    reader = csv.reader(_lines(name, file, encoding), delimiter=separator, strict=True)
    width = begins = records = kept = 0
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if reader.line_num > begins or "unexpected end" in str(error):
                raise _unclosed(name, begins) from error
            reason = "comillas mal cerradas" if "expected after" in str(error) else "no es CSV válido"
            raise UnreadableFile(f"{name}, línea {begins}: {reason}.") from error
        if reader.line_num > begins and _swallowed(cells, width, separator):
            raise _unclosed(name, begins)
        width = max(width, len(cells))
        records += 1
        kept += len(cells)
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise UnreadableFile(f"{name}, línea {begins}: tiene más de {MOST_COLUMNS} columnas.")
        if records > MOST_ROWS or kept > MOST_CELLS:
            raise UnreadableFile(
                f"{name}: tiene más de {MOST_ROWS:,} filas o {MOST_CELLS:,} celdas; pártelo en varios."
            )
        if records % _PROGRESS == 0:
            progress(file.tell(), len(data))
        yield begins, tuple(map(shown, cells))


def _encoding(name: str, data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"  # Excel's «Texto Unicode»
    if b"\0" in data:
        raise UnreadableFile(f"{name}: no es un archivo de texto.")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 2**20):
            decoder.decode(data[start : start + 2**20])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"  # what Excel on Windows calls latin-1
    return "utf-8-sig"


def _lines(name: str, file: io.BytesIO, encoding: str) -> Iterator[str]:
    for number, line in enumerate(io.TextIOWrapper(file, encoding, errors="replace", newline=""), start=1):
        if len(line) > LONGEST_LINE:
            raise UnreadableFile(f"{name}, línea {number}: pasa de {LONGEST_LINE:,} letras.")
        yield line


def _most_columns(lines: Iterator[str], separator: str) -> int:
    best = 0
    try:
        for cells in islice(csv.reader(lines, delimiter=separator), HEADER_SEARCH + 1):
            best = max(best, len(match_columns(cells[:MOST_COLUMNS])))
    except csv.Error:
        pass  # said when it is read for good
    return best


def _swallowed(cells: list[str], width: int, separator: str) -> bool:
    """Whether a record of several lines holds whole records: a quotation mark was opened and closed much later.

    A cell may have several lines, but no line of it has what is left of its record, nor what comes before it.
    """
    if width and len(cells) > width:
        return True
    for position, cell in enumerate(cells):
        first, *others = cell.splitlines() or [""]
        if not others:
            continue
        if any(line.count(separator) >= max(width - 1, 2) for line in others):
            return True
        if width > 2 and first.count(separator) >= width - 1 - position and others[-1].count(separator) >= position:
            return True
    return False


def _unclosed(name: str, line: int) -> UnreadableFile:
    return UnreadableFile(
        f"{name}, línea {line}: comillas sin cerrar. Ciérralas o quítalas y vuelve a importar; no importé nada."
    )
