"""Evenings with a mail server, and one without."""


import pytest
from aiosmtpd.controller import Controller

from tests.ports import free_port
from tests.post import Evening, Sink


@pytest.fixture(scope="module")
def mail_server():
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.url = f"smtp://127.0.0.1:{controller.port}"
    yield handler
    controller.stop()


@pytest.fixture
def sink(mail_server):
    mail_server.mails, mail_server.says = [], {}
    return mail_server


@pytest.fixture
def on_sqlite(sqlite_store, tmp_path, sink):
    return Evening(sqlite_store, tmp_path, sink.url)


@pytest.fixture
def on_postgres(postgres_store, tmp_path, sink):
    return Evening(postgres_store, tmp_path, sink.url)


@pytest.fixture
def small(sqlite_store, tmp_path):
    """An evening without a mail server."""
    return Evening(sqlite_store, tmp_path)
