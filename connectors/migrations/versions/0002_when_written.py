"""When a message was written, by which it is counted, and which notice a part tells."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add them; empty in rows of the version before."""
    op.add_column("inbox", sa.Column("written_at", sa.DateTime(), nullable=True))
    op.create_index("ix_inbox_written", "inbox", ["sender", "written_at"])
    op.add_column("outbox", sa.Column("notice_id", sa.Integer(), nullable=True))
    op.create_index("ix_outbox_notice", "outbox", ["notice_id"], unique=True)
