"""A WebKit on a screen that nobody sees, and windows in it, each with a disk of its own."""

import os
import subprocess

import pytest

from tests.desks import a_house, an_evening_of_its_own
from tests.webkit import bringing

__all__ = ["a_house", "an_evening_of_its_own"]

# Not every machine of `make test` has a WebKit; `make test-webkit` brings one, and asks for these.
collect_ignore_glob = [] if os.environ.get("LAST_BADGE_TEST_WEBKIT") else ["test_*.py"]


@pytest.fixture(scope="session", name="screen")
def a_screen_nobody_sees():
    """The number of a display that lasts as long as the run."""
    if bringing.missing():
        pytest.fail(f"There is no WebKit here. {bringing.HOW}")
    reads, writes = os.pipe()
    command = [bringing.SCREEN, "-displayfd", str(writes), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL) as running:
        os.close(writes)
        with os.fdopen(reads) as said:
            yield f":{said.readline().strip()}"
        running.terminate()


@pytest.fixture
def window(screen):
    """Opens windows."""
    from tests.webkit.window import opened

    made = []

    def opens():
        made.append(opened(screen))
        return made[-1]

    yield opens
    for one in made:
        one.driver.quit()
