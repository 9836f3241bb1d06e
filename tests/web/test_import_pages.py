"""The organiser's pages of a list: looked at, answered, taken in, taken back, step by step."""

import io
import json
import re
import subprocess
import time
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from badges.model import Attendee, ColumnMapping, Host, Import
from badges.moments import now, write_moment
from tests.builders import an_attendee
from tests.formless import without_guard
from web.command import main
from web.organiser import list_files, list_work

LIST = "/organiser/chums/list"


@pytest.fixture
def slow_page(evening):
    return Pages(evening)


@pytest.fixture
def page(evening, monkeypatch):
    """The same, the child's command run in this process, for most of a child's time is its start."""

    def run(settings, words):
        done = CliRunner().invoke(main, words, env=settings.environment())
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    monkeypatch.setattr(list_files, "child", run)
    return Pages(evening)


class Pages:
    """What an organiser does with lists, by Flask's own client."""

    def __init__(self, evening):
        self.evening = evening
        self.client = evening.client(evening.links.organiser(evening.organiser))

    def send(self, text, name="guests.csv", slug="chums"):
        data = {"file": (io.BytesIO(text if isinstance(text, bytes) else text.encode()), name)}
        return self.client.post(f"/organiser/{slug}/list/preview", data=data)

    def look(self, text, name="guests.csv"):
        """The address of what the file would do."""
        answer = self.send(text, name)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def see(self, path):
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def form(self, path):
        """What a browser would send of the page as it stands."""
        text = self.see(path)
        fields = {
            name: value
            for tag in re.findall(r"<input[^>]*>", text)
            if (name := _of(tag, "name")) and "csrf" not in name and "disabled" not in tag
            for value in [_of(tag, "value") or "on"]
            if " checked" in tag or _of(tag, "type") not in {"radio", "checkbox"}
        }
        for name, options in re.findall(r'<select[^>]* name="([^"]*)">(.*?)</select>', text, re.DOTALL):
            tags = re.findall(r"<option([^>]*)>([^<]*)", options)
            chosen = next((tag for tag in tags if "selected" in tag[0]), tags[0])
            fields[name] = _of(chosen[0], "value") if "value" in chosen[0] else chosen[1]
        return fields

    def say(self, path, what="look", **said):
        answer = self.client.post(f"{path}/{what}", data={**self.form(path), **said})
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def take_in(self, text, **said):
        """Take a list in; answers the address of its import."""
        path = self.look(text)
        if said:
            self.say(path, **said)
        there = self.say(path, "apply")
        assert "/imports/" in there, self.see(there)
        return self.wait(there)

    def wait(self, path):
        deadline = time.monotonic() + 20
        while "data-going" in self.client.get(f"{path}?part=progress").text:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return path

    def arrives(self, attendee):
        scan = {"id": str(uuid4()), "action": "arrive", "at": write_moment(now()), "via": "search"}
        [result] = self.evening.scan({**scan, "attendee": attendee})["results"]
        assert result["result"] == "done", result

    def names(self, slug="chums"):
        with self.evening.store.reading() as session:
            event = self.evening.event if slug == "chums" else self.evening.other
            listed = (Attendee.event_id == event.id, Attendee.cancelled_at.is_(None))
            return list(session.scalars(select(Attendee.name).where(*listed).order_by(Attendee.id)))

    def rows(self, model):
        with self.evening.store.reading() as session:
            return list(session.scalars(select(model).order_by(*model.__table__.primary_key)))


def _of(tag, attribute):
    found = re.search(rf'\b{attribute}="([^"]*)"', tag)
    return found.group(1).replace("&lt;", "<").replace("&gt;", ">") if found else None


def figure(text, word):
    return int(re.search(rf"{word}</dt><dd>([\d,]+)</dd>", text).group(1).replace(",", ""))


def test_a_list_is_looked_at_and_nothing_is_written_before_yes(page):
    before = page.names()

    text = page.see(page.look("name,email\nAda Lovelace,ada@example.test\n,nobody@example.test\n"))

    assert (figure(text, "New"), figure(text, "Set apart")) == (1, 1)
    assert "the name is missing" in text
    assert "Ada Lovelace" in text
    assert page.names() == before
    assert page.rows(Import) == []


