"""An event's own design and its pictures, and how far off printers print: kept, bounded, told."""

import io
import json

import pytest
from PIL import Image
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from badges import designs, events, journal, lists, paper, printers, sheets
from badges.errors import BadInput, NotFound
from badges.model import BadgeDesign, BadgePicture, BadgePrinter, Event
from badges.paper import BadDesign, UnknownDesign
from tests.builders import an_attendee, an_event, at


@pytest.fixture
def house(store):
    with store.writing() as session:
        event = an_event(session)
        an_attendee(session, event, "Mira Okafor", company="Okafor & Daughters", kind="speaker")
    return House(store, event)


class House:
    def __init__(self, store, event):
        self.store, self.event = store, event

    def does(self, errand, *words, **more):
        """One errand of ours in its own transaction."""
        with self.store.writing() as session:
            event = events.event_named(session, self.event.slug)
            return errand(session, event, *words, **more)

    def reads(self, errand, *words):
        with self.store.reading() as session:
            return errand(session, events.event_named(session, self.event.slug), *words)

    def told(self):
        with self.store.reading() as session:
            return [line["changed"] for line in journal.read(session, self.event.id, after=0, limit=100)]


def a_document(**more):
    return json.dumps(json.loads(paper.write_design(paper.design_named("gala"))) | more)


def a_picture(name="logo", width=40, height=20):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#145a78").save(out, "PNG")
    return paper.read_picture(name, out.getvalue())


def test_an_event_without_a_design_of_its_own_has_none(house):
    assert house.reads(designs.own_design) is None
    assert house.reads(designs.pictures_of) == {}


def test_a_saved_design_is_the_events_own_and_chosen(house):
    house.does(designs.save_design, a_document(name="Ours"), now=at())

    own = house.reads(designs.own_design)

    assert own.name == "Ours"
    assert own.key == house.reads(lambda _, event: event.badge_design) == designs.OWN
    assert house.reads(sheets.design_of) == own
    assert [one.key for one in house.reads(sheets.choices)][-1] == designs.OWN
    assert house.told() == [["badge_design", "badge_document"]]


def test_a_design_saved_twice_is_told_once_and_another_takes_its_place(house):
    for name in ("Ours", "Ours", "Ours again"):
        house.does(designs.save_design, a_document(name=name), now=at())

    assert house.reads(designs.own_design).name == "Ours again"
    assert house.told() == [["badge_design", "badge_document"], ["badge_document"]]


NO_DESIGNS = {
    "empty": "",
    "broken": "{",
    "a list": "[]",
    "without elements": a_document(front=[]),
    "unknown key": a_document(surprise=1),
    "too large": a_document(about="x" * 70_000),
    "nested": "[" * 50_000,
}


@pytest.mark.parametrize("text", NO_DESIGNS.values(), ids=NO_DESIGNS)
def test_what_is_no_design_is_refused_and_nothing_changes(house, text):
    house.does(designs.save_design, a_document(name="Ours"), now=at())

    with pytest.raises(BadDesign):
        house.does(designs.save_design, text, now=at())

    assert house.reads(designs.own_design).name == "Ours"


def test_a_design_that_comes_with_us_is_where_one_begins(house):
    house.does(designs.save_design, house.reads(designs.document_of, "conference"), now=at())

    own = house.reads(designs.own_design)

    assert (own.name, own.about) == ("Your own", "Begun from Conference.")
    assert own.front == paper.design_named("conference").front
    assert json.loads(house.reads(designs.document_of, "gala"))["about"] == "Begun from Gala."
    with pytest.raises(UnknownDesign):
        house.reads(designs.document_of, "baroque")


def test_an_own_design_that_is_not_there_is_no_design(house):
    with pytest.raises(UnknownDesign):
        house.reads(sheets.design_of, designs.OWN)


def test_two_who_save_at_once_leave_one_whole_design(house):
    # Each has read the event before the other wrote.
    with house.store.reading() as early:
        stale = events.event_named(early, house.event.slug)
    house.does(designs.save_design, a_document(name="First"), now=at())

    with house.store.writing() as session:
        designs.save_design(session, session.merge(stale, load=False), a_document(name="Second"), now=at())

    assert house.reads(designs.own_design).name == "Second"


def test_a_picture_is_kept_by_its_name_until_another_or_none_is(house):
    house.does(designs.put_picture, a_picture(), now=at())
    house.does(designs.put_picture, a_picture(width=60), now=at())

    logo = house.reads(designs.pictures_of)["logo"]
    house.does(designs.remove_picture, "logo", now=at())
    house.does(designs.remove_picture, "logo", now=at())

    assert (logo.width, logo.height) == (60, 20)
    assert Image.open(io.BytesIO(logo.png)).size == (60, 20)
    assert house.reads(designs.pictures_of) == {}
    assert house.told() == [["badge_pictures"]] * 3


def test_a_design_draws_the_events_own_picture(house):
    logo = {"element": "image", "image": "logo", "left": 5, "top": 5, "width": 20, "height": 10}
    document = json.loads(a_document())
    house.does(designs.put_picture, a_picture(), now=at())

    text = json.dumps(document | {"front": [*document["front"], logo]})
    house.does(designs.save_design, text, now=at())

    with house.store.reading() as session:
        event = events.event_named(session, house.event.slug)
        composer = sheets.composer(session, event)
        label = composer.of(sheets.samples(session, event)["ordinary"])
    assert [thing.box for thing in label.front.things if hasattr(thing, "name")] == [(5, 5, 25, 15)]


