"""Replies: running late, not coming, coming after all; what they change, who hears, and what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from badges import journal, replies
from badges.bell import Bell
from badges.clock import tell_due
from badges.desk import take
from badges.errors import BadInput, Conflict, NotNow, UnknownAttendee
from badges.model import Attendee, Event, Notice, Organiser, Reply
from badges.notices import leases
from badges.store import Store
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event, at


class Evening:
    """Mira, whom Ramit invited, and Kenji, whom Thea invited; what they say and what becomes of it."""

    def __init__(self, store):
        self.store = store
        with store.writing() as session:
            self.event = an_event(session)
            self.desk = a_device(session, self.event)
            self.ramit, self.thea = a_host(session, self.event), a_host(session, self.event, "Thea")
            self.mira = an_attendee(session, self.event, hosts=[self.ramit])
            self.kenji = an_attendee(session, self.event, "Kenji Mori", hosts=[self.thea])

    def says(self, what, clock="18:00", who=None, **more):
        with self.store.writing() as session:
            errand = getattr(replies, what)
            return errand(session, self.event, (who or self.mira).id, now=at(clock), **more)

    def is_late(self, until, clock="18:00", **more):
        return self.says("running_late", clock, until=at(until), **more)

    def scans(self, action="arrive", clock="18:42", **more):
        asked = a_scan(action, attendee=self.mira.id, **more)
        return asked, take(self.store, a_place(self.event, self.desk), [asked], now=at(clock)).answers[0]

    def tells(self, clock):
        with self.store.writing() as session:
            tell_due(session, now=at(clock))

    def sends(self, clock):
        """A sender takes the mail and has sent it."""
        with self.store.writing() as session:
            taken = leases.claim(session, now=at(clock), until=at(clock) + timedelta(minutes=1))
            assert taken
            for notice in session.scalars(select(Notice).where(Notice.attempts > 0)):
                notice.state, notice.settled_at = "sent", at(clock)

    def facts(self):
        with self.store.reading() as session:
            return session.get(Attendee, self.mira.id)

    def lines(self):
        with self.store.reading() as session:
            lines = journal.read(session, self.event.id, after=0, limit=100)
        return [line for line in lines if line["attendee"] == self.mira.id]

    def kinds(self):
        return [line["kind"] for line in self.lines()]

    def notices(self, channel=None):
        query = select(Notice).where(Notice.attendee_id == self.mira.id).order_by(Notice.id)
        with self.store.reading() as session:
            found = session.scalars(query.where(Notice.channel == channel) if channel else query)
            return [(one.kind, one.channel, one.state) for one in found]

    def kept(self):
        with self.store.reading() as session:
            return session.scalars(select(Reply).order_by(Reply.id)).all()


@pytest.fixture
def postgres_store(postgres_engine):
    # Everything hangs on an event or is an organiser; nobody listens to the bell of other processes.
    store = Store(postgres_engine, Bell())
    with store.writing() as session:
        session.execute(delete(Event))
        session.execute(delete(Organiser))
    return store


@pytest.fixture
def evening(store):
    return Evening(store)


@pytest.fixture
def quiet(sqlite_store):
    """For what no database decides, such as what is too long."""
    return Evening(sqlite_store)


def test_who_runs_late_is_looked_for_after_the_time_they_said(evening):
    said = evening.is_late("20:00", words=" The bridge is closed. ")

    row = evening.facts()
    assert (said.attendee, said.kind, said.until) == (evening.mira.id, "running_late", at("20:00"))
    assert (said.words, said.at) == ("The bridge is closed.", at("18:00"))
    assert (row.late_until, row.excused_at, row.due_at) == (at("20:00"), None, at("20:30"))


def test_the_host_sees_on_their_page_that_somebody_runs_late_and_gets_no_mail(evening):
    evening.is_late("20:00")

    assert evening.notices() == [("running_late", "page", "owed")]
    with evening.store.reading() as session:
        assert [one.host_id for one in session.scalars(select(Notice))] == [evening.ramit.id]


def test_who_cannot_come_is_excused_and_never_called_missing(evening):
    evening.says("cannot_come")
    evening.tells("19:00")
    evening.tells("22:00")

    row = evening.facts()
    assert (row.excused_at, row.due_at) == (at("18:00"), None)
    assert evening.kinds() == ["excused"]


def test_a_reason_goes_to_the_hosts_and_not_into_the_journal(evening):
    evening.says("cannot_come", words="My daughter is ill.")
    evening.is_late("20:00", clock="18:05", words="She is better.")

    assert "ill" not in str(evening.lines())
    assert "better" not in str(evening.lines())
    assert evening.lines()[1]["until"] == "2026-05-08T20:00:00.000Z"


def test_what_somebody_said_last_holds(evening):
    evening.is_late("20:00")
    evening.says("cannot_come", "18:10")
    excused = evening.facts()
    evening.is_late("21:00", "18:20")
    late = evening.facts()

    evening.says("can_come", "18:25")

    coming = evening.facts()
    assert (excused.late_until, excused.excused_at) == (None, at("18:10"))
    assert (late.late_until, late.excused_at) == (at("21:00"), None)
    assert (coming.late_until, coming.excused_at, coming.due_at) == (None, None, at("19:00"))
    assert evening.kinds() == ["running_late", "excused", "running_late", "replied"]


def test_who_said_they_come_after_all_is_expected_at_their_own_hour_again(quiet):
    with quiet.store.writing() as session:
        session.get(Attendee, quiet.mira.id).expected_at = at("20:00")
    quiet.says("cannot_come")

    quiet.says("can_come", "18:10")

    assert quiet.facts().due_at == at("20:30")


def test_a_host_reads_what_their_own_people_said_last(evening):
    evening.is_late("20:00", words="first")
    evening.says("cannot_come", "18:10", words="then")
    evening.says("cannot_come", "18:20", who=evening.kenji, words="not for Ramit")

    with evening.store.reading() as session:
        ramits = replies.last_of(session, evening.event, evening.ramit)
        theas = replies.last_of(session, evening.event, evening.thea)

    assert {who: said.words for who, said in ramits.items()} == {evening.mira.id: "then"}
    assert {who: said.words for who, said in theas.items()} == {evening.kenji.id: "not for Ramit"}


def test_an_attendee_reads_what_they_said_last_themselves(quiet):
    quiet.is_late("20:00")
    said = quiet.says("cannot_come", "18:10")

    with quiet.store.reading() as session:
        mine, kenjis = (replies.own(session, one.id) for one in (quiet.mira, quiet.kenji))

    assert (mine, kenjis) == (said, None)


def test_who_says_no_after_the_host_was_to_be_told_takes_that_back(evening):
    evening.tells("19:00")

    evening.says("cannot_come", "19:00:01")

    assert evening.notices() == [
        ("missing", "mail", "taken_back"),
        ("missing", "page", "taken_back"),
        ("excused", "page", "owed"),
    ]


def test_who_runs_late_and_does_not_come_even_then_is_missed_again(evening):
    evening.tells("19:00")
    evening.is_late("20:00", "19:05")

    evening.tells("20:29")
    before = evening.kinds()
    evening.tells("20:30")

    assert before == ["missing", "running_late"]
    assert "missing" in evening.kinds()[2:]


def test_who_comes_after_they_were_missed_and_said_they_run_late_is_told_of_to_who_was_written_to(evening):
    evening.tells("19:00")
    evening.sends("19:00:02")
    evening.is_late("20:00", "19:05")

    evening.scans(clock="19:40")

    assert evening.notices("mail") == [("missing", "mail", "sent"), ("came_after_all", "mail", "owed")]


def test_who_said_no_and_then_yes_before_anybody_was_written_to_is_missed_again(evening):
    evening.tells("19:00")
    evening.says("cannot_come", "19:00:01")

    evening.says("can_come", "19:01")
    evening.tells("19:02")

    assert evening.kinds() == ["missing", "excused", "replied", "missing"]
    assert evening.notices("mail") == [("missing", "mail", "taken_back"), ("missing", "mail", "owed")]


def test_who_runs_late_after_their_badge_was_told_of_has_it_told_of_again(evening):
    evening.tells("20:00")
    evening.is_late("20:30", "20:00:01")

    evening.tells("21:00")

    assert evening.kinds() == ["missing", "uncollected", "running_late", "missing", "uncollected"]


@pytest.mark.parametrize("what", ["cannot_come", "can_come", "running_late"])
def test_who_is_here_has_nothing_to_excuse(evening, what):
    evening.scans()
    more = {"until": at("20:00")} if what == "running_late" else {}

    with pytest.raises(Conflict, match="You are here already"):
        evening.says(what, "18:43", **more)

    row = evening.facts()
    assert (row.excused_at, row.late_until, evening.kept(), evening.kinds()) == (None, None, [], ["arrived"])


def test_whose_arrival_was_taken_back_may_say_no(evening):
    arrived, _ = evening.scans()
    evening.scans("undo", "18:43", undoes=arrived.id)

    evening.says("cannot_come", "18:44")

    assert evening.facts().excused_at == at("18:44")


def test_a_session_that_saw_somebody_away_before_the_desk_let_them_in_sees_them_here(evening):
    # Ending the transaction lets SQLite show what came since; what was read stays as it was read.
    with evening.store.reading() as session:
        seen = session.get(Attendee, evening.mira.id)
        session.commit()
        evening.scans()

        with pytest.raises(Conflict):
            replies.cannot_come(session, evening.event, evening.mira.id, now=at("18:43"))
        assert seen.arrived_at == at("18:42")


@pytest.mark.parametrize("clock", ["22:00", "23:30"])
@pytest.mark.parametrize("what", ["cannot_come", "can_come"])
def test_after_the_evening_nothing_can_be_excused(quiet, what, clock):
    with pytest.raises(NotNow, match="The evening is over"):
        quiet.says(what, clock)

    assert (quiet.kept(), quiet.kinds()) == ([], [])


@pytest.mark.parametrize("until", ["17:59", "18:00", "22:00", "23:00"])
def test_nobody_comes_before_now_or_after_the_end(quiet, until):
    with pytest.raises(BadInput, match="still to come"):
        quiet.is_late(until)

    assert (quiet.facts().late_until, quiet.kept()) == (None, [])


def test_nobody_speaks_for_somebody_of_another_evening(evening):
    with evening.store.writing() as session:
        stranger = an_attendee(session, an_event(session, "gala", "The gala"), "Zelda Elsewhere")

    with pytest.raises(UnknownAttendee):
        evening.says("cannot_come", who=stranger)

    with evening.store.reading() as session:
        assert session.get(Attendee, stranger.id).excused_at is None
        with pytest.raises(UnknownAttendee):
            replies.can_come(session, evening.event, 404, now=at("18:00"))


def test_words_are_kept_as_they_are_up_to_two_thousand_letters(evening):
    words = "Ærø ʻokina 👋\n" + "x" * 1986

    evening.says("cannot_come", words=words + "\0  ")

    assert [reply.words for reply in evening.kept()] == [words]


@pytest.mark.parametrize("what", ["cannot_come", "running_late"])
def test_a_novel_is_refused_and_excuses_nobody(quiet, what):
    more = {"until": at("20:00")} if what == "running_late" else {}

    with pytest.raises(BadInput, match="at most 2000 characters"):
        quiet.says(what, words="x" * 2001, **more)

    row = quiet.facts()
    assert (row.excused_at, row.late_until, quiet.kept(), quiet.kinds()) == (None, None, [], [])


@pytest.mark.parametrize(
    ("minutes", "clock", "comes"), [(15, "18:00", "18:45"), (15, "18:30", "18:45"), (15, "19:00", "19:15")]
)
def test_minutes_late_count_from_the_start_or_from_now_if_it_has_begun(quiet, minutes, clock, comes):
    assert replies.late_by(minutes, event=quiet.event, now=at(clock)) == at(comes)


@pytest.mark.parametrize("minutes", [-5, 0, 601])
def test_nobody_is_no_minutes_late_or_more_than_an_evening_has(quiet, minutes):
    with pytest.raises(BadInput, match="how many minutes late"):
        replies.late_by(minutes, event=quiet.event, now=at("18:00"))