@pytest.mark.process
def test_a_child_looks_at_the_list(slow_page):
    text = slow_page.see(slow_page.look("name,email\nAda Lovelace,ada@example.test\n"))

    assert figure(text, "New") == 1


@pytest.mark.process
def test_what_the_child_refuses_is_said(slow_page):
    answer = slow_page.send("name,email\n")

    assert answer.status_code == 400
    assert "nobody under them" in answer.text


@pytest.mark.process
def test_a_child_that_takes_too_long_is_stopped_and_said(slow_page, monkeypatch):
    monkeypatch.setattr(list_files, "LONGEST_LOOK", 0.01)

    answer = slow_page.send("name\nAda\n")

    assert answer.status_code == 400
    assert "more than two minutes" in answer.text


@pytest.mark.process
def test_a_child_that_dies_is_said_without_its_trace(slow_page, monkeypatch):
    monkeypatch.setattr(list_files.sys, "executable", "/bin/false")

    answer = slow_page.send("name\nAda\n")

    assert answer.status_code == 400
    assert "that is our fault" in answer.text


def test_the_preview_can_be_opened_again(page):
    path = page.look("name\nAda Lovelace\n")

    assert without_guard(page.see(path)) == without_guard(page.see(path))


def test_yes_takes_the_list_in_and_says_what_came_of_it(page):
    there = page.take_in("name,email\nAda Lovelace,ada@example.test\n,nobody@example.test\n")

    text = page.see(there)
    assert "is taken in" in text
    assert (figure(text, "New"), figure(text, "Set apart")) == (1, 1)
    assert page.names()[-1] == "Ada Lovelace"
    assert "guests.csv" in page.see(LIST)
    assert there in page.see(LIST)


def test_two_touches_of_yes_are_one_import(page):
    path = page.look("name\nAda Lovelace\n")

    first, second = page.say(path, "apply"), page.say(path, "apply")

    assert first == second
    assert page.names().count("Ada Lovelace") == 1


def test_a_file_that_is_no_list_is_refused_by_its_name_and_not_kept(page):
    answer = page.send(b"%PDF-1.7 and so on", "Gäste.csv")

    assert answer.status_code == 400
    assert "This file is a PDF" in answer.text
    assert "Gäste.csv" in answer.text
    assert list(list_files.uploads(page.evening.settings).iterdir()) == []


def test_no_file_at_all_is_asked_for(page):
    answer = page.client.post(f"{LIST}/preview", data={})

    assert answer.status_code == 400
    assert "choose a file" in answer.text


def test_a_workbook_is_taken_in(page):
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_column(0, 0, ["name", "王小明"])

    answer = page.send(out.getvalue(), "list.xlsx")

    assert "王小明" in page.see(answer.headers["Location"])


@pytest.mark.parametrize("token", ["0" * 32, "..", "nothing", "%2e%2e", "a" * 31])
def test_a_wrong_token_leads_nowhere(page, token):
    for method, path in (("GET", ""), ("GET", "/apart.csv"), ("POST", "/look"), ("POST", "/apply")):
        assert page.client.open(f"{LIST}/preview/{token}{path}", method=method).status_code == 404


def test_the_token_of_another_event_leads_nowhere(page):
    token = page.look("name\nAda Lovelace\n").rpartition("/")[2]
    elsewhere = f"/organiser/gala/list/preview/{token}"

    for method, path in (("GET", ""), ("GET", "/apart.csv"), ("POST", "/look"), ("POST", "/apply")):
        assert page.client.open(elsewhere + path, method=method).status_code == 404
    assert page.names("gala") == ["Zelda Elsewhere"]


def test_the_import_of_another_event_leads_nowhere(page):
    number = page.take_in("name\nAda Lovelace\n").rpartition("/")[2]
    elsewhere = f"/organiser/gala/list/imports/{number}"

    assert page.client.get(elsewhere).status_code == 404
    for what in ("undo", "go-on"):
        assert page.client.post(f"{elsewhere}/{what}").status_code == 404
    assert "Ada Lovelace" in page.names()


