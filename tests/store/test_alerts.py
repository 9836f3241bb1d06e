"""What else hosts hear: who left early, who has come, the last badges; together, and not at night."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from badges.errors import BadFile
from badges.event_file import read_event
from badges.last_badges import TableWatch, tell_last_badges, to_look_at
from badges.model import Attendee, Host, Notice
from badges.overview import counts
from tests.builders import an_attendee, at
from tests.post import Evening

EVENT = """
name = "Chums"
timezone = "UTC"
start = 2026-05-08T18:30:00
end = 2026-05-08T22:00:00
"""


@pytest.fixture
def evening(store, tmp_path, sink):
    return Evening(store, tmp_path, sink.url)


def attendee(evening, person):
    with evening.store.reading() as session:
        return session.get_one(Attendee, person.id)


def tells(evening, clock):
    evening.tells(clock)
    evening.delivers(clock + ":02")


def test_a_host_hears_that_somebody_left_early_is_back_and_leaves_again(evening, sink):
    [mira] = evening.invites("Mira Okafor")
    evening.scans(mira, "18:40", "collect")
    evening.scans(mira, "19:10", "leave")
    tells(evening, "19:10")
    evening.scans(mira, "19:30", "collect")
    tells(evening, "19:30")
    back = sink.text()
    evening.scans(mira, "20:00", "leave")
    tells(evening, "20:00")

    assert sink.subjects() == ["Mira Okafor left early", "Mira Okafor is back", "Mira Okafor left early"]
    assert "Mira Okafor is back." in back
    assert "Mira Okafor left early, at 13:00." in sink.text()


def test_who_leaves_again_before_it_was_said_that_they_are_back_is_not_told_of_twice(evening, sink):
    [mira] = evening.invites("Mira Okafor")
    evening.scans(mira, "18:40", "collect")
    evening.scans(mira, "19:10", "leave")
    tells(evening, "19:10")
    evening.scans(mira, "19:30", "collect")
    evening.scans(mira, "19:31", "leave")
    tells(evening, "19:40")

    assert sink.subjects() == ["Mira Okafor left early"]


def test_a_leaving_that_was_a_mistake_is_taken_back_as_well(evening, sink):
    [mira] = evening.invites("Mira Okafor")
    evening.scans(mira, "18:40", "collect")
    wrong = evening.scans(mira, "19:10", "leave")
    tells(evening, "19:10")
    evening.scans(mira, "19:20", "undo", undoes=wrong.id)
    tells(evening, "19:20")

    assert sink.subjects() == ["Mira Okafor left early", "Mira Okafor is back"]


def test_who_comes_back_before_the_message_goes_is_not_told_of(evening, sink):
    [mira] = evening.invites("Mira Okafor")
    evening.scans(mira, "18:40", "collect")
    evening.scans(mira, "19:10", "leave")
    evening.tells("19:10")
    evening.scans(mira, "19:10:30", "collect")
    evening.delivers("19:11")

    assert sink.subjects() == []
    assert evening.states() == ["taken_back"]


def test_a_host_hears_at_once_that_a_vip_has_come_and_needs_no_second_good_news(evening, sink):
    [mira] = evening.invites("Mira Okafor", vip=True)
    tells(evening, "19:00")
    evening.scans(mira, "19:05", "collect")
    tells(evening, "19:05")

    assert sink.subjects() == ["Mira Okafor is not here yet", "Mira Okafor has arrived"]


def test_an_arrival_that_is_taken_back_at_once_is_not_told(evening, sink):
    [mira] = evening.invites("Mira Okafor", vip=True)
    scan = evening.scans(mira, "18:40")
    evening.tells("18:40")
    evening.scans(mira, "18:40:01", "undo", undoes=scan.id)
    evening.delivers("18:41")

    assert sink.subjects() == []


def test_what_follows_within_minutes_goes_out_together(evening, sink):
    evening.invites("Mira Okafor")
    for n in range(3):
        evening.invites(f"Attendee {n}", expected_at=at(f"18:30:{15 + 15 * n}"))
    tells(evening, "19:00")
    for clock in ("19:01", "19:02"):
        tells(evening, clock)
    evening.delivers("19:04")

    assert [subject.partition(" ")[0] for subject in sink.subjects()] == ["Mira", "3"]


def test_a_vip_does_not_wait_for_the_others(evening, sink):
    evening.invites("Kenji Mori")
    [mira] = evening.invites("Mira Okafor", vip=True, expected_at=at("20:00"))
    tells(evening, "19:00")
    evening.scans(mira, "19:01", "collect")
    tells(evening, "19:01")

    assert sink.subjects()[-1] == "Mira Okafor has arrived"


@pytest.mark.parametrize(("zone", "told"), [("America/Los_Angeles", "22:00"), ("Asia/Tokyo", "23:00")])
def test_after_the_end_nobody_is_woken_where_they_live(evening, sink, zone, told):
    evening.ramit.timezone = zone
    evening.invites("Mira Okafor", missing_told_at=at("19:00"), uncollected_told_at=at("20:00"))
    evening.tells("22:00")
    evening.delivers("22:00:02")
    early = len(sink.mails)
    evening.delivers(told + ":02")

    assert sink.subjects() == ["Mira Okafor did not come"]
    assert early == (told == "22:00")


def test_what_was_refused_in_the_evening_is_not_tried_again_at_night(evening, sink):
    evening.ramit.timezone = "UTC"
    evening.invites("Mira Okafor", missing_told_at=at("19:00"), uncollected_told_at=at("20:00"))
    evening.scans(*evening.invites("Kenji Mori", missing_told_at=at("19:00")), "21:50", "collect")
    sink.says = {"DATA": "451 later"}
    evening.scans(*evening.invites("Thea", vip=True), "21:58", "collect")
    tells(evening, "21:59")
    sink.says = {}
    evening.tells("22:00")
    evening.delivers("22:40")
    at_night = len(sink.mails)
    evening.now = at("08:01", day=9)
    evening.deliverer.send_due()

    assert (at_night, len(sink.mails)) == (0, 1)


def test_during_the_evening_nothing_is_night(evening, sink):
    evening.ramit.timezone = "Asia/Tokyo"
    evening.invites("Mira Okafor")

    tells(evening, "19:00")

    assert sink.subjects() == ["Mira Okafor is not here yet"]


class Tables:
    """An evening whose badge table empties."""

    def __init__(self, evening, people):
        self.evening = evening
        self.people = evening.invites(*(f"Attendee {n:02}" for n in range(people)))

    def takes(self, *people, clock="18:40"):
        for person in people:
            self.evening.scans(person, clock, "collect")

    def looks(self, clock):
        self.evening.now = at(clock)
        TableWatch(self.evening.store, now=lambda: at(clock)).look(None)
        self.evening.delivers(clock + ":05")


def test_the_hosts_of_the_last_badges_hear_it_once_and_no_number_of_them(evening, sink):
    tables = Tables(evening, 6)
    tables.takes(*tables.people[:4])
    tables.looks("18:50")
    tables.looks("19:00")
    tables.takes(tables.people[4], clock="19:01")
    tables.looks("19:02")

    words = sink.text(0)
    assert [subject for subject in sink.subjects() if "last" in subject] == sink.subjects()[:1]
    assert "\r\n2 of your 6 have badges among the last on the table:\r\n" in words
    assert "  · Attendee 04" in words
    assert "You could write to them from your page, or leave it for tonight." in words


def test_a_table_that_is_still_full_is_nobodys_news(evening, sink):
    tables = Tables(evening, 10)
    tables.takes(*tables.people[:6])

    tables.looks("19:00")

    assert sink.mails == []


def test_what_was_told_as_one_of_the_last_badges_is_not_told_as_left_behind(evening, sink):
    tables = Tables(evening, 4)
    tables.takes(*tables.people[:3])
    tables.looks("19:00")
    evening.tells("20:00")
    evening.delivers("20:00:05")

    assert sink.subjects() == [
        "Attendee 03’s badge is among the last on the table",
        "Attendee 03 is not here yet",
    ]


def test_who_is_late_and_said_so_is_not_one_of_the_last(evening, sink):
    tables = Tables(evening, 4)
    tables.takes(*tables.people[:3])
    with evening.store.writing() as session:
        session.execute(update(Attendee).where(Attendee.arrived_at.is_(None)).values(late_until=at("20:00")))

    tables.looks("19:30")

    assert sink.mails == []


def test_two_who_look_at_one_table_tell_it_once(evening):
    tables = Tables(evening, 4)
    tables.takes(*tables.people[:3])
    with evening.store.reading() as session:
        event_ids = to_look_at(session, now=at("19:00"))
    told = []
    for _ in range(2):
        with evening.store.writing() as session:
            told.append(tell_last_badges(session, event_ids[0], now=at("19:00")))

    assert (len(event_ids), told) == (1, [1, 0])


def test_an_event_file_says_who_is_waited_for_how_long_and_where_hosts_live():
    plan = read_event(
        EVENT
        + '[types."VIP"]\nmissing_after = 10\nvip = true\n[types.Press]\nmissing_after = 0\n'
        + '[[host]]\nname = "Noor"\nemail = "noor@example.test"\ntimezone = "Asia/Tokyo"\n',
        "chums",
    )

    assert (plan.type_graces, plan.vip_types) == ({"VIP": 600, "Press": 0}, ["VIP"])
    assert plan.hosts[0].timezone == "Asia/Tokyo"


@pytest.mark.parametrize(
    "part",
    [
        'types = "VIP"',
        "[types]\nVIP = 10",
        '[types."VIP"]\nmissing_after = "ten"',
        '[types."VIP"]\nmissing_after = -1',
        '[types."VIP"]\nvip = "yes"',
        '[types."VIP"]\ncolour = "gold"',
        '[[host]]\nname = "Noor"\nemail = "noor@example.test"\ntimezone = "Tokyo"',
    ],
)
def test_a_type_or_a_zone_that_cannot_be_is_refused(part):
    with pytest.raises(BadFile):
        read_event(f"{EVENT}{part}\n", "chums")


def test_the_overview_counts_the_missing_by_their_own_graces(evening):
    with evening.store.writing() as session:
        for name, grace in (("Mira", 600), ("Kenji", None), ("Thea", 3600)):
            an_attendee(session, evening.event, name, missing_after=grace)

    with evening.store.reading() as session:
        missing = [
            counts(session, evening.event, now=at("18:30") + timedelta(minutes=minutes)).missing
            for minutes in (5, 10, 30, 59, 60)
        ]
    assert missing == [0, 1, 2, 2, 3]


def test_every_notice_has_words_of_its_own_on_the_page(evening):
    from badges.notices import page

    [mira] = evening.invites("Mira Okafor", vip=True)
    evening.scans(mira, "18:40", "collect")
    evening.tells("18:40")
    evening.scans(mira, "19:10", "leave")
    evening.tells("19:10")

    with evening.store.reading() as session:
        said = [one.sentence for one in page.for_page(session, session.get_one(Host, evening.ramit.id))]
        assert session.scalar(select(Notice.id).where(Notice.kind == "left_early"))
    assert said == ["Mira Okafor left early", "Mira Okafor has arrived"]
