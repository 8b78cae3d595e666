"""Who asked each unanswered question, so that it goes when they ask to be erased.

Questions stored before belong to nobody who can be known; they go with the period.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "unanswered_asker",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("asker", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["unanswered_question.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id", "asker"),
    )
    op.create_index("ix_unanswered_asker_asker", "unanswered_asker", ["asker"])
