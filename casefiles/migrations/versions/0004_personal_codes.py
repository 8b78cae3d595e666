"""Keys to come back, told from the codes that let a colleague in; those waiting to be used are known by how long."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
_LONGEST_CODE = timedelta(hours=72)


def upgrade() -> None:
    """Add the column, and say which keys of the version before it are personal."""
    op.add_column("case_code", sa.Column("personal", sa.Boolean(), nullable=False, server_default=sa.false()))
    code = sa.table(
        "case_code",
        sa.column("id", sa.Integer),
        sa.column("created_at", sa.DateTime),
        sa.column("expires_at", sa.DateTime),
        sa.column("used_at", sa.DateTime),
        sa.column("personal", sa.Boolean),
    )
    unused = op.get_bind().execute(sa.select(code).where(code.c.used_at.is_(None))).all()
    keys = [row.id for row in unused if row.expires_at - row.created_at > _LONGEST_CODE]
    if keys:
        op.execute(code.update().where(code.c.id.in_(keys)).values(personal=sa.true()))
