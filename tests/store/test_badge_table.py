"""The badge table: whose badge stands where, in the event's own language, and that it holds whole."""

import subprocess
import sys
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from badges import badge_table, corrections, journal, people
from badges.badge_table import TableOrder
from badges.errors import BadInput, UnknownEvent
from badges.events import change_event
from badges.model import Attendee, Event, TablePlace
from tests.builders import a_device, an_attendee, an_event, at
from tests.store.test_lists import NAMES


@dataclass(frozen=True)
class Somebody:
    name: str
    last_name: str = ""
    first_name: str = ""
    company: str = ""
    id: int = 0
    box: int | None = None
    slot: int | None = None


def sorted_in(language, *names):
    return [one.name for one in badge_table.in_order(map(Somebody, names), language)]


# Order


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("sv", ["Adam", "Ask", "Zorn", "Åberg", "Ärlig", "Öst"]),
        ("de", ["Åberg", "Adam", "Ärlig", "Ask", "Öst", "Zorn"]),
        ("de-AT", ["Adam", "Ärlig", "Ask", "Öst", "Zorn"]),
        ("da", ["Adam", "Zorn", "Ærø", "Ørsted", "Aaberg"]),
        ("cs", ["Cibulka", "Havel", "Charvát", "Ibl"]),
        ("es", ["Nadal", "Nuñez", "Ñáñez", "Ochoa"]),
        ("uk", ["Гнатюк", "Ґалаґан", "Їжак", "Щербак"]),
        ("ko", ["김민수", "독고영재", "Adam"]),
        ("zh", ["王小明", "张伟", "Adam"]),
    ],
)
def test_names_stand_as_the_events_language_sorts_them(language, names):
    assert sorted_in(language, *reversed(names)) == names


@pytest.mark.parametrize("language", ["xx", "tlh", "", "!!", "no such language", "de_DE\0", "x" * 500])
def test_a_language_that_nobody_knows_sorts_as_most_do(language):
    assert sorted_in(language, "Zorn", "Öst", "ask", "Adam") == ["Adam", "ask", "Öst", "Zorn"]


def test_who_has_a_last_name_stands_under_it_and_all_others_under_what_is_written():
    people = [
        Somebody("Jean-Luc van der Berg", "van der Berg", "Jean-Luc"),
        Somebody("Anna de Boer", "Boer, de", "Anna"),
        Somebody("Suharto"),
        Somebody("Mira Okafor", "Okafor", "Mira"),
        Somebody("Ng Wei", "Ng", "Wei"),
        Somebody("Martin Luther King"),
    ]

    assert [one.name for one in badge_table.in_order(people, "en")] == [
        "Anna de Boer",
        "Martin Luther King",
        "Ng Wei",
        "Mira Okafor",
        "Suharto",
        "Jean-Luc van der Berg",
    ]


def test_one_family_stands_together_however_it_writes_itself():
    family = ["O’Brien", "obrien", "O'Brien", "OBrien"]
    people = [Somebody(f"{first} {last}", last, first) for first, last in zip("DBCA", family, strict=True)]
    others = [Somebody("Z Obst", "Obst", "Z"), Somebody("A Oakley", "Oakley", "A")]

    firsts = [one.first_name for one in badge_table.in_order([*people, *others], "en")]

    assert firsts == ["A", "A", "B", "C", "D", "Z"]


def test_a_blank_and_a_dash_part_words_and_other_punctuation_does_not():
    names = [
        *("Al Husayn", "Al-Ḥusayn", "Alan"),
        *("Anna Abel", "Anna Zorn", "Annabel Ask"),
        *("D’Angelo", "Dangelo Bo"),
        *("Smith", "Smith–Jones", "Smithers"),
    ]

    assert sorted_in("en", *reversed(names)) == names


def test_namesakes_stand_by_company_and_then_in_the_lists_order():
    people = [
        Somebody("Anna Schmidt", "Schmidt", "Anna", "Zebra", 1),
        Somebody("Anna Schmidt", "Schmidt", "Anna", "Acme", 4),
        Somebody("Anna Schmidt", "Schmidt", "Anna", "Acme", 2),
        Somebody("Dr. Bea Schmidt", "Schmidt", "Bea", "", 3),
    ]

    assert [one.id for one in badge_table.in_order(people, "de")] == [2, 4, 1, 3]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(NAMES)))
