"""One person: what is held of them, and what is left when they are erased."""

import json
import re
from datetime import timedelta

import pytest

from badges import copies, erasing, held, journal, lists, readings, replies, report
from badges.desk import take
from badges.errors import Conflict, NotFound
from badges.model import Attendee, Code, CodeKind, Letter, Notice, Scan
from badges.notices import owed
from badges.people import cards
from tests.builders import (
    SECRET,
    a_device,
    a_host,
    a_place,
    a_scan,
    an_attendee,
    an_event,
    at,
    badge_of,
    pass_of,
)

LIST = "name,email,company\nMira Okafor,mira@example.test,Chum Works\n"
ZOE = "Zoë Chum,zoe@example.test,\n"


class Evening:
    def __init__(self, store, folder):
        self.store, self.folder = store, folder
        with store.writing() as session:
            self.event = an_event(session)
            self.host, self.desk = a_host(session, self.event), a_device(session, self.event)
            more = {"hosts": [self.host], "email": "mira@example.test", "company": "Chum Works"}
            self.mira = an_attendee(session, self.event, foreign="TICKET-7", **more)
            self.noor = an_attendee(session, self.event, "Noor Haddad", hosts=[self.host])

    def writes(self, clock="18:10"):
        with self.store.writing() as session:
            until = at("19:30")
            replies.running_late(session, self.event, self.mira.id, until=until, now=at(clock))
            replies.cannot_come(session, self.event, self.mira.id, words="My flight is late", now=at(clock))
            letter = {"words": "Where are you?", "written_at": at(clock), "link_seed": b"secret seed"}
            session.add(
                Letter(event_id=self.event.id, host_id=self.host.id, attendee_id=self.mira.id, **letter)
            )

    def scans(self, attendee, clock, action="arrive", **more):
        asked = a_scan(action, attendee=attendee.id, **more)
        return take(self.store, a_place(self.event, self.desk), [asked], now=at(clock)).answers[0]

    def erases(self, attendee=None, clock="20:00"):
        who = (attendee or self.mira).id
        return erasing.erase(self.store, "chums", who, data_dir=self.folder, now=at(clock))

    def read(self, what, *facts, **more):
        with self.store.reading() as session:
            return what(session, *facts, **more)

    def takes_in(self, text):
        with self.store.reading() as session:
            reading = lists.read_list(text.encode(), lists.Choices())
            planned = lists.plan(session, self.event, reading, lists.Choices())
        lists.apply(self.store, "chums", planned, secret_key=SECRET, now=at("18:00"), file_name="list.csv")
        return planned

    def people(self, clock):
        return self.read(cards, self.event, now=at(clock))

    def totals(self, clock="23:00"):
        told = report.as_json(self.read(report.report, self.event, at=at(clock)))
        return {key: value for key, value in told.items() if not isinstance(value, list)}


@pytest.fixture
def evening(store, tmp_path):
    return Evening(store, tmp_path / "data")


def test_what_is_held_says_everything_but_secrets(evening):
    evening.writes()
    evening.scans(evening.mira, "19:00", note="came by taxi")
    facts = ("host", evening.host.id, "Ramit", [evening.mira.id], "page", at("19:05"))
    readings.note_new(evening.store, evening.event, *facts)

    told = evening.read(held.held, evening.event, evening.mira.id, now=at("20:00"))

    whole = json.dumps(told)
    assert told["attendee"]["name"] == "Mira Okafor"
    assert told["hosts"] == ["Ramit"]
    assert [one["words"] for one in told["reply"]][-1] == "My flight is late"
    assert [one["words"] for one in told["letter"]] == ["Where are you?"]
    assert [(one["device"], one["note"]) for one in told["scan"]] == [("Desk 1", "came by taxi")]
    assert told["reason_read"] == [
        {"at": "2026-05-08T19:05:00.000Z", "reader": "host", "name": "Ramit", "where": "page"}
    ]
    assert {one["kind"] for one in told["journal_line"]} >= {"running_late", "excused", "arrived"}
    assert "TICKET-7" in whole
    for secret in (pass_of(evening.mira), "secret seed", evening.mira.pass_seed.hex()):
        assert secret not in whole
    fingerprint = evening.read(badge_of, evening.mira, CodeKind.PASS)
    assert fingerprint not in whole
    assert "Noor" not in whole


def test_erasing_leaves_numbers_and_every_total_as_it_was(evening):
    evening.writes()
    evening.scans(evening.mira, "19:00")
    evening.scans(evening.noor, "19:05")
    before, lines = evening.totals(), evening.read(journal.seq, evening.event.id)

    called = evening.erases()

    assert called == "Attendee 1"
    assert evening.totals() == before
    written = evening.read(journal.read, evening.event.id, after=0, limit=100)
    assert [one["seq"] for one in written] == list(range(1, lines + 2))
    assert (written[-1]["kind"], written[-1]["attendee"], written[-1]["erased"]) == (
        "changed",
        evening.mira.id,
        True,
    )


