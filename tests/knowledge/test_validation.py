"""What ships holds together: agreements with their ids, variants with their places, answers with their sentences."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from knowledge import validation
from knowledge.agreements.importing.files.reading import read_table
from knowledge.agreements.importing.finding_places import Places
from knowledge.agreements.importing.rows import parse_row
from knowledge.answers.content_files import Content, read_content
from knowledge.answers.content_schema import AnswerItem
from knowledge.errors import InvalidContent
from knowledge.guide.content.reading import shipped_guide
from knowledge.validation import AGREEMENTS, agreement_problems, training_problems, unknown_places
from tests.knowledge.answers.test_content_files import ANSWERS


@pytest.fixture
def content():
    """Two answers, and a variant of the first for a municipality that does not exist."""
    variant = {**ANSWERS[0], "clave": "una_local", "variante_de": "una", "municipio": "99999"}
    return Content(
        sources=[], terms=[], answers=[("tema", AnswerItem.parse_obj(answer)) for answer in (*ANSWERS, variant)]
    )


def test_the_ids_of_our_agreements_come_from_their_content(session):
    places = Places.read(session)
    with AGREEMENTS.open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    rows = [parse_row(raw, places, default_source="", default_confidence="") for raw in read_table(AGREEMENTS).rows]
    assert [row.identity() for row in rows] == ids
    assert len(set(ids)) == 683


def test_our_agreements_are_right():
    assert agreement_problems(read_table(AGREEMENTS).rows) == []


def test_wrong_agreements_are_named(tmp_path):
    lines = AGREEMENTS.read_text(encoding="utf-8").splitlines()
    good, key = lines[1], lines[1].partition(",")[0]
    path = tmp_path / "agreements.csv"
    path.write_text(
        "\n".join(
            [
                lines[0],
                good,
                good,
                good.replace(key, "A0001"),
                "x,Jalisco,Atlantis,,Lima,,Perú,PE" + "," * 10,
                good.replace("https://note.com./embamexjp/n/n30adfd9db8bb", ""),
            ]
        ),
        encoding="utf-8",
    )
    assert agreement_problems(read_table(path).rows) == [
        f"agreements.csv, línea 3: el id «{key}» se repite",
        f"agreements.csv, línea 4: el id debe ser «{key}», que sale de su contenido",
        "agreements.csv, línea 5: no conozco el municipio «Atlantis» en Jalisco",
        f"agreements.csv, línea 6: el id «{key}» se repite",
        "agreements.csv, línea 6: falta la fuente o su dirección",
    ]


def test_a_variant_for_an_unknown_place_is_named(content):
    assert unknown_places(content) == ["tema.yml · una_local: no existe municipio con clave «99999»"]


def test_our_variants_are_of_known_places():
    assert unknown_places(read_content()) == []


def test_answers_without_sentences_and_sentences_without_answer(content, tmp_path):
    path = tmp_path / "nlu.yml"
    path.write_text(
        "nlu:\n- intent: preguntar\n  metadata: {clave: una}\n"
        "- intent: preguntar\n  metadata: {clave: nada}\n"
        "- intent: saludar\n  examples: '- hola'\n",
        encoding="utf-8",
    )
    assert training_problems(content, path) == [
        "nlu.yml: hay frases para «nada», que no es una respuesta",
        "nlu.yml: faltan frases para la respuesta «otra»",
    ]


def test_no_training_file_is_no_problem(content, tmp_path):
    assert training_problems(content, tmp_path / "nlu.yml") == []


@pytest.mark.parametrize("text", ["", "[]", "otra: 1", "nlu: [1]", "nlu: [", "nlu:\n- metadata: [clave]"])
def test_a_file_that_is_not_training_says_so(content, tmp_path, text):
    path = tmp_path / "nlu.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidContent, match=r"nlu\.yml: no es un archivo de entrenamiento de Rasa"):
        training_problems(content, path)


def test_our_answers_and_our_sentences_match():
    assert training_problems(read_content()) == []


def test_everything_is_checked(monkeypatch):
    checked = validation.validate()
    assert checked.agreements == 683
    assert checked.answers >= 150
    assert checked.questions >= 103
    monkeypatch.setattr(validation, "training_problems", lambda content: ["uno", "dos"])
    with pytest.raises(InvalidContent) as caught:
        validation.validate()
    assert caught.value.problems == ["uno", "dos"]


def test_a_fault_of_the_guide_is_named_with_the_others(monkeypatch):
    guide = replace(shipped_guide(), version=99)
    monkeypatch.setattr(validation, "read_guide", lambda: guide)
    monkeypatch.setattr(validation, "training_problems", lambda content: ["otra"])
    with pytest.raises(InvalidContent) as caught:
        validation.validate()
    assert caught.value.problems == ["guide.yml: «cambios» no dice qué cambió en la versión 99", "otra"]
