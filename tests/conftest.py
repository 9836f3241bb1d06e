"""Real stores for every test: SQLite always, PostgreSQL where a server answers; a real browser."""

import gc
import os
import socket
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine, event, text

from badges import access
from badges.bell import open_bell
from badges.migrating import migrate
from badges.model import Base
from badges.store import Store, make_engine
from tests.browser import launch

POSTGRES = os.environ.get("LAST_BADGE_TEST_POSTGRES", "postgresql:///test").replace(
    "postgresql://", "postgresql+psycopg://"
)
EMPTYING = "; ".join(f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables))


def pytest_collection_modifyitems(items):
    """A browser or process that a busy machine starved is tried once more, and named when the run ends."""
    for one in items:
        if one.get_closest_marker("browser") or one.get_closest_marker("process"):
            one.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish():
    """What stands when all tests are found stays to the end, so the garbage is not looked for among it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """No test reaches beyond this machine; one that tries fails by this name."""
    connect = socket.socket.connect

    def connect_here(self, address):
        host = address[0] if isinstance(address, tuple) else "localhost"
        assert host in {"127.0.0.1", "::1", "localhost"}, f"a test reached for the network: {address}"
        return connect(self, address)

    socket.socket.connect = connect_here
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session", autouse=True)
def costly_hashes():
    """What hashes passwords for the house; tests hash as cheaply as argon2id can."""
    costly = access._hasher  # noqa: SLF001 - no setting shall make it cheap.
    access._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # noqa: SLF001
    yield costly
    access._hasher = costly  # noqa: SLF001


@pytest.fixture(scope="session")
def browser():
    """One browser for every test of a run: Playwright runs one at a time in a thread."""
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="session")
def postgres_url():
    """A schema of our own in a PostgreSQL that answers; in CI there is one, so there it must."""
    schema = f"last_badge_{os.getpid()}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except Exception as trouble:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL answers at {POSTGRES}: {trouble}")
    separator = "&" if "?" in POSTGRES else "?"
    yield f"{POSTGRES}{separator}options=-csearch_path%3D{schema}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    admin.dispose()


@pytest.fixture(scope="session")
def postgres_engine(postgres_url):
    """One for all tests of a process: its connections and what it knows of our statements are kept."""
    engine = make_engine(postgres_url)
    event.listen(engine, "connect", commit_without_waiting)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def first_sqlite(tmp_path_factory):
    """A migrated file that every test copies, because migrating takes longer than most tests."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'empty.db'}")
    migrate(engine)
    # Until it is closed the file itself is not whole.
    engine.dispose()
    return engine


@pytest.fixture(scope="session")
def empty_sqlite(first_sqlite):
    return Path(first_sqlite.url.database)


@pytest.fixture(scope="session")
def compiled():
    """Our statements as SQL, by which a process knows them again."""
    return {}


@pytest.fixture
def sqlite_store(tmp_path, first_sqlite, empty_sqlite, compiled):
    path = tmp_path / "last-badge.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = make_engine(f"sqlite:///{path}")
    # What is compiled is kept by dialect; to compile all again takes longer than most tests.
    engine.dialect = first_sqlite.dialect
    engine.update_execution_options(compiled_cache=compiled)
    event.listen(engine, "connect", trust_the_machine)
    store = Store(engine, open_bell(engine))
    yield store
    store.close()


@pytest.fixture(scope="session")
def postgres_bell(postgres_engine):
    """One bell in a process, as the house has it; a late ring of another test wakes a reader for nothing."""
    bell = open_bell(postgres_engine)
    yield bell
    bell.close()


@pytest.fixture
def postgres_store(postgres_engine, postgres_bell):
    with postgres_engine.begin() as connection:
        # Some rows are sooner deleted than a dozen tables are truncated, and together sooner than one by one.
        connection.exec_driver_sql(EMPTYING)
    # Of the same connections, and yet its own: what a test listens to on it ends with it.
    return Store(postgres_engine.execution_options(), postgres_bell)


def trust_the_machine(connection, _record):
    """SQLite without waiting for the disk: tests/e2e tries what a crash leaves, on stores of their own."""
    connection.execute("PRAGMA synchronous = OFF")


def commit_without_waiting(connection, _record):
    """The same on PostgreSQL."""
    connection.execute("SET synchronous_commit = off")
    connection.commit()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request):
    """Every store test runs on both."""
    return request.getfixturevalue(f"{request.param}_store")
