"""The enumeration is whole: what the editors and the code hold is in it."""

from __future__ import annotations

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.messages.reply import Reply
from connectors.web import words
from knowledge.answers.lookup import describe_sources
from knowledge.database import open_engine
from knowledge.guide.content.reading import shipped_guide
from knowledge.models import Answer, Source, Term
from tests.said.knowledge import DOMAIN


def test_every_answer_is_in_it_with_its_sources(everything: list[Reply], loaded_house: object) -> None:
    said = {(reply.text, len(reply.sources)) for reply in everything}
    whole = "\n".join(reply.text for reply in everything)
    engine = open_engine(f"sqlite:///{loaded_house}")
    with Session(engine, future=True) as session:
        answers = session.scalars(select(Answer)).all()
        assert [one.key for one in answers if (one.text, len(describe_sources(one.citations))) not in said] == []
        assert [one.key for one in answers if one.rule not in whole or (one.more or "") not in whole] == []
        assert [
            one.key for one in session.scalars(select(Term)) if one.answer_key is None and one.definition not in whole
        ] == []
        assert [one.key for one in session.scalars(select(Source)) if one.title not in whole] == []
    engine.dispose()


def test_every_question_of_the_guide_is_in_it_with_its_reason(everything: list[Reply]) -> None:
    whole, guide = "\n".join(reply.text for reply in everything), shipped_guide()
    questions = [*guide.questions().values(), *guide.assessment.questions]
    assert [one.key for one in questions if not all(text in whole for text in (one.text, one.why, one.rephrased))] == []
    pressed = {choice.title for reply in everything for choice in reply.choices}
    offered = {option.text for one in questions for option in one.options[:8]}
    assert offered <= pressed


def test_what_the_code_and_the_domain_say_is_in_it(everything: list[Reply]) -> None:
    texts = {reply.text for reply in everything}
    assert {words.BUSY, words.TOO_MANY, words.GREETING} <= texts
    responses = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["responses"]
    assert {one["text"].strip() for variants in responses.values() for one in variants} <= texts
