"""How Alembic runs our migrations: on the connection the application already holds."""

from alembic import context
from sqlmodel import SQLModel

from bot.storage import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
assert tables.PERSONAL  # noqa: S101 - the import fills the metadata
with context.begin_transaction():
    context.run_migrations()
