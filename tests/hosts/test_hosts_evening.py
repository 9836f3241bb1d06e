"""Whole evenings of hosts, on each database, clocks changing in one; `python -m tests.hosts` plays more."""

import pytest

from tests.hosts.checks import check
from tests.hosts.world import World


@pytest.mark.process
@pytest.mark.parametrize(("kept_in", "seed"), [("sqlite_store", 1), ("postgres_store", 2)])
def test_every_host_hears_what_is_so_once_and_in_time(request, tmp_path, sinks, kept_in, seed):
    world = World(request.getfixturevalue(kept_in), tmp_path, sinks, seed)

    world.plays()

    assert check(world) > 0
