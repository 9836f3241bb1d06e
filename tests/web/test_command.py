"""The `last-badge` command: each errand at a terminal, its exit status, and every refusal one sentence."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from badges import access, events, settings
from badges.errors import NotAllowed
from badges.store import open_store
from tests.builders import an_attendee
from web.app import create_app
from web.command import main

EVENT = """
name = "The chum parade"
timezone = "Europe/Berlin"
start = 2026-05-08T18:30:00
end = 2026-05-08T22:00:00
[badge]
stock = "page-90x60"
[[host]]
name = "Ramit"
email = "ramit@example.test"
"""
GUESTS = "name;email;host\nMira Okafor;mira@example.test;Ramit\nNoor Haddad;noor@example.test;Ramit\n"
PASSWORD = "a good long sentence"
# What the contract says `list import --json` prints.
IMPORT_KEYS = [
    "preset",
    "encoding",
    "delimiter",
    "rows",
    "new",
    "changed",
    "same",
    "skipped",
    "problems",
    "import",
]


class Terminal:
    """A terminal with a data folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.env = {"LAST_BADGE_DATA_DIR": str(folder / "data")}

    def file(self, name, content):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def run(self, *words, typed=None, **env):
        done = CliRunner().invoke(main, words, input=typed, env={**self.env, **env})
        # Anything but an exit is a trace on somebody's screen.
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    def does(self, *words, typed=None):
        done = self.run(*words, typed=typed)
        assert (done.exit_code, done.stderr) == (0, "")
        return done.stdout

    def store(self):
        return open_store(settings.from_environment(self.env))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data folder with an evening in it, made by the command, which every test copies."""
    terminal = Terminal(tmp_path_factory.mktemp("prepared"))
    terminal.does("event", "add", terminal.file("chums/event.toml", EVENT))
    terminal.does("list", "import", "chums", terminal.file("guests.csv", GUESTS))
    return terminal.folder


@pytest.fixture
def terminal(prepared, tmp_path):
    folder = tmp_path / "terminal"
    shutil.copytree(prepared, folder)
    return Terminal(folder)


@pytest.fixture
def empty(tmp_path):
    return Terminal(tmp_path)


def test_an_event_is_added_under_the_name_of_its_folder_and_listed(empty):
    file = empty.file("chums/event.toml", EVENT)

    added = empty.does("event", "add", file)
    listed = empty.does("event", "list")

    assert added == "chums\n"
    assert listed.split(maxsplit=3) == ["chums", "2026-05-08", "18:30", "The chum parade\n"]


def test_a_slug_in_the_file_goes_before_the_folder(empty):
    file = empty.file("chums/event.toml", 'slug = "spring"\n' + EVENT)

    assert empty.does("event", "add", file) == "spring\n"


def test_a_list_that_is_only_checked_reports_everything_and_writes_nothing(terminal):
    more = "name;email;host\nJoanna Wren;joanna@example.test;Nobody We Know\nLi Wu;li@example.test;Ramit\n"
    again = "Mira Okafor;mira@example.test;Ramit\nLi Wu;li@example.test;Ramit\n"
    file = terminal.file("more.csv", more + again)

    told = json.loads(terminal.does("list", "import", "chums", file, "--check", "--json"))
    after = json.loads(terminal.does("report", "chums", "--format", "json"))

    assert list(told)[: len(IMPORT_KEYS)] == IMPORT_KEYS
    assert (told["preset"], told["encoding"], told["delimiter"], told["rows"]) == (None, "utf-8", ";", 4)
    assert (told["new"], told["changed"], told["same"], told["import"]) == (1, 0, 1, None)
    assert [set(one) for one in told["skipped"]] == [{"row", "why"}]
    assert [set(one) for one in told["problems"]] == [{"row", "column", "value", "why", "fix"}]
    assert (told["skipped"][0]["row"], told["problems"][0]["row"]) == (5, 2)
    assert told["problems"][0]["value"] == "Nobody We Know"
    assert len(after["attendees"]) == 2


def test_a_list_is_taken_in_once_however_often_it_is_imported(terminal):
    file = terminal.file("more.csv", GUESTS + "Li Wu;li@example.test;Ramit\n")

    first = json.loads(terminal.does("list", "import", "chums", file, "--json"))
    again = terminal.does("list", "import", "chums", file)

    assert list(first)[: len(IMPORT_KEYS)] == IMPORT_KEYS
    assert (first["new"], first["same"], type(first["import"])) == (1, 2, int)
    assert again.splitlines()[0].endswith(": 0 new, 0 changed, 3 the same")


def test_badges_are_drawn_for_everybody_or_for_one(terminal):
    everybody, one = terminal.folder / "all.pdf", terminal.folder / "one.pdf"

    said = terminal.does("badges", "chums", "--out", str(everybody))
    terminal.does("badges", "chums", "--out", str(one), "--only", "Noor Haddad", "--stock", "avery-5392")

    assert said == f"2 badges in {everybody}\n"
    assert len(pypdfium2.PdfDocument(everybody)) == 2
    words = pypdfium2.PdfDocument(one)[0].get_textpage().get_text_range()
    assert "Noor" in words
    assert "Mira" not in words


def test_a_check_names_whose_badge_cannot_be_drawn_and_prints_nothing(terminal):
    well = terminal.does("badges", "chums", "--check")
    store = terminal.store()
    with store.writing() as session:
        an_attendee(session, events.event_named(session, "chums"), "W" * 200)
    store.close()
    out = terminal.folder / "all.pdf"

    checked = terminal.run("badges", "chums", "--check", "--out", str(out))

    assert well.startswith("2 badges can be printed.")
    assert checked.exit_code == 1
    assert [line.split(":")[0] for line in checked.stderr.splitlines()] == ["W" * 200, "Error"]
    assert not out.exists()


def test_who_cannot_be_printed_is_left_out_by_name_and_the_others_are_drawn(terminal):
    store = terminal.store()
    with store.writing() as session:
        an_attendee(session, events.event_named(session, "chums"), "W" * 200)
    store.close()
    out = terminal.folder / "all.pdf"

    drawn = terminal.run("badges", "chums", "--out", str(out))

    assert drawn.exit_code == 0
    assert drawn.stdout.startswith("2 badges in ")
    assert drawn.stderr.startswith("W" * 200 + ": ")
    assert len(pypdfium2.PdfDocument(out)) == 2


@pytest.mark.parametrize(
    ("moment", "standing"),
    [
        ("2026-05-08T18:59", "late"),
        ("2026-05-08T19:01", "missing"),
        ("2026-05-08T17:01:00Z", "missing"),
        ("2026-05-08 22:01", "no_show"),
    ],
)
def test_the_report_stands_as_it_stood_at_a_moment_of_the_events_own_time(terminal, moment, standing):
    told = json.loads(terminal.does("report", "chums", "--at", moment, "--format", "json"))

    assert {one["standing"] for one in told["attendees"]} == {standing}
    assert told["totals"][standing] == 2
    assert told["final"] is (standing == "no_show")


def test_the_report_comes_as_a_table_and_as_csv(terminal):
    table = terminal.does("report", "chums", "--at", "2026-05-09")
    rows = list(csv.DictReader(io.StringIO(terminal.does("report", "chums", "--format", "csv"))))

    assert table.startswith("No-show report of The chum parade, 2026-05-09 00:00 (after the end)\n")
    assert {row["name"] for row in rows} == {"Mira Okafor", "Noor Haddad"}
    assert all(row["name"] in table and row["hosts"] == "Ramit" for row in rows)


def test_a_devices_key_is_the_last_word_and_opens_its_door(terminal):
    key = terminal.does("device", "add", "chums", "--role", "desk", "--name", "Desk 1").split()[-1]
    store = terminal.store()
    app = create_app(settings.from_environment(terminal.env), store)

    answers = [
        app.test_client().get("/api/v1/events/chums/attendees", headers={"Authorization": f"Bearer {bearer}"})
        for bearer in (key, key[:-1])
    ]

    store.close()
    assert [answer.status_code for answer in answers] == [200, 401]
    assert len(answers[0].json["attendees"]) == 2


def test_an_organisers_password_comes_from_standard_input(terminal):
    said = terminal.does("organiser", "add", "olu@example.test", "--name", "Olu", typed=f"{PASSWORD}\n")
    store = terminal.store()

    with store.reading() as session:
        organiser = access.sign_in(session, email="olu@example.test", password=PASSWORD)
        with pytest.raises(NotAllowed):
            access.sign_in(session, email="olu@example.test", password="another sentence")

    store.close()
    assert organiser.name == "Olu"
    assert "olu@example.test" in said
    assert PASSWORD not in said


def test_the_doctor_says_what_is_to_be_mended_until_it_is(terminal):
    before = terminal.run("doctor")
    terminal.does("organiser", "add", "olu@example.test", typed=f"{PASSWORD}\n")

    after = terminal.does("doctor")

    assert before.exit_code == 1
    assert [line.split()[0] for line in before.stdout.splitlines()].count("MEND") == 1
    assert "last-badge organiser add" in before.stdout
    assert {line.split()[0] for line in after.splitlines()} == {"ok"}


def test_the_doctor_reports_a_mail_server_that_does_not_answer(terminal):
    told = terminal.run("doctor", LAST_BADGE_MAIL_URL="smtp://127.0.0.1:1")

    assert told.exit_code == 1
    [mail] = [line for line in told.stdout.splitlines() if " mail: " in line]
    assert mail.startswith("MEND")


REFUSED = {
    "an unknown event's list": ["list", "import", "regatta", "guests.csv"],
    "an unknown event's badges": ["badges", "regatta", "--check"],
    "an unknown event's report": ["report", "regatta"],
    "an unknown event's device": ["device", "add", "regatta", "--role", "desk", "--name", "Desk 1"],
    "an event that is there already": ["event", "add", "chums/event.toml"],
    "an event file that is no TOML": ["event", "add", "broken.toml"],
    "an event file in another encoding": ["event", "add", "latin.toml"],
    "an event without a start": ["event", "add", "early.toml"],
    "an empty list": ["list", "import", "chums", "empty.csv"],
    "a list in another encoding": ["list", "import", "chums", "latin.toml"],
    "a workbook for a list": ["list", "import", "chums", "workbook.xlsx"],
    "a paper nobody knows": ["badges", "chums", "--out", "all.pdf", "--stock", "papyrus"],
    "a design nobody knows": ["badges", "chums", "--out", "all.pdf", "--design", "baroque"],
    "a badge for a stranger": ["badges", "chums", "--out", "all.pdf", "--only", "Zelda Elsewhere"],
    "badges in a folder that is not there": ["badges", "chums", "--out", "nowhere/all.pdf"],
    "no moment": ["report", "chums", "--at", "half past eight"],
    "a moment before all calendars": ["report", "chums", "--at", "0001-01-01T00:00"],
    "a moment after all calendars": ["report", "chums", "--at", "9999-12-31T23:59-12:00"],
    "a device without a name": ["device", "add", "chums", "--role", "desk", "--name", " "],
    "an organiser without an address": ["organiser", "add", "olu"],
    "a link for no organiser": ["organiser", "link", "olu@example.test"],
}


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_one_sentence_on_stderr(terminal, monkeypatch, words):
    terminal.file("broken.toml", "name = ")
    terminal.file("latin.toml", "name = “Café”".encode("cp1252"))
    terminal.file("early.toml", 'name = "Early"\ntimezone = "UTC"\nend = 2026-05-08T22:00:00\n')
    terminal.file("empty.csv", "")
    terminal.file("workbook.xlsx", b"PK\x03\x04 and so on")
    monkeypatch.chdir(terminal.folder)

    refused = terminal.run(*words, typed=f"{PASSWORD}\n")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert_one_sentence(refused.stderr)
    assert not (terminal.folder / "all.pdf").exists()


def test_a_short_password_and_a_second_account_are_refused(terminal):
    terminal.does("organiser", "add", "olu@example.test", typed=f"{PASSWORD}\n")

    refusals = [
        terminal.run("organiser", "add", "ada@example.test", typed="short\n"),
        terminal.run("organiser", "add", "ada@example.test", typed=""),
        terminal.run("organiser", "add", "OLU@example.test", typed=f"{PASSWORD}\n"),
    ]

    assert [(refused.exit_code, refused.stdout) for refused in refusals] == [(1, "")] * 3
    for refused in refusals:
        assert_one_sentence(refused.stderr)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/badges"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.db"),
        ("DATABASE_URL", "sqlite:///{folder}/guests.csv"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/badges"),
        ("DATA_DIR", "{folder}/guests.csv/data"),
        ("PUBLIC_URL", "badges.example.test"),
        ("MAIL_URL", "mail.example.test"),
        ("PROCESSES", "several"),
        ("PROCESSES", "2"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence_on_stderr(terminal, name, value):
    refused = terminal.run("event", "list", **{f"LAST_BADGE_{name}": value.format(folder=terminal.folder)})

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert_one_sentence(refused.stderr)


@pytest.mark.parametrize(
    "words",
    [
        ["regatta"],
        ["event", "add", "nowhere.toml"],
        ["list", "import", "chums"],
        ["badges", "chums"],
        ["report", "chums", "--format", "papyrus"],
        ["device", "add", "chums", "--role", "cook", "--name", "Olu"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_status_two(terminal, words):
    wrong = terminal.run(*words)

    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "Error: " in wrong.stderr


@pytest.mark.process
def test_the_command_itself_ends_with_the_same_words_and_statuses(terminal):
    script = Path(sys.executable).with_name("last-badge")

    def ends(*words):
        done = subprocess.run(
            [script, *words], env=terminal.env, capture_output=True, text=True, check=False, timeout=20
        )
        return done.returncode, done.stdout, done.stderr

    listed, refused = ends("event", "list"), ends("report", "regatta")

    assert (listed[0], listed[1].split()[0], listed[2]) == (0, "chums", "")
    assert refused[:2] == (1, "")
    assert_one_sentence(refused[2])


def assert_one_sentence(text):
    assert text.startswith("Error: ")
    assert text.count("\n") == 1
