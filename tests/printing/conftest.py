"""Printers for every test of printing."""

import pytest

from tests.printing.ippeveprinter import Peer
from tests.printing.simulated import Evening


@pytest.fixture
def peer(tmp_path):
    """A real IPP printer with badges of 90 by 60 mm in it, switched on."""
    printer = Peer(tmp_path / "printer").start()
    yield printer
    printer.close()


@pytest.fixture
def evening(sqlite_store, tmp_path):
    """An event that prints on arrival, with a station, for agents that are led by hand."""
    evening = Evening(sqlite_store, tmp_path / "kept")
    yield evening
    evening.close()


@pytest.fixture
def evening_on_both(store, tmp_path):
    """The same, on SQLite and on PostgreSQL."""
    evening = Evening(store, tmp_path / "kept")
    yield evening
    evening.close()