def test_uploads_are_for_nobody_else_and_go_after_a_day(page):
    import os

    token = page.look("name\nAda Lovelace\n").rpartition("/")[2]
    folder = list_files.uploads(page.evening.settings) / token
    assert folder.stat().st_mode & 0o077 == 0
    os.utime(folder, (0, 0))

    page.look("name\nBo\n")

    assert not folder.exists()
    assert page.client.get(f"{LIST}/preview/{token}").status_code == 404


def test_who_says_which_column_is_the_name_sees_what_the_list_would_do(page):
    path = page.look("Wer,Woher\nAda Lovelace,London\n")
    assert "Which column" in page.see(path)
    assert "/preview/" in page.say(path, "apply")

    page.say(path, **{"column-0": "name", "column-1": "company"})

    text = page.see(path)
    assert figure(text, "New") == 1
    there = page.wait(page.say(path, "apply"))
    assert "is taken in" in page.see(there)
    assert page.rows(Attendee)[-1].company == "London"
    [kept] = page.rows(ColumnMapping)
    assert kept.columns == {"Wer": "name", "Woher": "company"}
    assert "What <bdi>guests.csv</bdi> would do" in page.see(page.look("Wer,Woher\nBo,Bern\n"))


def test_whichever_column_is_said_to_be_the_name_takes_the_place_of_the_guess(page):
    path = page.look("name,stage name\nAda,The Countess\n")

    page.say(path, **{"column-1": "name"})

    page.wait(page.say(path, "apply"))
    assert page.names()[-1] == "The Countess"


def test_what_was_said_with_yes_is_shown_before_it_is_written(page):
    path = page.look("name,motto\nAda,The Countess\n")

    there = page.say(path, "apply", **{"column-1": "company"})

    assert there == path
    assert "nothing was taken in yet" in page.see(path)
    assert "Ada" not in page.names()
    assert page.rows(Import) == []
    page.wait(page.say(path, "apply"))
    assert page.rows(Attendee)[-1].company == "The Countess"


def test_another_encoding_can_be_chosen_and_a_wrong_one_is_said_and_not_kept(page):
    path = page.look("name\nZoë Ørsted\n".encode("cp1252"))
    assert "Zoë Ørsted" in page.see(path)

    page.say(path, encoding="windows-1251")
    assert "Zoл" in page.see(path)
    page.say(path, encoding="utf-8")

    text = page.see(path)
    assert "cannot be read as utf-8" in text
    assert "Zoл" in text


def test_a_list_of_a_known_system_says_so_and_can_be_read_otherwise(page):
    from pathlib import Path

    sample = Path(__file__).parents[1] / "samples" / "lists" / "luma.csv"
    path = page.look(sample.read_bytes(), "luma.csv")
    assert "Luma guests" in page.see(path)

    page.say(path, preset="none")

    assert "read by its column names" in page.see(path)


def test_likely_doubles_are_asked_about_and_the_answer_is_shown_first(page):
    with page.evening.store.writing() as session:
        an_attendee(session, session.merge(page.evening.event), "John Smith", email="s@example.test")
    path = page.look("name,email,company\nJon Smith,s@example.test,Acme\n")
    text = page.see(path)
    assert "they share a mail address and nearly the name" in text
    assert figure(text, "Set apart") == 1

    page.say(path, **{"row-2": "same"})

    text = page.see(path)
    assert (figure(text, "Changed"), figure(text, "Set apart")) == (1, 0)
    assert "<del><bdi>John Smith</bdi></del> becomes <ins><bdi>Jon Smith</bdi></ins>" in text
    page.say(path, **{"row-2": "new"})
    assert figure(page.see(path), "New") == 1


