"""The people of an event as they are read: cards, the search of the desk, its two lists."""

from dataclasses import replace

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import update

from badges import attendance, badge_table, people
from badges.desk import take
from badges.errors import UnknownAttendee
from badges.folded import folded
from badges.journal import Line, write
from badges.model import Attendee, Code, CodeKind
from badges.rules.standing import Standing
from tests.builders import (
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


@pytest.fixture
def evening(store):
    return an_evening(store)


@pytest.fixture
def quiet_evening(sqlite_store):
    """For what no database decides, such as who is meant by a misspelt name."""
    return an_evening(sqlite_store)


def an_evening(store):
    """Two hosts, of whom Thea hears of those whom nobody invited, and one desk."""

    class Evening:
        pass

    with store.writing() as session:
        e = Evening()
        e.store = store
        e.event = an_event(session)
        e.ramit = a_host(session, e.event)
        e.thea = a_host(session, e.event, "Thea Marlowe", "thea@example.test", fallback=True)
        e.desk = a_device(session, e.event)
    return e


def invite(e, *names, hosts=(), **more):
    with e.store.writing() as session:
        return [an_attendee(session, e.event, name, hosts=hosts, **more) for name in names]


def scan(e, attendee, action, clock, device="desk"):
    place = a_place(e.event, e.desk if device else None)
    take(e.store, place, [a_scan(action, attendee=attendee.id)], now=at(clock))


def found(e, text, **more):
    with e.store.reading() as session:
        return [card.name for card in people.find(session, e.event, text, now=at("19:00"), **more)]


def test_a_card_says_where_somebody_stands_and_who_invited_them(evening):
    [mira] = invite(evening, "Mira Okafor", hosts=[evening.ramit], company="Tidewater", email="m@x")
    scan(evening, mira, "arrive", "18:42")

    with evening.store.reading() as session:
        card = people.card(session, evening.event, mira.id, now=at("19:00"))
        badge = badge_of(session, mira)

    assert (card.name, card.standing, card.hosts) == ("Mira Okafor", Standing.HERE, ("Ramit",))
    assert (card.arrived_at, card.arrived_by, card.collected_at) == (at("18:42"), "Desk 1", None)
    assert (card.badge_code, len(card.short_code)) == (badge, 6)
    assert card.expected_at == at("18:30")


def test_who_checked_in_by_phone_arrived_at_no_desk(evening):
    [mira] = invite(evening, "Mira")
    scan(evening, mira, "arrive", "18:42", device=None)

    with evening.store.reading() as session:
        assert people.card(session, evening.event, mira.id, now=at("19:00")).arrived_by == "their own phone"


def test_whom_nobody_invited_belongs_to_the_fallback_host(evening):
    [lou] = invite(evening, "Lou")

    with evening.store.reading() as session:
        assert people.card(session, evening.event, lou.id, now=at("19:00")).hosts == ("Thea Marlowe",)


def test_a_host_is_never_given_another_hosts_attendee(evening):
    [mira] = invite(evening, "Mira", hosts=[evening.ramit])
    [lou] = invite(evening, "Lou")

    with evening.store.reading() as session:
        theirs = [c.id for c in people.cards(session, evening.event, now=at("19:00"), host=evening.ramit)]
        asked = people.cards(session, evening.event, now=at("19:00"), host=evening.ramit, ids=[lou.id])
        with pytest.raises(UnknownAttendee):
            people.card(session, evening.event, lou.id, now=at("19:00"), host=evening.ramit)
        with pytest.raises(UnknownAttendee):
            people.card(session, evening.event, mira.id, now=at("19:00"), host=evening.thea)

    assert (theirs, asked) == ([mira.id], [])


def test_an_attendee_of_another_event_is_nobody_here(evening):
    with evening.store.writing() as session:
        elsewhere = an_attendee(session, an_event(session, "gala"), "Mira")

    with evening.store.reading() as session:
        for number in (elsewhere.id, 0, -1, 2**40):
            with pytest.raises(UnknownAttendee):
                people.card(session, evening.event, number, now=at("19:00"))


def test_the_list_is_read_in_pages_and_misses_nobody(evening):
    invited = invite(evening, *(f"Person {n}" for n in range(7)))

    with evening.store.reading() as session:
        pages, after = [], 0
        while page := people.cards(session, evening.event, now=at("19:00"), after=after, limit=3):
            pages.append([card.id for card in page])
            after = page[-1].id

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [number for page in pages for number in page] == [one.id for one in invited]


def test_reading_forty_costs_as_many_statements_as_reading_two(evening):
    invite(evening, *(f"Person {n}" for n in range(40)), hosts=[evening.ramit, evening.thea])
    statements = []
    sa_event.listen(evening.store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))

    with evening.store.reading() as session:
        people.cards(session, evening.event, now=at("19:00"), limit=2)
        few = len(statements)
        people.cards(session, evening.event, now=at("19:00"))

    assert (few, len(statements)) == (6, 12)


