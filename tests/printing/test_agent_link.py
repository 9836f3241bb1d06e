"""The station's way to a server at a distance: bounded, and never confused by what answers there."""

import json
import socket
import threading

import pytest

from badges.errors import BadInput, LostLease, Refusal, StationTaken
from badges.model import JobState
from badges.printing.printer import PDF
from badges.printing.station.by_http import HttpLink
from badges.printing.station.link import Broken, Ended, Job, Report, Unanswered

REPORT = Report("a program", "ipp://printer.test/")
JOB = Job(1, 1, "last-badge-chums-1-1", JobState.CLAIMED)
ORDERS = {
    "event": "chums", "station": 1, "name": "Printer 1", "lease": 15.0, "stock": "page-90x60", "width": 90,
    "height": 60, "darkness": 0, "cut": True, "held": False, "tested": True, "holds": [], "waiting": False,
    "stop": [], "refuses": "",
}  # fmt: skip


def http(status, body, kind="application/json"):
    head = f"HTTP/1.1 {status} Words\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def well(sent):
    return http(200, json.dumps(sent).encode())


def refusal(status, code):
    return http(status, json.dumps({"error": {"code": code, "message": "A sentence."}}).encode())


class Wire:
    """A server made of one answer after another; each is bytes, or what to do with the open socket."""

    def __init__(self):
        self.answers, self.heard, self._open = [], [], []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        # Closing alone would not wake who waits for the next to come.
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._server.close()
        for line in self._open:
            line.close()

    def _serve(self):
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self._open.append(line)
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line):
        try:
            while asked := _request(line):
                if b" /api/v1/station/live " in asked:
                    return
                self.heard.append(asked)
                answer = self.answers.pop(0)
                if callable(answer):
                    answer(line)
                    return
                line.sendall(answer)
        except OSError:
            return


def _request(line):
    asked = b""
    while b"\r\n\r\n" not in asked:
        if not (more := line.recv(65536)):
            return b""
        asked += more
    head, _, body = asked.partition(b"\r\n\r\n")
    length = int(next((one.split(b":")[1] for one in head.split(b"\r\n") if b"ength:" in one), 0))
    while len(body) < length:
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def wire():
    server = Wire()
    yield server
    server.close()


@pytest.fixture
def link(wire):
    link = HttpLink(wire.url, "a-key")
    yield link
    link.close()


def test_questions_share_one_connection_and_carry_the_key_in_a_header_alone(wire, link):
    wire.answers = [well(ORDERS), well({"job": None}), http(200, b"%PDF", PDF)]

    orders, job, document = link.hello(REPORT), link.claim("a program"), link.document(JOB, PDF, 0)

    assert (orders.name, orders.lease, orders.wanted.width) == ("Printer 1", 15.0, 90.0)
    assert (job, document) == (None, b"%PDF")
    for asked in wire.heard:
        first, _, rest = asked.partition(b"\r\n")
        assert b"a-key" not in first
        assert b"Authorization: Bearer a-key" in rest


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (refusal(401, "no_key"), Ended),
        (refusal(403, "not_allowed"), Ended),
        (refusal(409, "lost_lease"), LostLease),
        (refusal(409, "station_taken"), StationTaken),
        (refusal(422, "bad_input"), Refusal),
        (refusal(429, "too_often"), Unanswered),
        (refusal(500, "fault"), Broken),
        (refusal(503, "busy"), Unanswered),
        (http(404, b"<h1>nginx</h1>", "text/html"), Unanswered),
        (http(502, b"<h1>nginx</h1>", "text/html"), Unanswered),
        (http(200, b"<h1>Welcome</h1>", "text/html"), Unanswered),
        (http(302, b""), Unanswered),
        (well({}), Unanswered),
        (well({**ORDERS, "holds": [{"id": "x"}]}), Unanswered),
        (well({**ORDERS, "lease": "long"}), Unanswered),
        (http(200, b"[" * 100_000), Unanswered),
        (http(200, b'"text"'), Unanswered),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Unanswered),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf of it", Unanswered),
    ],
)
def test_whatever_answers_there_is_one_of_few_kinds_of_trouble(wire, link, answer, trouble):
    wire.answers = [lambda line: line.sendall(answer) or line.close()]

    with pytest.raises(trouble) as caught:
        link.hello(REPORT)

    assert type(caught.value) is trouble
    assert "a-key" not in str(caught.value)


def test_after_any_trouble_the_next_question_is_asked_anew(wire, link):
    wire.answers = [lambda line: line.close(), well(ORDERS)]
    with pytest.raises(Unanswered):
        link.hello(REPORT)

    assert link.hello(REPORT).name == "Printer 1"


def test_a_connection_that_a_restarted_server_has_closed_is_opened_anew(wire, link):
    wire.answers = [lambda line: line.sendall(well(ORDERS)) or line.close(), well(ORDERS)]
    link.hello(REPORT)

    assert link.hello(REPORT).name == "Printer 1"


def test_a_claim_whose_answer_was_lost_is_not_made_twice(wire, link):
    wire.answers = [well(ORDERS), lambda line: line.close(), well({"job": None})]
    link.hello(REPORT)

    with pytest.raises(Unanswered):
        link.claim("a program")

    assert sum(b"/claim " in asked for asked in wire.heard) == 1


def test_an_answer_that_does_not_end_and_one_that_drips_are_cut_off(wire):
    link = HttpLink(wire.url, "a-key", patience=0.5)

    def endless(line):
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            line.sendall(b"x" * 65536)

    def drips(line):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            line.sendall(b"x")
            threading.Event().wait(0.05)

    wire.answers = [endless, drips, lambda _: threading.Event().wait(5)]

    for words in ("more than anybody reads|too long", "too long", "too long"):
        with pytest.raises(Unanswered, match=words):
            link.hello(REPORT)


def test_nobody_at_that_address_is_an_answer_that_does_not_come():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]

    with pytest.raises(Unanswered, match="refused"):
        HttpLink(f"http://127.0.0.1:{port}", "a-key").hello(REPORT)


@pytest.mark.parametrize(
    "url", ["badges.example.org", "ftp://badges.example.org", "https://", "https://x:port", "https://a:b@c.d"]
)
def test_an_address_that_is_none_is_refused_in_a_sentence(url):
    with pytest.raises(BadInput, match="looks like https://badges"):
        HttpLink(url, "a-key")


@pytest.mark.parametrize("key", ["two words", "lines\r\nX: y", "schlüssel"])
def test_a_key_that_cannot_be_one_is_refused_without_being_repeated(key):
    with pytest.raises(BadInput) as caught:
        HttpLink("https://badges.example.org", key)

    assert key not in str(caught.value)
