"""Puts the checked content in the database."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from knowledge.answers.content_files import Content
from knowledge.answers.content_schema import AnswerItem, CitationItem, TermItem
from knowledge.models import Answer, Citation, RelatedAnswer, SearchDocument, Source, Term, TermAlias
from spanish.text import index_text


def load_content(session: Session, content: Content) -> None:
    """Replace sources, answers, glossary and their search documents by `content`."""
    session.execute(delete(SearchDocument).where(SearchDocument.kind.in_(("respuesta", "termino"))))
    for table in (Citation, RelatedAnswer, TermAlias, Term):
        session.execute(delete(table))
    # A variant refers to its answer, so variants go first.
    session.execute(delete(Answer).where(Answer.variant_of.is_not(None)))
    session.execute(delete(Answer))
    session.execute(delete(Source))
    session.add_all(
        Source(
            key=item.clave,
            title=item.titulo,
            kind=item.tipo,
            date=item.fecha,
            url=item.url,
            partial=item.parcial,
            caution=item.cautela,
        )
        for item in content.sources
    )
    session.flush()
    answers = sorted(content.answers, key=lambda pair: pair[1].variante_de is not None)
    for topic, item in answers:
        session.add(_answer(topic, item))
        session.flush()
    for _, item in answers:
        session.add_all(
            RelatedAnswer(answer_key=item.clave, related_key=key, position=position)
            for position, key in enumerate(item.relacionadas)
        )
    session.add_all(_term(item) for item in content.terms)
    session.add_all(
        SearchDocument(
            kind="respuesta",
            ref=item.clave,
            title=index_text(item.titulo, item.boton),
            body=index_text(item.respuesta, item.mas, item.regla),
        )
        for _, item in answers
    )
    session.add_all(
        SearchDocument(
            kind="termino",
            ref=item.clave,
            title=index_text(item.termino, *item.alias),
            body=index_text(item.definicion),
        )
        for item in content.terms
    )


def _answer(topic: str, item: AnswerItem) -> Answer:
    return Answer(
        key=item.clave,
        topic=topic,
        title=item.titulo,
        button=item.boton,
        text=item.respuesta,
        more=item.mas,
        rule=item.regla,
        confidence=item.confianza,
        no_data=item.sin_dato,
        checked=item.revisado,
        variant_of=item.variante_de,
        state_key=item.estado,
        municipality_key=item.municipio,
        citations=_citations(item.fuentes),
    )


def _term(item: TermItem) -> Term:
    return Term(
        key=item.clave,
        name=item.termino,
        definition=item.definicion,
        own_wording=item.diseno_propio,
        answer_key=item.respuesta,
        aliases=[TermAlias(alias=alias) for alias in dict.fromkeys(item.alias)],
        citations=_citations(item.fuentes),
    )


def _citations(items: list[CitationItem]) -> list[Citation]:
    return [Citation(source_key=item.fuente, place=item.cita, position=position) for position, item in enumerate(items)]
