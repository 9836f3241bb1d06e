"""Requests to addresses that strangers name: never inside, never for long, never much."""

import socket
import threading
import time

import pytest

from badges.notices import outgoing
from badges.notices.carrying import Delayed, Refused
from tests.sinks import HttpSink, hangs


@pytest.fixture
def sink():
    sink = HttpSink()
    yield sink
    sink.close()


def asks(url, **more):
    return outgoing.post(url, b"{}", {"Content-Type": "application/json"}, **more)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:0:0:0:0:80ff:fffe",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_an_address_inside_is_closed_in_whatever_form_it_comes(address):
    assert not outgoing.is_open(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_outside_is_open(address):
    assert outgoing.is_open(address)


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:7f00:1]"],
)
def test_a_name_that_leads_inside_is_refused_before_anything_is_connected(sink, host):
    with pytest.raises(Refused, match="inside a private network"):
        asks(f"https://{host}:{sink.port}/")

    assert sink.asked == []


def test_a_name_that_leads_outside_and_inside_is_refused_too(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)

    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        outgoing.resolved("turns.example.test", 443)


def test_the_connection_goes_to_the_very_address_that_was_looked_at(sink, monkeypatch):
    asked = []
    answers = iter(["127.0.0.1"])

    def answer(host, port, *_, **__):
        # A second question about the name would get another answer, as a name made to mislead gives it.
        if host != "once.example.test":
            return real(host, port, *_, **__)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", answer)

    said = asks(f"http://once.example.test:{sink.port}/hook?a=b", private=True)

    assert said.well
    assert asked == ["once.example.test"]
    [(path, headers, body)] = sink.asked
    assert (path, headers["Host"], body) == ("/hook?a=b", f"once.example.test:{sink.port}", b"{}")


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
        "file:///etc/passwd",
        "//93.184.216.34/",
        "https://",
        "https://user:word@93.184.216.34/",
        "https://93.184.216.34:0/",
        "https://93.184.216.34:99999/",
        "https://93.184.216.34/a b",
        "https://93.184.216.34/\r\nX: y",
        "https://[::1/",
        "https://bücher.example.test/",
    ],
)
def test_what_is_no_plain_https_address_is_refused(url):
    with pytest.raises(Refused):
        asks(url)


def test_a_redirect_is_an_answer_and_nobody_follows_it(sink):
    def elsewhere(handler):
        handler.send_response(307)
        handler.send_header("Location", f"{sink.url}/inside")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    sink.says = elsewhere

    answer = asks(f"{sink.url}/hook", private=True)

    assert (answer.status, answer.well) == (307, False)
    assert [path for path, _, _ in sink.asked] == ["/hook"]


def test_a_body_without_an_end_is_read_no_further_than_anybody_needs(sink):
    sent = []

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        while len(sent) < 1_000:
            handler.wfile.write(b"x" * 65_536)
            sent.append(1)

    sink.says = endless

    with pytest.raises(Delayed, match="more than anybody reads"):
        asks(sink.url, private=True)

    time.sleep(0.1)
    assert len(sent) < 1_000


def test_a_server_that_drips_is_left_when_the_time_is_over(sink):
    gone = threading.Event()

    def drips(handler):
        handler.send_response(200)
        handler.flush_headers()
        try:
            for _ in range(200):
                handler.wfile.write(b"X-A: b\r\n")
                time.sleep(0.05)
        except OSError:
            gone.set()

    sink.says = drips

    with pytest.raises(Delayed, match="took too long"):
        asks(sink.url, private=True, patience=0.4)

    assert gone.wait(5)


def test_a_server_that_says_nothing_is_left_when_the_time_is_over(sink):
    sink.says = hangs(3)

    with pytest.raises(Delayed, match="took too long"):
        asks(sink.url, private=True, patience=0.3)


def test_a_name_that_nobody_knows_may_be_known_later():
    with pytest.raises(Delayed, match="no such name"):
        asks("https://nobody.invalid/")


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1) or [])

    with pytest.raises(Delayed, match="in time"):
        asks("https://slow.example.test/", patience=0.2)


def test_a_server_with_a_certificate_of_its_own_is_not_trusted(sink):
    with pytest.raises(Delayed):
        asks(f"https://127.0.0.1:{sink.port}/", private=True, patience=2)

    assert sink.asked == []
