"""A desk that never rests: somebody arrives as soon as few badges wait, whatever becomes of the server."""

import threading
from uuid import uuid4

import requests
from sqlalchemy import func, select

from badges.model import PrintJob
from badges.moments import now, write_moment
from tests.builders import an_attendee

# So many badges wait at all times.
WAITING = 6


class Arrivals(threading.Thread):
    """Has ``count`` attendees arrive at the desk, one after another; each scan until it is taken."""

    def __init__(self, service, evening, count):
        super().__init__(daemon=True)
        self._address = service.api(evening.event, "scans")
        self._headers = {"Authorization": f"Bearer {service.device(evening.event, 'Desk')[1]}"}
        self._store, self._event = service.store, evening.event.id
        with self._store.writing() as session:
            made = [an_attendee(session, evening.event, f"Attendee {n}") for n in range(count)]
        self._attendees = [one.id for one in made]
        self._stopped = threading.Event()
        self.done = False

    def run(self):
        for attendee in self._attendees:
            while self._enough_wait() and not self._stopped.wait(0.02):
                pass
            self._arrives(attendee)
            if self._stopped.is_set():
                return
        self.done = True

    def stop(self):
        """Nobody arrives any more."""
        self._stopped.set()
        self.join()

    def _arrives(self, attendee):
        scan = {"id": str(uuid4()), "action": "arrive", "at": write_moment(now()), "attendee": attendee}
        while not self._stopped.is_set() and not self._taken(scan):
            self._stopped.wait(0.1)

    def _taken(self, scan):
        try:
            answer = requests.post(self._address, json={"scans": [scan]}, headers=self._headers, timeout=10)
        except requests.RequestException:
            return False
        return answer.ok and answer.json()["results"][0]["result"] == "done"

    def _enough_wait(self):
        with self._store.reading() as session:
            waiting = (PrintJob.event_id == self._event, PrintJob.state == "queued")
            return session.scalar(select(func.count()).where(*waiting)) >= WAITING
