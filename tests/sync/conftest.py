"""A world for each test, and one process of Node for all of them."""

import pytest

from tests.sync.playing import Players
from tests.sync.world import World, time_of_the_simulation


@pytest.fixture(scope="module")
def players():
    running = Players()
    yield running
    running.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory, empty_sqlite):
    path = tmp_path_factory.mktemp("world") / "last-badge.db"
    path.write_bytes(empty_sqlite.read_bytes())
    with time_of_the_simulation():
        made = World(path)
        yield made
        made.close()
