"""The no-show report: it adds up, at any moment, in every form, and keeps its secrets."""

import csv
import io
import json
from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.attendance import Listed, card_with
from badges.desk import take
from badges.model import Attendee, Reply
from badges.report import as_csv, as_json, as_table, badges_of, report, totals_of
from badges.rules.fold import Move, fold
from badges.rules.standing import Said, Standing
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event, at, hours


@pytest.fixture
def evening(store):
    return an_evening(store)


@pytest.fixture
def evening_on_paper(sqlite_store):
    """For the forms of the report, which do not depend on the database."""
    return an_evening(sqlite_store)


def an_evening(store):
    """Ramit's two, Thea's two, one of them Ramit's too, and one whom nobody invited."""

    class Evening:
        pass

    with store.writing() as session:
        e = Evening()
        e.store = store
        e.event = an_event(session)
        e.ramit, e.thea = a_host(session, e.event), a_host(session, e.event, "Thea")
        e.one, e.two = a_device(session, e.event), a_device(session, e.event, "Desk 2")
        invited = {
            "mira": ("Mira Okafor", [e.ramit]),
            "wes": ("Wes", [e.ramit, e.thea]),
            "ana": ("Ána", [e.thea]),
            "lou": ("Lou", []),
        }
        for key, (name, hosts) in invited.items():
            setattr(e, key, an_attendee(session, e.event, name, hosts=hosts, company="Tide"))
    return e


def scan(e, attendee, action, clock, device=None, **more):
    asked = a_scan(action, attendee=attendee.id, **more)
    take(e.store, a_place(e.event, device or e.one), [asked], now=more.get("at") or at(clock))
    return asked


def say(e, attendee, kind, clock, words="", until=None):
    """What an attendee says: the reply, and what it makes of their row."""
    with e.store.writing() as session:
        said = {"kind": kind, "until": until, "words": words, "at": at(clock)}
        session.add(Reply(event_id=e.event.id, attendee_id=attendee.id, **said))
        row = session.get(Attendee, attendee.id)
        row.late_until, row.excused_at = until, at(clock) if kind == "cannot_come" else None


def reported(e, clock, day=8, host=None):
    with e.store.reading() as session:
        return report(session, e.event, at=at(clock, day), host=host)


def standings(told):
    return {card.name: str(card.standing) for card in told.rows}


def test_after_the_evening_the_report_is_final_and_those_who_did_not_come_stand_first(evening):
    scan(evening, evening.mira, "collect", "18:42")
    scan(evening, evening.wes, "arrive", "18:50")
    scan(evening, evening.wes, "leave", "20:00")

    told = reported(evening, "23:00")

    assert told.final
    assert [(card.name, str(card.standing)) for card in told.rows] == [
        ("Ána", "no_show"),
        ("Lou", "no_show"),
        ("Wes", "left_early"),
        ("Mira Okafor", "stayed"),
    ]
    assert asdict(told.totals) == {
        "expected": 4,
        "awaited": 0,
        "late": 0,
        "missing": 0,
        "here": 0,
        "left_early": 1,
        "stayed": 1,
        "no_show": 2,
        "excused": 0,
    }
    assert (told.first_arrival, told.last_arrival) == (at("18:42"), at("18:50"))
    assert asdict(told.badges) == {
        "collected": 1, "uncollected_here": 0, "on_the_table": 3, "set_aside": 0, "not_printed": 0,
    }


def test_a_report_of_an_earlier_moment_reads_at_midnight_as_it_read_then(evening):
    arrived = scan(evening, evening.mira, "arrive", "18:40")
    say(evening, evening.wes, "running_late", "18:45", until=at("19:30"))
    then = reported(evening, "19:10")
    scan(evening, evening.mira, "undo", "19:20", undoes=arrived.id)
    scan(evening, evening.wes, "collect", "19:25")
    scan(evening, evening.lou, "arrive", "19:26")
    say(evening, evening.ana, "cannot_come", "19:40", words="a cold")
    with evening.store.writing() as session:
        session.get(Attendee, evening.lou.id).cancelled_at = at("20:00")

    later = reported(evening, "19:10")

    assert later == then
    assert standings(then) == {"Mira Okafor": "here", "Wes": "late", "Ána": "missing", "Lou": "missing"}
    assert not then.final


