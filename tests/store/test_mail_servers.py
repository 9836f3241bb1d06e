"""Mail servers as they are: patient, strict, silent, encrypted; each of them real."""

import shutil
import socket
import ssl
import subprocess
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from badges.notices import mail, page
from badges.notices.deliver import pause
from tests.builders import at
from tests.ports import free_port
from tests.post import Evening, Sink, settings_of, wait_until


def test_a_host_whom_the_server_does_not_know_is_a_failure_everybody_can_see(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor")
    on_sqlite.invites("Kenji Mori", host=on_sqlite.a_host("Thea"))
    sink.says["ramit@example.test"] = "550 no such user here"
    on_sqlite.tells("19:00")

    on_sqlite.delivers("19:00:01")
    on_sqlite.delivers("19:10")

    assert on_sqlite.mails() == [("missing", "failed", 1), ("missing", "sent", 1)]
    assert len(on_sqlite.lines("notice_failed")) == 1
    with on_sqlite.store.reading() as session:
        [trouble] = page.troubles_of(session, on_sqlite.ramit)
    said = "A mail about Mira Okafor did not reach ramit@example.test: 550 no such user here"
    assert trouble.sentence == said


def test_a_message_the_server_will_not_have_is_a_failure_too(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor")
    sink.says["DATA"] = "554 no thank you"
    on_sqlite.tells("19:00")

    on_sqlite.delivers("19:00:01")

    assert [(fate.state, fate.trouble) for fate in on_sqlite.fates()] == [("failed", "554 no thank you")]


@pytest.mark.parametrize("answer", ["451 busy", "421 shutting down"])
def test_a_server_that_asks_for_patience_is_tried_again_with_growing_pauses(on_sqlite, sink, answer):
    on_sqlite.invites("Mira Okafor")
    sink.says["ramit@example.test"] = answer
    on_sqlite.tells("19:00")

    tries = ("19:00:01", "19:00:30", "19:00:31", "19:01:30", "19:01:31")
    carried = [on_sqlite.delivers(clock) for clock in tries]
    [waits] = on_sqlite.fates()
    sink.says.clear()
    on_sqlite.delivers("19:03:31")

    assert carried == [1, 0, 1, 0, 1]
    assert (waits.state, waits.trouble, waits.next_try) == ("owed", answer, at("19:03:31"))
    assert sink.subjects() == ["Mira Okafor is not here yet"]
    assert on_sqlite.states() == ["sent"]


def test_the_pauses_double_up_to_an_hour():
    minutes = [pause(attempt) / timedelta(minutes=1) for attempt in (1, 2, 3, 4, 7, 8, 50)]

    assert minutes == [0.5, 1, 2, 4, 32, 60, 60]


def test_a_line_that_the_server_has_ended_is_opened_anew_for_the_next_mail(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor")
    on_sqlite.tells("19:00")
    parcel, post = on_sqlite.takes("19:00:01"), mail.open_post(on_sqlite.settings)
    letter = on_sqlite.deliverer.prepare(parcel, parcel.messages()[0]).mail
    post.send(letter)
    post._line.sock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001 - as a server does that has waited long enough.

    post.send(letter)
    post.close()

    assert sink.subjects() == ["Mira Okafor is not here yet"] * 2


def test_a_message_that_could_not_be_sent_for_a_day_is_given_up(small):
    small.invites("Mira Okafor")
    small.settings = settings_of(small.settings.data_dir, f"smtp://127.0.0.1:{free_port()}")
    small.deliverer = small.a_deliverer()
    small.tells("22:00")

    small.delivers("22:00:01")
    small.now += timedelta(days=1)
    small.deliverer.send_due()

    assert small.mails() == [("no_show", "failed", 2)]
    assert "could not be reached" in small.fates()[0].trouble


def test_the_server_is_given_the_password_in_its_own_letters(small):
    logins = []

    def check(_server, _session, _envelope, _mechanism, data):
        logins.append((data.login, data.password))
        return AuthResult(success=True)

    sink = Sink()
    controller = WithPassword(sink, check)
    controller.start()
    url = f"smtp://ramit:p%40ss@127.0.0.1:{controller.port}"
    small.settings = settings_of(small.settings.data_dir, url)
    small.deliverer = small.a_deliverer()
    small.invites("Mira Okafor")
    small.tells("19:00")

    small.delivers("19:00:01")
    controller.stop()

    assert logins == [(b"ramit", b"p@ss")]
    assert sink.subjects() == ["Mira Okafor is not here yet"]


class WithPassword(Controller):
    """A server that asks for a password, and offers TLS where it has a certificate."""

    def __init__(self, handler, check, context=None):
        super().__init__(handler, hostname="127.0.0.1", port=free_port())
        self.check, self.context = check, context

    def factory(self):
        return SMTP(
            self.handler, authenticator=self.check, auth_require_tls=False, tls_context=self.context
        )


@pytest.fixture
def certificate(tmp_path):
    """A certificate such as a server makes for itself."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    key, signed = tmp_path / "key.pem", tmp_path / "signed.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost"
    subprocess.run([*made.split(), "-keyout", key, "-out", signed], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed, key)
    return context


def test_where_the_server_offers_tls_the_mail_goes_through_it(small, certificate):
    class Watchful(Sink):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's.
            assert session.ssl is not None
            return await super().handle_DATA(server, session, envelope)

    sink = Watchful()
    controller = WithPassword(sink, None, certificate)
    controller.start()
    small.settings = settings_of(small.settings.data_dir, f"smtp://127.0.0.1:{controller.port}")
    small.deliverer = small.a_deliverer()
    small.invites("Mira Okafor")
    small.tells("19:00")

    small.delivers("19:00:01")
    controller.stop()

    assert sink.subjects() == ["Mira Okafor is not here yet"]


def test_a_server_may_speak_tls_from_the_first_byte(small, certificate):
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), ssl_context=certificate)
    controller.start()
    small.settings = settings_of(small.settings.data_dir, f"smtps://127.0.0.1:{controller.port}")
    small.deliverer = small.a_deliverer()
    small.invites("Mira Okafor")
    small.tells("19:00")

    small.delivers("19:00:01")
    controller.stop()

    assert sink.subjects() == ["Mira Okafor is not here yet"]


@pytest.fixture
def silent(sqlite_store, tmp_path):
    """An evening with two hosts, and a mail server that takes calls and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        evening = Evening(sqlite_store, tmp_path, f"smtp://127.0.0.1:{server.getsockname()[1]}")
        evening.server = server
        for name in ("Thea", "Diego"):
            evening.invites(f"Somebody of {name}", host=evening.a_host(name))
        evening.tells("19:00")
        evening.now = at("19:00:01")
        yield evening


def test_a_server_that_never_answers_is_not_waited_for_long(silent):
    deliverer = silent.a_deliverer(post=lambda: mail.open_post(silent.settings, patience=0.1))

    deliverer.send_due()

    assert {fate.trouble for fate in silent.fates()} == {"The mail server took too long to answer."}
    assert silent.mails() == [("missing", "owed", 1)] * 2


def test_a_server_that_is_slow_for_one_host_delays_no_other(silent):
    silent.server.settimeout(5)
    deliverer = silent.a_deliverer(post=lambda: mail.open_post(silent.settings, patience=30))

    def both_hosts_are_being_written_to():
        for call, _ in [silent.server.accept(), silent.server.accept()]:
            call.close()
        return True

    run_until(deliverer, both_hosts_are_being_written_to)


def run_until(deliverer, true, seconds=5):
    stop = threading.Event()
    thread = threading.Thread(target=deliverer.run, args=(stop,))
    thread.start()
    try:
        wait_until(true, seconds)
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()
