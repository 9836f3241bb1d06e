"""“I have seen them”: a host's word is an arrival, says whose it is, and can be taken back."""

from itertools import permutations
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import select

from badges import journal, people, vouching
from badges.desk import take
from badges.errors import UnknownAttendee
from badges.model import Attendee, Notice, Scan
from badges.rules.fold import ARRIVE, LEAVE, UNDO, Mark, Move, fold
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event, at, badge_of


@pytest.fixture
def evening(store):
    """Mira is Thea's, Noor is Ramit's; two desks."""

    class Evening:
        pass

    with store.writing() as session:
        e = Evening()
        e.store = store
        e.event = an_event(session)
        e.thea, e.ramit = a_host(session, e.event, "Thea"), a_host(session, e.event, "Ramit")
        e.one, e.two = a_device(session, e.event), a_device(session, e.event, "Desk 2")
        e.mira = an_attendee(session, e.event, hosts=[e.thea])
        e.noor = an_attendee(session, e.event, "Noor Haddad", hosts=[e.ramit])
        e.badge = badge_of(session, e.mira)
    return e


def see(e, host=None, now=None, who=None):
    who = who or e.mira
    return vouching.vouch(e.store, e.event, host or e.thea, who.id, now=now or at("18:42"))


def scan(e, device, clock, action="arrive", **more):
    asked = a_scan(action, e.badge, **more)
    return take(e.store, a_place(e.event, device), [asked], now=at(clock)).answers[0]


def card(e):
    with e.store.reading() as session:
        return people.card(session, e.event, e.mira.id, now=at("19:00"))


def lines(e):
    with e.store.reading() as session:
        return journal.read(session, e.event.id, after=0, limit=100)


def test_whom_a_host_has_seen_is_here_and_everybody_learns_who_saw_them(evening):
    answer = see(evening)

    assert answer.result == "done"
    assert (card(evening).standing, card(evening).vouched_by) == ("here", "Thea")
    (line,) = lines(evening)
    assert (line["kind"], line["seen_by"], line["device"]) == ("arrived", "Thea", None)


def test_a_host_vouches_for_nobody_elses_people(evening):
    with pytest.raises(UnknownAttendee):
        see(evening, evening.ramit)
    with pytest.raises(UnknownAttendee):
        vouching.take_back(evening.store, evening.event, evening.ramit, evening.mira.id, now=at("18:43"))

    assert card(evening).arrived_at is None


def test_a_desk_that_scans_them_later_hears_who_saw_them_and_calls_it_no_double(evening):
    see(evening)

    answer = scan(evening, evening.one, "18:50", told="done", offline=True)

    assert (answer.result, answer.review, answer.seen) == ("again", None, True)
    assert (answer.first_by, answer.first_at) == ("Thea", at("18:42"))
    with evening.store.reading() as session:
        assert not session.scalars(select(Notice).where(Notice.kind == "conflict")).all()


def test_the_same_scan_sent_again_hears_the_same_host(evening):
    see(evening)
    asked = a_scan("arrive", evening.badge)
    place = a_place(evening.event, evening.one)
    first = take(evening.store, place, [asked], now=at("18:50")).answers[0]

    again = take(evening.store, place, [asked], now=at("18:55")).answers[0]

    assert (again.first_by, again.first_at, again.seen) == (first.first_by, first.first_at, True)


def test_handing_over_the_badge_later_leaves_the_arrival_with_who_saw_them(evening):
    see(evening)

    answer = scan(evening, evening.one, "18:50", action="collect")

    assert answer.result == "done"
    assert (card(evening).vouched_by, card(evening).collected_by) == ("Thea", "Desk 1")


