"""How are the tables brought up to date? By Alembic, one migration after the other."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from bot.storage.errors import DatabaseError


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, inside the transaction of the connection.

    Raises DatabaseError when the tables were made by a newer version or cannot be changed.
    """
    config = migrations()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    there = MigrationContext.configure(connection).get_current_revision()
    if there is not None and there not in known:
        raise DatabaseError(
            f"the database was made by a newer BackEase (its version is {there}); "
            "update BackEase, or point DATABASE_URL at another database"
        )
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseError(f"the database cannot be brought up to date: {error}") from error


def migrations() -> Config:
    """Tell Alembic where our migrations are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config
