"""Where «no aplica» may stand for an answer: only where nothing else depends on it."""

from __future__ import annotations

import pytest

from knowledge.guide.conditions.deciding import deciding
from knowledge.guide.content.reading import shipped_guide

GUIDE = shipped_guide()


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("P4", "the route"),
        ("E1.1", "the closing of its stage"),
        ("E1.4.consulta", "a rule of the self-assessment that blocks the signature"),
        ("E5.orden_local", "the entry of another stage"),
        ("E7.2", "what is asked before a block: the qualified majority"),
        ("E7.5.fecha", "whether the vote is asked, which closes its stage"),
        ("E7.8.publicadas", "what leaves its stage with things pending"),
        ("M12", "the score"),
    ],
)
def test_what_something_depends_on_needs_its_answer(key: str, what: str) -> None:
    assert key in deciding(GUIDE), what
    asked = GUIDE.questions() | {question.key: question for question in GUIDE.assessment.questions}
    assert not asked[key].allows_na


def test_a_question_whose_closing_foresees_it_may_be_foreign_to_a_case() -> None:
    assert GUIDE.questions()["E5.7"].allows_na  # one language, one version


@pytest.mark.parametrize("key", ["E1.2", "E5.4.vigencia", "E5.5", "E6.3.numero", "E7.4", "E8.5", "E9.5", "E10.6"])
def test_what_only_advises_may_be_foreign_to_a_case(key: str) -> None:
    assert GUIDE.questions()[key].allows_na
