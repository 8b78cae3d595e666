"""What an answer costs to be read is bounded by its length, whatever it is made of: calls are counted, not time."""

from __future__ import annotations

import cProfile
import pstats
from datetime import date

import pytest

from bot.understanding.answers import parse
from knowledge.guide.content.reading import shipped_guide
from knowledge.guide.model.guide import Question
from spanish.cleaning import LONGEST
from spanish.dates.written import parse_date

TODAY = date(2026, 11, 28)
# Twenty thousandths of a second; nearly all of them are of the smallest kind («len»). It was millions.
MOST_CALLS = 150_000
# Each fills a whole message.
FRAGMENTS = (
    ",", "/", "a, ", "y ", "o ", "no, ", "no ", "sí ", "1 ", "1,", "pues, ", "pero no ", "ya ", "que ", "ñ ", "a@",
    "a.", "en 3 dias ", "el 3 de marzo ", "marzo ", "lunes ", "3/3/", "a los dos días del mes de ", "hace 3 ",
    "fin de ", "mil ", "veinte ", "no sé ", "no aplica ", "todos menos ", "otro ", "seguridad pública y ", "¿? ",
    "CURP ", "mmm ",
)  # fmt: skip


def hardest(kind: str) -> Question:
    """The question of a kind that has most to be held against."""
    questions = [question for question in shipped_guide().questions().values() if question.kind == kind]
    return max(questions, key=lambda one: sum(1 + len(option.aliases) for option in one.options) + len(one.means_no))


def calls(question: Question, text: str) -> int:
    """Functions called while a text is read as an answer."""
    with cProfile.Profile() as profile:
        parse(question, text, TODAY)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["si_no", "opcion", "opciones", "numero", "fecha", "texto"])
def test_no_message_costs_more_than_its_length(kind: str) -> None:
    question = hardest(kind)
    parse(question, "lo que sea", TODAY)  # what is learnt or looked up once is not counted
    cost = {
        fragment: max(calls(question, fragment * 30), calls(question, (fragment * LONGEST)[:LONGEST]))
        for fragment in FRAGMENTS
    }
    assert {fragment: number for fragment, number in cost.items() if number > MOST_CALLS} == {}


def test_a_list_of_nothing_costs_no_more_than_its_first_pieces() -> None:
    """Three hundred commas once took most of a second."""
    question = hardest("opciones")
    parse(question, "lo que sea", TODAY)
    assert calls(question, "," * 300) < 2 * calls(question, ",")
    assert calls(question, "a,b,c,d,e,f,g,h,i,j," * 15) < 4 * calls(question, "a,b,c,d,e,f,g,h,i,j")


def test_a_long_list_is_still_read() -> None:
    question = hardest("opciones")
    every = ", ".join(option.text for option in question.options if option.key not in ("ninguno", "otro"))
    read = parse(question, every, TODAY)
    assert isinstance(read.value, tuple) and len(read.value) > 1


def test_a_cell_that_is_no_date_is_not_searched_for_one() -> None:
    with cProfile.Profile() as profile, pytest.raises(ValueError):
        parse_date("a los dos dias del mes de " * 10_000)
    assert pstats.Stats(profile).total_calls < 100  # type: ignore[attr-defined]
