"""Which glossary terms an answer explains better."""

from __future__ import annotations

from sqlalchemy import select

from knowledge.database import open_engine, session_scope
from knowledge.models import Term


def answers_of_terms(database_url: str) -> dict[str, str]:
    """Term key → answer key, for the terms that have one."""
    with session_scope(open_engine(database_url)) as session:
        return {key: answer for key, answer in session.execute(select(Term.key, Term.answer_key)) if answer}