def test_who_had_said_something_else_before_stands_where_they_stood(evening):
    say(evening, evening.ana, "cannot_come", "18:00")
    say(evening, evening.ana, "coming", "18:20")
    say(evening, evening.ana, "running_late", "18:40", until=at("19:30"))

    clocks = ("17:50", "18:10", "18:25", "18:45", "20:10")
    seen = [standings(reported(evening, clock))["Ána"] for clock in clocks]

    assert seen == ["expected", "excused", "expected", "late", "missing"]


def test_the_cancelled_are_not_expected_unless_they_are_here(evening):
    with evening.store.writing() as session:
        session.get(Attendee, evening.ana.id).cancelled_at = at("12:00")
        session.get(Attendee, evening.lou.id).cancelled_at = at("18:50")
    scan(evening, evening.lou, "arrive", "18:45", offline=True, told="done")

    told = reported(evening, "19:00")

    assert (told.totals.expected, told.totals.came) == (3, 1)
    assert "Ána" not in standings(told)
    assert [(doubt.name, doubt.why[:18]) for doubt in told.doubts] == [("Lou", "taken off the list")]


def test_every_host_has_a_part_and_so_have_those_whom_nobody_invited(evening):
    told = reported(evening, "23:00")

    assert [(part.name, part.totals.expected) for part in told.parts] == [("Ramit", 2), ("Thea", 2), ("", 1)]


def test_a_hosts_own_part_is_their_people_alone_with_what_these_said(evening):
    say(evening, evening.wes, "cannot_come", "18:00", words="my knee")
    say(evening, evening.ana, "cannot_come", "18:00", words="a cold")

    told = reported(evening, "23:00", host=evening.ramit)

    assert standings(told) == {"Mira Okafor": "no_show", "Wes": "excused"}
    assert told.words == {evening.wes.id: "my knee"}
    assert [part.name for part in told.parts] == ["Ramit"]
    assert (told.totals.expected, told.host) == (2, "Ramit")
    assert "my knee" in as_csv(told)
    assert "a cold" not in json.dumps(as_json(told)) + as_csv(told) + as_table(told)


def test_a_reason_is_in_no_form_of_the_organisers_report(evening_on_paper):
    say(evening_on_paper, evening_on_paper.wes, "cannot_come", "18:00", words="my knee")

    told = reported(evening_on_paper, "23:00")

    assert told.words == {}
    assert "my knee" not in json.dumps(as_json(told)) + as_csv(told) + as_table(told)


def test_doubtful_cases_stand_apart_with_their_reason(evening):
    scan(evening, evening.mira, "arrive", "18:50", evening.two)
    scan(evening, evening.mira, "arrive", "18:45", offline=True, told="done", at=at("18:45"))
    scan(evening, evening.ana, "leave", "20:00")

    told = reported(evening, "23:00")
    hers = reported(evening, "23:00", host=evening.thea)

    assert [(doubt.name, doubt.why) for doubt in told.doubts] == [
        ("Mira Okafor", "let in at two desks while one of them had no network"),
        ("Ána", "seen leaving, but never seen arriving"),
    ]
    assert [doubt.name for doubt in hers.doubts] == ["Ána"]


def test_a_doubt_that_came_later_is_not_in_an_earlier_report(evening):
    scan(evening, evening.ana, "leave", "20:00")

    assert reported(evening, "19:59").doubts == ()


