"""A real server process for the tests that need one: started, killed, started again."""

import os
import subprocess
import sys
import time
from pathlib import Path

import requests

from badges import access, settings
from badges.migrating import migrate
from badges.moments import now
from badges.store import open_store
from tests.builders import SECRET
from tests.ports import free_port
from web.links import Links


class Service:
    """`last-badge serve` on a data folder of its own."""

    def __init__(self, folder, database_url="", **extra):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            "LAST_BADGE_DATA_DIR": str(folder),
            "LAST_BADGE_PUBLIC_URL": self.url,
            "LAST_BADGE_DATABASE_URL": database_url,
            # The builders make passes with it.
            "LAST_BADGE_SECRET_KEY": SECRET,
            **{f"LAST_BADGE_{name}": value for name, value in extra.items()},
        }
        self.settings = settings.from_environment(self.env)
        self.store = open_store(self.settings)
        migrate(self.store.engine)
        self.links = Links(self.settings)
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "web.command", "serve", "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, env={**os.environ, **self.env}, start_new_session=True)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the service ended before it answered"
            try:
                if requests.get(f"{self.url}/readyz", timeout=2).ok:
                    return self
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError("the service did not answer within 20 seconds")

    def kill(self):
        """kill -9 of the whole process group: arbiter and worker at once."""
        os.killpg(self.process.pid, 9)
        self.process.wait()

    def kill_worker(self):
        """kill -9 of the process that answers; the arbiter, which lives on, makes a new one."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for child in children.read_text().split():
            os.kill(int(child), 9)

    def stop(self):
        """Ask it to stop; answers how many seconds that took."""
        begin = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=15)
        return time.monotonic() - begin

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        self.store.close()

    def device(self, event, name="Desk 1", role="desk"):
        """A paired device: its row and its key."""
        with self.store.writing() as session:
            added = access.add_device(session, event, role=role, name=name, now=now())
        return added.device, added.key

    def api(self, event, path):
        return f"{self.url}/api/v1/events/{event.slug}/{path}"