def test_an_earlier_scan_that_comes_late_takes_the_arrival_and_nobody_vouches_any_more(evening):
    see(evening, now=at("18:55"))
    asked = a_scan("arrive", evening.badge, at=at("18:40"), offline=True, told="done")

    answer = take(evening.store, a_place(evening.event, evening.one), [asked], now=at("19:00")).answers[0]

    assert (answer.result, answer.review) == ("done", None)
    assert (card(evening).vouched_by, card(evening).arrived_by) == (None, "Desk 1")


def test_a_host_who_was_mistaken_takes_it_back_however_often_they_said_it(evening):
    see(evening)
    see(evening, now=at("18:44"))

    answer = vouching.take_back(evening.store, evening.event, evening.thea, evening.mira.id, now=at("18:45"))

    assert answer.result == "done"
    assert (card(evening).arrived_at, card(evening).vouched_by) == (None, None)
    assert [line["kind"] for line in lines(evening)] == ["arrived", "undone"]


def test_a_desk_can_take_it_back_too(evening):
    answer = see(evening)
    asked = a_scan("undo", None, attendee=evening.mira.id, undoes=answer.id)

    undone = take(evening.store, a_place(evening.event, evening.two), [asked], now=at("18:45")).answers[0]

    assert undone.result == "done"
    assert card(evening).arrived_at is None


def test_taking_back_leaves_a_desks_own_scan_standing(evening):
    see(evening)
    scan(evening, evening.one, "18:50")

    vouching.take_back(evening.store, evening.event, evening.thea, evening.mira.id, now=at("18:55"))

    assert (card(evening).arrived_at, card(evening).arrived_by) == (at("18:50"), "Desk 1")
    assert card(evening).vouched_by is None


def test_a_host_takes_back_only_their_own_word(evening):
    scan(evening, evening.one, "18:40")

    answer = vouching.take_back(evening.store, evening.event, evening.thea, evening.mira.id, now=at("18:45"))

    assert answer is None
    assert card(evening).arrived_by == "Desk 1"


def test_whom_the_organiser_cancelled_no_host_lets_in(evening):
    with evening.store.writing() as session:
        session.get(Attendee, evening.mira.id).cancelled_at = at("18:00")

    assert see(evening).reason == "cancelled"


def test_a_hosts_word_costs_no_more_statements_than_a_desks_scan(evening):
    see(evening)
    statements = []
    sa_event.listen(evening.store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))

    scan(evening, evening.one, "18:50")

    assert len(statements) <= 5, statements


def test_the_host_column_and_the_fold_of_the_scans_agree(evening):
    see(evening)
    scan(evening, evening.one, "18:50")

    with evening.store.reading() as session:
        moves = [
            Move(s.id, s.action, s.at, s.device_id or 0, s.n, s.undoes, s.host_id or 0)
            for s in session.scalars(select(Scan))
        ]
        assert fold(moves).facts.arrived.host == session.get(Attendee, evening.mira.id).vouched_by


def test_in_every_order_of_upload_the_same_host_or_desk_was_first():
    seen = Move(UUID(int=1), ARRIVE, at("18:42"), host=7)
    other = Move(UUID(int=2), ARRIVE, at("18:41"), host=8)
    phone = Move(UUID(int=3), ARRIVE, at("18:43"))
    gone = Move(UUID(int=4), LEAVE, at("18:44"), 1)
    undo = Move(UUID(int=5), UNDO, at("18:45"), undoes=other.id, host=8)

    for order in permutations([seen, other, phone, gone, undo]):
        assert fold(order).facts.arrived == Mark(at("18:42"), 0, 7)


def test_taking_back_a_hosts_word_takes_nobody_elses_with_it():
    mine, theirs = Move(uuid4(), ARRIVE, at("18:41"), host=7), Move(uuid4(), ARRIVE, at("18:42"), host=8)
    own_phone = Move(uuid4(), ARRIVE, at("18:43"))
    undo = Move(uuid4(), UNDO, at("18:45"), undoes=mine.id, host=7)

    assert fold([mine, theirs, own_phone, undo]).facts.arrived.host == 8
