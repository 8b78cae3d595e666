"""Full-text search, the same on SQLite (FTS5) and PostgreSQL (tsvector)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from spanish.text import search_terms

# The title weighs ten times the body on both sides. Answers and terms have an index of their own, or each word would be
# looked for among all the agreements first; PostgreSQL chooses its own by itself.
_SQLITE, _SQLITE_ANSWERS = (
    text(f"""
    SELECT d.kind, d.ref FROM {index} JOIN search_document d ON d.id = {index}.rowid
    WHERE {index} MATCH :query AND (:kind = '' OR d.kind = :kind)
    ORDER BY bm25({index}, 10.0, 1.0), d.ref LIMIT :limit""")  # noqa: S608 - two names of ours
    for index in ("search_index", "answer_index")
)
_POSTGRESQL = text("""
    SELECT kind, ref FROM search_document, to_tsquery('simple', :query) query
    WHERE vector @@ query AND (:kind = '' OR kind = :kind)
    ORDER BY ts_rank('{0, 0, 0.1, 1.0}', vector, query) DESC, ref LIMIT :limit""")


@dataclass(frozen=True)
class Hit:
    """Something found: `kind` is respuesta, termino or acuerdo; `ref` its key."""

    kind: str
    ref: str


def search(session: Session, question: str, *, kind: str = "", limit: int = 5) -> list[Hit]:
    """The documents that best match `question`, best first.

    All the terms must match; only when nothing does, any of them may. A term matches the words it begins. With a
    `kind`, only documents of that kind.
    """
    terms = search_terms(question)
    for all_of_them in (True, False):
        hits = _run(session, terms, all_of_them, kind, limit) if terms else []
        if hits:
            return hits
    return []


def _run(session: Session, terms: list[str], all_of_them: bool, kind: str, limit: int) -> list[Hit]:
    if session.get_bind().dialect.name == "sqlite":
        statement = _SQLITE if kind in ("", "acuerdo") else _SQLITE_ANSWERS
        query = (" AND " if all_of_them else " OR ").join(f'"{term}"*' for term in terms)
    else:
        statement, query = _POSTGRESQL, (" & " if all_of_them else " | ").join(f"{term}:*" for term in terms)
    rows = session.execute(statement, {"query": query, "kind": kind, "limit": limit})
    return [Hit(kind=row.kind, ref=row.ref) for row in rows]
