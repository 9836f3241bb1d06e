"""The store: engines and the one way to write, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction, Row, Select, create_engine, event, inspect, text
from sqlalchemy.orm import Session

from badges.bell import Bell, open_bell
from badges.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"
# Readers and the clock beside the 24 threads that answer requests.
CONNECTIONS = 32
# How many of them write at once, in one process on PostgreSQL.
WRITERS = 4
BUSY_TIMEOUT = 10_000  # milliseconds


class Store:
    """A database, the mutex round its writes, and the bell that rings after them."""

    def __init__(self, engine: Engine, bell: Bell) -> None:
        self.engine = engine
        self.bell = bell
        # One statement alone needs no BEGIN and ROLLBACK round it: on PostgreSQL two ways there and back.
        # SQLite's dialect would switch Python's own BEGIN on again, and ours costs nothing there.
        alone = {} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
        self._alone = engine.execution_options(**alone)
        # On SQLite one writer at a time, in turn: without the mutex a writer starves for seconds. On
        # PostgreSQL a few: more would hold rows, and at last the journal's counter, for which all
        # others wait, while they themselves only wait for the interpreter.
        self._turn: AbstractContextManager[Any] = (
            threading.Lock() if engine.dialect.name == "sqlite" else threading.Semaphore(WRITERS)
        )

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that writes; the bell rings for its events after the commit."""
        with (
            self._turn,
            self.engine.connect() as connection,
            _begun_to_write(connection),
            _session(connection) as session,
        ):
            yield session
            session.flush()
        for event_id in session.info.get("rung", ()):
            self.bell.ring(event_id)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read with, at one state of the database; what is changed in it is lost."""
        with self.engine.connect() as connection, _session(connection) as session:
            yield session

    def row(self, statement: Select[Any], values: Mapping[str, Any]) -> Row[Any] | None:
        """The row that one statement finds, or None; without a session, for the hot path."""
        with self._alone.connect() as connection:
            return connection.execute(statement, values).one_or_none()

    def answers(self) -> bool:
        """Whether the database answers and stands at the newest migration."""
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            stands_at = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return bool(stands_at == newest_revision())

    def close(self) -> None:
        """Let go of the database."""
        self.bell.close()
        self.engine.dispose()


def _session(connection: Connection) -> Session:
    return Session(connection, expire_on_commit=False, info={"core": connection})


def core(session: Session) -> Connection:
    """The connection under a session, for the statements of the hot path.

    Asking the session for it each time costs as much as a small statement.
    """
    connection = session.info.get("core")
    return connection if isinstance(connection, Connection) else session.connection()


def open_store(settings: Settings) -> Store:
    """The store these settings name; its tables are not touched (see ``migrating``)."""
    engine = make_engine(settings.database_url)
    return Store(engine, open_bell(engine))


def make_engine(url: str) -> Engine:
    """An engine as measured: SQLite in WAL with full syncing and our own BEGIN; psycopg 3 as it is."""
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=8,
            isolation_level="READ COMMITTED",
            # A reason for not coming must not reach a log inside an error.
            hide_parameters=True,
        )
    engine = create_engine(url, pool_size=CONNECTIONS, max_overflow=8, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    # The engine's own event for this would cost a tenth of every scan: with one listener for
    # anything, SQLAlchemy looks for listeners to everything at every step of every statement.
    engine.dialect.do_begin = _begin_sqlite  # type: ignore[assignment]
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's own BEGIN is deferred, and a deferred BEGIN that reads and then writes fails as locked.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {BUSY_TIMEOUT}",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(raw: Any) -> None:
    # Who writes has begun already: see below.
    if not raw.in_transaction:
        raw.execute("BEGIN")


def _begun_to_write(connection: Connection) -> RootTransaction:
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute("BEGIN IMMEDIATE")
    return connection.begin()


def newest_revision() -> str:
    """The newest of our migrations, by the number its file begins with."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("0*.py"))
