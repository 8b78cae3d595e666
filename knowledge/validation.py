"""Checks what ships beyond its content files, which must hold together: guide, places, agreements and training."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from sqlalchemy.orm import Session

from knowledge.agreements.importing.files.reading import RawRow, read_table
from knowledge.agreements.importing.finding_places import Places
from knowledge.agreements.importing.rows import RefusedRow, parse_row
from knowledge.answers.content_files import Content, read_content
from knowledge.database import migrate, open_engine, session_scope
from knowledge.errors import InvalidContent
from knowledge.guide.content.checks import problems as guide_problems
from knowledge.guide.content.reading import read_guide
from knowledge.places.loading_places import REGISTRY, load_places

AGREEMENTS = REGISTRY / "agreements.csv"
TRAINING = Path(__file__).parents[1] / "bot" / "data" / "nlu.yml"


@dataclass(frozen=True)
class Checked:
    """How much was checked."""

    answers: int
    terms: int
    sources: int
    agreements: int
    questions: int


def validate() -> Checked:
    """Check content, guide, agreements and training sentences; it needs no database.

    Raises:
        InvalidContent: with every problem found.
    """
    content = read_content()
    guide = read_guide()
    agreements = read_table(AGREEMENTS).rows
    problems = [
        *unknown_places(content),
        *guide_problems(guide),
        *agreement_problems(agreements),
        *training_problems(content),
    ]
    if problems:
        raise InvalidContent(problems)
    return Checked(
        answers=len(content.answers),
        terms=len(content.terms),
        sources=len(content.sources),
        agreements=len(agreements),
        questions=len(guide.questions()) + len(guide.assessment.questions),
    )


def unknown_places(content: Content) -> list[str]:
    """Variants of an answer for a state or municipality that is not in the catalogue."""
    known = _column("states.csv", "clave") | _column("municipalities.csv", "clave")
    return [
        f"{topic}.yml · {answer.clave}: no existe {what} con clave «{key}»"
        for topic, answer in content.answers
        for what, key in (("estado", answer.estado), ("municipio", answer.municipio))
        if key and key not in known
    ]


def agreement_problems(rows: list[RawRow]) -> list[str]:
    """Rows of `agreements.csv` that the import would refuse, or whose id is not the one of their content."""
    engine = open_engine("sqlite://")
    try:
        migrate(engine)
        with session_scope(engine) as session:
            load_places(session)
            return list(_problems_of_rows(session, rows))
    finally:
        engine.dispose()


def training_problems(content: Content, path: Path = TRAINING) -> list[str]:
    """Answers without training sentences and sentences without their answer; none while there is no training file."""
    if not path.is_file():
        return []
    trained = _trained_keys(path)
    # A variant answers the same question for one place, and is reached through its answer.
    asked = {answer.clave for _, answer in content.answers if not answer.variante_de}
    problems = [f"{path.name}: hay frases para «{key}», que no es una respuesta" for key in sorted(trained - asked)]
    problems += [f"{path.name}: faltan frases para la respuesta «{key}»" for key in sorted(asked - trained)]
    return problems


def _problems_of_rows(session: Session, rows: list[RawRow]) -> Iterator[str]:
    places = Places.read(session)
    ids: Counter[str] = Counter()
    for raw in rows:
        where = f"{AGREEMENTS.name}, línea {raw.line}"
        written = str(raw.original[0])
        ids[written] += 1
        if ids[written] > 1:
            yield f"{where}: el id «{written}» se repite"
        notices: list[str] = []
        try:
            row = parse_row(raw, places, default_source="", default_confidence="", notices=notices)
        except RefusedRow as reason:
            yield f"{where}: {reason}"
            continue
        yield from (f"{where}: {notice}" for notice in notices)
        if written not in (row.identity(), row.identity(dated=True)):
            yield f"{where}: el id debe ser «{row.identity()}», que sale de su contenido"
        if not row.source or not row.source_url:
            yield f"{where}: falta la fuente o su dirección"


def _trained_keys(path: Path) -> set[str]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where it is there: the file is long
    try:
        items = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["nlu"]  # noqa: S506 - both are safe loaders
        return {item["metadata"]["clave"] for item in items if "clave" in (item.get("metadata") or {})}
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        raise InvalidContent([f"{path.name}: no es un archivo de entrenamiento de Rasa"]) from None


def _column(name: str, column: str) -> set[str]:
    with (REGISTRY / name).open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}
