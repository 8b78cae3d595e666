"""The parts of an XLSX file, read little by little and never beyond a limit.

By hand on expat: openpyxl unpacks its parts whole, parses them with no bound and makes each empty row with a format,
so that a file of 2 kB could take gigabytes and minutes.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from knowledge.agreements.importing.files.limits import MOST_ELEMENTS, MOST_PARTS, MOST_UNPACKED

CHUNK = 2**20
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


class Damaged(Exception):
    """It is not the XML, or not the archive, of a workbook."""


class TooMuch(Exception):
    """It holds more than a limit; the message says of what, in Spanish."""


class Parts:
    """The files inside an XLSX, by name."""

    def __init__(self, data: bytes) -> None:
        """Open the archive.

        Raises:
            Damaged: it is none.
            TooMuch: it has too many files, or they unpack to too much.
        """
        # Counted before its directory is read, each entry of which takes memory.
        if data.count(b"PK\x01\x02") > MOST_PARTS:
            raise TooMuch("tiene demasiadas partes")
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        # What a part declares is also the most that is read of it.
        self._sizes = {entry.filename: entry.file_size for entry in self._archive.infolist()}
        if sum(self._sizes.values()) > MOST_UNPACKED:
            raise TooMuch(f"descomprimido pasa de {MOST_UNPACKED // 2**20} MB")
        self._read = 0
        self.elements = 0

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def size(self, name: str) -> int:
        """Bytes of a part, unpacked."""
        return self._sizes[name]

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part in pieces of at most a megabyte."""
        with self._archive.open(name) as part:
            while chunk := part.read(CHUNK):
                self._read += len(chunk)
                if self._read > 4 * MOST_UNPACKED:  # a part may be named many times
                    raise TooMuch(f"descomprimido pasa de {MOST_UNPACKED // 2**20} MB")
                yield chunk

    def count(self, elements: int) -> None:
        """Add to the elements that are parsed of the whole file.

        Raises:
            TooMuch: they pass the limit.
        """
        self.elements += elements
        if self.elements > MOST_ELEMENTS:
            raise TooMuch("tiene demasiadas celdas")

    def parse(self, name: str, start: Start, end: End | None = None, text: Callable[[str], None] | None = None) -> None:
        """Parse a whole part; elements are named without their namespace."""
        for chunk in self.chunks(name):  # counted first, which takes a tenth of parsing them
            self.count(count_elements(chunk))
        parser = xml_parser(start, end, text)
        for chunk in self.chunks(name):
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id → kind, the last word of its type, and name of the part."""
        folder, base = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, attributes: Attributes) -> None:
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target.lstrip("/"))

        if rels in self:
            self.parse(rels, start)
        return found

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()


def count_elements(xml: bytes) -> int:
    """How many elements begin in a piece of XML, or a few more."""
    return xml.count(b"<") - xml.count(b"</")


def xml_parser(start: Start, end: End | None = None, text: Callable[[str], None] | None = None) -> expat.XMLParserType:
    """An expat parser whose elements and attributes have no namespace and that takes no DTD."""

    def refuse(*_declaration: object) -> None:
        raise Damaged("DTD")

    def started(name: str, attributes: Attributes) -> None:
        start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def ended(name: str) -> None:
        if end:
            end(name.rpartition(":")[2] if ":" in name else name)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = started
    if end:
        parser.EndElementHandler = ended
    if text:
        parser.CharacterDataHandler = text
    return parser


def unescaped(text: str) -> str:
    """Text as Excel shows it: it writes a carriage return as «_x000D_»."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
