"""Lists of agreements in the order of an index, and totals, so that a million cost what a thousand do."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ORDERED = {"state": "state_key", "municipality": "municipality_key", "country": "country_iso", "kind": "kind",
           "year": "signed_year"}  # fmt: skip
SORT_KEY = "coalesce(state_key, '99') || coalesce(municipality_key, '99999') || country_iso || id"


def upgrade() -> None:
    op.add_column("agreement", sa.Column("sort_key", sa.String(40), sa.Computed(SORT_KEY), nullable=True))
    for name, column in ORDERED.items():
        op.create_index(f"ix_agreement_{name}_order", "agreement", [column, "sort_key"])
    # The new ones begin with the same column.
    op.drop_index("ix_agreement_kind", "agreement")
    op.drop_index("ix_agreement_year", "agreement")
    op.create_table(
        "agreement_total",
        sa.Column("state_key", sa.String(2), primary_key=True),
        sa.Column("country_iso", sa.String(2), primary_key=True),
        sa.Column("kind", sa.String(60), primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("source_url", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
    )
    op.create_index("ix_agreement_total_country", "agreement_total", ["country_iso", "kind"])
    op.create_table(
        "municipality_total",
        sa.Column("kind", sa.String(60), primary_key=True),
        sa.Column("municipality_key", sa.String(5), sa.ForeignKey("municipality.key"), primary_key=True),
        sa.Column("total", sa.Integer, nullable=False),
    )
