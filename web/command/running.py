"""Running the service: serve, worker, doctor."""

import multiprocessing
import signal
import threading

import click
from sqlalchemy.exc import SQLAlchemyError

from badges.settings import Settings, from_environment
from badges.store import open_store
from web.command.group import main, migrated, opened
from web.doctor import findings
from web.runtime import Runtime
from web.serving import serve as serve_with_gunicorn


@main.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
def serve(bind: str) -> None:
    """Serve all doors; makes or migrates the database first."""
    settings = from_environment()
    child = multiprocessing.get_context("fork").Process(target=_migrate, args=(settings,))
    child.start()
    child.join()
    if child.exitcode:
        raise click.exceptions.Exit(1)
    click.echo(f"Last Badge answers at {settings.public_url} (bound to {bind}); Ctrl-C stops it.", err=True)
    serve_with_gunicorn(settings, bind)


def _migrate(settings: Settings) -> None:
    """In a child, so that nothing it opened or loaded stays with the server."""
    store = open_store(settings)
    try:
        migrated(store)
    except SQLAlchemyError as trouble:
        click.echo(f"The database does not answer: {str(trouble).splitlines()[0]}", err=True)
        raise SystemExit(1) from None
    finally:
        store.close()


@main.command()
def worker() -> None:
    """The clock and the notices on their own, beside several web processes."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened() as (settings, store):
        runtime = Runtime(store, settings)
        runtime.start()
        stop.wait()
        runtime.stop()


@main.command()
def doctor() -> None:
    """What is configured, what answers, and what to mend."""
    found = findings(from_environment())
    for finding in found:
        click.echo(f"{'ok  ' if finding.well else 'MEND'}  {finding.what}: {finding.says}")
    if not all(finding.well for finding in found):
        raise click.ClickException("Something is to be mended: see above.")