@pytest.mark.parametrize("name", ["", "Logo", "../logo", "a b", "x" * 41])
def test_a_picture_has_a_plain_name(house, name):
    with pytest.raises(BadInput):
        house.does(designs.put_picture, a_picture(name), now=at())


def test_an_event_keeps_a_few_pictures(house):
    for number in range(designs.MOST_PICTURES):
        house.does(designs.put_picture, a_picture(f"picture-{number}"), now=at())

    with pytest.raises(BadInput, match="at most 8 pictures"):
        house.does(designs.put_picture, a_picture("one-more"), now=at())
    house.does(designs.put_picture, a_picture("picture-0"), now=at())


def test_the_facts_of_a_list_are_its_own_columns_and_types(house):
    list_of = b"Name,Type,Job Title,Shirt\nAda Ng,crew,Baker,S\nBo Li,speaker,Poet,\nCy Rus,crew,Cook,M\n"
    with house.store.reading() as session:
        plan = lists.plan(session, events.event_named(session, "chums"), lists.read_list(list_of))
    lists.apply(house.store, "chums", plan, secret_key="s" * 20, now=at(), file_name="guests.csv")

    assert house.reads(designs.fields_of) == ("Job Title", "Shirt")
    assert house.reads(designs.kinds_of) == ("crew", "speaker")


def test_whatever_a_badge_may_show_touches_it_and_a_choice_or_an_arrival_does_not(house):
    def touched():
        return house.reads(designs.touched)

    def tell(kind):
        house.does(lambda session, event: journal.write(session, event.id, [journal.Line(kind, at())]))

    steps = [touched()]
    house.does(designs.save_design, a_document(), now=at())
    steps.append(touched())
    house.does(events.change_event, now=at(), badge_design="gala")
    house.does(events.change_event, now=at(), badge_stock="avery-l4785")
    tell("arrived")
    same = touched()
    house.does(events.change_event, now=at(), name="Another name")
    steps.append(touched())
    tell("added")
    steps.append(touched())

    assert same == steps[1]
    assert steps == sorted(set(steps))


def test_what_an_event_kept_goes_with_it(house):
    house.does(designs.save_design, a_document(), now=at())
    house.does(designs.put_picture, a_picture(), now=at())

    with house.store.writing() as session:
        session.execute(delete(Event).where(Event.id == house.event.id))

    with house.store.reading() as session:
        assert session.scalars(select(BadgeDesign)).all() == session.scalars(select(BadgePicture)).all() == []


def test_a_printers_reading_is_kept_by_its_name_and_replaced(store):
    with store.writing() as session:
        printers.set_printer(session, " Office,  second floor ", right_mm=1.5, down_mm=-0.5)
        printers.set_printer(session, "Office, second floor", right_mm=2, down_mm=0)
        printers.set_printer(session, "Foyer", right_mm=0, down_mm=20)

    with store.reading() as session:
        known = [(one.name, one.right_mm, one.down_mm) for one in printers.printers(session)]
        found = printers.printer_named(session, "Foyer")
        with pytest.raises(NotFound, match="Known: Foyer, Office, second floor"):
            printers.printer_named(session, "Cellar")

    assert known == [("Foyer", 0, 20), ("Office, second floor", 2, 0)]
    assert found.down_mm == 20


NO_READINGS = [("", 0, 0), (" \0", 0, 0), ("x" * 81, 0, 0)]
NO_READINGS += [("Foyer", 20.1, 0), ("Foyer", 0, -21), ("Foyer", float("nan"), 0)]


@pytest.mark.parametrize(("name", "right", "down"), NO_READINGS)
def test_a_printer_has_a_name_and_is_no_further_off_than_any(store, name, right, down):
    with store.writing() as session, pytest.raises(BadInput):
        printers.set_printer(session, name, right_mm=right, down_mm=down)


def test_a_printer_that_is_forgotten_twice_is_forgotten(store):
    with store.writing() as session:
        number = printers.set_printer(session, "Foyer", right_mm=1, down_mm=1).id

    for _ in range(2):
        with store.writing() as session:
            printers.remove_printer(session, number)

    with store.reading() as session:
        assert printers.printers(session) == []


@pytest.mark.parametrize(
    "row",
    [
        BadgePrinter(name="", right_mm=0, down_mm=0),
        BadgePrinter(name="Foyer", right_mm=20.5, down_mm=0),
        BadgePrinter(name="Foyer", right_mm=0, down_mm=-20.5),
        BadgePicture(event_id=1, name="logo", png=b"", width=0, height=1),
        BadgeDesign(event_id=999, document="{}", changed_at=at()),
    ],
    ids=["no name", "too far right", "too far up", "no size", "no event"],
)
def test_what_must_never_be_is_refused_by_the_tables(house, row):
    if isinstance(row, BadgePicture):
        row.event_id = house.event.id

    with pytest.raises(IntegrityError), house.store.writing() as session:
        session.add(row)