def test_who_is_erased_before_they_came_is_waited_for_no_longer_and_nobody_is_told(evening):
    with evening.store.writing() as session:
        line = journal.Line("missing", at("19:00"), evening.mira.id)
        lines = journal.write(session, evening.event.id, [line])
        about = [(seq, evening.mira.id) for seq in lines]
        owed.owe(session, evening.event.id, "missing", about, now=at("19:00"))

    evening.erases(clock="19:01")

    mira = next(one for one in evening.people("19:02") if one.id == evening.mira.id)
    assert (mira.name, mira.standing) == ("Attendee 1", "cancelled")
    with evening.store.reading() as session:
        assert session.get_one(Attendee, evening.mira.id).due_at is None
        assert {one.state for one in session.query(Notice)} == {"taken_back"}


def test_tablets_learn_of_it_with_what_is_new_since_their_copy(evening):
    seq = evening.read(journal.seq, evening.event.id)

    evening.erases()

    copy = evening.read(copies.copy, evening.event, evening.desk.id, now=at("20:01"), after=seq)
    [person] = copy["attendees"]
    assert (person["id"], person["name"], person["company"]) == (evening.mira.id, "Attendee 1", "")
    assert person["codes"] == []
    assert not re.search("mira|okafor|chum works", json.dumps(copy["attendees"]), re.IGNORECASE)


def test_a_code_of_somebody_erased_is_unknown(evening):
    badge = evening.read(badge_of, evening.mira)
    evening.erases()

    asked = a_scan(code=badge)
    answer = take(evening.store, a_place(evening.event, evening.desk), [asked], now=at("20:10")).answers[0]

    assert (answer.result, answer.reason) == ("refused", "unknown_code")


def test_a_scan_that_is_sent_again_after_it_still_has_its_answer(evening):
    asked = a_scan(attendee=evening.mira.id)
    place = a_place(evening.event, evening.desk)
    first = take(evening.store, place, [asked], now=at("19:00")).answers[0]

    evening.erases()

    again = take(evening.store, place, [asked], now=at("20:10")).answers[0]
    assert (first.result, again.result, again.reason) == ("done", "done", None)
    assert evening.read(lambda session: session.query(Scan).count()) == 1


def test_whoever_is_on_a_later_list_is_somebody_new(evening):
    evening.takes_in(LIST + ZOE)
    zoe = next(one for one in evening.people("19:00") if one.name == "Zoë Chum")
    evening.erases()
    evening.erases(zoe)

    planned = evening.takes_in(LIST)

    people = {one.id: one.name for one in evening.people("20:31")}
    assert sorted(people.values()) == ["Attendee 1", "Attendee 3", "Mira Okafor", "Noor Haddad"]
    assert people[evening.mira.id] == "Attendee 1"
    # Nor does a list ask whether a number is gone from it.
    assert [one.name for one in planned.gone] == []


def test_what_only_a_few_are_says_who_they_are_and_goes_too(evening):
    with evening.store.writing() as session:
        crowd = [an_attendee(session, evening.event, f"Crowd {n}", kind="Crew") for n in range(5)]
        session.get_one(Attendee, evening.mira.id).kind = "Keynote"

    evening.erases()
    evening.erases(crowd[0])

    with evening.store.reading() as session:
        assert session.get_one(Attendee, evening.mira.id).kind == ""
        assert session.get_one(Attendee, crowd[0].id).kind == "Crew"


def test_a_request_waits_for_the_organiser_and_after_the_evening_for_nobody(evening):
    with evening.store.writing() as session:
        erasing.ask(session, evening.event, evening.mira.id, now=at("18:00"))
        erasing.ask(session, evening.event, evening.mira.id, now=at("19:00"))

    [asked] = evening.read(erasing.requests, evening.event)
    assert (asked.name, asked.asked_at, asked.came) == ("Mira Okafor", at("18:00"), False)
    end = evening.event.end_at
    assert evening.read(erasing.due, now=end + timedelta(hours=23)) == []
    assert evening.read(erasing.due, now=end + timedelta(hours=24)) == [("chums", evening.mira.id)]

    with evening.store.writing() as session:
        erasing.take_back(session, evening.event, evening.mira.id)
    assert evening.read(erasing.requests, evening.event) == []


def test_erasing_twice_is_refused_and_the_list_of_those_gone_says_numbers(evening):
    evening.erases()

    with pytest.raises(Conflict, match="erased already"):
        evening.erases()

    [gone] = evening.read(erasing.gone, evening.event)
    assert (gone.called, gone.at) == ("Attendee 1", at("20:00"))
    theirs = evening.read(lambda session: session.query(Code).filter_by(attendee_id=evening.mira.id).count())
    assert theirs == 0


@pytest.mark.parametrize("said", ["MIRA@example.test", "Mira Okafor", "TICKET-7", "pass"])
def test_somebody_is_meant_by_mail_name_or_code(evening, said):
    said = pass_of(evening.mira) if said == "pass" else said

    assert evening.read(erasing.who, evening.event, said) == evening.mira.id


def test_two_of_one_name_are_told_apart_by_their_numbers(evening):
    with evening.store.writing() as session:
        other = an_attendee(session, evening.event, "Mira Okafor")

    with pytest.raises(Conflict, match=f"{evening.mira.id} Mira Okafor mira@example.test; {other.id} Mira"):
        evening.read(erasing.who, evening.event, "Mira Okafor")

    assert evening.read(erasing.who, evening.event, str(other.id)) == other.id
    with pytest.raises(NotFound, match="try the mail address"):
        evening.read(erasing.who, evening.event, "Nobody")
