"""Channels side by side: one that times out with 10,000 notices in it, and how soon the others are told."""

import json
import tempfile
import threading
import time

from sqlalchemy import insert

from badges.migrating import migrate
from badges.model import Notice, NoticeState
from badges.moments import now
from badges.notices import channels
from badges.notices.deliver import Deliverer
from badges.notices.owed import owe
from badges.notices.push import ByPush
from badges.settings import from_environment
from badges.store import open_store
from tests.builders import a_host, an_attendee, an_event
from tests.sinks import Browser, HttpSink, hangs

STUCK = 10_000
HOSTS = 100
OTHERS = 20


class Keeps:
    """Mail that goes nowhere, with the moment it went."""

    def __init__(self):
        self.sent = []

    def send(self, _mail):
        """Keep when."""
        self.sent.append(time.monotonic())

    def close(self):
        """Nothing stays open."""


def bench(database_url=""):
    """Answers when the mails to other hosts were on their way, in seconds after they were owed."""
    sink, kept, stop = HttpSink(), Keeps(), threading.Event()
    sink.says = hangs(30)
    with tempfile.TemporaryDirectory() as folder:
        settings = from_environment(
            {
                "LAST_BADGE_DATA_DIR": folder,
                "LAST_BADGE_DATABASE_URL": database_url,
                "LAST_BADGE_ALLOW_PRIVATE_ADDRESSES": "yes",
            }
        )
        store = open_store(settings)
        migrate(store.engine)
        event, others = _fill(store, settings, Browser(sink))
        deliverers = [
            Deliverer(store, settings, _link, medium=ByPush(store, settings, _link)),
            Deliverer(store, settings, _link, post=lambda: kept),
        ]
        threads = [threading.Thread(target=one.run, args=(stop,), daemon=True) for one in deliverers]
        for thread in threads:
            thread.start()
        # Until every sender of the other channel hangs.
        time.sleep(2)
        began = time.monotonic()
        for number, attendee in enumerate(others):
            with store.writing() as session:
                owe(session, event, "missing", [(STUCK + number, attendee)], now=now())
                session.info["rung"] = frozenset({event})
        while len(kept.sent) < len(others) and time.monotonic() < began + 30:
            time.sleep(0.01)
        stop.set()
        store.bell.ring_here()
        asked = len(sink.asked)
        sink.close()
        store.close()
    return [moment - began for moment in kept.sent], asked


def _fill(store, settings, browser):
    """A hundred hosts who are told by push a hundred times each, and twenty who have mail alone."""
    moment = now()
    with store.writing() as session:
        event = an_event(session, start=moment, missing_after=0)
        text = json.dumps(browser.subscription)
        stuck = []
        for number in range(HOSTS):
            host = a_host(session, event, f"Pushed{number}")
            row = channels.add(
                session, host, channels.PUSH, text, called="", secret_key=settings.secret_key, now=moment
            )
            row.confirmed_at = moment
            attendee = an_attendee(session, event, f"Missing {number}", hosts=[host])
            stuck += [_notice(event, host, attendee, seq, moment) for seq in range(STUCK // HOSTS)]
        others = []
        for number in range(OTHERS):
            host = a_host(session, event, f"Mailed{number}")
            others.append(an_attendee(session, event, f"Other {number}", hosts=[host]).id)
        session.execute(insert(Notice), stuck)
        return event.id, others


def _notice(event, host, attendee, seq, moment):
    return {
        "event_id": event.id,
        "host_id": host.id,
        "attendee_id": attendee.id,
        "channel": channels.PUSH,
        "kind": "missing",
        "seq": seq,
        "owed_at": moment,
        "due_at": moment,
        "attempts": 0,
        "state": NoticeState.OWED,
        "trouble": "",
    }


def _link(host):
    return f"https://b.test/h/{host.id}"


def report():
    """Say it in two lines."""
    delays, asked = bench()
    print(f"channels: {STUCK:,} notices by push, which times out ({asked} on their way)")
    last, first = max(delays, default=float("nan")), min(delays, default=float("nan"))
    told = f"first {first * 1000:.0f} ms, last {last * 1000:.0f} ms"
    print(f"  {len(delays)} of {OTHERS} mails to others, {told} after the first was owed")


if __name__ == "__main__":
    report()
