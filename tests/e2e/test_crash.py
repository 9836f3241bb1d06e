"""kill -9 under load: every acknowledged scan is there, and nothing else is half-done."""

import random
import threading
import time
from uuid import uuid4

import pytest
import requests
from sqlalchemy import func, select

from badges import journal
from badges.model import Attendee, JournalLine, Notice, Scan
from badges.moments import now, write_moment
from tests.builders import a_host, an_attendee, an_event
from tests.service import Service

KILLS = 20
DESKS = 4


class Desk(threading.Thread):
    """Scans without pause, and keeps what was acknowledged; what was not is sent again."""

    def __init__(self, service, event, key, attendees, seed):
        super().__init__(daemon=True)
        self.service, self.event, self.attendees = service, event, attendees
        self.headers = {"Authorization": f"Bearer {key}"}
        self.chance = random.Random(seed)
        self.acknowledged = {}
        self.over = threading.Event()

    def run(self):
        session = requests.Session()
        while not self.over.is_set():
            action = self.chance.choice(["arrive", "collect", "leave"])
            scan = {
                "id": str(uuid4()),
                "action": action,
                "attendee": self.chance.choice(self.attendees),
                "at": write_moment(now()),
            }
            while not self.over.is_set() and not self._sent(session, scan):
                time.sleep(0.02)

    def _sent(self, session, scan):
        try:
            answer = session.post(
                self.service.api(self.event, "scans"), json={"scans": [scan]}, headers=self.headers, timeout=5
            )
        except requests.RequestException:
            return False
        if not answer.ok:
            return False
        result = answer.json()["results"][0]
        self.acknowledged[scan["id"]] = (result["result"], result["reason"])
        return True


@pytest.mark.crash
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_twenty_kills_under_load_lose_no_acknowledged_scan(tmp_path, request, database):
    if database == "postgres":
        request.getfixturevalue("postgres_store")
        url = request.getfixturevalue("postgres_url").replace("+psycopg", "")
    else:
        url = ""
    service = Service(tmp_path, url)
    with service.store.writing() as session:
        event = an_event(session, start=now())
        host = a_host(session, event)
        attendees = [an_attendee(session, event, f"Attendee {n}", hosts=[host]).id for n in range(60)]
    desks = [Desk(service, event, service.device(event, f"Desk {n}")[1], attendees, n) for n in range(DESKS)]
    chance = random.Random(1)

    service.start()
    for desk in desks:
        desk.start()
    for number in range(KILLS):
        time.sleep(chance.uniform(0.2, 0.7))
        if number % 4:
            service.kill_worker()
        else:
            service.kill()
            service.start()
    for desk in desks:
        desk.over.set()
    for desk in desks:
        desk.join(timeout=10)
    service.kill()

    told = {scan_id: answer for desk in desks for scan_id, answer in desk.acknowledged.items()}
    with service.store.reading() as session:
        kept = {str(s.id): (s.result, s.reason) for s in session.scalars(select(Scan))}
        numbers = list(session.scalars(select(JournalLine.seq).order_by(JournalLine.seq)))
        seq = journal.seq(session, event.id)
        here = session.scalar(
            select(func.count()).select_from(Attendee).where(Attendee.arrived_at.is_not(None))
        )
        arrived = session.scalar(
            select(func.count(JournalLine.attendee_id.distinct())).where(JournalLine.kind == "arrived")
        )
        doubled = session.execute(
            select(Notice.host_id)
            .group_by(Notice.host_id, Notice.channel, Notice.seq)
            .having(func.count() > 1)
        ).all()
    service.close()
    assert len(told) > KILLS
    assert {scan_id: kept.get(scan_id) for scan_id in told} == told
    assert numbers == list(range(1, seq + 1))
    assert here == arrived
    assert doubled == []
