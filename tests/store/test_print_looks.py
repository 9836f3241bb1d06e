"""How printing looks: where somebody's badge is, what stands in the queue, and who may know of it."""

from datetime import timedelta

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import select

from badges import copies, erasing, held, journal, keeping, overview, people, report, report_forms
from badges.clock import tell_due
from badges.event_file import read_event
from badges.events import change_event
from badges.last_badges import tell_last_badges
from badges.model import Event, Notice, PrintStation, TablePlace
from badges.notices.webhooks import KINDS, wants
from badges.printing import asking, looks, settling
from tests.builders import at
from tests.prints import Prints, Station

EVENT_FILE = """
name = "The chum parade"
timezone = "Europe/Berlin"
start = 2026-05-08T18:30:00
end = 2026-05-08T22:00:00
[badge]
"""


@pytest.fixture
def evening(store):
    return Prints(store)


def look(evening, attendee, clock="18:43"):
    with evening.store.reading() as session:
        event = session.get_one(Event, evening.event.id)
        return looks.of_attendees(session, event, [attendee.id], at(clock)).get(attendee.id)


def tells(evening, clock):
    with evening.store.writing() as session:
        tell_due(session, now=at(clock))
    return [line["kind"] for line in evening.lines("missing", "uncollected", "no_show")]


def test_nobody_without_a_job_is_looked_at(evening):
    assert look(evening, evening.invites()) is None


def test_whoever_waits_is_told_their_place_and_how_long_it_is_likely_to_take(evening):
    station = Station(evening)
    with evening.store.writing() as session:
        session.get_one(PrintStation, station.id).seconds = 4.0
    people_here = [evening.invites(f"Attendee {n}") for n in range(3)]
    for n, one in enumerate(people_here):
        evening.scans(one, f"18:42:0{n}")

    station.takes("18:42:05")

    at_once, second, third = (look(evening, one, "18:42:06") for one in people_here)
    assert (at_once["state"], at_once["position"], at_once["seconds"]) == ("claimed", None, 4.0)
    assert at_once["printer"] == "Printer 1"
    assert (second["state"], second["position"], second["seconds"]) == ("queued", 1, 8.0)
    assert (third["state"], third["position"], third["seconds"]) == ("queued", 2, 12.0)


def test_two_printers_halve_the_wait(evening):
    for one in (Station(evening), Station(evening, "Printer 2")):
        one.hello("18:42")
        with evening.store.writing() as session:
            session.get_one(PrintStation, one.id).seconds = 4.0
    waiting = [evening.invites(f"Attendee {n}") for n in range(4)]
    for n, one in enumerate(waiting):
        evening.scans(one, f"18:42:0{n}")

    assert [look(evening, one, "18:42:05")["seconds"] for one in waiting] == [4.0, 4.0, 8.0, 8.0]


def test_where_no_printer_prints_nobody_is_told_how_long_it_takes(evening):
    mira = evening.invites()
    evening.scans(mira)

    assert (look(evening, mira)["position"], look(evening, mira)["seconds"]) == (1, None)