def test_one_answer_for_all_doubles_takes_the_place_of_those_before(page):
    with page.evening.store.writing() as session:
        event = session.merge(page.evening.event)
        an_attendee(session, event, "John Smith", email="s@example.test")
        an_attendee(session, event, "Anne Wu", email="a@example.test")
    path = page.look("name,email\nJon Smith,s@example.test\nAnn Wu,a@example.test\n")
    page.say(path, **{"row-2": "leave"})

    page.say(path, doubles="new")

    text = page.see(path)
    assert (figure(text, "New"), figure(text, "Left out")) == (2, 0)
    page.say(path, **{"row-3": "same"})
    text = page.see(path)
    assert (figure(text, "New"), figure(text, "Changed")) == (1, 1)


def test_unknown_hosts_are_offered_and_made_when_the_list_goes_in(page):
    path = page.look("name,host\nAda,Zoë <zoe@example.test>\nBo,Nobody Known\n")
    form = page.form(path)
    assert "zoe@example.test" in form.values()
    place = next(key for key, value in form.items() if value == "zoe@example.test").removeprefix("mail-")

    page.say(path, **{f"host-{place}": "on"})

    text = page.see(path)
    assert (figure(text, "New"), figure(text, "Set apart")) == (1, 1)
    assert "Zoë" not in [host.name for host in page.rows(Host)]
    page.wait(page.say(path, "apply"))
    assert ("Zoë", "zoe@example.test") in [(host.name, host.email) for host in page.rows(Host)]


def test_a_host_without_a_mail_is_asked_for_it(page):
    path = page.look("name,host\nBo,Nobody Known\n")

    page.say(path, **{"host-0": "on", "mail-0": "not a mail"})

    text = page.see(path)
    assert "“not a mail” is not a mail address" in text
    assert 'value="not a mail"' in text
    assert figure(text, "New") == 0


def test_who_is_gone_leaves_only_when_ticked_and_who_is_here_cannot_be(page):
    page.take_in("name,email\nAda,ada@example.test\nBo,bo@example.test\nCy,cy@example.test\n")
    ids = {one.name: one.id for one in page.rows(Attendee)}
    page.arrives(ids["Cy"])
    path = page.look("name,email\nDi,di@example.test\n")
    text = page.see(path)
    assert figure(text, "Gone") == 3
    assert "is here already and stays" in text

    page.client.post(f"{path}/look", data={**page.form(path), "gone": [ids["Ada"], ids["Cy"]]})

    assert "take 1 off" in page.see(path)
    there = page.wait(page.say(path, "apply"))
    assert figure(page.see(there), "Taken off") == 1
    assert set(page.names()) >= {"Bo", "Cy", "Di"}
    assert "Ada" not in page.names()


def test_all_who_are_gone_can_be_ticked_at_once(page):
    page.take_in("name,email\nAda,ada@example.test\nBo,bo@example.test\n")
    path = page.look("name,email\nDi,di@example.test\n")

    page.say(path, **{"gone-all": "on"})

    assert "take 2 off" in page.see(path)
    page.wait(page.say(path, "apply"))
    assert not {"Ada", "Bo"} & set(page.names())


def test_rows_set_apart_download_are_mended_and_go_in(page):
    path = page.look("name,email\nAda,ada@example.test\n,bo@example.test\n", "Gästeliste.csv")

    with page.client.get(f"{path}/apart.csv") as answer:
        data = answer.data.decode("utf-8-sig")

    assert "G%C3%A4steliste%20-%20to%20mend.csv" in answer.headers["Content-Disposition"]
    assert "the name is missing" in data
    page.wait(page.say(path, "apply"))
    page.take_in(data.replace(",bo@", "Bo,bo@", 1))
    assert page.names()[-2:] == ["Ada", "Bo"]


def test_without_rows_set_apart_there_is_nothing_to_download(page):
    path = page.look("name\nAda\n")

    assert page.client.get(f"{path}/apart.csv").status_code == 404


def test_never_more_is_written_than_was_shown(page):
    page.take_in("name,email,company\nAda,ada@example.test,Old\n")
    path = page.look("name,email,company\nAda,ada@example.test,Old\nBo,bo@example.test,\n")
    page.take_in("name,email,company\nAda,ada@example.test,New\n")

    there = page.wait(page.say(path, "apply"))

    text = page.see(there)
    assert "was not taken in" in text
    assert "Look at it again" in text
    assert "Bo" not in page.names()
    page.say(path)
    there = page.wait(page.say(path, "apply"))
    assert "is taken in" in page.see(there)
    assert page.names()[-1] == "Bo"