def test_many_are_read_as_few_are(evening, monkeypatch):
    invite(evening, "Mira", "Noor", hosts=[evening.ramit])
    invite(evening, "Joanna")
    badge_table.lay_out(evening.store, evening.event.slug, now=at("16:00"))
    with evening.store.reading() as session:
        few = people.cards(session, evening.event, now=at("19:00"))

    monkeypatch.setattr(attendance, "_FEW", 2)

    with evening.store.reading() as session:
        assert people.cards(session, evening.event, now=at("19:00")) == few
    assert [(one.box, one.slot, one.hosts) for one in few] == [
        (1, 2, ("Ramit",)),
        (1, 3, ("Ramit",)),
        (1, 1, ("Thea Marlowe",)),
    ]


def test_the_api_sends_no_mail_address_unless_asked(quiet_evening):
    [mira] = invite(quiet_evening, "Mira", email="mira@example.test", kind="speaker")

    with quiet_evening.store.reading() as session:
        card = people.card(session, quiet_evening.event, mira.id, now=at("18:00"))

    sent = people.as_json(card)
    assert sent == {
        "id": mira.id,
        "name": "Mira",
        "company": "",
        "type": "speaker",
        "standing": "expected",
        "expected_at": "2026-05-08T18:30:00.000Z",
        "arrived_at": None,
        "collected_at": None,
        "left_at": None,
        "set_aside_at": None,
        "hosts": ["Thea Marlowe"],
        "vouched_by": None,
        "short_code": card.short_code,
        "box": None,
        "slot": None,
    }
    assert people.as_json(card, with_contact=True)["email"] == "mira@example.test"


def test_somebody_is_found_as_they_are_heard_and_typed(quiet_evening):
    invite(quiet_evening, "Wes McAllister", "Hana Kim", company="Gaslight")
    invite(quiet_evening, "Søren Ærø", company="Paper Crane Labs", hosts=[quiet_evening.ramit])
    names = ["soren aero", "AERO søren", "so", "sø ær", "sorne aero", "soern", "söreen aero", "sorenaero"]
    others = ["paper crane", "soren lab", "ramit aero"]

    by_typing = {typed: found(quiet_evening, typed) for typed in [*names, *others]}

    assert set(map(tuple, by_typing.values())) == {("Søren Ærø",)}, by_typing


def test_a_name_is_found_misspelt_misheard_or_by_its_middle(quiet_evening):
    typed = {
        "Schmitt": "Bo Schmidt",
        "Maier": "Bo Meier",
        "Mueller": "Bo Müller",
        "Margerite Oyellowo": "Marguerite Oyelowo-Byrne",
        "Venkatarmaan": "Priya Venkataraman",
        "venktara": "Priya Venkataraman",
        "o brannigan": "Callum O'Brannigan",
        "obranigan": "Callum O'Brannigan",
        "delacruz": "Ana Lucía de la Cruz",
        "小明": "王小明",
        "nguyen duong": "Nguyễn Thùy Dương",
        "вороин": "Паша Воронин",
        "محمد": "محمد عبد الله",
    }
    invite(quiet_evening, "Ottilie Fry", "Kwasi Pemberton", *dict.fromkeys(typed.values()))

    by_typing = {text: found(quiet_evening, text)[:1] for text in typed}

    assert by_typing == {text: [name] for text, name in typed.items()}


def test_the_best_come_first_a_whole_word_its_beginning_the_company_the_host_the_misspelt(quiet_evening):
    invite(quiet_evening, "Bo Lund", hosts=[quiet_evening.ramit])
    invite(quiet_evening, "Ramona Fry", "Rami Fry", "Ramit Fry", "Ramitha Fry")
    invite(quiet_evening, "Kai Fry", company="Ramit & Sons")

    assert found(quiet_evening, "ramit") == ["Ramit Fry", "Kai Fry", "Ramitha Fry", "Bo Lund", "Rami Fry"]


def test_nobody_is_found_by_blanks_by_nonsense_or_by_what_databases_dislike(evening):
    invite(evening, "Mira Okafor")

    for typed in ("", "  ", "xqzwv", "%", "_", "\0", "\ud800", "'; DROP TABLE attendee;--", "x" * 5000):
        assert found(evening, typed) == []