def test_all_forms_have_the_same_figures_and_names_as_they_are_written(evening_on_paper):
    scan(evening_on_paper, evening_on_paper.mira, "collect", "18:42")
    told = reported(evening_on_paper, "23:00")

    sent, table = as_json(told), as_table(told)
    rows = list(csv.DictReader(io.StringIO(as_csv(told))))

    assert [row["name"] for row in rows] == [one["name"] for one in sent["attendees"]]
    assert Counter(row["standing"] for row in rows) == {"no show": 3, "stayed": 1}
    assert (sent["totals"]["no_show"], sent["totals"]["stayed"]) == (3, 1)
    assert "4 expected" in table
    assert "3 no show" in table
    assert sent["attendees"][-1]["arrived_at"] == "2026-05-08T18:42:00.000Z"
    assert (sent["at"], sent["final"]) == ("2026-05-08T23:00:00.000Z", True)
    assert json.dumps(sent)


def test_a_name_that_looks_like_a_formula_is_harmless_in_a_spreadsheet_and_whole_in_json(evening_on_paper):
    names = ["=1+1", "+49", "-5", "@SUM(A1)", "\tx", "\rx", "Ann=1"]
    with evening_on_paper.store.writing() as session:
        for name in names:
            an_attendee(session, evening_on_paper.event, name)

    told = reported(evening_on_paper, "23:00")

    written = {row["name"] for row in csv.DictReader(io.StringIO(as_csv(told), newline=""))}
    assert {f"'{name}" for name in names[:-1]} | {"Ann=1"} <= written
    assert set(names) <= {one["name"] for one in as_json(told)["attendees"]}


def test_a_name_cannot_steer_the_terminal_and_wide_letters_keep_the_columns(evening_on_paper):
    with evening_on_paper.store.writing() as session:
        an_attendee(session, evening_on_paper.event, "\x1b[2Jevil\nname", company="Tide")
        an_attendee(session, evening_on_paper.event, "王小明", company="Tide")

    table = as_table(reported(evening_on_paper, "23:00"))

    assert "\x1b" not in table
    rows = [line for line in table.splitlines() if " Tide" in line]
    assert len(rows) == 6
    assert {row.replace("王小明", "wwwwww").replace("A\u0301", "A").index("Tide") for row in rows} == {15}


def test_the_report_of_an_empty_evening_is_all_noughts(sqlite_store):
    with sqlite_store.writing() as session:
        event = an_event(session)

    with sqlite_store.reading() as session:
        told = report(session, event, at=at("19:00"))

    assert (set(asdict(told.totals).values()), told.rows, told.first_arrival) == ({0}, (), None)
    assert as_table(told)
    assert as_csv(told).startswith("name,company")


minutes = st.integers(0, 360).map(lambda minute: at("17:00") + timedelta(minutes=minute))
moves = st.lists(
    st.builds(
        Move,
        id=st.integers(1, 5).map(lambda number: UUID(int=number)),
        action=st.sampled_from(["arrive", "collect", "leave", "set_aside", "undo"]),
        at=minutes,
        undoes=st.none() | st.integers(1, 5).map(lambda number: UUID(int=number)),
    ),
    max_size=6,
)
sayings = st.builds(
    Said,
    expected=st.none() | minutes,
    late_until=st.none() | minutes,
    excused=st.booleans(),
    cancelled=st.booleans(),
)


class Row:
    """What a card needs of a row beside facts and sayings."""

    id, name, email, company, kind = 1, "Mira", "", "", ""
    first_name, last_name = "", ""
    fields: dict[str, str] = {}  # noqa: RUF012 - nobody writes it.


@given(st.lists(st.tuples(moves, sayings), max_size=8), minutes)
def test_whatever_happened_the_totals_add_up(people, now):
    listed = Listed(Row(), (), {}, {})

    cards = [card_with(listed, fold(scans).facts, said, hours(), now) for scans, said in people]

    totals, badges = asdict(totals_of(cards)), asdict(badges_of(cards))
    expected = totals.pop("expected")
    assert expected == sum(totals.values()) == sum(badges.values())
    assert expected == len([card for card in cards if card.standing != Standing.CANCELLED])
