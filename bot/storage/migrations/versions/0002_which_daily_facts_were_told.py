"""Which daily facts were told."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "told_fact",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "fact"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("told_fact")
