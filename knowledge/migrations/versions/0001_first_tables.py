"""Tables of the knowledge base and its full-text index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SQLITE_SEARCH = (
    # External content: the index keeps no second copy of the text, and the triggers keep it in step.
    """CREATE VIRTUAL TABLE search_index USING fts5(
        title, body, content='search_document', content_rowid='id', tokenize='unicode61', prefix='3 4')""",
    """CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
        INSERT INTO search_index(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
    """CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN
        INSERT INTO search_index(search_index, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body); END""",
    """CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN
        INSERT INTO search_index(search_index, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body);
        INSERT INTO search_index(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
)
POSTGRESQL_SEARCH = (
    # The text is already folded and stemmed, so PostgreSQL's «simple» configuration is the right one.
    """ALTER TABLE search_document ADD COLUMN vector tsvector GENERATED ALWAYS AS
        (setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'B')) STORED""",
    "CREATE INDEX ix_search_document_vector ON search_document USING gin (vector)",
)


def upgrade() -> None:
    op.create_table(
        "country",
        sa.Column("iso", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("iso"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "loaded_data",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "place_alias",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("place_key", sa.String(length=5), nullable=False),
        sa.Column("alias", sa.String(length=90), nullable=False),
        sa.PrimaryKeyConstraint("kind", "place_key", "alias"),
    )
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "ref"),
    )
    op.create_table(
        "source",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("caution", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "state",
        sa.Column("key", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "unanswered_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_asked", sa.Date(), nullable=False),
        sa.Column("last_asked", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("text"),
    )
    op.create_table(
        "counterpart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("country_iso", sa.String(length=2), nullable=False),
        sa.Column("city_key", sa.String(length=200), nullable=False),
        sa.Column("region_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_iso"],
            ["country.iso"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "city", "country_iso"),
    )
    op.create_index(op.f("ix_counterpart_city_key"), "counterpart", ["city_key"], unique=False)
    op.create_index(op.f("ix_counterpart_region_key"), "counterpart", ["region_key"], unique=False)
    op.create_table(
        "municipality",
        sa.Column("key", sa.String(length=5), nullable=False),
        sa.Column("state_key", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=90), nullable=False),
        sa.ForeignKeyConstraint(
            ["state_key"],
            ["state.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_municipality_state_key"), "municipality", ["state_key"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("state_key", sa.String(length=2), nullable=True),
        sa.Column("municipality_key", sa.String(length=5), nullable=True),
        sa.Column("municipality_name", sa.String(length=90), nullable=False),
        sa.Column("mexican_body", sa.String(length=200), nullable=False),
        sa.Column("counterpart_id", sa.Integer(), nullable=False),
        sa.Column("country_iso", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("signed", sa.String(length=10), nullable=False),
        sa.Column("signed_year", sa.Integer(), nullable=True),
        sa.Column("registered", sa.String(length=10), nullable=False),
        sa.Column("registration_number", sa.String(length=60), nullable=False),
        sa.Column("validity", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("confidence", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["counterpart_id"],
            ["counterpart.id"],
        ),
        sa.ForeignKeyConstraint(
            ["country_iso"],
            ["country.iso"],
        ),
        sa.ForeignKeyConstraint(
            ["municipality_key"],
            ["municipality.key"],
        ),
        sa.ForeignKeyConstraint(
            ["state_key"],
            ["state.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_agreement_counterpart_id"), "agreement", ["counterpart_id"], unique=False)
    op.create_index("ix_agreement_country", "agreement", ["country_iso", "state_key"], unique=False)
    op.create_index("ix_agreement_kind", "agreement", ["kind"], unique=False)
    op.create_index("ix_agreement_municipality", "agreement", ["municipality_key", "country_iso"], unique=False)
    op.create_index("ix_agreement_state", "agreement", ["state_key", "country_iso"], unique=False)
    op.create_index("ix_agreement_year", "agreement", ["signed_year"], unique=False)
    op.create_table(
        "answer",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=90), nullable=False),
        sa.Column("button", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("more", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("no_data", sa.Boolean(), nullable=False),
        sa.Column("checked", sa.Date(), nullable=False),
        sa.Column("variant_of", sa.String(length=60), nullable=True),
        sa.Column("state_key", sa.String(length=2), nullable=True),
        sa.Column("municipality_key", sa.String(length=5), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_key"],
            ["municipality.key"],
        ),
        sa.ForeignKeyConstraint(
            ["state_key"],
            ["state.key"],
        ),
        sa.ForeignKeyConstraint(
            ["variant_of"],
            ["answer.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_answer_topic"), "answer", ["topic"], unique=False)
    op.create_index(op.f("ix_answer_variant_of"), "answer", ["variant_of"], unique=False)
    op.create_table(
        "agreement_topic",
        sa.Column("agreement_id", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("agreement_id", "topic"),
    )
    op.create_index(op.f("ix_agreement_topic_topic"), "agreement_topic", ["topic"], unique=False)
    op.create_table(
        "related_answer",
        sa.Column("answer_key", sa.String(length=60), nullable=False),
        sa.Column("related_key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_key"], ["answer.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["related_key"], ["answer.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("answer_key", "related_key"),
    )
    op.create_table(
        "term",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=90), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("own_wording", sa.Boolean(), nullable=False),
        sa.Column("answer_key", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_key"],
            ["answer.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_key", sa.String(length=60), nullable=True),
        sa.Column("term_key", sa.String(length=60), nullable=True),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_key"], ["answer.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["source_key"],
            ["source.key"],
        ),
        sa.ForeignKeyConstraint(["term_key"], ["term.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_citation_answer_key"), "citation", ["answer_key"], unique=False)
    op.create_index(op.f("ix_citation_term_key"), "citation", ["term_key"], unique=False)
    op.create_table(
        "term_alias",
        sa.Column("term_key", sa.String(length=60), nullable=False),
        sa.Column("alias", sa.String(length=90), nullable=False),
        sa.ForeignKeyConstraint(["term_key"], ["term.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("term_key", "alias"),
    )

    statements = SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_SEARCH
    for statement in statements:
        op.execute(statement)