def test_any_code_of_this_event_finds_its_attendee(evening):
    [mira] = invite(evening, "Mira Okafor", foreign="evt-0042")
    invite(evening, "Wes McAllister")
    with evening.store.reading() as session:
        codes = [badge_of(session, mira, kind) for kind in (CodeKind.BADGE, CodeKind.SHORT)]

    for code in (*codes, f"lb1{codes[0].lower()}", pass_of(mira), f"https://x/P/{pass_of(mira)}", "evt-0042"):
        assert found(evening, code) == ["Mira Okafor"]


def test_a_code_of_another_event_finds_nobody(evening):
    with evening.store.writing() as session:
        elsewhere = an_attendee(session, an_event(session, "gala"), "Mira", foreign="evt-0042")
        badge = badge_of(session, elsewhere)

    assert (found(evening, badge), found(evening, "evt-0042"), found(evening, "Mira")) == ([], [], [])


def test_a_retired_badge_still_finds_whose_it_was(evening):
    [mira] = invite(evening, "Mira Okafor")
    with evening.store.writing() as session:
        badge = badge_of(session, mira)
        session.execute(update(Code).where(Code.value == badge).values(retired_at=at("18:00")))

    assert found(evening, badge) == ["Mira Okafor"]


def test_the_search_knows_at_once_who_came_to_the_list(evening):
    invite(evening, "Mira Okafor")
    assert found(evening, "mira") == ["Mira Okafor"]

    invite(evening, "Mira Lindqvist")

    assert found(evening, "mira") == ["Mira Okafor", "Mira Lindqvist"]


def test_the_search_knows_at_once_who_was_renamed(evening):
    [mira] = invite(evening, "Mira Okafor")
    assert found(evening, "okafor") == ["Mira Okafor"]

    with evening.store.writing() as session:
        session.execute(
            update(Attendee).where(Attendee.id == mira.id).values(name="Myra", folded=folded("Myra"))
        )
        write(session, evening.event.id, [Line("changed", at("19:00"), mira.id)])

    assert (found(evening, "myra"), found(evening, "okafor")) == (["Myra"], [])


def test_at_most_as_many_are_found_as_asked_for(quiet_evening):
    invite(quiet_evening, *(f"Anna Schmidt {n}" for n in range(30)))

    assert (len(found(quiet_evening, "anna")), len(found(quiet_evening, "schmidt anna", limit=3))) == (20, 3)


def test_the_missing_come_before_the_late_and_who_is_here_or_excused_is_neither(evening):
    _, here, excused, soon, said = invite(evening, "Late", "Here", "Excused", "Soon", "Said so")
    [early] = invite(evening, "Missing", expected_at=at("18:00"))
    scan(evening, here, "arrive", "18:31")
    with evening.store.writing() as session:
        session.get(Attendee, excused.id).excused_at = at("18:00")
        session.get(Attendee, soon.id).expected_at = at("20:00")
        session.get(Attendee, said.id).late_until = at("19:00")

    with evening.store.reading() as session:
        cards = people.missing(session, evening.event, now=at("18:45"))

    assert [card.name for card in cards] == ["Missing", "Late", "Said so"]
    assert [card.standing for card in cards] == [Standing.MISSING, Standing.LATE, Standing.LATE]
    assert early.id == cards[0].id


def test_on_the_table_lie_the_badges_of_those_who_are_here_and_of_those_who_are_not(evening):
    first, second, _, aside, has = invite(evening, "First", "Second", "Away", "Aside", "Has it")
    scan(evening, second, "arrive", "18:50")
    scan(evening, first, "arrive", "18:40")
    scan(evening, has, "collect", "18:41")
    scan(evening, aside, "set_aside", "19:30")

    with evening.store.reading() as session:
        table = people.on_the_table(session, evening.event, now=at("19:40"))

    assert [card.name for card in table.here] == ["First", "Second"]
    assert [card.name for card in table.away] == ["Away"]
    assert [card.name for card in table.set_aside] == ["Aside"]


def test_somebody_cancelled_has_no_badge_on_the_table_unless_they_are_here(quiet_evening):
    gone, here = invite(quiet_evening, "Gone", "Here after all")
    scan(quiet_evening, here, "arrive", "18:40")
    with quiet_evening.store.writing() as session:
        for one in (gone, here):
            session.get(Attendee, one.id).cancelled_at = at("18:45")

    with quiet_evening.store.reading() as session:
        table = people.on_the_table(session, quiet_evening.event, now=at("19:40"))

    assert ([card.name for card in table.here], table.away) == (["Here after all"], ())


def test_a_card_is_frozen_and_a_changed_copy_is_another(quiet_evening):
    [mira] = invite(quiet_evening, "Mira")

    with quiet_evening.store.reading() as session:
        card = people.card(session, quiet_evening.event, mira.id, now=at("19:00"))

    assert replace(card, name="Myra") != card
