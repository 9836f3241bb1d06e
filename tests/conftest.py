"""Real stores for every test: SQLite always, PostgreSQL where a server answers; a real browser."""

import os
import socket

import pytest
from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine, text

from badges.bell import open_bell
from badges.migrating import migrate
from badges.model import Base
from badges.store import Store, make_engine
from tests.browser import launch

POSTGRES = os.environ.get("LAST_BADGE_TEST_POSTGRES", "postgresql:///test").replace(
    "postgresql://", "postgresql+psycopg://"
)


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
    engine = make_engine(postgres_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    """A migrated file that every test copies, because migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_store(tmp_path, empty_sqlite):
    path = tmp_path / "last-badge.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = make_engine(f"sqlite:///{path}")
    store = Store(engine, open_bell(engine))
    yield store
    store.close()


@pytest.fixture
def postgres_store(postgres_url, postgres_engine):
    with postgres_engine.begin() as connection:
        # Some rows are sooner deleted than a dozen tables are truncated.
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    engine = make_engine(postgres_url)
    store = Store(engine, open_bell(engine))
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request):
    """Every store test runs on both."""
    return request.getfixturevalue(f"{request.param}_store")