def test_whatever_names_there_are_they_have_one_order_and_each_a_letter(names):
    order = TableOrder("sv")
    people = [Somebody(name, id=number) for number, name in enumerate(names)]

    shown = badge_table.in_order(reversed(people), "sv")

    assert shown == badge_table.in_order(people, "sv")
    assert sorted(one.id for one in shown) == [one.id for one in people]
    assert all(order.initial(name) for name in names)


@pytest.mark.parametrize(
    ("language", "name", "letter"),
    [
        ("sv", "Åberg", "Å"),
        ("de", "Åberg", "A"),
        ("de", "öst", "O"),
        ("en", "O’Brien", "O"),
        ("en", "'t Hooft", "T"),
        ("en", "Łukasz", "L"),
        ("en", "Щербак", "Щ"),
        ("en", "Παπαδόπουλος", "Π"),
        ("en", "محمد", "م"),
        ("en", "김민수", "ㄱ"),
        ("en", "さくら", "さ"),
        ("zh", "王小明", "W"),
        ("en", "王小明", "…"),
        ("en", "3rd", "…"),
        ("en", "🦊 Ana", "…"),
        ("en", "…", "…"),
    ],
)
def test_each_name_stands_under_the_letter_where_people_look_for_it(language, name, letter):
    assert TableOrder(language).initial(name) == letter


# Positions


@pytest.fixture
def evening(store):
    return an_evening(store)


def an_evening(store, language="sv"):
    class Evening:
        pass

    with store.writing() as session:
        e = Evening()
        e.store = store
        e.event = an_event(session, language=language, badge_box_holds=10)
        e.slug = e.event.slug
    return e


def invite(e, *lasts, **more):
    with e.store.writing() as session:
        return [
            an_attendee(session, e.event, f"Kim {last}", last_name=last, first_name="Kim", **more)
            for last in lasts
        ]


def many(count, letters="abcdefghijklmnopqrstuvwxyz"):
    return [f"N{letters[nth // 26]}{letters[nth % 26]}" for nth in range(count)]


def lay_out(e, **how):
    return badge_table.lay_out(e.store, e.slug, now=at("16:00"), **how)


def say_how_many_a_box_holds(e, holds):
    with e.store.writing() as session:
        event = session.get_one(Event, e.event.id)
        return change_event(session, event, now=at("16:00"), badge_box_holds=holds)


def places(e):
    """Where each card says that its badge lies, by last name."""
    with e.store.reading() as session:
        event = session.get_one(Event, e.event.id)
        cards = people.cards(session, event, now=at("18:00"))
        return {card.last_name: (card.box, card.slot) for card in cards}


def lines(e):
    with e.store.reading() as session:
        return [line.get("changed") for line in journal.read(session, e.event.id, after=0, limit=99)]


def kept(e):
    with e.store.reading() as session:
        return session.scalar(select(func.count()).select_from(TablePlace))


