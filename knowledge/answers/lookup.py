"""Answers, glossary terms and their sources, ready to be said."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from knowledge.guide.model import guide
from knowledge.models import Answer, Citation, RelatedAnswer, Source, Term


def get_answer(session: Session, key: str, *, state: str = "", municipality: str = "") -> Answer | None:
    """The answer `key`, or its variant for the place when there is one.

    `state` and `municipality` are the INEGI keys of the place asked about; the municipality wins over the state.
    """
    for column, place in ((Answer.municipality_key, municipality), (Answer.state_key, state or municipality[:2])):
        if place:
            statement = select(Answer).where(Answer.variant_of == key, column == place)
            if variant := session.scalars(statement.limit(1)).first():
                return variant
    return session.get(Answer, key, options=[selectinload(Answer.citations), selectinload(Answer.related)])


def related(session: Session, key: str) -> list[Answer]:
    """The next questions worth offering after the answer `key`, in the editors' order."""
    statement = (
        select(Answer)
        .join(RelatedAnswer, RelatedAnswer.related_key == Answer.key)
        .where(RelatedAnswer.answer_key == key)
        .order_by(RelatedAnswer.position)
    )
    return list(session.scalars(statement))


def titles(session: Session, keys: list[str]) -> dict[str, Answer]:
    """The answers of `keys` that exist, by key."""
    return {answer.key: answer for answer in session.scalars(select(Answer).where(Answer.key.in_(keys)))}


def get_term(session: Session, key: str) -> Term | None:
    """The glossary term `key`."""
    return session.get(Term, key)


def describe_sources(citations: list[Citation]) -> list[dict[str, str]]:
    """The sources of an answer as a channel shows them: only the keys that have a value.

    A source's caution comes with it, so that no answer can forget it.
    """
    return [_describe(citation.source, citation.place) for citation in citations]


def describe_guide_sources(
    session: Session, citations: Iterable[guide.Citation], kinds: Collection[str] = ()
) -> list[dict[str, str]]:
    """`describe_sources` of what the guide cites; only of some `kinds`, if they are given."""
    found = ((session.get(Source, citation.source), citation.place) for citation in citations)
    return [_describe(source, place) for source, place in found if source and (not kinds or source.kind in kinds)]


# What was read of each kind of source, as it is said; in the order of their weight.
_READ = {
    "ley": "el texto de la ley",
    "sre": "lo que publica la SRE",
    "norma local": "una norma local",
    "manual": "manuales",
    "academia": "estudios académicos",
    "tesis": "el resumen de una tesis",
    "prensa": "notas de prensa",
    "otra": "otras páginas públicas",
}


def describe_reading(citations: Iterable[Citation]) -> str:
    """What was read for an answer: «el texto de la ley, lo que publica la SRE y notas de prensa»."""
    kinds = {citation.source.kind for citation in citations}
    *all_but_last, last = [words for kind, words in _READ.items() if kind in kinds]
    return f"{', '.join(all_but_last)} y {last}" if all_but_last else last


def _describe(source: Source, place: str) -> dict[str, str]:
    values = {
        "titulo": f"{source.title} (leída en parte)" if source.partial else source.title,
        "cita": place,
        "fecha": source.date,
        "url": source.url,
        "cautela": source.caution,
    }
    return {name: value for name, value in values.items() if value}
