"""`last-badge badges`: where a sheet begins, for which printer, what to look at, and how far it is."""

import json

import pypdfium2
import pytest
from click.testing import CliRunner

from badges import designs, printers
from badges.moments import now
from tests.builders import an_attendee
from web.command import main


class Terminal:
    """The command, at the evening's own data."""

    def __init__(self, evening):
        self.evening = evening
        self.out = evening.settings.data_dir / "badges.pdf"
        self.told = evening.settings.data_dir / "told.json"

    def run(self, *words):
        return CliRunner().invoke(main, ["badges", "chums", *words], env=self.evening.settings.environment())

    def draws(self, *words):
        done = self.run("--out", str(self.out), *words)
        assert done.exit_code == 0, done.output
        return pypdfium2.PdfDocument(self.out.read_bytes())


@pytest.fixture
def terminal(evening):
    return Terminal(evening)


def test_a_sheet_begins_at_its_first_free_label(terminal):
    whole, begun = (terminal.draws("--stock", "avery-l4785", f"--start={start}") for start in (1, 9))

    assert (len(whole), len(begun)) == (1, 2)


def test_a_label_that_is_not_there_is_refused_in_one_sentence(terminal):
    refused = terminal.run("--out", str(terminal.out), "--stock", "avery-l4785", "--start=11")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: ")
    assert not terminal.out.exists()


def test_whoever_prints_backs_is_told_which_edge_to_flip_on(terminal):
    plain = terminal.run("--out", str(terminal.out), "--stock", "avery-5392")
    with terminal.evening.store.writing() as session:
        document = json.loads(designs.document_of(session, terminal.evening.event, "plain"))
        document["back"] = [{**document["front"][0], "id": "behind"}]
        designs.save_design(session, session.merge(terminal.evening.event), json.dumps(document), now=now())

    backed = terminal.run("--out", str(terminal.out), "--stock", "avery-5392")

    assert "flip" not in plain.stdout
    assert "“flip on long edge”" in backed.stdout


def test_marks_to_cut_along_are_drawn_when_asked_for(terminal):
    def drawn(*more):
        return len(list(terminal.draws("--stock", "avery-l4785", *more)[0].get_objects()))

    assert drawn("--crop-marks") > drawn()


def test_a_printers_reading_moves_all_that_is_drawn(terminal):
    with terminal.evening.store.writing() as session:
        printers.set_printer(session, "Foyer", right_mm=2, down_mm=0)

    plain, moved = (
        terminal.draws(*more)[0].get_textpage().get_charbox(0)[0] for more in ((), ("--printer", "Foyer"))
    )

    assert (moved - plain) / 72 * 25.4 == pytest.approx(2, abs=0.05)
    unknown = terminal.run("--out", str(terminal.out), "--printer", "Cellar")
    assert unknown.stderr == "Error: No printer is called “Cellar”. Known: Foyer.\n"


def test_a_check_lists_what_to_look_at_and_fails_only_for_what_cannot_be_printed(terminal):
    with terminal.evening.store.writing() as session:
        an_attendee(session, session.merge(terminal.evening.event), "Noor Haddad", company="Elsewhere")

    looked = terminal.run("--check")

    assert looked.exit_code == 0
    lines = looked.stdout.splitlines()
    assert lines[0] == "4 badges can be printed."
    assert "2 with a namesake:" in lines
    assert "  Noor Haddad: 2 badges carry this name; this one is of Elsewhere." in lines


def test_whoever_waits_reads_how_far_it_is_and_what_came_of_it(terminal):
    terminal.draws("--progress", str(terminal.told))
    drawn = json.loads(terminal.told.read_text())
    terminal.run("--check", "--progress", str(terminal.told))
    checked = json.loads(terminal.told.read_text())

    assert drawn == {"count": 3, "refused": [], "handling": ""}
    assert (checked["count"], checked["refused"]) == (3, [])
    assert {*checked} == {"count", "refused", "looks"}


def test_whoever_waits_reads_why_nothing_came_of_it(terminal):
    refused = terminal.run("--out", str(terminal.out), "--start=2", "--progress", str(terminal.told))

    assert f"Error: {json.loads(terminal.told.read_text())['trouble']}\n" == refused.stderr