def test_everybody_has_a_box_and_a_slot_in_the_tables_order(evening):
    lasts = many(23)
    invite(evening, *reversed(lasts))

    layout = lay_out(evening)

    assert [(box.number, box.first.under, box.last.under, box.count) for box in layout.boxes] == [
        (1, lasts[0], lasts[9], 10),
        (2, lasts[10], lasts[19], 10),
        (3, lasts[20], lasts[22], 3),
    ]
    assert (layout.count, layout.boxes[1].first.name) == (23, f"Kim {lasts[10]}")
    assert places(evening) == {last: (1 + nth // 10, 1 + nth % 10) for nth, last in enumerate(lasts)}
    assert lines(evening) == [["badge_table"]]


def test_before_anybody_laid_it_out_no_card_has_a_place(evening):
    invite(evening, "Abel")

    with evening.store.reading() as session:
        layout = badge_table.layout_of(session, evening.event)

    assert (places(evening), layout.boxes) == ({"Abel": (None, None)}, ())


def test_who_is_cancelled_has_no_place_and_who_comes_later_has_none_yet(evening):
    invite(evening, "Abel", "Zorn")
    invite(evening, "Cole", cancelled_at=at("12:00"))
    lay_out(evening)
    invite(evening, "Bly")

    assert places(evening) == {"Abel": (1, 1), "Zorn": (1, 2), "Cole": (None, None), "Bly": (None, None)}
    lay_out(evening)
    assert places(evening) == {"Abel": (1, 1), "Bly": (1, 2), "Zorn": (1, 3), "Cole": (None, None)}


def test_laid_out_again_with_nothing_new_it_stays_and_nothing_is_told(evening):
    invite(evening, *many(12))

    first, second = lay_out(evening), lay_out(evening)

    assert (first, lines(evening), kept(evening)) == (second, [["badge_table"]], 12)


def test_nobody_on_the_list_is_no_layout_and_no_line(evening):
    assert (lay_out(evening).boxes, lines(evening)) == ((), [])


def test_when_the_last_one_is_cancelled_their_place_goes_with_the_next_layout(evening):
    _, zorn = invite(evening, "Abel", "Zorn")
    lay_out(evening)
    with evening.store.writing() as session:
        session.get_one(Attendee, zorn.id).cancelled_at = at("17:00")
    # Until then their badge lies where it lies.
    assert places(evening)["Zorn"] == (1, 2)

    lay_out(evening)

    assert places(evening) == {"Abel": (1, 1), "Zorn": (None, None)}


def test_another_size_of_box_is_kept_with_the_event_and_told(evening):
    invite(evening, *many(25))
    lay_out(evening)

    layout = lay_out(evening, box_holds=20)

    assert [box.count for box in layout.boxes] == [20, 5] == [box.count for box in lay_out(evening).boxes]
    assert lines(evening) == [["badge_table"], ["badge_box_holds", "badge_table"]]
    assert kept(evening) == 25


@pytest.mark.parametrize("holds", [0, 9, 1001, -1])
def test_a_box_that_no_table_has_is_refused_and_nothing_changes(evening, holds):
    invite(evening, "Abel")

    with pytest.raises(BadInput, match=r"A box cannot hold .* write a number from 10 to 1,000\."):
        lay_out(evening, box_holds=holds)
    with pytest.raises(BadInput):
        say_how_many_a_box_holds(evening, holds)

    assert (places(evening), lines(evening)) == ({"Abel": (None, None)}, [])


def test_the_organiser_says_how_many_badges_a_box_holds(evening):
    invite(evening, *many(13))

    assert say_how_many_a_box_holds(evening, 12) == ("badge_box_holds",)

    assert [box.count for box in lay_out(evening).boxes] == [12, 1]


def test_the_table_of_an_event_that_is_not_there_is_refused(store):
    with pytest.raises(UnknownEvent):
        badge_table.lay_out(store, "regatta", now=at())


def test_two_events_have_each_their_own_table(evening):
    invite(evening, *many(11))
    lay_out(evening)
    with evening.store.writing() as session:
        other = an_event(session, "gala", "The gala", badge_box_holds=10)
        an_attendee(session, other, "Zelda")

    layout = badge_table.lay_out(evening.store, "gala", now=at("16:00"))

    assert [(box.first.name, box.count) for box in layout.boxes] == [("Zelda", 1)]
    assert [box.count for box in lay_out(evening).boxes] == [10, 1]


# Whole or not at all


def begun(e, chunk=5, **how):
    """A layout of which the first chunk is written."""
    laying = badge_table.lay_out_in_chunks(e.store, e.slug, now=at("16:00"), chunk=chunk, **how)
    told = [next(laying), next(laying)]
    assert [one.done for one in told] == [0, chunk]
    return laying


def finish(laying):
    return [one.done for one in laying]


def test_until_a_layout_is_whole_the_old_one_holds_whole(evening):
    lasts = many(12)
    invite(evening, *lasts[1:])
    lay_out(evening)
    before = places(evening)
    invite(evening, lasts[0])

    laying = begun(evening)

    assert places(evening) == {**before, lasts[0]: (None, None)}
    assert finish(laying) == [10, 12]
    assert places(evening) == {last: (1 + nth // 10, 1 + nth % 10) for nth, last in enumerate(lasts)}
    assert kept(evening) == 12


def test_a_layout_that_is_broken_off_changes_nothing_and_the_next_one_clears_it_away(evening):
    invite(evening, *many(12))
    begun(evening).close()
    assert (set(places(evening).values()), lines(evening), kept(evening)) == ({(None, None)}, [], 5)

    lay_out(evening)

    assert (kept(evening), lines(evening)) == (12, [["badge_table"]])


def test_what_is_left_of_a_layout_that_holds_no_more_is_seen_by_nobody(evening):
    abel, _ = invite(evening, "Abel", "Zorn")
    layout = lay_out(evening)
    with evening.store.writing() as session:
        left = {"attendee_id": abel.id, "event_id": evening.event.id, "layout": 0, "box": 7, "slot": 3}
        session.add(TablePlace(**left))

    assert (lay_out(evening), places(evening)) == (layout, {"Abel": (1, 1), "Zorn": (1, 2)})
    assert len(lines(evening)) == 1


@pytest.mark.parametrize("first_ends_first", [True, False])
def test_of_two_organisers_at_once_the_later_has_their_way_whole(evening, first_ends_first):
    lasts = many(23)
    invite(evening, *lasts)
    one, two = begun(evening, box_holds=11), begun(evening, box_holds=12)

    for laying in (one, two) if first_ends_first else (two, one):
        finish(laying)

    assert places(evening) == {last: (1 + nth // 12, 1 + nth % 12) for nth, last in enumerate(lasts)}
    assert kept(evening) == 23
    assert len(lines(evening)) == (2 if first_ends_first else 1)
    assert [box.count for box in lay_out(evening).boxes] == [12, 11]


def test_who_is_taken_away_while_it_is_laid_out_leaves_their_slot_empty(evening):
    gone = invite(evening, *many(12))[7]
    laying = begun(evening)
    with evening.store.writing() as session:
        session.execute(delete(Attendee).where(Attendee.id == gone.id))

    finish(laying)

    assert sorted(places(evening).values()) == [
        (1 + nth // 10, 1 + nth % 10) for nth in range(12) if nth != 7
    ]


def test_who_leaves_the_list_takes_their_place_along(evening):
    abel, _ = invite(evening, "Abel", "Zorn")
    lay_out(evening)

    with evening.store.writing() as session:
        session.execute(delete(Attendee).where(Attendee.id == abel.id))

    assert (places(evening), kept(evening)) == ({"Zorn": (1, 2)}, 1)


def test_scans_go_on_and_a_correction_keeps_the_place(evening):
    abel, _ = invite(evening, "Abel", "Zorn")
    lay_out(evening)
    with evening.store.writing() as session:
        desk = a_device(session, evening.event)
        how = {"name": "Kim Yates", "company": "", "device": desk.id, "now": at("18:00")}
        corrections.correct(session, evening.event, abel.id, **how)

    assert places(evening) == {"Yates": (1, 1), "Zorn": (1, 2)}


# Dividers, and badges as they lie


def test_a_divider_stands_where_a_letter_begins_in_a_box(sqlite_store):
    e = an_evening(sqlite_store)
    beginning_with_a = [f"A{letter}" for letter in "bcdefghijkl"]
    invite(e, *beginning_with_a, "Olsen", "Åberg", "Öst", "Ørsted", "Щербак", "王小明")
    lay_out(e)

    with sqlite_store.reading() as session:
        told = badge_table.dividers(session, session.get_one(Event, e.event.id))

    assert [(one.box, one.slot, one.label, one.first.under, one.last.under, one.count) for one in told] == [
        (1, 1, "A", "Ab", "Ak", 10),
        (2, 1, "A", "Al", "Al", 1),
        (2, 2, "O", "Olsen", "Olsen", 1),
        (2, 3, "Å", "Åberg", "Åberg", 1),
        (2, 4, "Ö", "Ørsted", "Öst", 2),
        (2, 6, "Щ", "Щербак", "Щербак", 1),
        (2, 7, "…", "王小明", "王小明", 1),
    ]


def test_each_letter_begins_once_in_a_box_whatever_the_names(sqlite_store):
    e = an_evening(sqlite_store, language="en")
    with sqlite_store.writing() as session:
        for name in NAMES:
            an_attendee(session, e.event, name)
    lay_out(e, box_holds=1000)

    with sqlite_store.reading() as session:
        told = badge_table.dividers(session, session.get_one(Event, e.event.id))

    labels = [one.label for one in told if one.label != "…"]
    assert len(labels) == len(set(labels))
    assert sum(one.count for one in told) == len(NAMES)


def test_badges_are_printed_as_they_lie_and_late_ones_after_them_in_order():
    people = [
        Somebody("Late Zorn", "Zorn"),
        Somebody("A", box=2, slot=1),
        Somebody("B", box=1, slot=10),
        Somebody("C", box=1, slot=9),
        Somebody("Late Abel", "Abel"),
    ]

    shown = [one.name for one in badge_table.as_they_lie(people, "en")]

    assert shown == ["C", "B", "A", "Late Abel", "Late Zorn"]


def test_who_lays_out_no_table_does_not_load_what_sorts():
    code = "import sys, badges.badge_table; sys.exit('icu' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
