"""Keys and passwords: devices added and revoked, organisers added and signed in, and what is refused."""

import pytest
from argon2 import Type, extract_parameters, profiles
from sqlalchemy import delete, func, select

from badges import access
from badges.bell import Bell
from badges.desk import take
from badges.errors import BadInput, Conflict, NotAllowed, NotFound
from badges.model import Device, Event, Organiser
from badges.store import Store
from tests.builders import a_device, a_place, a_scan, an_attendee, an_event, at

PASSWORD = "a good long sentence"


@pytest.fixture
def postgres_store(postgres_engine):
    # Everything hangs on an event or is an organiser; nobody listens to the bell of other processes.
    store = Store(postgres_engine, Bell())
    with store.writing() as session:
        session.execute(delete(Event))
        session.execute(delete(Organiser))
    return store


@pytest.fixture
def event(sqlite_store):
    with sqlite_store.writing() as session:
        return an_event(session)


def test_a_password_is_hashed_at_the_cost_that_argon2_advises(costly_hashes):
    """All other tests hash cheaply."""
    advised = profiles.RFC_9106_LOW_MEMORY

    asked = extract_parameters(costly_hashes.hash(PASSWORD))

    assert asked.type is Type.ID
    assert asked.memory_cost >= advised.memory_cost
    assert asked.time_cost >= advised.time_cost


def add(session, event, name="Desk 1", role="desk"):
    return access.add_device(session, event, role=role, name=name, now=at("17:00"))


def count(store, what):
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(what))


def test_a_devices_key_is_told_once_and_kept_as_a_hash(store):
    with store.writing() as session:
        event = an_event(session)

    with store.writing() as session:
        new = add(session, event, "  Desk\0 1 ")

    with store.reading() as session:
        kept = session.get(Device, new.device.id)
        assert (kept.name, kept.role, kept.created_at) == ("Desk 1", "desk", at("17:00"))
        assert kept.key_hash == access.key_hash(new.key) != new.key
        assert (len(new.key) >= 43, kept.revoked_at) == (True, None)


def test_no_two_devices_have_one_key(sqlite_store, event):
    with sqlite_store.writing() as session:
        keys = {add(session, event, f"Desk {number}").key for number in range(20)}

    assert len(keys) == 20


@pytest.mark.parametrize("role", ["", "Desk", "phone", "desk "])
def test_a_device_is_a_desk_a_kiosk_or_a_station(sqlite_store, event, role):
    with pytest.raises(BadInput, match="a desk, a kiosk or a station"), sqlite_store.writing() as session:
        add(session, event, role=role)

    assert count(sqlite_store, Device) == 0


@pytest.mark.parametrize("name", ["", " ", "\0", "x" * 61])
def test_a_device_has_a_name_that_fits_on_a_page(sqlite_store, event, name):
    with pytest.raises(BadInput, match="at most 60 letters"), sqlite_store.writing() as session:
        add(session, event, name)

    assert count(sqlite_store, Device) == 0


def test_a_name_is_given_to_one_device_of_an_evening(store):
    with store.writing() as session:
        event, gala = an_event(session), an_event(session, "gala", "The gala")
        add(session, event)
        add(session, gala)

    with pytest.raises(Conflict, match="has a device named Desk 1"), store.writing() as session:
        add(session, event)

    assert count(store, Device) == 2


def test_a_revoked_device_stays_revoked_from_the_first_time(sqlite_store, event):
    with sqlite_store.writing() as session:
        device = add(session, event).device

    for clock in ("19:00", "19:30"):
        with sqlite_store.writing() as session:
            access.revoke_device(session, event, device.id, now=at(clock))

    with sqlite_store.reading() as session:
        assert session.get(Device, device.id).revoked_at == at("19:00")


def test_a_device_of_another_evening_is_not_found_and_not_revoked(sqlite_store, event):
    with sqlite_store.writing() as session:
        stranger = a_device(session, an_event(session, "gala", "The gala"))

    for wanted in (stranger.id, 404):
        with pytest.raises(NotFound, match="no such device"), sqlite_store.writing() as session:
            access.revoke_device(session, event, wanted, now=at("19:00"))

    with sqlite_store.reading() as session:
        assert session.get(Device, stranger.id).revoked_at is None


