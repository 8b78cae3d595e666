"""An XLSX workbook: its sheets, its strings and which of its styles are dates."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from knowledge.agreements.importing.files.limits import MOST_TEXT
from knowledge.agreements.importing.files.xlsx_parts import Attributes, Damaged, Parts, TooMuch, unescaped
from knowledge.errors import UnreadableFile

SAVE_AS_XLSX = "ábrelo en Excel o LibreOffice y guárdalo como Libro de Excel (.xlsx)"
_DAMAGE = (
    Damaged, zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, RuntimeError, NotImplementedError, KeyError,
    ValueError, IndexError, OverflowError,
)  # fmt: skip


class OtherFormat(Exception):
    """A workbook of another format; the message says which, in Spanish."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of cells: its name, its part and whether people see it."""

    name: str
    part: str
    visible: bool


class Workbook:
    """What is known of a workbook before its sheets are read."""

    def __init__(self, parts: Parts) -> None:
        """Read all but the sheets.

        Raises:
            Damaged: it is not a workbook.
            TooMuch: it passes a limit.
            OtherFormat: it is one of another kind.
        """
        self.parts = parts
        self.epoch: datetime = WINDOWS_EPOCH
        self.strings: list[str] = []
        self.dates: set[int] = set()
        self.text = 0  # characters kept
        home = next((part for kind, part in parts.related("").values() if kind == "officeDocument"), "xl/workbook.xml")
        if home.endswith(".bin"):
            raise OtherFormat("es un libro binario de Excel (.xlsb) con otro nombre")
        if home not in parts:
            raise Damaged("no workbook")
        related = parts.related(home)
        self.sheets = self._read_sheets(home, related)
        for kind, part in related.values():
            if kind == "sharedStrings" and part in parts:
                self._read_strings(part)
            elif kind == "styles" and part in parts:
                self._read_styles(part)

    def keep(self, text: str) -> str:
        """Count a text that stays in memory.

        Raises:
            TooMuch: all of them pass the limit.
        """
        self.text += len(text)
        if self.text > MOST_TEXT:
            raise TooMuch("tiene demasiado texto")
        return text

    def _read_sheets(self, home: str, related: dict[str, tuple[str, str]]) -> list[Sheet]:
        sheets: list[Sheet] = []

        def start(name: str, attributes: Attributes) -> None:
            if name == "workbook" and any("purl.oclc.org/ooxml" in value for value in attributes.values()):
                raise OtherFormat("es un libro OpenXML estricto")
            if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = MAC_EPOCH
            if name == "sheet":
                key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                kind, part = related.get(key, ("", ""))
                if kind == "worksheet" and part in self.parts:
                    sheets.append(
                        Sheet(attributes.get("name", ""), part, attributes.get("state", "visible") == "visible")
                    )

        self.parts.parse(home, start)
        return sheets

    def _read_strings(self, part: str) -> None:
        pieces: list[str] = []
        state = {"text": False, "phonetic": False}

        def start(name: str, _attributes: Attributes) -> None:
            if name == "si":
                pieces.clear()
            elif name == "rPh":  # how a Japanese name is read aloud
                state["phonetic"] = True
            elif name == "t":
                state["text"] = not state["phonetic"]

        def end(name: str) -> None:
            if name == "si":
                self.strings.append(self.keep(unescaped("".join(pieces))))
            elif name == "rPh":
                state["phonetic"] = False
            elif name == "t":
                state["text"] = False

        def text(piece: str) -> None:
            if state["text"]:
                pieces.append(piece)

        self.parts.parse(part, start, end, text)

    def _read_styles(self, part: str) -> None:
        formats: dict[int, str] = dict(BUILTIN_FORMATS)
        styles: list[int] = []
        state = {"cells": False}

        def start(name: str, attributes: Attributes) -> None:
            if name == "numFmt":
                formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif name == "cellXfs":
                state["cells"] = True
            elif name == "xf" and state["cells"]:
                styles.append(int(attributes.get("numFmtId", "0")))

        def end(name: str) -> None:
            if name == "cellXfs":
                state["cells"] = False

        self.parts.parse(part, start, end)
        self.dates = {
            position
            for position, key in enumerate(styles)
            if is_date_format(formats.get(key)) and not is_timedelta_format(formats.get(key))
        }


@contextmanager
def open_workbook(name: str, data: bytes) -> Iterator[Workbook]:
    """The workbook of a file; what goes wrong while it is open is said in Spanish.

    Raises:
        UnreadableFile: it is damaged, of another format, or beyond a limit.
    """
    parts = None
    try:
        parts = Parts(data)
        yield Workbook(parts)
    except OtherFormat as error:
        raise UnreadableFile(f"{name}: {error}; {SAVE_AS_XLSX}.") from error
    except TooMuch as error:
        raise UnreadableFile(
            f"{name}: {error}. Copia la tabla sola a un libro nuevo, o pártela en varios archivos."
        ) from error
    except _DAMAGE as error:
        raise UnreadableFile(f"{name}: no se pudo leer; el archivo está dañado o no es de Excel.") from error
    finally:
        if parts:
            parts.close()
