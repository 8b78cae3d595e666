"""Wrong codes counted by a keyed hash, so that the count outlives the person it is of.

`code_attempt` stays for the processes of the version before, which still serve while this runs; the version after drops
it. What it holds was to be kept for a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "wrong_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_wrong_code_whose", "wrong_code", ["whose", "at"])
    op.execute("DELETE FROM code_attempt")
