"""Event files read or refused in words; events added, found and changed."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from badges import journal
from badges.errors import BadFile, BadInput, Conflict, UnknownEvent
from badges.events import add_event, all_events, change_event, event_named, read_event
from badges.model import Attendee, Event
from tests.builders import an_attendee, an_event, at

SAMPLES = Path(__file__).parents[2] / "sample_events"
HOST = '[[host]]\nname = "Ramit"\nemail = "ramit@example.test"\n'


def a_file(*more, **changed):
    """A short event file; a key given as None is left out."""
    lines = {
        "name": '"The chum parade"',
        "timezone": '"Europe/Berlin"',
        "start": "2026-05-08T18:30:00",
        "end": "2026-05-08T22:00:00",
        **changed,
    }
    return "\n".join([*(f"{key} = {value}" for key, value in lines.items() if value is not None), *more])


@pytest.mark.parametrize("name", ["networking-party", "conference", "gala"])
def test_every_sample_event_is_read(name):
    plan = read_event((SAMPLES / name / "event.toml").read_text(), "a-folder")

    assert plan.slug == name
    assert plan.doors_at < plan.start_at < plan.end_at
    assert len(plan.hosts) >= 6


def test_times_are_local_to_the_events_zone_and_graces_are_minutes():
    plan = read_event((SAMPLES / "networking-party" / "event.toml").read_text(), "x")

    assert plan.start_at == datetime(2026, 5, 9, 1, 30, tzinfo=UTC)
    assert (plan.missing_after, plan.uncollected_after, plan.set_aside_after) == (1800, 600, 5400)
    assert (plan.badge_design, plan.badge_stock) == ("networking", "avery-5392")
    assert [host.fallback for host in plan.hosts] == [False, True, False, False, False, False]


def test_everything_but_name_zone_start_and_end_has_a_default():
    plan = read_event(a_file(), "summer-party")

    assert plan.slug == "summer-party"
    assert plan.doors_at == plan.start_at - timedelta(minutes=30)
    assert (plan.missing_after, plan.language, plan.hosts) == (1800, "en", ())
    assert plan.badge_box_holds == 100


def test_a_time_with_an_offset_is_that_moment():
    plan = read_event(a_file(start="2026-05-08T18:30:00Z", end="2026-05-08T22:00:00-07:00"), "x")

    assert plan.start_at == datetime(2026, 5, 8, 18, 30, tzinfo=UTC)
    assert plan.end_at == datetime(2026, 5, 9, 5, tzinfo=UTC)


def test_an_event_says_what_its_desk_shows():
    plan = read_event(a_file('[desk]\nshows = ["Table", "Shirt"]\nquiet = "Wish"'), "chums")

    assert (plan.desk_shows, plan.quiet_field) == (["Table", "Shirt"], "Wish")
    assert read_event(a_file(""), "chums").desk_shows is None
    with pytest.raises(BadFile, match="a list of fields"):
        read_event(a_file("[desk]\nshows = 7"), "chums")


@pytest.mark.parametrize("holds", [10, 1000])
def test_an_event_begins_with_boxes_that_hold_as_many_badges_as_its_file_says(store, holds):
    plan = read_event(a_file(f"[badge]\nbox_holds = {holds}"), "chums")

    with store.writing() as session:
        event = add_event(session, plan, now=at("12:00"))

    assert event.badge_box_holds == holds


def test_half_a_minute_of_grace_is_thirty_seconds():
    assert read_event(a_file(missing_after="0.5"), "x").missing_after == 30


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (a_file(name=None), "“name” is missing"),
        (a_file(name='"  "'), "“name” is empty"),
        (a_file(name="7"), "must be a text"),
        (a_file(start=None), "“start” is missing"),
        (a_file(start='"2026-05-08T18:30:00"'), "without quotation marks"),
        (a_file(start="2026-05-08"), "has no time of day"),
        (a_file(start="18:30:00"), "has no date"),
        (a_file(timezone='"Europe/Berlni"'), "such as “Europe/Berlin”"),
        (a_file(timezone='"Europe"'), "There is no time zone “Europe”"),
        (a_file(timezone='"../../etc/passwd"'), "There is no time zone"),
        (a_file(end="2026-05-08T02:00:00"), "ends on the next day's date"),
        (a_file(doors="2026-05-08T19:00:00"), "doors open after the start"),
        (a_file(slug='"Chum Parade"'), "only a to z, 0 to 9 and -"),
        (a_file(start="2026-03-29T02:30:00"), "is skipped in Europe/Berlin"),
        (a_file(start="2026-10-25T02:30:00", end="2026-10-25T09:00:00"), "comes twice in Europe/Berlin"),
        (a_file(start="0001-01-01T00:00:00"), "outside the calendar"),
        (a_file(vneue='"x"'), "did you mean “venue”"),
        (a_file("[badge]\ndesing = 'x'"), "did you mean “design”"),
        (a_file("[badge]\nbox_holds = 9"), "“box_holds” cannot be used: A box cannot hold 9 badges"),
        (a_file("[badge]\nbox_holds = 1001"), "from 10 to 1,000"),
        (a_file("[badge]\nbox_holds = 50.5"), "a whole number of badges"),
        (a_file("[badge]\nbox_holds = true"), "a whole number of badges"),
        (a_file("[[host]]\nname = 'x'\nmail = 'x@y'"), "did you mean “email”"),
        (a_file(missing_after="-1"), "number of minutes from 0"),
        (a_file(missing_after="nan"), "number of minutes"),
        (a_file(missing_after="true"), "number of minutes"),
        (a_file(missing_after="1e300"), "number of minutes"),
        (a_file("[[host]]\nname = 'x'"), "“email” is missing"),
        (a_file("[[host]]\nname = 'x'\nemail = 'nowhere'"), "is not a mail address"),
        (a_file("[[host]]\nname = 'x'\nemail = 'x@y'\nfallback = 'no'"), "true or false"),
        (a_file(HOST, HOST.replace("ramit@", "RAMIT@")), "have one mail address"),
        (a_file(host="3"), "begins with a line [[host]]"),
        (a_file(badge="3"), "begins with a line [badge]"),
        (a_file(venue='"a\\u0000b"'), "must be a text"),
        ("name = ", "not valid TOML"),
    ],
)
def test_every_mistake_is_refused_with_what_is_wrong_and_what_to_do(text, says):
    with pytest.raises(BadFile, match=re.escape(says)):
        read_event(text, "x")


def test_a_folder_whose_name_cannot_be_a_slug_is_told_so():
    with pytest.raises(BadFile, match="slug"):
        read_event(a_file(), "My Party")


def test_an_event_is_added_with_its_hosts_and_an_open_journal(store):
    plan = read_event((SAMPLES / "gala" / "event.toml").read_text(), "x")

    with store.writing() as session:
        add_event(session, plan, now=at("12:00"))

    with store.reading() as session:
        event = event_named(session, "gala")
        assert (event.start_at, event.set_aside_after) == (plan.start_at, 75 * 60)
        assert [host.name for host in event.hosts][:2] == ["Cecily Ashgrove", "Olabode Fashanu-Reid"]
        assert journal.seq(session, event.id) == 1


def test_a_slug_is_given_once_and_the_second_try_leaves_the_first_alone(store):
    plan = read_event(a_file(HOST), "chums")
    with store.writing() as session:
        add_event(session, plan, now=at("12:00"))

    with pytest.raises(Conflict, match="There is an event “chums” already"), store.writing() as session:
        add_event(session, plan, now=at("12:01"))

    with store.reading() as session:
        assert len(all_events(session)) == 1


def test_an_unknown_event_is_refused_by_name(store):
    with store.reading() as session, pytest.raises(UnknownEvent, match="no event “gaal”"):
        event_named(session, "gaal")


def test_later_hours_are_in_the_journal_and_the_clock_looks_later(store):
    with store.writing() as session:
        event = an_event(session)
        mira = an_attendee(session, event)

    with store.writing() as session:
        event = session.get(Event, event.id)
        new = change_event(session, event, now=at("17:00"), start_at=at("19:30"), doors_at=at("19:00"))

    assert new == ("doors_at", "start_at")
    with store.reading() as session:
        assert session.get(Attendee, mira.id).due_at == at("20:00")
        line = journal.read(session, event.id, after=0, limit=9)[-1]
        assert (line["kind"], line["changed"]) == ("event_changed", ["doors_at", "start_at"])


def test_saving_an_event_unchanged_writes_nothing(store):
    with store.writing() as session:
        event = an_event(session)

        new = change_event(session, event, now=at("17:00"), name=event.name, start_at=event.start_at)

        assert (new, journal.seq(session, event.id)) == ((), 0)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"end_at": at("18:00")}, "not after the start"),
        ({"doors_at": at("19:00")}, "doors open after"),
        ({"name": " "}, "name is empty"),
        ({"timezone": "Mars/Base"}, "no time zone"),
        ({"missing_after": -1}, "grace"),
    ],
)
def test_an_event_is_not_changed_into_one_that_cannot_be(sqlite_store, changes, says):
    with sqlite_store.writing() as session:
        event = an_event(session)

    with pytest.raises(BadInput, match=says), sqlite_store.writing() as session:
        change_event(session, session.get(Event, event.id), now=at("17:00"), **changes)

    with sqlite_store.reading() as session:
        assert session.scalar(select(Event.name)) == "The chum parade"
