"""The service as a process: live pages under gunicorn, and a clean stop with them open."""

import json
import re
import socket
from contextlib import closing
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
import requests

from badges.moments import now, write_moment
from tests.builders import a_host, an_attendee, an_event, badge_of
from tests.service import Service


@pytest.fixture
def service(tmp_path):
    service = Service(tmp_path, LISTENERS="50", METRICS_KEY="figures")
    with service.store.writing() as session:
        service.event = an_event(session, start=now())
        service.host = a_host(session, service.event)
        service.other_host = a_host(session, service.event, "Thea")
        service.mira = an_attendee(session, service.event, hosts=[service.host])
        service.noor = an_attendee(session, service.event, "Noor Haddad", hosts=[service.other_host])
        service.badge = badge_of(session, service.mira)
        service.crowd = [an_attendee(session, service.event, f"Attendee {n}").id for n in range(200)]
    service.desk, service.key = service.device(service.event)
    service.headers = {"Authorization": f"Bearer {service.key}"}
    service.start()
    yield service
    service.stop()
    service.close()


def scan(service, **what):
    one = {"id": str(uuid4()), "action": "arrive", "at": write_moment(now()), **what}
    answer = requests.post(
        service.api(service.event, "scans"), json={"scans": [one]}, headers=service.headers, timeout=5
    )
    return answer.json()["results"][0]


class Live:
    """An open stream of server-sent events, read line by line."""

    def __init__(self, url, **more):
        self.response = requests.get(url, stream=True, timeout=10, **more)
        assert self.response.status_code == 200, self.response.text
        self.lines = self.response.iter_lines()

    def next(self):
        """The next event's data."""
        for line in self.lines:
            if line.startswith(b"data: "):
                return json.loads(line[6:])
        raise AssertionError("the stream ended")

    def close(self):
        self.response.close()


def test_a_scan_reaches_a_live_page_as_the_same_line_as_in_the_journal(service):
    live = Live(service.api(service.event, "live"), headers=service.headers)

    scan(service, code=service.badge)

    line = live.next()
    journal = requests.get(service.api(service.event, "journal"), headers=service.headers, timeout=5).json()
    assert line["kind"] == "arrived"
    assert journal["lines"][-1] == line
    live.close()


def test_a_live_page_resumes_after_the_number_it_saw_last(service):
    seqs = [scan(service, attendee=service.mira.id)["seq"], scan(service, attendee=service.noor.id)["seq"]]

    live = Live(
        service.api(service.event, "live"), headers={**service.headers, "Last-Event-ID": str(seqs[0])}
    )

    assert live.next()["seq"] == seqs[1]
    scan(service, attendee=service.mira.id, action="collect")
    assert live.next()["kind"] == "collected"
    live.close()


def test_a_host_hears_of_their_own_attendees_and_of_nobody_else(service):
    visitor = requests.Session()
    visitor.get(service.links.host(service.host), timeout=5)
    live = Live(f"{service.url}/host/{service.event.slug}/live", cookies=visitor.cookies)

    scan(service, attendee=service.noor.id)
    scan(service, attendee=service.mira.id)

    assert live.next()["attendee"] == service.mira.id
    live.close()


def test_a_reader_that_never_reads_is_cut_off_and_the_others_go_on(service):
    live = Live(service.api(service.event, "live"), headers=service.headers)
    with closing(socket.create_connection(("127.0.0.1", service.port))) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        request = (
            f"GET /api/v1/events/{service.event.slug}/live HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {service.key}\r\n\r\n"
        )
        slow.sendall(request.encode())
        moments = (now() - timedelta(minutes=10) + timedelta(milliseconds=n) for n in count())
        for round_ in range(150):
            batch = [
                {
                    "id": str(uuid4()),
                    "action": "leave" if round_ % 2 else "arrive",
                    "attendee": one,
                    "at": write_moment(next(moments)),
                    "offline": True,
                }
                for one in service.crowd
            ]
            answer = requests.post(
                service.api(service.event, "scans"),
                json={"scans": batch},
                headers=service.headers,
                timeout=10,
            )
            last = answer.json()["seq"]
            while live.next()["seq"] < last:
                pass
            if listeners(service) == 1:
                break
        else:
            raise AssertionError("the slow reader was never cut off")
    assert requests.get(f"{service.url}/healthz", timeout=5).ok
    live.close()


def listeners(service):
    """How many live pages the service says are open."""
    figures = requests.get(
        f"{service.url}/metrics", headers={"Authorization": "Bearer figures"}, timeout=5
    ).text
    return int(float(re.search(r"^last_badge_listeners (.*)$", figures, re.MULTILINE)[1]))


def test_the_service_stops_within_three_seconds_with_streams_open(service):
    streams = [Live(service.api(service.event, "live"), headers=service.headers) for _ in range(20)]

    seconds = service.stop()

    assert service.process.returncode == 0
    assert seconds < 3
    for stream in streams:
        stream.close()


def test_more_listeners_than_there_is_room_for_are_told_so(service):
    streams = [Live(service.api(service.event, "live"), headers=service.headers) for _ in range(50)]

    answer = requests.get(service.api(service.event, "live"), headers=service.headers, stream=True, timeout=5)

    assert answer.status_code == 503
    assert requests.get(f"{service.url}/healthz", timeout=5).ok
    for stream in streams:
        stream.close()
