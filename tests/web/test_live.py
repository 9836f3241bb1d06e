"""The live feed where the socket is not ours: the same lines, a heartbeat, and no growing queue."""

import json
import threading
import time
from uuid import uuid4

import pytest

from badges.moments import now, write_moment
from web.context import of
from web.live.hub import WAITING_LIMIT, Hub


@pytest.fixture
def live(evening):
    """Opens a live page and reads it chunk by chunk."""
    opened = []

    def open_page(query="", client=None, path=None):
        client = client or evening.app.test_client()
        answer = client.get(
            (path or f"/api/v1/events/{evening.event.slug}/live") + query,
            headers={"Authorization": f"Bearer {evening.key}"},
            buffered=False,
        )
        assert answer.content_type.startswith("text/event-stream")
        opened.append(answer)
        return answer.iter_encoded()

    yield open_page
    of(evening.app).hub.close()
    for answer in opened:
        answer.close()


def a_scan(**what):
    return {"id": str(uuid4()), "action": "arrive", "at": write_moment(now()), **what}


def lines(chunks, count):
    found = []
    for chunk in chunks:
        found += [json.loads(line[6:]) for line in chunk.decode().splitlines() if line.startswith("data: ")]
        if len(found) >= count:
            return found
    return found


def test_the_first_bytes_come_at_once(live):
    assert b"retry: 1000" in next(live())


def test_what_was_missed_comes_before_what_is_new(evening, live):
    evening.scan(a_scan(attendee=evening.mira.id), a_scan(attendee=evening.noor.id))
    page = live("?after=1")
    later = threading.Timer(0.3, lambda: evening.scan(a_scan(attendee=evening.joanna.id)))
    later.start()

    seen = lines(page, 2)

    later.join()
    assert [line["seq"] for line in seen] == [2, 3]


def test_a_host_gets_nobody_elses_lines(evening, live):
    client = evening.client(evening.links.host(evening.ramit))
    page = live("?after=0", client=client, path="/host/chums/live")
    evening.scan(a_scan(attendee=evening.noor.id), a_scan(attendee=evening.mira.id))

    (seen,) = lines(page, 1)

    assert seen["attendee"] == evening.mira.id


def test_an_open_line_beats_while_nothing_happens(evening):
    hub = Hub(evening.store, heartbeat=0.2)
    listener, _ = hub.join(evening.event.id, None)

    beat = listener.take(timeout=3)

    hub.close()
    assert beat == b":\n\n"


def test_a_reader_whose_bytes_pile_up_is_cut_off_and_its_queue_is_bounded(evening):
    hub = Hub(evening.store)
    slow, _ = hub.join(evening.event.id, None)
    other, _ = hub.join(evening.event.id, None)

    hub._send({slow: b"x" * (WAITING_LIMIT + 1)})  # noqa: SLF001 - what a burst of lines does.

    assert slow.gone
    assert not other.gone
    assert hub.listeners == 1
    hub.close()


def test_a_page_that_is_left_frees_its_place(evening):
    hub = Hub(evening.store, limit=1)
    first, _ = hub.join(evening.event.id, None)
    assert hub.join(evening.event.id, None) is None

    hub.drop(first)

    assert hub.join(evening.event.id, None) is not None
    hub.close()


def test_after_the_end_of_a_hub_nobody_joins_and_everybody_has_left(evening):
    hub = Hub(evening.store)
    listener, _ = hub.join(evening.event.id, None)

    hub.close()

    assert listener.gone
    assert hub.join(evening.event.id, None) is None


def test_no_line_is_lost_or_doubled_for_who_joins_in_the_middle_of_a_burst(evening):
    hub = of(evening.app).hub
    stop = threading.Event()

    def burst():
        while not stop.is_set():
            evening.scan(a_scan(attendee=evening.mira.id), a_scan(attendee=evening.mira.id, action="leave"))

    desk = threading.Thread(target=burst)
    desk.start()
    time.sleep(0.1)
    numbers = []
    for _ in range(5):
        listener, read_to = hub.join(evening.event.id, None)
        seen = b""
        until, patience = time.monotonic() + 0.4, time.monotonic() + 10
        # Some lines at least, however slow the machine is.
        while time.monotonic() < (until if seen else patience):
            seen += listener.take(timeout=0.1)
        hub.drop(listener)
        numbers.append((read_to, [int(n) for n in seen.decode().split("id: ")[1:] for n in [n.split()[0]]]))
    stop.set()
    desk.join()
    hub.close()

    for read_to, seen in numbers:
        assert seen == list(range(read_to + 1, read_to + 1 + len(seen)))
        assert seen


def test_a_reader_who_has_seen_more_than_this_process_gets_nothing_twice(evening):
    hub = Hub(evening.store)
    listener, _ = hub.join(evening.event.id, None)
    listener.after = 2
    evening.scan(*[a_scan(attendee=one.id) for one in (evening.mira, evening.noor, evening.joanna)])

    seen = listener.take(timeout=3)

    hub.close()
    assert b"id: 3\n" in seen
    assert b"id: 1\n" not in seen
    assert b"id: 2\n" not in seen


def test_a_socket_that_is_gone_ends_its_page_and_not_the_hub(evening):
    import socket

    hub = Hub(evening.store)
    gone, _ = hub.join(evening.event.id, None)
    other, _ = hub.join(evening.event.id, None)
    ours, theirs = socket.socketpair()
    ours.close()
    theirs.close()
    gone.sock = ours

    evening.scan(a_scan(attendee=evening.mira.id))
    first = other.take(timeout=3)
    evening.scan(a_scan(attendee=evening.noor.id))
    second = other.take(timeout=3)

    hub.close()
    assert b"id: 1\n" in first
    assert b"id: 2\n" in second
    assert gone.gone