def test_devices_are_listed_with_what_they_did_and_the_revoked_ones_last(store):
    with store.writing() as session:
        event = an_event(session)
        mira = an_attendee(session, event)
        a_device(session, an_event(session, "gala", "The gala"))
        old, two, one = (a_device(session, event, name) for name in ("An old desk", "Desk 2", "Desk 1"))
        access.revoke_device(session, event, old.id, now=at("18:00"))
    for action, clock in (("arrive", "18:42"), ("collect", "18:44")):
        take(store, a_place(event, two), [a_scan(action, attendee=mira.id)], now=at(clock))

    with store.reading() as session:
        found = access.devices_of(session, event)

    assert [(device.id, seen, scans) for device, seen, scans in found] == [
        (one.id, None, 0),
        (two.id, at("18:44"), 2),
        (old.id, None, 0),
    ]


def test_an_organiser_signs_in_with_their_address_in_any_case(store):
    with store.writing() as session:
        ada = access.add_organiser(session, email=" Ada@Example.test ", name=" Ada ", password=PASSWORD)

    with store.reading() as session:
        found = access.sign_in(session, email=" ADA@example.TEST", password=PASSWORD)

        assert (found.id, found.name) == (ada.id, "Ada")
        assert PASSWORD not in found.password_hash
        assert access.organiser_named(session, "aDA@example.test").id == ada.id


def test_an_organiser_without_a_name_is_called_as_their_address_begins(sqlite_store):
    with sqlite_store.writing() as session:
        assert access.add_organiser(session, email="ada@example.test").name == "ada"


def test_whatever_does_not_go_together_is_refused_in_the_same_words(sqlite_store):
    with sqlite_store.writing() as session:
        access.add_organiser(session, email="ada@example.test", password=PASSWORD)
    wrong = [
        ("ada@example.test", PASSWORD.upper()),
        ("bea@example.test", PASSWORD),
    ]

    said = set()
    for email, password in wrong:
        with sqlite_store.reading() as session, pytest.raises(NotAllowed) as refused:
            access.sign_in(session, email=email, password=password)
        said.add(refused.value.message)

    assert said == {"This mail address and password do not go together. Look at both and try again."}


def test_an_address_that_no_database_takes_is_nobodys(store):
    with store.reading() as session, pytest.raises(NotAllowed):
        access.sign_in(session, email="ada\0@example.test", password=PASSWORD)
    with store.reading() as session, pytest.raises(NotFound):
        access.organiser_named(session, "ada\0@example.test")


def test_an_account_without_a_password_is_opened_by_none(sqlite_store):
    with sqlite_store.writing() as session:
        access.add_organiser(session, email="ada@example.test")

    with sqlite_store.reading() as session, pytest.raises(NotAllowed):
        access.sign_in(session, email="ada@example.test", password="")


@pytest.mark.parametrize("email", ["", "nowhere", "@", "ada@", "@example.test", "\0@example.test"])
def test_an_organiser_needs_a_mail_address(sqlite_store, email):
    with pytest.raises(BadInput, match="not a mail address"), sqlite_store.writing() as session:
        access.add_organiser(session, email=email)

    assert count(sqlite_store, Organiser) == 0


@pytest.mark.parametrize("password", ["short", "x" * 9, "x" * 1001])
def test_a_password_that_is_too_short_or_too_long_is_refused(sqlite_store, password):
    with pytest.raises(BadInput, match="at least 10 characters"), sqlite_store.writing() as session:
        access.add_organiser(session, email="ada@example.test", password=password)

    assert count(sqlite_store, Organiser) == 0


def test_the_longest_password_opens(sqlite_store):
    with sqlite_store.writing() as session:
        access.add_organiser(session, email="ada@example.test", password="ü" * 1000)

    with sqlite_store.reading() as session:
        assert access.sign_in(session, email="ada@example.test", password="ü" * 1000)


@pytest.mark.parametrize("email", ["ada@example.test", "ADA@example.test "])
def test_there_is_one_account_for_one_address(store, email):
    with store.writing() as session:
        access.add_organiser(session, email="Ada@example.test")

    with pytest.raises(Conflict, match="already"), store.writing() as session:
        access.add_organiser(session, email=email)

    assert count(store, Organiser) == 1


def test_an_organiser_nobody_knows_is_refused_by_name(sqlite_store):
    with sqlite_store.reading() as session, pytest.raises(NotFound, match="no organiser bea@"):
        access.organiser_named(session, "bea@example.test")
