"""The same code over a real network to a real server, which is killed and started again."""

import json
import subprocess
import time

import pytest

from badges import access
from badges.moments import now
from tests.builders import an_attendee, an_event
from tests.service import Service
from tests.sync.playing import NODE, ROOT

pytestmark = pytest.mark.process


class Tablets:
    """A process of Node with tablets in it that do as they are told."""

    def __init__(self):
        if not NODE.exists():
            pytest.fail("There is no Node to run the tablets' code with; make assets brings it.")
        command = [NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "tests/sync/js/real.mjs"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, cwd=ROOT, text=True, bufsize=1, **pipes)

    def __call__(self, do, name, **more):
        self.process.stdin.write(json.dumps({"do": do, "name": name, **more}) + "\n")
        return json.loads(self.process.stdout.readline())

    def until(self, name, **expected):
        """Wait until a tablet's state is so."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            state = self("state", name)
            if expected.items() <= state.items():
                return state
            time.sleep(0.05)
        raise AssertionError(f"{name} is {state} and not {expected}")

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)


@pytest.fixture
def service(tmp_path):
    running = Service(tmp_path)
    with running.store.writing() as session:
        running.event = an_event(session, start=now())
        running.people = [an_attendee(session, running.event, f"Person {n}").id for n in range(12)]
    running.start()
    yield running
    running.close()


@pytest.fixture
def tablets(service):
    made = Tablets()
    for name in ("Desk 1", "Desk 2"):
        _, key = service.device(service.event, name)
        base = service.api(service.event, "").rstrip("/")
        assert made("open", name, base=base, key=key) == {"stage": "ready", "people": 12}
    yield made
    made.close()


def a_scan(person, action="arrive"):
    return {"action": action, "attendee": person, "via": "search"}


def test_what_one_desk_does_is_soon_on_the_other_ones_screen(service, tablets):
    time.sleep(1)

    for person in service.people[:8]:
        seen = tablets("until_seen", "Desk 2", at="Desk 1", asked=a_scan(person), what="arrived_at")

        assert seen["ms"] >= 0, "make bench says how soon"


def test_a_server_killed_in_the_middle_loses_nothing_and_both_desks_learn_of_the_double(service, tablets):
    first, second, third = service.people[:3]
    assert tablets("act", "Desk 1", asked=a_scan(first))["result"] == "done"
    tablets.until("Desk 1", unsent=0)

    service.kill()
    assert tablets("act", "Desk 1", asked=a_scan(second))["result"] == "done"
    assert tablets("act", "Desk 2", asked=a_scan(second))["result"] == "done"
    walk_in = tablets("walk_in", "Desk 2", walkIn={"name": "Ola Nordmann"})["id"]
    assert tablets("act", "Desk 2", asked=a_scan(walk_in, "collect"))["result"] == "done"
    assert tablets("act", "Desk 1", asked=a_scan(third, "collect"))["result"] == "done"
    tablets.until("Desk 1", reachable=False, unsent=2)
    service.start()

    for name in ("Desk 1", "Desk 2"):
        tablets.until(name, reachable=True, unsent=0, doubles=[second])
    assert tablets("person", "Desk 2", id=walk_in)["collected_by"] == "Desk 2"
    assert tablets("person", "Desk 1", id=second)["arrived_at"]


def test_a_revoked_device_forgets_everybody(service, tablets):
    device, key = service.device(service.event, "Desk 3")
    tablets("open", "Desk 3", base=service.api(service.event, "").rstrip("/"), key=key)

    with service.store.writing() as session:
        access.revoke_device(session, session.merge(service.event), device.id, now=now())
    tablets("act", "Desk 3", asked=a_scan(service.people[0]))

    assert tablets.until("Desk 3", stage="revoked")["unsent"] == 1
    assert tablets("person", "Desk 3", id=service.people[0]) is None
