"""Whom the search finds, and in which order, however they are typed."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, update

from badges import people
from badges.migrating import migrate
from badges.model import Attendee
from badges.search import hits, nicknames
from badges.store import MIGRATIONS
from tests.builders import a_host, an_attendee, an_event, at


@pytest.fixture
def party(sqlite_store):
    class Party:
        store = sqlite_store

    with sqlite_store.writing() as session:
        Party.event = an_event(session)
        Party.ramit = a_host(session, Party.event)
    return Party


def on_the_list(party, *names, hosts=(), **more):
    with party.store.writing() as session:
        for name in names:
            an_attendee(session, party.event, name, hosts=hosts, **more)


def found(party, typed, limit=20):
    with party.store.reading() as session:
        cards = people.find(session, party.event, typed, now=at("19:00"), limit=limit)
    return [card.name for card in cards]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bob", "Robert Lund"),
        ("bob lund", "Robert Lund"),
        ("robert", "Bob Dahl"),
        ("liz", "Elizabeth Okafor"),
        ("sepp", "Josef Huber"),
        ("pepe", "José Ruiz"),
        ("gosia", "Małgorzata Nowak"),
        ("muhammad", "Mohamed Salah"),
        ("mehmet", "Muhammad Ali"),
        ("sasha", "Alexandra Petrova"),
        ("mohamed", "محمد صلاح"),
        ("wong", "王小明"),
    ],
)
def test_another_form_of_a_name_finds_whoever_has_it(party, typed, name):
    on_the_list(party, "Ottilie Fry", name)

    assert found(party, typed) == [name]


@pytest.mark.parametrize("typed", ["z", "ze", "zebedee", "okafor zebe", "Zébèdée", "OKAFOR, Zebedee"])
def test_somebody_is_found_from_the_first_letter_and_in_any_order(party, typed):
    on_the_list(party, "Ottilie Fry", "Zebedee Okafor")

    assert found(party, typed) == ["Zebedee Okafor"]


@pytest.mark.parametrize(
    "typed",
    [
        *("zebdee", "zebbedee", "zebeede", "zebadee", "sebedee", "ebedee", "ezbedee", "azebedee"),
        *("zebed okfaor", "zebdee okafr", "zebe oka", "zebedeeo"),
    ],
)
def test_a_letter_dropped_doubled_swapped_or_another_is_understood_the_first_one_too(party, typed):
    on_the_list(party, "Ottilie Fry", "Zebedee Okafor")

    assert found(party, typed) == ["Zebedee Okafor"]


def test_a_long_word_has_room_for_two_mistakes_and_a_short_one_for_none(party):
    on_the_list(party, "Bo Venkataraman", "Jo Li")

    assert found(party, "venktaramna") == ["Bo Venkataraman"]
    assert found(party, "lo") == []


def test_a_blank_too_few_or_too_many_is_no_hindrance(party):
    on_the_list(party, "Anna Lena Berg", "Annalena Berg", "J Smith", "Ian McDonald")

    assert found(party, "annalena") == ["Annalena Berg", "Anna Lena Berg"]
    assert found(party, "jsmi") == ["J Smith"]
    assert found(party, "mc donald") == ["Ian McDonald"]
    assert found(party, "berg annalena") == ["Annalena Berg", "Anna Lena Berg"]


def test_whole_words_come_before_beginnings_other_forms_hosts_and_mistakes(party):
    on_the_list(party, "Robett Fry", "Ann Fry", "Bob Fry", "Roberta Fry", "Robert Fry")
    with party.store.writing() as session:
        host = a_host(session, party.event, "Robert Marlowe", "robert@example.test")
        an_attendee(session, party.event, "Zoe Fry", hosts=[host])

    names = ["Robert Fry", "Roberta Fry", "Bob Fry", "Zoe Fry", "Robett Fry"]
    assert found(party, "robert") == names
    assert found(party, "robert fry") == names


def test_names_come_before_companies_and_first_names_before_last_ones(party):
    on_the_list(party, "Kai Fry", company="Berg")
    on_the_list(party, "Ida Berg", "Berg Ida")

    assert found(party, "berg") == ["Berg Ida", "Ida Berg", "Kai Fry"]
    assert found(party, "ida berg") == ["Ida Berg", "Berg Ida"]
    assert found(party, "berg ida") == ["Berg Ida", "Ida Berg"]


def test_names_without_blanks_are_found_by_a_part_and_others_only_where_nothing_else_is(party):
    on_the_list(party, "王小明", "Hammerschmidt", "ประยุทธ์")

    assert found(party, "小明") == ["王小明"]
    assert found(party, "ยุทธ์") == ["ประยุทธ์"]
    assert found(party, "schmidt") == ["Hammerschmidt"]
    on_the_list(party, "Schmidt")
    assert found(party, "schmidt") == ["Schmidt"]


def test_fewer_are_the_first_of_more(party):
    on_the_list(party, *(f"{first} Schmidt" for first in ("Ana", "Anna", "Hannah", "Joanna", "Anne", "Nana")))

    many = found(party, "anna", limit=20)

    assert [found(party, "anna", limit=some) for some in range(1, 6)] == [many[:some] for some in range(1, 6)]


def test_the_groups_of_names_are_folded_and_say_each_name_once():
    groups = nicknames()

    assert len(groups) > 200
    assert all(len(group) > 1 and len(set(group)) == len(group) for group in groups)
    assert ["robert", "rob", "bob", "bobby", "robbie", "bert"] in groups


def go_back(connection, revision):
    """The tables as they were at an earlier step."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
    with connection.begin():
        command.downgrade(config, revision)


def test_people_from_before_are_found_in_latin_letters_once_the_tables_are_brought_up_to_date(party):
    on_the_list(party, "Юлия Щербакова", "Mira Okafor")
    with party.store.writing() as session:
        before = {one.name: one.folded for one in session.scalars(select(Attendee))}
        session.execute(
            update(Attendee).where(Attendee.name != "Mira Okafor").values(folded=" юлия щербакова")
        )

    with party.store.engine.connect() as connection:
        go_back(connection, "0006")
    migrate(party.store.engine)

    with party.store.reading() as session:
        assert {one.name: one.folded for one in session.scalars(select(Attendee))} == before
        assert hits(session, party.event.id, "shcherbakova", 20)
