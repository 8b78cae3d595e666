"""The agreements by columns, and the search of answers apart, so that a million agreements slow down nothing.

The tables of totals of 0002 stay for the processes of the version before, which still serve while this runs; the
version after drops them. The indexes go at once: without them those processes only take longer, and an import less.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

UNUSED = {
    "agreement": (
        "state", "municipality", "country", "state_order", "municipality_order", "country_order", "kind_order",
        "year_order",
    ),
    "agreement_topic": ("topic",),
}  # fmt: skip
SQLITE_ANSWERS = (
    """CREATE VIRTUAL TABLE answer_index USING fts5(
        title, body, content='search_document', content_rowid='id', tokenize='unicode61', prefix='3 4')""",
    """INSERT INTO answer_index(rowid, title, body)
        SELECT id, title, body FROM search_document WHERE kind <> 'acuerdo'""",
    """CREATE TRIGGER answer_document_added AFTER INSERT ON search_document WHEN new.kind <> 'acuerdo' BEGIN
        INSERT INTO answer_index(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
    """CREATE TRIGGER answer_document_removed AFTER DELETE ON search_document WHEN old.kind <> 'acuerdo' BEGIN
        INSERT INTO answer_index(answer_index, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body); END""",
    """CREATE TRIGGER answer_document_changed AFTER UPDATE ON search_document WHEN old.kind <> 'acuerdo' BEGIN
        INSERT INTO answer_index(answer_index, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body);
        INSERT INTO answer_index(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
)
POSTGRESQL_ANSWERS = (
    """CREATE INDEX ix_search_document_answers ON search_document USING gin (vector) WHERE kind <> 'acuerdo'""",
)


def upgrade() -> None:
    op.create_table(
        "agreement_columns",
        sa.Column("version", sa.String(32), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    for table, names in UNUSED.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table)
    for statement in SQLITE_ANSWERS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_ANSWERS:
        op.execute(statement)
