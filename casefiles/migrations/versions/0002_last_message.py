"""The last message of each person that was handled, so that none is handled twice."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("person", sa.Column("last_message", sa.String(length=64), nullable=True))
