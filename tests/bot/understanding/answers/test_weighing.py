"""The option that a message says most of, and what is said for yes and no to one question."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding.answers import parse
from bot.understanding.answers.weighing import log_odds_of_yes, weigh
from knowledge.guide.content.reading import shipped_guide
from knowledge.guide.model.guide import Option, Question

TODAY = date(2026, 11, 23)
OPTIONS = (
    Option("nada", "No", "No hay uno identificado", ("no hay",)),
    Option("idea", "Idea general", "Se platica pero no está escrito", ("se platica", "la idea")),
    Option("meta", "Con dato y meta", "", ("con cifras", "tiene meta")),
)
SAID = (("meta", "ya contamos a cuántas familias les falta agua"), ("nada", "nadie se ha puesto a verlo"))
QUESTION = Question("K", "K", "¿Hay un problema?", "", "", "opcion", options=OPTIONS, said=SAID)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("lo hemos platicado en general", "idea"),
        ("trae cifras y una meta", "meta"),
        ("quién sabe", None),
        ("contamos las familias sin agua", "meta"),
        ("no se han puesto a ver nada", "nada"),
    ],
)
def test_the_option_of_which_most_is_said(text: str, key: str | None) -> None:
    assert weigh(QUESTION, text) == key


@pytest.mark.parametrize(
    ("question", "text", "key"),
    [
        ("E6.6", "nos lo aprobaron pero con cambios", "condicionado"),
        ("M6", "está en proyecto el reglamento", "proyecto"),
        ("E2.2", "lo están metiendo al manual", "en_proceso"),
    ],
)
def test_several_options_are_named_and_one_is_meant(question: str, text: str, key: str) -> None:
    guide = shipped_guide()
    asked = guide.questions() | {one.key: one for one in guide.assessment.questions}
    read = parse(asked[question], text, TODAY)
    assert (read.value, read.sure) == (key, False)  # not sure, so it is said back


def test_what_is_left_to_choose_is_asked_again() -> None:
    assert parse(shipped_guide().questions()["E6.6"], "favorable o condicionado", TODAY).cause == "contradictoria"


def test_yes_or_no_by_what_is_said_to_this_question() -> None:
    mail = shipped_guide().questions()["E1.8"]
    assert log_odds_of_yes(mail, "todo por el gmail de cada quien") < -2
    assert log_odds_of_yes(mail, "la de informática nos abrió cuentas con el dominio del municipio") > 2
    assert log_odds_of_yes(QUESTION, "todo por el gmail de cada quien") == 0  # no question of yes or no
