"""The clock's sweep among 1,000,000 attendees of 1,000 events: with nobody due, and with some."""

import random
import tempfile
import time
from datetime import timedelta

from sqlalchemy import func, insert, select, text, update

from badges.clock import LIMIT, next_due, tell_due
from badges.migrating import migrate
from badges.model import Attendee, Event, Host, JournalCounter, Notice, invitation
from badges.moments import now
from badges.settings import from_environment
from badges.store import open_store

EVENTS, EACH = 1_000, 1_000
LOOKS = 200
DUE = (1, 10, 100, 1_000)


def sweep(name, database_url):
    """Print what a sweep costs; ``database_url`` is empty for SQLite."""
    print(f"\nThe sweep among {EVENTS * EACH:,} attendees of {EVENTS:,} events, {name} (aim: under 50 ms)")
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(
            from_environment({"LAST_BADGE_DATABASE_URL": database_url, "LAST_BADGE_DATA_DIR": folder})
        )
        migrate(store.engine)
        try:
            begin = now()
            _fill(store, begin)
            _while_nobody_is_due(store, begin)
            for count in DUE:
                _with_some_due(store, begin, count)
        finally:
            store.close()


def _fill(store, begin):
    """Evenings that begin tomorrow, two of three attendees still awaited, with a host for every ten."""
    soon = begin + timedelta(days=1)
    for number in range(EVENTS):
        with store.writing() as session:
            event = Event(
                slug=f"sweep-{number}",
                name=f"Evening {number}",
                timezone="UTC",
                doors_at=soon,
                start_at=soon + timedelta(minutes=number % 60),
                end_at=soon + timedelta(hours=4),
            )
            session.add(event)
            session.flush()
            session.execute(insert(JournalCounter).values(event_id=event.id, seq=0))
            names = [f"h{n}" for n in range(EACH // 10)]
            hosts = [Host(event_id=event.id, name=name, email=f"{name}@example.test") for name in names]
            session.add_all(hosts)
            session.flush()
            _invite(session, event, [host.id for host in hosts], random.Random(number))
    with store.writing() as session:
        session.execute(text("ANALYZE"))


def _invite(session, event, hosts, chance):
    first = (session.scalar(select(func.max(Attendee.id))) or 0) + 1
    missed = event.start_at + timedelta(minutes=30)
    rows = [
        {
            "id": first + n,
            "event_id": event.id,
            "name": f"Attendee {n}",
            "folded": f" attendee {n}",
            "pass_seed": b"0123456789",
            "fields": {},
            "due_at": missed + timedelta(seconds=chance.randrange(7200)) if n % 3 else None,
        }
        for n in range(EACH)
    ]
    session.connection().execute(insert(Attendee.__table__), rows)
    pairs = [{"attendee_id": first + n, "host_id": hosts[n % len(hosts)]} for n in range(EACH)]
    session.connection().execute(insert(invitation), pairs)


def _while_nobody_is_due(store, begin):
    delays = []
    for _ in range(LOOKS):
        clock = time.perf_counter()
        with store.reading() as session:
            at = next_due(session)
        delays.append(time.perf_counter() - clock)
        assert at > begin
    clock = time.perf_counter()
    with store.writing() as session:
        assert tell_due(session, now=begin).looked == 0
    whole = time.perf_counter() - clock
    ordered = sorted(delays)
    print(
        f"  nobody due: p50 {ordered[LOOKS // 2] * 1000:6.2f} ms   longest {ordered[-1] * 1000:6.2f} ms"
        f"   and when it asks for the turn to write all the same {whole * 1000:6.2f} ms",
        flush=True,
    )


def _with_some_due(store, begin, count):
    """So many people all over the table become due; their evenings have begun and their grace has run out."""
    with store.writing() as session:
        step = EVENTS * EACH // count
        ids = list(session.scalars(select(Attendee.id).where(Attendee.id % step == 1).limit(count)))
        events = select(Attendee.event_id).where(Attendee.id.in_(ids))
        ago = begin - timedelta(hours=1)
        session.execute(update(Event).where(Event.id.in_(events)).values(doors_at=ago, start_at=ago))
        session.execute(
            update(Attendee).where(Attendee.id.in_(ids)).values(due_at=begin, missing_told_at=None)
        )
    told = looked = 0
    clock = time.perf_counter()
    while True:
        with store.writing() as session:
            look = tell_due(session, now=begin)
        told, looked = told + look.told, looked + look.looked
        if look.looked < LIMIT:
            break
    seconds = time.perf_counter() - clock
    with store.writing() as session:
        owed = session.scalar(select(func.count()).select_from(Notice))
        session.execute(Notice.__table__.delete())
    assert looked == told == len(ids), (looked, told, len(ids))
    print(
        f"  {count:5} due:  {seconds * 1000:8.1f} ms in all   {seconds * 1000 / count:6.2f} ms each"
        f"   {owed:,} notices owed",
        flush=True,
    )
