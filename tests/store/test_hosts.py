"""Hosts: added or refused, counted, made the fallback, and their links closed."""

import pytest
from sqlalchemy import delete, func, select

from badges import hosts
from badges.bell import Bell
from badges.errors import BadInput, Conflict, NotFound
from badges.model import Event, Host, Organiser
from badges.store import Store
from tests.builders import a_host, an_attendee, an_event


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


def test_a_host_is_added_as_their_name_was_written(store):
    with store.writing() as session:
        event = an_event(session)

    with store.writing() as session:
        added = hosts.add_host(session, event, name="  Søren \0Ærø ", email=" Soren@Example.test\0")

    with store.reading() as session:
        [(host, count)] = hosts.hosts_with_counts(session, event)
        assert (host.id, host.name, host.email) == (added.id, "Søren Ærø", "Soren@Example.test")
        assert (host.fallback, host.link_version, count) == (False, 1, 0)


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 201])
def test_a_host_without_a_name_or_with_a_novel_is_refused(sqlite_store, event, name):
    with pytest.raises(BadInput, match="name"), sqlite_store.writing() as session:
        hosts.add_host(session, event, name=name, email="ramit@example.test")

    with sqlite_store.reading() as session:
        assert hosts.hosts_with_counts(session, event) == []


@pytest.mark.parametrize("email", ["", "nowhere", "a b@c", "a@b@c", "@"])
def test_a_host_whom_no_letter_could_reach_is_refused(sqlite_store, event, email):
    with pytest.raises(BadInput, match="not a mail address"), sqlite_store.writing() as session:
        hosts.add_host(session, event, name="Ramit", email=email)


@pytest.mark.parametrize("email", ["ramit@example.test", " RAMIT@example.TEST "])
def test_a_host_is_added_once_however_their_address_is_written(store, email):
    with store.writing() as session:
        event = an_event(session)
        a_host(session, event)

    with pytest.raises(Conflict, match="is a host of The chum parade already"), store.writing() as session:
        hosts.add_host(session, event, name="Ramit", email=email)

    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Host)) == 1


def test_one_person_may_be_a_host_of_two_evenings(sqlite_store, event):
    with sqlite_store.writing() as session:
        a_host(session, event)
        gala = an_event(session, "gala", "The gala")

        other = hosts.add_host(session, gala, name="Ramit", email="ramit@example.test")

        assert other.event_id == gala.id


def test_every_host_is_listed_by_name_with_how_many_they_invited(store):
    with store.writing() as session:
        event = an_event(session)
        thea, ramit = a_host(session, event, "Thea"), a_host(session, event)
        diego = a_host(session, event, "Diego")
        an_attendee(session, event, hosts=[ramit, thea])
        an_attendee(session, event, "Kenji Mori", hosts=[ramit])
        an_attendee(session, event, "Joanna Wren")
        a_host(session, an_event(session, "gala", "The gala"), "Nobody of ours")

    with store.reading() as session:
        found = hosts.hosts_with_counts(session, event)

        assert [(host.id, count) for host, count in found] == [(diego.id, 0), (ramit.id, 2), (thea.id, 1)]
        assert hosts.attendees_without_host(session, event) == 1


def test_nobody_is_without_a_host_at_an_empty_evening(sqlite_store, event):
    with sqlite_store.reading() as session:
        counted = hosts.hosts_with_counts(session, event), hosts.attendees_without_host(session, event)

    assert counted == ([], 0)


def test_a_fallback_host_stays_one_when_made_it_again(sqlite_store, event):
    with sqlite_store.writing() as session:
        thea = a_host(session, event, "Thea")

    for _ in range(2):
        with sqlite_store.writing() as session:
            hosts.make_fallback(session, event, thea.id)

    with sqlite_store.reading() as session:
        kept = session.get(Host, thea.id)
        assert (kept.fallback, kept.link_version) == (True, 1)


def test_closing_the_links_of_one_host_leaves_those_of_the_others_open(sqlite_store, event):
    with sqlite_store.writing() as session:
        ramit, thea = a_host(session, event), a_host(session, event, "Thea")

    with sqlite_store.writing() as session:
        closed = hosts.close_links(session, event, ramit.id)

    assert closed.link_version == 2
    with sqlite_store.reading() as session:
        assert session.get(Host, thea.id).link_version == 1


@pytest.mark.parametrize("errand", [hosts.make_fallback, hosts.close_links])
def test_a_host_of_another_evening_is_not_found_and_not_changed(sqlite_store, event, errand):
    with sqlite_store.writing() as session:
        stranger = a_host(session, an_event(session, "gala", "The gala"))

    for wanted in (stranger.id, 404):
        with pytest.raises(NotFound, match="no such host"), sqlite_store.writing() as session:
            errand(session, event, wanted)

    with sqlite_store.reading() as session:
        kept = session.get(Host, stranger.id)
        assert (kept.fallback, kept.link_version) == (False, 1)
