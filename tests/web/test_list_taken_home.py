"""The guest list as a file, from the organiser's page and at a terminal."""

import csv
import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from tests.builders import an_attendee, an_event
from web.command import main

SCRIPT = Path(sys.executable).with_name("last-badge")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def names_in(data, form):
    if form == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Attendees").to_python()
    return [row[0] for row in rows]


@pytest.mark.parametrize(("form", "kind"), [("csv", "text/csv; charset=utf-8"), ("xlsx", XLSX)])
def test_an_organiser_takes_the_list_home(evening, form, kind):
    client = evening.client(evening.links.organiser(evening.organiser))

    with client.get(f"/organiser/chums/list.{form}") as answer:
        data = answer.data

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=chums-attendees.{form}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert names_in(data, form) == ["Name", "Mira Okafor", "Noor Haddad", "Joanna Wren"]


def test_there_are_two_forms_and_no_list_of_an_event_that_is_not_there(evening):
    client = evening.client(evening.links.organiser(evening.organiser))

    answers = [client.get(f"/organiser/{path}") for path in ("chums/list.pdf", "regatta/list.csv")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_nobody_else_gets_it(evening):
    for links in ([], [evening.links.device(evening.desk)], [evening.links.host(evening.ramit)]):
        answer = evening.client(*links).get("/organiser/chums/list.csv")

        assert (answer.status_code, b"Mira" in answer.data) == (302, False)


@pytest.fixture
def terminal(sqlite_store, tmp_path):
    """What runs our command over an evening with one attendee."""
    with sqlite_store.writing() as session:
        an_attendee(session, an_event(session), "Mira Okafor")
    environment = {
        "LAST_BADGE_DATA_DIR": str(tmp_path),
        "LAST_BADGE_DATABASE_URL": str(sqlite_store.engine.url),
    }
    return lambda *words: CliRunner().invoke(main, ["list", "export", *words], env=environment)


@pytest.mark.parametrize(
    ("form", "options"), [("csv", []), ("csv", ["--format", "csv"]), ("xlsx", ["--format", "xlsx"])]
)
def test_the_command_writes_to_standard_output_and_to_a_file_alike(terminal, tmp_path, form, options):
    out = tmp_path / "guests"

    sent, saved = terminal("chums", *options), terminal("chums", *options, "--out", str(out))

    assert (sent.exit_code, sent.stderr, saved.exit_code, saved.stdout) == (0, "", 0, "")
    assert names_in(sent.stdout_bytes, form) == names_in(out.read_bytes(), form) == ["Name", "Mira Okafor"]


def test_the_command_refuses_what_is_not_there_and_leaves_no_file(terminal, tmp_path):
    out = tmp_path / "guests.csv"

    refused, nowhere = (
        terminal("regatta", "--out", str(out)),
        terminal("chums", "--out", f"{tmp_path}/no/x.csv"),
    )

    assert (refused.exit_code, nowhere.exit_code) == (1, 1)
    assert "regatta" in refused.stderr
    assert "no/x.csv cannot be used" in nowhere.stderr
    assert not out.exists()


@pytest.mark.process
def test_a_workbook_is_not_poured_into_a_terminal(tmp_path):
    ours, theirs = pty.openpty()

    done = subprocess.run(
        [SCRIPT, "list", "export", "chums", "--format", "xlsx"],
        env={**os.environ, "LAST_BADGE_DATA_DIR": str(tmp_path)},
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=20,
    )

    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert "--out guests.xlsx" in done.stderr