def test_a_badge_that_stands_still_says_why(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    job = station.sends(station.takes())

    station.says(job, "blocked", words="out of labels")
    stopped = look(evening, mira)
    station.says(job, "printing")

    assert (stopped["state"], stopped["why"], stopped["seconds"]) == ("blocked", "out of labels", None)
    assert look(evening, mira)["why"] == ""


def test_of_several_badges_the_latest_is_looked_at(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    station.prints(station.takes())
    evening.reprints(mira, "spoilt")

    found = look(evening, mira, "18:51")

    assert (found["revision"], found["state"], found["reason"]) == (2, "queued", "spoilt")


def test_all_are_looked_at_with_as_many_statements_as_one(evening):
    for n in range(5):
        evening.scans(evening.invites(f"Attendee {n}"))
    statements = []
    sa_event.listen(evening.store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    with evening.store.reading() as session:
        found = looks.of_attendees(session, session.get_one(Event, evening.event.id), None, at("18:43"))

    assert len(found) == 5
    assert len(statements) == 4, statements


def test_jobs_are_listed_as_they_will_be_printed_and_after_them_the_latest(evening):
    station = Station(evening)
    for n, name in enumerate(["Ada Bell", "Kenji Mori", "Mira Okafor", "Noor Haddad"]):
        evening.scans(evening.invites(name), f"18:42:0{n}")
    for clock in ("18:43", "18:44"):
        station.prints(station.takes(clock), clock)
    evening.writes(asking.test_badge, station.id, clock="18:45")

    with evening.store.reading() as session:
        seen = looks.jobs(session, session.get_one(Event, evening.event.id), limit=10)

    assert [(one.attendee, one.job.state) for one in seen] == [
        ("Mira Okafor", "queued"),
        ("Noor Haddad", "queued"),
        ("", "queued"),
        ("Kenji Mori", "printed"),
        ("Ada Bell", "printed"),
    ]
    assert (seen[0].printer, seen[0].asked_by, seen[3].printer) == ("", "Desk 1", "Printer 1")


def test_the_figures_count_by_station_and_by_reason(evening):
    station, mira, kenji = Station(evening), evening.invites(), evening.invites("Kenji Mori")
    for one in (mira, kenji):
        evening.scans(one)
        station.prints(station.takes("18:43"), "18:43:00", until="18:43:04")
    evening.reprints(mira, "lost")
    taken_back = evening.reprints(kenji, "spoilt")
    evening.writes(settling.cancel, taken_back.id)
    evening.writes(asking.test_badge, station.id)
    station.prints(station.takes("18:52"), "18:52:00", until="18:52:04")

    with evening.store.reading() as session:
        found = looks.figures(session, session.get_one(Event, evening.event.id))

    assert found == looks.Figures({station.id: 4.0}, {station.id: 2}, {"lost": 1})


def copied(evening, attendee, clock="18:43", after=None):
    with evening.store.reading() as session:
        event = session.get_one(Event, evening.event.id)
        copy = copies.copy(session, event, evening.desk.id, now=at(clock), after=after)
    return copy, {one["id"]: one for one in copy["attendees"]}.get(attendee.id)


def test_a_desks_copy_says_whether_there_is_a_badge_and_where_it_is(evening):
    mira, station = evening.invites(), Station(evening)
    copy, before = copied(evening, mira)
    evening.scans(mira)
    _, waiting = copied(evening, mira)
    station.prints(station.takes())
    _, done = copied(evening, mira)

    assert copy["event"]["prints_on_arrival"]
    assert (before["has_badge"], before["print"]) == (False, None)
    assert (waiting["has_badge"], waiting["print"]["state"]) == (False, "queued")
    assert (done["has_badge"], done["print"]["state"]) == (True, "printed")


def test_a_desk_that_follows_the_journal_hears_each_step_of_a_badge(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    copy, _ = copied(evening, mira)

    station.takes()
    _, again = copied(evening, mira, after=copy["seq"])

    assert again["print"]["state"] == "claimed"


def test_hosts_hear_that_a_badge_was_printed_and_nothing_of_the_way_to_it(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    station.prints(station.takes())

    with evening.store.reading() as session:
        lines = journal.read_for_hosts(session, evening.event.id, after=0, limit=100)

    seen = [(line["kind"], sorted(hosts)) for line, hosts in lines]
    assert seen == [
        ("arrived", [evening.ramit.id]),
        ("print_job", []),
        ("print_job", []),
        ("printed", [evening.ramit.id]),
    ]


def test_no_webhook_is_told_of_the_way_to_a_badge():
    from badges.model import Webhook

    everything, one = Webhook(kinds=None), Webhook(kinds=["print_job"])

    assert "print_job" not in KINDS
    assert not wants(everything, "print_job")
    assert not wants(one, "print_job")
    assert wants(everything, "printed")
    assert not wants(one, "printed")


def test_nobody_is_told_of_a_badge_that_was_never_printed(evening):
    evening.invites()

    assert tells(evening, "21:59") == ["missing"]
    assert tells(evening, "22:00") == ["missing", "no_show"]


def test_somebody_here_whose_badge_is_not_printed_has_forgotten_nothing(evening):
    evening.scans(evening.invites())

    assert tells(evening, "19:42") == []


def test_the_grace_of_somebody_here_begins_when_their_badge_is_printed(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira, "18:42")
    station.hello("18:50")
    station.prints(station.claims("18:50"), "18:50")

    assert tells(evening, "18:59:59") == []
    assert tells(evening, "19:00") == ["uncollected"]


def test_a_badge_that_was_printed_and_is_collected_is_nobodys_worry(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira, "18:42")
    station.prints(station.takes("18:43"), "18:43")
    evening.scans(mira, "18:44", "collect")

    assert tells(evening, "21:00") == []


def test_a_badge_that_was_collected_stays_so_when_it_is_printed_anew(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira, "18:42")
    station.prints(station.takes("18:43"), "18:43")
    evening.scans(mira, "18:44", "collect")

    evening.reprints(mira, "spoilt", "19:00")
    station.prints(station.takes("19:01"), "19:01")

    facts = evening.facts(mira)
    assert (facts.collected_at, facts.printed_at) == (at("18:44"), at("19:01"))
    assert tells(evening, "21:00") == []


def test_a_badge_that_is_being_printed_anew_is_not_left_behind_meanwhile(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira, "18:42")
    station.prints(station.takes("18:43"), "18:43")

    evening.reprints(mira, "spoilt", "18:50")

    assert tells(evening, "18:55") == []
    station.prints(station.takes("18:56"), "18:56")
    assert tells(evening, "19:05:59") == []
    assert tells(evening, "19:06") == ["uncollected"]


def test_a_pre_printed_badge_is_watched_as_ever(evening):
    mira = evening.invites()
    with evening.store.writing() as session:
        session.get_one(Event, evening.event.id).table_layout = 1
        session.add(
            TablePlace(attendee_id=mira.id, layout=1, event_id=evening.event.id, box=1, slot=1)
        )

    evening.scans(mira, "18:42")

    assert tells(evening, "18:51:59") == []
    assert tells(evening, "18:52") == ["uncollected"]


def test_the_clock_looks_at_everybody_anew_when_badges_are_to_be_printed_on_arrival(store):
    evening = Prints(store, prints_on_arrival=False)
    mira = evening.invites()
    evening.scans(mira, "18:42")

    with store.writing() as session:
        event = session.get_one(Event, evening.event.id)
        assert change_event(session, event, now=at("18:43"), prints_on_arrival=True) == ("prints_on_arrival",)
    assert evening.facts(mira).due_at is None
    with store.writing() as session:
        event = session.get_one(Event, evening.event.id)
        change_event(session, event, now=at("18:44"), prints_on_arrival=False)

    assert evening.facts(mira).due_at == at("18:52")


def table_of(evening, clock="18:45"):
    with evening.store.reading() as session:
        event = session.get_one(Event, evening.event.id)
        table = people.on_the_table(session, event, now=at(clock))
        count = overview.counts(session, event, now=at(clock)).on_table
    return [[one.name for one in part] for part in (table.here, table.away)], count


def test_only_badges_that_exist_lie_on_the_table(evening):
    mira, station = evening.invites(), Station(evening)
    evening.invites("Kenji Mori")
    evening.scans(mira)
    assert table_of(evening) == ([[], []], 0)

    station.prints(station.takes())

    assert table_of(evening) == ([["Mira Okafor"], []], 1)


def test_badges_that_do_not_exist_are_not_among_the_last(evening):
    evening.invites()
    evening.invites("Kenji Mori")

    with evening.store.writing() as session:
        assert tell_last_badges(session, evening.event.id, now=at("20:30")) == 0


def test_a_notice_of_a_badge_is_withdrawn_by_nothing_but_its_collection(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira, "18:42")
    station.prints(station.takes("18:43"), "18:43")
    tells(evening, "18:53")
    owed = select(Notice.state).where(Notice.kind == "uncollected")

    with evening.store.reading() as session:
        assert set(session.scalars(owed)) == {"owed"}
    evening.scans(mira, "18:54", "collect")

    with evening.store.reading() as session:
        assert set(session.scalars(owed)) == {"taken_back"}


@pytest.mark.parametrize("state", ["queued", "claimed", "unknown"])
def test_no_badge_comes_out_for_somebody_who_was_erased(evening, tmp_path, state):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    if state != "queued":
        job = station.takes()
    if state == "unknown":
        station.says(station.sends(job), "unknown")

    erasing.erase(evening.store, "chums", mira.id, data_dir=tmp_path, now=at("19:00"))

    assert [job.state for job in evening.jobs()] == ["cancelled"]
    assert station.takes("19:01") is None


def test_why_a_badge_failed_is_erased_with_whoever_it_names(evening, tmp_path):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    station.says(station.takes(), "failed", words="Mira Okafor does not fit.")

    erasing.erase(evening.store, "chums", mira.id, data_dir=tmp_path, now=at("19:00"))

    assert [job.words for job in evening.jobs()] == [""]
    assert "Okafor" not in str(evening.lines())


def test_retention_takes_the_words_and_keeps_what_was_printed_when(evening, tmp_path):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    station.prints(station.takes())
    later = at("22:00") + timedelta(days=200)

    for one in (keeping.Due("chums", keeping.NAMES),):
        keeping.take_away(evening.store, one, data_dir=tmp_path, now=later)

    (job,) = evening.jobs()
    assert (job.state, job.printed_at) == ("printed", at("18:42"))


def test_what_is_held_about_somebody_names_their_badges_and_the_printers(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    station.prints(station.takes())

    with evening.store.reading() as session:
        told = held.held(session, session.get_one(Event, evening.event.id), mira.id, now=at("19:00"))

    (job,) = told["print_job"]
    assert (job["state"], job["claimed_by"], job["asked_by"]) == ("printed", "Printer 1", "Desk 1")
    assert told["attendee"]["printed_at"] == job["printed_at"]


@pytest.mark.parametrize(("said", "prints"), [("", False), ("prints_on_arrival = true", True)])
def test_an_event_file_says_whether_badges_are_printed_on_arrival(said, prints):
    assert read_event(EVENT_FILE + said, "chums").prints_on_arrival is prints


def test_an_event_file_says_so_with_true_or_false():
    from badges.errors import BadFile

    with pytest.raises(BadFile, match="true or false"):
        read_event(EVENT_FILE + 'prints_on_arrival = "yes"', "chums")


def test_an_event_is_made_with_what_its_file_says_of_printing(store):
    from badges.events import add_event

    with store.writing() as session:
        add_event(session, read_event(EVENT_FILE + "prints_on_arrival = true", "gala"), now=at("12:00"))

    with store.reading() as session:
        assert session.scalar(select(Event.prints_on_arrival).where(Event.slug == "gala"))


def test_a_report_calls_no_badge_left_behind_that_was_never_printed(evening):
    evening.invites()
    mira, station = evening.invites("Kenji Mori"), Station(evening)
    evening.scans(mira)
    station.prints(station.takes())

    with evening.store.reading() as session:
        event = session.get_one(Event, evening.event.id)
        told = report.report(session, event, at=at("23:00"))

    assert (told.badges.not_printed, told.badges.uncollected, told.printed) == (1, 1, 1)
    assert "1 not printed" in report_forms.as_table(told)
