"""What the stance of a message adds to how its words were parsed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.guide.dialogue_act import judge, read_before_question
from bot.understanding.acts.act_examples import from_intents, sentences
from bot.understanding.answers import parse
from bot.understanding.answers.result import Parsed
from knowledge.guide.content.reading import shipped_guide
from knowledge.guide.model.guide import NOT_YET
from spanish.text import fold

TODAY = date(2026, 11, 23)
QUESTIONS = shipped_guide().questions()
NONE = dict.fromkeys(("si", "no", "no_se", "no_aplica", "pregunta", "orden", "dato"), 0.0)
MEASURED = Path(__file__).parents[2] / "nlu"


def judged(key: str, text: str, rival: float = 0.0, **stances: float) -> Parsed:
    question = QUESTIONS[key]
    return judge(question, text, parse(question, text, TODAY), NONE | stances, rival=rival)


def test_the_stance_decides_where_words_alone_do_not() -> None:
    read = judged("P2", "nos dan lata con eso", si=0.1, no=0.7)
    assert (read.value, read.sure) == (False, False)  # not sure, so it is said back


def test_words_that_say_it_plainly_are_not_overruled() -> None:
    assert judged("P2", "sí, claro", no=0.95, no_se=0.9).value is True


@pytest.mark.parametrize("stances", [{"si": 0.3, "no": 0.25}, {"pregunta": 0.7, "si": 0.3}])
def test_what_is_as_likely_the_other_is_asked_again(stances: dict[str, float]) -> None:
    assert judged("P2", "el martes llovió", **stances).kind == "nada"


def test_what_is_rather_an_order_is_no_answer() -> None:
    assert judged("P2", "quiero compartir esto", rival=0.7, no=0.6).kind == "nada"


def test_yes_and_no_at_once_are_asked_again() -> None:
    assert judged("P2", "sí y no", no_se=0.9).cause == "contradictoria"


def test_not_known_and_not_applicable() -> None:
    assert judged("P2", "me agarras en curva", no_se=0.8).kind == "no_se"
    assert judged("E7.4", "somos concejo indígena", no_aplica=0.7).kind == "no_aplica"
    assert judged("P2", "somos concejo indígena", no_aplica=0.7).kind != "no_aplica"  # not admitted there


def test_a_date_that_is_denied_has_not_come() -> None:
    assert judged("E8.4", "depende del alcalde de allá", no=0.6).value == NOT_YET


def test_without_stances_the_words_decide() -> None:
    read = Parsed("valor", value=True)
    assert judge(QUESTIONS["P2"], "sí", read, {}) is read


def test_a_question_after_the_answer_is_told_apart() -> None:
    read = read_before_question(
        QUESTIONS["P4"], "no, pero los regalos cómo se cuentan", NONE | {"pregunta": 0.6}, TODAY
    )
    assert read is not None
    assert (read.value, read.aside != "") == (False, True)


def test_only_some_sentences_of_each_label_are_learnt() -> None:
    questions = [(f"pregunta {number}", "preguntar", "preguntar/costo") for number in range(60)]
    others = [("regresa", "guia_regresar", "guia_regresar"), ("hola", "saludar", "saludar")]
    assert [stance for _, stance in from_intents([*questions, *others])] == ["pregunta"] * 2 + ["orden"]


def test_no_measured_message_is_learnt() -> None:
    measured = {
        fold(case["mensaje"]).strip(" .!¡¿?")
        for path in MEASURED.glob("in_guide*.yml")
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    }
    written = yaml.safe_load((MEASURED.parents[1] / "bot" / "data" / "dialogue_acts.yml").read_text(encoding="utf-8"))
    asked = [*QUESTIONS.values(), *shipped_guide().assessment.questions]
    said = [text for question in asked for _, text in question.said]
    learnt = {fold(text).strip(" .!¡¿?") for text in [*said, *(text for texts in written.values() for text in texts)]}
    longer = {text for text in learnt & measured if len(text.split()) > 2}  # everybody writes «no sé»
    assert longer == set()
    assert {stance for _, stance in sentences()} == set(written)
