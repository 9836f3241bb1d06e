"""`last-badge station` at a terminal: plain sentences, and a key that nobody reads over a shoulder."""

import pytest
from click.testing import CliRunner

from web.command import main

KEY = "a-key-that-nobody-may-read"
NOBODY = "http://127.0.0.1:9"


def station(*words, key=KEY, **env):
    asked = {"LAST_BADGE_STATION_KEY": key, **env}
    return CliRunner().invoke(main, ["station", *words], env=asked)


def test_its_help_says_where_the_key_goes_and_what_a_printer_may_be():
    said = CliRunner().invoke(main, ["station", "--help"], env={"LAST_BADGE_STATION_KEY": KEY}).output

    assert "LAST_BADGE_STATION_KEY" in said
    assert "ipp://" in said
    assert KEY not in said


def test_without_a_key_it_is_used_wrongly(tmp_path):
    done = CliRunner().invoke(main, ["station", "--url", NOBODY, "--printer", f"file:{tmp_path}"])

    assert done.exit_code == 2
    assert "--key" in done.output


@pytest.mark.parametrize(
    ("url", "printer", "words"),
    [
        ("badges.example.org", "file:/tmp", "The server’s address looks like https://badges.example.org"),
        (f"http://u:{KEY}@127.0.0.1:9", "file:/tmp", "a key is not part of it"),
        (NOBODY, "gopher://printer", "A printer’s address is one of ipp://"),
        (NOBODY, "ipp://", "is no address of a printer"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(url, printer, words):
    done = station("--url", url, "--printer", printer)

    assert done.exit_code == 1
    assert words in done.output
    assert KEY not in done.output
    assert "Traceback" not in done.output


def test_a_key_that_a_terminal_would_break_is_not_repeated(tmp_path):
    done = station("--url", NOBODY, "--printer", f"file:{tmp_path}", key="two words")

    assert done.exit_code == 1
    assert "one word" in done.output
    assert "two words" not in done.output
