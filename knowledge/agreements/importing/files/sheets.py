"""Reads the cells of one sheet of an XLSX, up to the last one that has something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601

from knowledge.agreements.importing.files.headers import Line
from knowledge.agreements.importing.files.limits import LAST_ROW, MOST_COLUMNS, MOST_ELEMENTS, MOST_ROWS
from knowledge.agreements.importing.files.workbooks import Sheet, Workbook
from knowledge.agreements.importing.files.xlsx_parts import (
    Attributes,
    Damaged,
    TooMuch,
    count_elements,
    unescaped,
    xml_parser,
)

_CONTENT_END = re.compile(rb"</([\w.-]+:)?(?:v|is|f)\s*>")
_LONGEST_TAG = 64  # bytes of a closing tag that two chunks may share

Range = tuple[int, int, int, int]  # first column, first row, last column and last row, counted from 1


class SheetReader:
    """The rows of a sheet that have something.

    Attributes:
        merged: The merged ranges, known once all the rows are read.
        without_result: How many cells have a formula that nobody has calculated.
    """

    def __init__(self, book: Workbook, sheet: Sheet, progress: Callable[[int, int], None]) -> None:
        """Nothing is read yet; `progress` gets the bytes read and the bytes to read."""
        self.merged: list[Range] = []
        self.without_result = 0
        self._book = book
        self._sheet = sheet
        self._progress = progress
        self._ready: list[Line] = []
        self._rows = self._row = self._column = 0
        self._cells: list[object] = []
        self._kind, self._style = "n", 0
        self._formula = self._listening = self._phonetic = False
        self._pieces: list[str] = []

    def lines(self) -> Iterator[Line]:
        """Each row with its number, counted from 1, and its cells up to the last one with something.

        Raises:
            Damaged: it is not the XML of a sheet.
            TooMuch: it passes a limit.
        """
        last, elements, prefix = self._last_content()
        if not last:
            return
        self._book.parts.count(elements)
        parser = xml_parser(self._start, self._end, self._characters)
        for chunk in self._without_empty_end(last, f"</{prefix}c></{prefix}row>".encode()):
            parser.Parse(chunk)
            yield from self._ready
            self._ready.clear()
        parser.Parse(b"", True)

    def _last_content(self) -> tuple[int, int, str]:
        """The byte after the last cell with something, the elements before it, and the prefix of their names.

        The byte is 0 if all the cells are empty.
        """
        last = elements = before = read = 0
        prefix, window = b"", b""
        for chunk in self._book.parts.chunks(self._sheet.part):
            if not read and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise Damaged("UTF-16")  # nobody writes it so, and it would look empty
            window = window[-_LONGEST_TAG:] + chunk
            read += len(chunk)
            at = len(window)
            while (at := window.rfind(b"</", 0, at)) >= 0:
                if found := _CONTENT_END.match(window, at):
                    last, prefix = read - len(window) + found.end(), found[1] or b""
                    before = elements + count_elements(window[: found.end()])
                    break
            elements += count_elements(chunk)
        return last, before, prefix.decode()

    def _without_empty_end(self, last: int, closing: bytes) -> Iterator[bytes]:
        """The XML without the rows after the byte `last`, of which a mere format may make a million."""
        done, rest, after = 0, b"", False
        for chunk in self._book.parts.chunks(self._sheet.part):
            start, done = done, done + len(chunk)
            self._progress(min(done, last), last)
            if after or done < last:
                yield chunk
                continue
            if start < last:
                yield chunk[: last - start] + closing
                chunk = chunk[last - start :]
            rest = rest[-_LONGEST_TAG:] + chunk
            if (name := rest.find(b"sheetData")) >= 0:
                yield rest[max(rest.rfind(b"<", 0, name), 0) :]
                after = True

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            self._formula = False
            self._pieces.clear()
        elif name in ("v", "t"):
            self._listening = not self._phonetic
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif name == "f":
            self._formula = True
        elif name == "rPh":  # how a Japanese name is read aloud
            self._phonetic = True
        elif name == "mergeCell":
            column, first, last_column, last = range_boundaries(attributes.get("ref", ""))
            if column and first and last_column and last:  # «A:A» has no rows
                self.merged.append((column, first, last_column, last))

    def _characters(self, text: str) -> None:
        if self._listening:
            self._pieces.append(text)

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self._listening = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "c":
            if self._pieces:
                self._keep(self._value("".join(self._pieces)))
            elif self._formula:
                self.without_result += 1
        elif name == "row" and self._cells:
            self._end_row()

    def _keep(self, value: object) -> None:
        if value == "":
            return
        if not 1 <= self._column <= MOST_COLUMNS:
            raise TooMuch(
                f"la hoja «{self._sheet.name}» tiene algo en la columna {get_column_letter(self._column)}, "
                f"y solo leo las {MOST_COLUMNS} primeras"
            )
        self._cells += [None] * (self._column - len(self._cells))
        self._cells[self._column - 1] = value

    def _end_row(self) -> None:
        if not 1 <= self._row <= LAST_ROW:
            raise TooMuch(f"dice tener la fila {self._row:,}, y Excel llega a la {LAST_ROW:,}")
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise TooMuch(f"la hoja «{self._sheet.name}» tiene más de {MOST_ROWS:,} filas")
        self._ready.append((self._row, tuple(self._cells)))
        self._cells = []

    def _value(self, text: str) -> object:
        if self._kind == "s":
            return self._book.strings[int(text)]
        if self._kind == "n":
            number = float(text) if any(c in text for c in ".eE") else int(text)
            if self._style in self._book.dates:
                try:
                    return from_excel(number, self._book.epoch)
                except (OverflowError, ValueError):
                    return number  # no day has that number: it is said as what it is
            return number
        if self._kind == "b":
            return text.strip() in ("1", "true")
        if self._kind == "d":
            return from_ISO8601(text)  # type: ignore[no-untyped-call]
        return self._book.keep(unescaped(text))


def merged_down(lines: Sequence[Line], merged: Sequence[Range], header: int) -> list[Line]:
    """The lines with the value of each cell that is merged downwards in all its rows, below the line number `header`.

    Only downwards: a title that is merged over several columns is not a value of each of them.
    """
    cells = {number: position for position, (number, _) in enumerate(lines)}
    filled = list(lines)
    work = 0
    for column, first, _, last in merged:
        origin = cells.get(first)
        if origin is None or first <= header or column > len(lines[origin][1]):
            continue
        value = lines[origin][1][column - 1]
        for number in range(first + 1, last + 1) if value is not None else ():
            work += 1
            if work > MOST_ELEMENTS:
                raise TooMuch("tiene demasiadas celdas combinadas")
            if (position := cells.get(number)) is not None:
                row = list(filled[position][1])
                row += [None] * (column - len(row))
                row[column - 1] = value
                filled[position] = (number, tuple(row))
    return filled


@lru_cache(maxsize=4_096)
def _column_of(letters: str) -> int:
    return column_index_from_string(letters)


def _column(reference: str) -> int:
    """«AB12» → 28."""
    return _column_of(reference.rstrip("0123456789").upper())
