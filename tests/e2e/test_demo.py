"""The demo as somebody sees it who runs it for the first time: its doors, its evening, its end."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from badges.moments import now, write_moment
from tests.ports import free_port

SAMPLES = Path(__file__).parents[2] / "sample_events"
DOORS = ["desk", "host", "attendee", "kiosk", "organiser", "api"]
PATIENCE = 30  # seconds until the doors are open


class Demo:
    """`last-badge demo` in a process of its own; whatever it keeps lies under ``folder``."""

    def __init__(self, folder, *options, port=None):
        self.folder, self.doors, self.words = folder, {}, folder / "words.txt"
        self.port = port or free_port()
        command = [sys.executable, "-m", "web.command", "demo", "--port", str(self.port), *options]
        with self.words.open("wb") as words:
            self.process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=words,
                text=True,
                env={**os.environ, "TMPDIR": str(folder)},
                start_new_session=True,
            )
        self._open = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            door, _, rest = line.rstrip("\n").partition(" ")
            self.doors[door] = rest
            if door == DOORS[-1]:
                self._open.set()

    def opened(self):
        """Wait for the doors, as long as anybody would."""
        assert self._open.wait(PATIENCE), f"the doors did not open: {self.words.read_text()}"
        return self

    def page(self, door):
        """What a browser sees that opens a door for the first time."""
        answer = requests.get(self.doors[door], timeout=10)
        assert answer.history, f"{door} did not sign in"
        assert answer.status_code == 200
        return answer

    def api(self, path, method="GET", **more):
        url, key = self.doors["api"].split(" ")
        headers = {"Authorization": f"Bearer {key}"}
        answer = requests.request(method, f"{url}/{path}", headers=headers, timeout=10, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def journal(self):
        return self.api("journal?limit=1000")["lines"]

    def kinds(self):
        return {line["kind"] for line in self.journal()}

    def data_folders(self):
        return list(self.folder.glob("last-badge-demo-*"))

    def mails(self):
        """The subjects of the mails in its outbox."""
        [folder] = self.data_folders()
        letters = (folder / "outbox").glob("*.eml")
        return [message_from_bytes(path.read_bytes(), policy=default)["Subject"] for path in letters]

    def ends(self, number=signal.SIGINT, *, whole_group=True):
        """Ask it to end, as Ctrl-C does for everything it started; answers status and seconds."""
        begin = time.monotonic()
        if whole_group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.process.wait(timeout=20), time.monotonic() - begin

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._reader.join(timeout=5)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    demos = []

    def start_demo(*options, port=None):
        demos.append(Demo(tmp_path_factory.mktemp("demo"), *options, port=port))
        return demos[-1]

    yield start_demo
    for demo in demos:
        demo.close()


@pytest.fixture(scope="module", autouse=True)
def evening(start):
    """It plays while the other tests look at their own, and is looked at last."""
    return start("--pace", "240").opened()


@pytest.fixture(scope="module")
def quiet(start):
    return start("--quiet-doors").opened()


def name_of(sample):
    return tomllib.loads((SAMPLES / sample / "event.toml").read_text(encoding="utf-8"))["name"]


def refusal_of(demo):
    """Its exit status and its only sentence."""
    status = demo.process.wait(timeout=20)
    assert demo.doors == {}
    [sentence] = demo.words.read_text().splitlines()
    return status, sentence


def test_the_demo_prints_one_line_for_each_door(quiet):
    url = f"http://127.0.0.1:{quiet.port}"

    assert list(quiet.doors) == DOORS
    assert all(line.startswith(f"{url}/") for line in quiet.doors.values())
    assert quiet.doors["api"].split(" ")[0] == f"{url}/api/v1/events/networking-party"
    assert all(len(line.split(" ")) == (2 if door == "api" else 1) for door, line in quiet.doors.items())


@pytest.mark.parametrize("door", DOORS[:-1])
def test_each_door_of_the_demo_opens_signed_in(quiet, door):
    page = quiet.page(door)

    assert name_of("networking-party") in page.text
    assert quiet.doors[door] not in [page.url, *page.text.split('"')]


def test_with_quiet_doors_nobody_arrives_but_whom_we_let_in(quiet):
    everybody = quiet.api("attendees?limit=1000")["attendees"]
    before = quiet.kinds()
    scan = {
        "id": str(uuid4()),
        "action": "arrive",
        "attendee": everybody[0]["id"],
        "at": write_moment(now()),
        "via": "search",
    }

    answer = quiet.api("scans", method="POST", json={"scans": [scan]})

    assert answer["results"][0]["result"] == "done"
    arrived = [line for line in quiet.journal() if line["kind"] == "arrived"]
    assert [line["attendee"] for line in arrived] == [everybody[0]["id"]]
    assert len(everybody) == 48
    assert before.isdisjoint({"arrived", "collected", "excused", "running_late"})


def test_a_busy_port_is_refused_before_anything_is_made(start):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        demo = start(port=busy.getsockname()[1])
        status, sentence = refusal_of(demo)

    assert status == 1
    assert f"Port {demo.port} is in use" in sentence
    assert demo.data_folders() == []


def test_an_unknown_event_is_refused_with_the_known_ones_named(start):
    demo = start("--event", "regatta")

    status, sentence = refusal_of(demo)

    assert status == 1
    assert all(word in sentence for word in ("regatta", "conference", "gala", "networking-party"))
    assert demo.data_folders() == []


def test_a_pace_that_stands_still_is_wrong_usage(start):
    demo = start("--pace", "0")

    assert demo.process.wait(timeout=20) == 2
    assert "--pace" in demo.words.read_text()
    assert demo.data_folders() == []


@pytest.mark.parametrize(("sample", "whole_group"), [("conference", True), ("gala", False)])
def test_every_sample_event_opens_and_ends_without_a_trace(start, sample, whole_group):
    demo = start("--event", sample).opened()
    pages = [demo.page(door).text for door in ("desk", "host", "organiser")]
    [data] = demo.data_folders()

    status, seconds = demo.ends(whole_group=whole_group)

    assert all(name_of(sample) in page for page in pages)
    assert (status, data.exists(), demo.data_folders()) == (0, False, [])
    assert seconds < 5
    assert "Traceback" not in demo.words.read_text()
    with pytest.raises(requests.ConnectionError):
        requests.get(demo.doors["host"], timeout=2)


def came_after_all(lines):
    """Who was missed, then told of to a host, then came, which was told to a host too."""

    def told(of, after):
        sent = (line for line in lines if line["kind"] == "notice_sent" and line["seq"] > after)
        return next((line["seq"] for line in sent if of in line["about"]), None)

    found = []
    for missed in (line for line in lines if line["kind"] == "missing"):
        heard = told("missing", missed["seq"])
        theirs = (line for line in lines if line["attendee"] == missed["attendee"])
        came = next((line["seq"] for line in theirs if line["kind"] == "arrived"), 0)
        if heard and came > heard and told("came_after_all", came):
            found.append(missed["attendee"])
    return found


def test_the_evening_shows_arrivals_a_badge_left_a_host_told_and_somebody_who_comes_after_all(evening):
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline:
        if {"arrived", "uncollected"} <= evening.kinds() and came_after_all(evening.journal()):
            break
        time.sleep(0.5)

    lines, mails = evening.journal(), evening.mails()
    assert {"arrived", "collected", "uncollected", "missing", "notice_sent", "excused"} <= {
        line["kind"] for line in lines
    }
    assert came_after_all(lines)
    assert "notice_failed" not in {line["kind"] for line in lines}
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert any("not here yet" in subject for subject in mails)
    assert any("after all" in subject for subject in mails)


def test_ctrl_c_ends_the_evening_at_once_with_a_live_page_open(evening):
    url, key = evening.doors["api"].split(" ")
    live = requests.get(f"{url}/live", headers={"Authorization": f"Bearer {key}"}, stream=True, timeout=10)

    with live:
        status, seconds = evening.ends()

    assert live.status_code == 200
    assert (status, evening.data_folders()) == (0, [])
    assert seconds < 5
    assert "Traceback" not in evening.words.read_text()
