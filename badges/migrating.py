"""Migrating: bringing the tables to the newest step of their history, without losing a row."""

from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from badges.store import MIGRATIONS


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest migration.

    On SQLite foreign keys are off meanwhile: Alembic's way of changing a table
    drops the old one, and with them on that deletes every child row. They are
    checked afterwards.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _foreign_keys(connection, on=False)
        elif connection.dialect.name == "postgresql":
            # Two processes that start at once take turns.
            connection.execute(text("SELECT pg_advisory_lock(7012026)"))
            connection.commit()
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "head")
        if sqlite:
            _check_children(connection)
            _foreign_keys(connection, on=True)
        else:
            connection.execute(text("SELECT pg_advisory_unlock(7012026)"))
            connection.commit()


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _check_children(connection: Connection) -> None:
    with connection.begin():
        orphans = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if orphans:
        raise RuntimeError(f"a migration left {len(orphans)} rows without their parents: {orphans[:5]}")
