"""The mail server of the hosts' evenings is that of the store's tests; beside it a chat and a program."""

import pytest

from tests.sinks import HttpSink
from tests.store.conftest import mail_server, sink

__all__ = ["mail_server", "sink", "sinks"]


@pytest.fixture
def sinks(sink):
    chat, program, service = HttpSink(), HttpSink(), HttpSink()
    yield sink, chat, program, service
    for one in (chat, program, service):
        one.close()
