"""The station as a program of its own, beside a real server: started, killed, started again."""

import os
import signal
import subprocess
import sys
import time
from uuid import uuid4

import requests
from sqlalchemy import select

from badges.model import PrintJob, PrintStation
from badges.moments import now, write_moment
from badges.printing import asking
from tests.builders import an_attendee, an_event


def until(true, otherwise, seconds=20):
    """Wait for something to become true, and answer it."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, otherwise() if callable(otherwise) else otherwise
        time.sleep(0.02)
    return found


class Program:
    """`last-badge station` at a printer; what it keeps and what it says lies in ``folder``."""

    def __init__(self, folder, url, key, printer, *words):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.log = folder, folder / "said"
        self.command = [
            sys.executable, "-m", "web.command", "station", "--url", url, "--printer", printer, *words
        ]  # fmt: skip
        self.env = {**os.environ, "LAST_BADGE_STATION_KEY": key, "XDG_STATE_HOME": str(folder / "state")}
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        return self

    def kill(self):
        """kill -9."""
        if self.process and self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def pause(self):
        """It stands still, as on a machine that sleeps."""
        self.process.send_signal(signal.SIGSTOP)

    def wake(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        """Ask it to end; answers its exit status."""
        self.process.terminate()
        return self.process.wait(timeout=20)

    def ends(self):
        """Wait until it ends by itself; answers its exit status."""
        return self.process.wait(timeout=30)

    def close(self):
        if self.process:
            self.wake()
            self.kill()

    @property
    def said(self):
        return self.log.read_text()


class Event:
    """An event that prints on arrival at a running service, and its stations."""

    def __init__(self, service, folder, slug="chums"):
        self.service, self.store, self.folder = service, service.store, folder
        with self.store.writing() as session:
            self.event = an_event(session, slug, start=now(), prints_on_arrival=True)
        self.programs, self.desk = [], None

    def somebody(self, name="Mira Okafor"):
        with self.store.writing() as session:
            return an_attendee(session, self.event, name)

    def arrives(self, attendee):
        """A desk scans them."""
        scan = {"id": str(uuid4()), "action": "arrive", "at": write_moment(now()), "attendee": attendee.id}
        if self.desk is None:
            self.desk = self.service.device(self.event)
        address, key = self.service.api(self.event, "scans"), self.desk[1]
        answer = requests.post(
            address, json={"scans": [scan]}, headers={"Authorization": f"Bearer {key}"}, timeout=10
        )
        assert answer.json()["results"][0]["result"] == "done"

    def latest(self, attendee):
        """The job of an attendee's newest badge; None where there is none."""
        with self.store.reading() as session:
            theirs = select(PrintJob.id).where(PrintJob.attendee_id == attendee.id)
            return session.scalars(theirs.order_by(PrintJob.revision.desc())).first()

    def wants(self, attendee, station=None):
        """Somebody's badge is asked for; answers the job's id."""
        with self.store.writing() as session:
            event, meant = session.merge(self.event), station and station.id
            return asking.ask(session, event, attendee.id, device=None, now=now(), station=meant).id

    def test_badge(self, device):
        with self.store.writing() as session:
            return asking.test_badge(session, session.merge(self.event), device.id, now=now()).id

    def station(self, name="Printer 1", *, tested=True):
        """A paired station, of which nobody runs the program yet: its device and its key."""
        device, key = self.service.device(self.event, name, "station")
        with self.store.writing() as session:
            row = PrintStation(device_id=device.id, event_id=self.event.id)
            row.tested_at = now() if tested else None
            session.add(row)
        return device, key

    def program(self, key, printer, *words, name="station", url=None):
        """The station's program, not started."""
        made = Program(self.folder / name, url or self.service.url, key, printer, *words)
        self.programs.append(made)
        return made

    def job(self, job_id):
        with self.store.reading() as session:
            return session.get_one(PrintJob, job_id)

    def row(self, device):
        with self.store.reading() as session:
            return session.get_one(PrintStation, device.id)

    def is_now(self, job_id, *states, seconds=20):
        """Wait until a job is in one of these states."""
        until(
            lambda: self.job(job_id).state in states,
            lambda: f"it is {self.job(job_id).state}: {[one.said for one in self.programs]}",
            seconds,
        )
        return self.job(job_id)

    def close(self):
        for program in self.programs:
            program.close()
