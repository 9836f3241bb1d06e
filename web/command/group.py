"""The group of commands: refusals become a sentence on stderr and exit status 1; wrong usage is 2."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DatabaseError, OperationalError

from badges.errors import Refusal
from badges.settings import Settings, from_environment
from badges.store import Store, open_store


class Refusing(click.Group):
    """Says a refusal as a sentence, never as a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(refusal.message) from None
        except DatabaseError as trouble:
            # SQLite says the bare kind of a file that is no database; the other kinds are our own mistakes.
            if type(trouble) not in {DatabaseError, OperationalError}:
                raise
            said = " ".join(str(trouble.orig).split())
            raise click.ClickException(f"The database does not answer: {said}") from None
        except OSError as trouble:
            if trouble.filename is None:
                raise
            raise click.ClickException(f"{trouble.filename} cannot be used: {trouble.strerror}.") from None


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="last-badge")
def main() -> None:
    """Who came, whose badge is still on the table, and who ought to know."""


def migrated(store: Store) -> None:
    """Bring the tables to the newest migration."""
    # Here and not above: the server does it in a child and need not carry Alembic all evening.
    from badges.migrating import migrate  # noqa: PLC0415

    migrate(store.engine)


@contextmanager
def opened() -> Iterator[tuple[Settings, Store]]:
    """The settings and the store they name, with its tables made or migrated."""
    settings = from_environment()
    store = open_store(settings)
    try:
        migrated(store)
        yield settings, store
    finally:
        store.close()
