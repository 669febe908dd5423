"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "applied_update",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id"),
    )
    with op.batch_alter_table("applied_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_applied_update_at"), ["at"], unique=False)

    op.create_table(
        "check_in",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("minute_of_day", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("wake_at", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sending_at", sa.BigInteger(), nullable=True),
        sa.Column("last_sent_date", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(
            "check_in_wake",
            ["wake_at"],
            unique=False,
            sqlite_where=sa.text("status = 'on'"),
            postgresql_where=sa.text("status = 'on'"),
        )

    op.create_table(
        "check_in_log",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "due_date"),
    )
    op.create_table(
        "consent",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "version"),
    )
    op.create_table(
        "conversation",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shown_version", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("picture_key", sa.String(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(
            "conversation_owed",
            ["updated_at"],
            unique=False,
            sqlite_where=sa.text("version <> shown_version"),
            postgresql_where=sa.text("version <> shown_version"),
        )

    op.create_table(
        "episode",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("areas", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=True),
        sa.Column("radiates", sa.String(), nullable=True),
        sa.Column("duration", sa.String(), nullable=True),
        sa.Column("triggers", sa.String(), nullable=False),
        sa.Column("flags", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "number"),
    )
    op.create_table(
        "media_file",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "key"),
    )
    op.create_table(
        "pain_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("pain_rating", schema=None) as batch_op:
        batch_op.create_index("pain_rating_by_time", ["chat_id", "at"], unique=False)

    op.create_table(
        "person",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    op.create_table(
        "session",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("routine", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "number"),
    )
    op.create_table(
        "session_step",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "session", "step", "exercise"),
    )


def downgrade() -> None:
    """Drop every table."""
    op.drop_table("session_step")
    op.drop_table("session")
    op.drop_table("person")
    with op.batch_alter_table("pain_rating", schema=None) as batch_op:
        batch_op.drop_index("pain_rating_by_time")

    op.drop_table("pain_rating")
    op.drop_table("media_file")
    op.drop_table("episode")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(
            "conversation_owed",
            sqlite_where=sa.text("version <> shown_version"),
            postgresql_where=sa.text("version <> shown_version"),
        )

    op.drop_table("conversation")
    op.drop_table("consent")
    op.drop_table("check_in_log")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index(
            "check_in_wake",
            sqlite_where=sa.text("status = 'on'"),
            postgresql_where=sa.text("status = 'on'"),
        )

    op.drop_table("check_in")
    with op.batch_alter_table("applied_update", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_applied_update_at"))

    op.drop_table("applied_update")
