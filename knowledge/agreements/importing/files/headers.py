"""Finds the header of a table, in one line or in two, and decides what each column is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from knowledge.agreements.importing.files.cells import cell_text, is_blank
from knowledge.agreements.importing.files.columns import (
    BETWEEN,
    OWN,
    REQUIRED,
    SYNONYMS,
    candidates,
    field_of,
    missing_columns,
)
from knowledge.errors import UnreadableFile

HEADER_SEARCH = 20  # exports often carry a title and notes above the header
NOTHING = "nada"  # what one answers for a column that is not to be used

Line = tuple[int, tuple[object, ...]]  # number in the file, counted from 1, and cells
Answers = Mapping[str, str]  # name or letter of a column → its field, or «nada»


@dataclass(frozen=True)
class Header:
    """Where a header is and what it says.

    Attributes:
        end: How many lines come before the first row.
        titles: The name of each column; the two lines of a header are joined with « · ».
        fields: Position → the field that its name says; two columns may say the same.
        unclear: Position → the fields among which its name does not decide.
    """

    end: int
    titles: list[str]
    fields: dict[int, str]
    unclear: dict[int, tuple[str, ...]]

    @property
    def known(self) -> int:
        """How many columns it makes sense of."""
        return len(self.fields) + len(self.unclear)

    @property
    def missing(self) -> list[str]:
        """Required fields that no column can be."""
        possible = {name for choices in self.unclear.values() for name in choices}
        return [name for name in missing_columns(self.fields) if name not in possible]

    def named(self, position: int) -> str:
        """A column as a person finds it: «C «Ciudad»»."""
        title = self.titles[position] if position < len(self.titles) else ""
        return (
            f"{get_column_letter(position + 1)} «{title}»"
            if title
            else f"{get_column_letter(position + 1)} (sin título)"
        )


def find_header(lines: Sequence[Line], answers: Answers) -> Header | list[str]:
    """The header among the first lines, or the required columns that the likeliest one lacks."""
    missing: list[str] = list(REQUIRED)
    for position, line in enumerate(lines):
        if line[0] > HEADER_SEARCH + 1:
            break
        above = _titles(line)
        best = _header(position + 1, above, answers)
        if position + 1 < len(lines):
            below = _titles(lines[position + 1])
            both = _header(position + 2, _under(above, below), answers)
            # Two lines only where they say more than either: notes above a header say nothing of its columns.
            if len(both.fields) > max(len(best.fields), len(_header(0, below, answers).fields)):
                best = both
        if best.known >= 2:
            missing = best.missing
            if not missing:
                return best
    return missing


def decide(header: Header, rows: Sequence[Line], answers: Answers) -> tuple[dict[int, str], list[str]]:
    """Position → field of the columns that are used, and the names of those that have something and are not.

    Raises:
        UnreadableFile: a column may be two things, two columns say the same, or an answer names no column.
    """
    filled = _filled(cells for _, cells in rows)
    claimed = set(header.fields.values())
    doubts = [
        f"La columna {header.named(position)} puede ser {' o '.join(choices)}."
        for position, choices in header.unclear.items()
        if position in filled and not claimed.issuperset(choices)
    ]
    fields: dict[int, str] = {}
    for name in dict.fromkeys(header.fields.values()):
        same = [position for position, field in header.fields.items() if field == name]
        with_something = [position for position in same if position in filled]
        if len(with_something) > 1:
            doubts.append(f"Las columnas {' y '.join(map(header.named, with_something))} son {name} las dos.")
        fields[(with_something or same)[0]] = name
    doubts += [f"No hay ninguna columna «{name}»." for name in answers if not _is_there(name, header.titles)]
    if doubts:
        raise UnreadableFile(
            "\n".join(doubts) + "\nNo importé nada. Di qué es cada columna, con su nombre o su letra: "
            '--columna "Ciudad=municipio", o --columna "Ciudad=nada" para no usarla.'
        )
    asked = {position for position, title in enumerate(header.titles) if _answer(position, title, answers)}
    unused = [
        header.named(position)
        for position in sorted(filled - fields.keys() - asked)
        if position >= len(header.titles) or header.titles[position] not in OWN
    ]
    return fields, unused


def parse_answers(options: Iterable[str]) -> dict[str, str]:
    """What the operator said of each column: «Ciudad=municipio».

    Raises:
        UnreadableFile: one has no «=», or its field does not exist.
    """
    answers = {}
    for option in options:
        name, _, field = option.rpartition("=")
        field = field.strip().lower()
        if not name.strip() or (field not in SYNONYMS and field != NOTHING):
            raise UnreadableFile(
                f"--columna «{option}»: es COLUMNA=CAMPO, y el campo {', '.join(SYNONYMS)} o {NOTHING}."
            )
        answers[name.strip()] = field
    return answers


def _titles(line: Line) -> list[str]:
    return [cell_text(value) for value in line[1]]


def _under(above: list[str], below: list[str]) -> list[str]:
    """The titles of a header in two lines; a group reaches over the empty cells at its right, which were merged."""
    width = max(len(above), len(below))
    titles = []
    group = ""
    for position in range(width):
        over = above[position] if position < len(above) else ""
        under = below[position] if position < len(below) else ""
        group = over or (group if under else "")
        titles.append(f"{group}{BETWEEN}{under}" if group and under and under != group else under or group)
    return titles


def _header(end: int, titles: list[str], answers: Answers) -> Header:
    fields: dict[int, str] = {}
    unclear: dict[int, tuple[str, ...]] = {}
    for position, title in enumerate(titles):
        answer = _answer(position, title, answers)
        if field := answer or field_of(title):
            if field != NOTHING:
                fields[position] = field
        elif choices := candidates(title):
            unclear[position] = choices
    return Header(end, titles, fields, unclear)


def _answer(position: int, title: str, answers: Answers) -> str | None:
    return answers.get(title) or answers.get(get_column_letter(position + 1))


def _is_there(name: str, titles: list[str]) -> bool:
    return name in titles or name in {get_column_letter(position + 1) for position in range(len(titles))}


def _filled(rows: Iterable[tuple[object, ...]]) -> set[int]:
    """The positions where some row has something."""
    filled: set[int] = set()
    empty: set[int] = set()
    width = 0
    for cells in rows:
        if len(cells) > width:
            empty |= set(range(width, len(cells)))
            width = len(cells)
        if empty:
            found = {position for position in empty if position < len(cells) and not is_blank(cells[position])}
            filled |= found
            empty -= found
    return filled
