"""When a message was written, by which it is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add it; empty in rows of the version before."""
    op.add_column("inbox", sa.Column("written_at", sa.DateTime(), nullable=True))
    op.create_index("ix_inbox_written", "inbox", ["sender", "written_at"])
