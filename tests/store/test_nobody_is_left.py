"""Erased means gone: a marker in every column of every table and in every file is found nowhere after it."""

import json

import pytest

from badges import erasing, keeping
from badges.model import Attendee, Base, Event, Host, Import
from badges.notices.outbox import Outbox
from tests.builders import a_device, a_host, an_attendee, an_event, at
from tests.whole import STAYS, dump, fill

MARK = "Zebedee-Marker"
NOOR = "noor@example.test"


class Evening:
    """An event with one attendee whose marker is everywhere, and another who stays."""

    def __init__(self, store, folder):
        self.store, self.folder = store, folder
        with store.writing() as session:
            self.event = an_event(session, quiet_field="Wishes")
            host, desk = a_host(session, self.event), a_device(session, self.event)
            self.marked = an_attendee(session, self.event, "Mira Okafor", hosts=[host])
            self.noor = an_attendee(session, self.event, "Noor Haddad", hosts=[host], email=NOOR)
            named = [{"attendee": self.marked.id, "name": MARK, "why": "x"}]
            counts = {"new": 1, "changed": 0, "same": 0, "file_name": "list.csv", "at": at("12:00")}
            taken_in = Import(event_id=self.event.id, told={"kept": named}, **counts)
            session.add(taken_in)
            session.flush()
            ids = {"event_id": self.event.id, "host_id": host.id, "device_id": desk.id}
            fill(session, self.marked, MARK, **ids, import_id=taken_in.id)
        self.fill_files(host)

    def fill_files(self, host):
        for n, (to, text) in enumerate([(host.email, f"{MARK} attendee.name"), (f"{MARK} x", "your pass")]):
            self.mail(n, to, text)
        upload = self.folder / "uploads" / ("0" * 32)
        upload.mkdir(parents=True)
        (upload / "about.json").write_text(json.dumps({"event": "chums", "name": "list.csv"}))
        (upload / "list").write_text(f"name\n{MARK}\n")
        drawn = self.folder / "badges" / "chums"
        drawn.mkdir(parents=True)
        (drawn / "badges.pdf").write_text(MARK)
        (drawn / "file-asked.json").write_text(json.dumps({"only": [MARK]}))

    def mail(self, n, to, text):
        from email.message import EmailMessage

        mail = EmailMessage()
        mail["To"] = to if "@" in to else "marked@example.test"
        mail["Date"] = "Fri, 08 May 2026 19:00:00 +0000"
        mail["Message-ID"] = f"<{n:032x}@example.test>"
        mail.set_content(text)
        Outbox(self.folder / "outbox").send(mail)

    def found(self):
        with self.store.reading() as session:
            in_tables = [line for line in dump(session).splitlines() if MARK.casefold() in line.casefold()]
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return in_tables, [path.name for path in files if MARK.encode() in path.read_bytes()]


@pytest.fixture
def evening(store, tmp_path):
    return Evening(store, tmp_path / "data")


def marked_columns(session):
    """The columns in which the marker stands, by what was written: it names its own column."""
    whole = dump(session)
    names = (f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.c)
    return {name for name in names if f"{MARK} {name}" in whole}


def test_an_erased_person_stands_in_no_column_and_in_no_file(evening):
    with evening.store.reading() as session:
        columns = marked_columns(session)
    # Unless everything was marked before, nothing is shown here.
    assert {"attendee.name", "attendee.folded", "letter.words", "reply.words", "scan.note"} <= columns
    assert {"code.value", "notice.trouble", "desk_word.words", "asked_pass.trouble"} <= columns
    assert len(evening.found()[1]) == 4

    with evening.store.writing() as session:
        session.get_one(Attendee, evening.marked.id).email = "marked@example.test"
    who = evening.marked.id
    called = erasing.erase(evening.store, "chums", who, data_dir=evening.folder, now=at("20:00"))

    assert evening.found() == ([], [])
    assert called == "Attendee 1"
    with evening.store.reading() as session:
        assert session.get_one(Attendee, evening.noor.id).email == NOOR
        assert session.get_one(Host, evening.noor.hosts[0].id).name == "Ramit"


def test_when_names_are_no_longer_kept_nobody_stands_anywhere(evening):
    with evening.store.writing() as session:
        marked = session.get_one(Attendee, evening.marked.id)
        marked.email, marked.kind = "marked@example.test", ""
        session.get_one(Event, evening.event.id).name = f"{MARK} party"
    # The event's own name is the organiser's; only here it tells whose mails these are.
    keeping.take_away(
        evening.store, keeping.Due("chums", keeping.NAMES), data_dir=evening.folder, now=at("22:00", day=28)
    )

    tables, _ = evening.found()
    assert [line for line in tables if not line.startswith("event ")] == []
    with evening.store.reading() as session:
        names = [one.name for one in session.query(Attendee).order_by(Attendee.id)]
    assert names == ["Attendee 1", "Attendee 2"]


def test_the_columns_that_stay_are_there_and_each_has_its_reason():
    columns = {(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.c}

    assert STAYS.keys() <= columns
    assert all(why for _, why in STAYS.values())
