"""The no-show report on pages and at a terminal: each reader's part as files, and who read whose words."""

import csv
import io
import json

import pypdfium2
import pytest
from click.testing import CliRunner

from badges import readings
from badges.model import Attendee, Reply
from badges.moments import now
from tests.builders import SECRET
from web.command import main

FORMS = {"pdf": b"%PDF-", "xlsx": b"PK", "csv": b"name,company", "json": b"{"}


@pytest.fixture
def answered(evening):
    """Joanna, one of Ramit's, has said why she cannot come; Noor, of Thea's, lets organisers read it."""
    with evening.store.writing() as session:
        for one, words, shared in ((evening.joanna, "my knee", False), (evening.noor, "the train", True)):
            session.get(Attendee, one.id).excused_at = now()
            told = {"kind": "cannot_come", "words": words, "for_organisers": shared, "at": now()}
            session.add(Reply(event_id=evening.event.id, attendee_id=one.id, **told))
    return evening


def reader(evening, who):
    host, organiser = evening.links.host(evening.ramit), evening.links.organiser(evening.organiser)
    return evening.client(host if who == "host" else organiser)


def file_of(evening, who, form, at=""):
    with reader(evening, who).get(f"/{who}/chums/report.{form}{at}") as answer:
        return answer, answer.data


def read_by(evening):
    with evening.store.reading() as session:
        read = readings.of_event(session, evening.event)
    return {(one.reader, one.name, one.whose, one.where) for one in read}


@pytest.mark.parametrize("who", ["host", "organiser"])
@pytest.mark.parametrize("form", FORMS)
def test_the_page_links_every_form_and_each_comes_as_a_file_nobody_keeps(answered, who, form):
    page = reader(answered, who).get(f"/{who}/chums/report").text
    answer, data = file_of(answered, who, form)

    assert f'href="/{who}/chums/report.{form}"' in page
    assert data.startswith(FORMS[form])
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"report.{form}" in answer.headers["Content-Disposition"]


def test_a_host_gets_their_own_people_with_words_and_the_organiser_all_with_those_they_may_read(answered):
    his, whole = (
        list(csv.DictReader(io.StringIO(file_of(answered, who, "csv")[1].decode())))
        for who in ("host", "organiser")
    )

    assert {row["name"]: row["words"] for row in his} == {"Mira Okafor": "", "Joanna Wren": "my knee"}
    assert {row["name"]: row["words"] for row in whole} == {
        "Mira Okafor": "", "Joanna Wren": "", "Noor Haddad": "the train",
    }


def test_every_reading_of_a_reason_in_the_report_is_noted(answered):
    reader(answered, "host").get("/host/chums/report")
    file_of(answered, "organiser", "pdf")

    assert read_by(answered) == {
        ("host", "Ramit", "Joanna Wren", "report"),
        ("organiser", "organiser", "Noor Haddad", "pdf"),
    }


def test_a_device_gets_the_figures_and_no_words(answered):
    answer = answered.api("report")

    assert "my knee" not in answer.text
    assert "the train" not in answer.text
    assert answer.json["totals"]["excused"] == 2
    assert [(one["kind"], one["people"], one["reasons"]) for one in answer.json["answers"]] == [
        ("cannot_come", None, None)
    ]


def test_the_page_shows_the_report_of_an_earlier_moment_and_its_files_are_of_that_moment(answered):
    client = reader(answered, "host")

    page = client.get("/host/chums/report?at=2020-01-01T12:00").text
    sent = json.loads(file_of(answered, "host", "json", "?at=2020-01-01T12:00:00.000Z")[1])

    assert "at=2020-01-01T12:00:00.000Z" in page
    assert "my knee" not in page
    assert sent["at"] == "2020-01-01T12:00:00.000Z"
    assert client.get("/host/chums/report?at=noon").status_code == 422


def test_a_form_nobody_knows_is_not_found(answered):
    assert reader(answered, "host").get("/host/chums/report.doc").status_code == 404


def test_a_stranger_gets_no_file(answered):
    for path in ("/host/chums/report.pdf", "/organiser/chums/report.pdf"):
        assert answered.app.test_client().get(path).status_code in {302, 401, 403}


def test_a_terminal_writes_a_hosts_part_into_a_file_and_its_reading_is_noted(answered, tmp_path):
    out = tmp_path / "his.pdf"
    env = {"LAST_BADGE_DATA_DIR": str(answered.settings.data_dir), "LAST_BADGE_SECRET_KEY": SECRET,
           "LAST_BADGE_DATABASE_URL": answered.store.engine.url.render_as_string(hide_password=False)}
    asked = ["report", "chums", "--host", "ramit@example.test"]

    drawn = CliRunner().invoke(main, [*asked, "--format", "pdf", "--out", str(out)], env=env)
    told = CliRunner().invoke(main, [*asked, "--format", "json"], env=env)
    nobody = CliRunner().invoke(main, ["report", "chums", "--host", "nobody@example.test"], env=env)

    document = pypdfium2.PdfDocument(out)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert (drawn.exit_code, told.exit_code, nobody.exit_code) == (0, 0, 1)
    assert "my knee" in text
    assert {one["name"] for one in json.loads(told.stdout)["attendees"]} == {"Mira Okafor", "Joanna Wren"}
    assert "nobody@example.test" in nobody.stderr
    assert read_by(answered) == {("organiser", "last-badge report", "Joanna Wren", "pdf")}