def test_an_import_is_taken_back_and_who_came_stays_and_is_named(page):
    there = page.take_in("name,email\nAda,ada@example.test\nBo,bo@example.test\n")
    ada = next(one for one in page.rows(Attendee) if one.name == "Ada")
    page.arrives(ada.id)

    answer = page.client.post(f"{there}/undo")

    text = page.see(page.wait(answer.headers["Location"]))
    assert "was taken back" in text
    assert "1 is off the list again" in text
    assert "they came or were seen at the desk since" in text
    assert page.names()[-1] == "Ada"
    assert "taken back" in page.see(LIST)


def test_what_was_taken_back_can_be_taken_in_again(page):
    path = page.look("name\nAda\n")
    first = page.wait(page.say(path, "apply"))
    page.client.post(f"{first}/undo")
    page.wait(first)

    second = page.wait(page.say(path, "apply"))

    assert second != first
    assert page.names()[-1] == "Ada"


def half(page, path):
    """An import of this file that a restart has broken off after its first attendee."""
    from badges.lists import tell

    event = page.evening.event
    with page.evening.store.writing() as session:
        one = Import(event_id=event.id, file_name="guests.csv", at=now(), new=1, changed=0, same=0, total=2)
        session.add(one)
        session.flush()
        tell(session, event, one.id, token=path.rpartition("/")[2])
        number = one.id
    return f"{LIST}/imports/{number}"


def test_an_import_that_broke_off_says_so_and_goes_on(page):
    there = half(page, page.look("name\nAda\nBo\n"))
    assert "It broke off after 1 of 2" in page.see(there)
    assert "broken off" in page.see(LIST)

    answer = page.client.post(f"{there}/go-on")

    assert answer.headers["Location"] == there
    text = page.see(page.wait(there))
    assert "is taken in" in text
    assert page.names()[-2:] == ["Ada", "Bo"]


def test_an_import_that_broke_off_can_be_taken_back(page):
    there = half(page, page.look("name\nAda\n"))

    page.client.post(f"{there}/undo")

    assert "was taken back" in page.see(page.wait(there))


def test_while_a_thread_is_at_work_its_page_tells_how_far_it_is(page):
    there = half(page, page.look("name\nAda\nBo\n"))
    number = int(there.rpartition("/")[2])
    path = list_files.uploads(page.evening.settings) / f"import-{number}.json"
    path.write_text(json.dumps({"what": "in", "done": 1, "total": 2}))

    text, part = page.see(there), page.see(f"{there}?part=progress")

    assert '<progress value="1" max="2"' in part
    assert "http-equiv" in text
    assert page.client.post(f"{there}/undo").status_code == 409
    assert page.client.post(f"{there}/go-on").status_code == 409


def test_who_has_said_nothing_for_half_a_minute_has_broken_off(page):
    import os

    there = half(page, page.look("name\nAda\nBo\n"))
    number = int(there.rpartition("/")[2])
    path = list_files.uploads(page.evening.settings) / f"import-{number}.json"
    path.write_text(json.dumps({"what": "in", "done": 1, "total": 2}))
    then = time.time() - list_work.LONGEST_SILENCE - 1
    os.utime(path, (then, then))

    assert "It broke off after 1 of 2" in page.see(there)


def test_a_fault_while_taking_in_is_told_and_not_hidden(page, monkeypatch):
    path = page.look("name\nAda\n")

    def broken(*_args, **_more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("badges.lists.apply_in_chunks", broken)
    text = page.see(page.wait(page.say(path, "apply")))

    assert "Something went wrong on our side" in text
    assert "disk" not in text


def test_names_and_file_names_are_shown_as_they_are_and_run_nothing(page):
    path = page.look('name,company\n<b>Bo</b>,"=cmd()"\n', "<script>.csv")

    text = page.see(path)

    assert "&lt;b&gt;Bo&lt;/b&gt;" in text
    assert "&lt;script&gt;.csv" in text
    assert "<script>.csv" not in text
