"""The line to a printer: it ends in time whatever is at its other end, and asks nothing twice that prints."""

import socket
import threading
import time
from contextlib import suppress

import pytest

from badges.printing.backends.ipp_line import Line
from badges.printing.printer import Unreachable

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"


class Other:
    """Whoever answers at the other end: one function a connection, each given its socket."""

    def __init__(self, *answers):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.uri = f"ipp://127.0.0.1:{self.server.getsockname()[1]}/ipp/print"
        self.asked = []
        self.hung_up = threading.Event()
        self._answers = answers
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with self.server:
            for answer in self._answers:
                client, _ = self.server.accept()
                with client, suppress(OSError):
                    answer(self, client)
                self.hung_up.set()

    def ask(self, client):
        """Take one question."""
        said = b""
        while not said.endswith(b"\r\n\r\nquestion"):
            piece = client.recv(1 << 16)
            if not piece:
                raise ConnectionResetError
            said += piece
        self.asked.append(said)


def answers(*bodies):
    """One after the other on one connection, then it hangs up."""

    def talk(other, client):
        for body in bodies:
            other.ask(client)
            client.sendall(HEAD % len(body) + body)

    return talk


def says(*pieces, pause=0.0):
    """These bytes, whatever is asked."""

    def talk(other, client):
        other.ask(client)
        for piece in pieces:
            client.sendall(piece)
            time.sleep(pause)

    return talk


def hangs_up(other, client):
    other.ask(client)


def test_one_connection_is_kept_for_several_questions():
    other = Other(answers(b"one", b"two"))
    line = Line(other.uri)

    said = [line.post(b"question", seconds=2, harmless=False) for _ in range(2)]

    assert said == [b"one", b"two"]


def test_a_connection_that_the_printer_closed_meanwhile_is_made_anew_before_anything_is_asked():
    other = Other(answers(b"one"), answers(b"two"))
    line = Line(other.uri)
    line.post(b"question", seconds=2, harmless=True)
    other.hung_up.wait(2)

    assert line.post(b"question", seconds=2, harmless=False) == b"two"


def hangs_up_on_the_second(other, client):
    answers(b"one")(other, client)
    other.ask(client)


def test_what_is_harmless_is_asked_again_where_the_connection_breaks():
    other = Other(hangs_up_on_the_second, answers(b"two"))
    line = Line(other.uri)
    line.post(b"question", seconds=2, harmless=True)

    assert line.post(b"question", seconds=2, harmless=True) == b"two"
    assert len(other.asked) == 3


def test_what_makes_or_prints_a_job_is_asked_once_even_where_the_connection_breaks():
    other = Other(hangs_up_on_the_second, answers(b"two"))
    line = Line(other.uri)
    line.post(b"question", seconds=2, harmless=True)

    with pytest.raises(Unreachable):
        line.post(b"question", seconds=2, harmless=False)

    assert len(other.asked) == 2


def test_a_printer_that_answers_a_byte_at_a_time_is_not_waited_for_without_end():
    body = HEAD % 100 + b"x" * 100
    other = Other(says(*(bytes([byte]) for byte in body), pause=0.05))

    with pytest.raises(Unreachable, match="in time"):
        Line(other.uri).post(b"question", seconds=0.4, harmless=True)


@pytest.mark.parametrize(
    "answer",
    [
        says(b"\x1b%-12345X@PJL INFO STATUS\r\n" * 9),
        says(b""),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"),
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        says(HEAD % (2 << 20) + b"x" * (2 << 20)),
        says(b"HTTP/1.1 200 OK\r\n" + b"X-More: headers\r\n" * 500),
        says(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"),
        says(b"HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n"),
        hangs_up,
    ],
)
def test_nonsense_is_an_unreachable_printer(answer):
    with pytest.raises(Unreachable):
        Line(Other(answer).uri).post(b"question", seconds=2, harmless=False)


def test_an_answer_without_a_length_ends_where_the_connection_ends():
    other = Other(says(b"HTTP/1.0 200 OK\r\n\r\n", b"all of it"))

    assert Line(other.uri).post(b"question", seconds=2, harmless=False) == b"all of it"


def test_a_printer_that_is_not_there_is_unreachable_and_says_so():
    other = Other()
    other.server.close()

    with pytest.raises(Unreachable, match="cannot be reached"):
        Line(other.uri).post(b"question", seconds=2, harmless=True)


@pytest.mark.parametrize(
    ("uri", "named"),
    [
        ("ipp://desk-1.local", "ipp://desk-1.local:631/ipp/print"),
        ("ipps://10.0.0.7/", "ipps://10.0.0.7:631/ipp/print"),
        ("ipp://[fd00::7]:8631/printers/badges", "ipp://[fd00::7]:8631/printers/badges"),
    ],
)
def test_what_an_address_leaves_out_is_that_of_ipp_everywhere(uri, named):
    assert Line(uri).printer_uri == named
