"""The files that the tablet's rules are held to say what our rules say."""

import pytest

from tests.vectors.making import ALL, FOLDER, written


@pytest.mark.parametrize("name", ALL)
def test_what_the_tablet_must_answer_is_what_the_server_answers(name):
    kept = (FOLDER / f"{name}.json").read_text()

    assert kept == written(name), "a rule has changed: python -m tests.vectors, and look at the tablet's twin"
