"""The station as a program of its own at a real IPP printer, with a real server at the other end."""

from uuid import uuid4

import pypdfium2
import pytest

from badges import access
from badges.moments import now
from badges.printing import stations
from badges.printing.station.by_http import HttpLink
from badges.printing.station.link import Report
from tests.printing.ippeveprinter import Peer
from tests.printing.programs import Event, until
from tests.service import Service

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    running = Service(tmp_path_factory.mktemp("service")).start()
    yield running
    running.close()


@pytest.fixture
def evening(service, tmp_path):
    evening = Event(service, tmp_path, slug=f"evening-{uuid4().hex[:8]}")
    yield evening
    evening.close()


def text(document):
    return pypdfium2.PdfDocument(document)[0].get_textpage().get_text_range()


def test_a_badge_goes_from_the_list_through_the_station_to_the_printer(evening, peer):
    device, key = evening.station()
    program, mira = evening.program(key, peer.uri).start(), evening.somebody("Mira Okafor")
    until(lambda: evening.row(device).heard_at, lambda: program.said)

    evening.arrives(mira)
    printed = evening.is_now(evening.latest(mira), "printed")

    [(name, document)] = peer.printed()
    assert "Mira Okafor" in text(document)
    assert name == f"last-badge-{evening.event.slug}-{printed.id}-1"
    assert printed.claimed_by == device.id


def test_a_station_that_is_killed_in_the_middle_of_a_badge_goes_on_with_it(evening, peer):
    peer.slow(1)
    _, key = evening.station()
    program = evening.program(key, peer.uri).start()
    jobs = [evening.wants(evening.somebody(f"Attendee {n}")) for n in range(3)]
    evening.is_now(jobs[0], "sending", "printing")

    program.kill()
    program.start()

    for job in jobs:
        evening.is_now(job, "printed")
    slug = evening.event.slug
    assert [name for name, _ in peer.printed()] == [f"last-badge-{slug}-{job}-1" for job in jobs]


def test_a_server_that_is_killed_and_started_again_finds_the_badge_printed(evening, peer):
    peer.slow(1)
    _, key = evening.station()
    program = evening.program(key, peer.uri).start()
    job = evening.wants(evening.somebody())
    evening.is_now(job, "printing")

    evening.service.kill()
    peer.wait_printed(1)
    until(lambda: "The server does not answer" in program.said, lambda: program.said)
    evening.service.start()
    other = evening.wants(evening.somebody("Noor Haddad"))

    evening.is_now(job, "printed")
    evening.is_now(other, "printed")
    assert len(peer.printed()) == 2


def test_a_printer_whose_plug_is_pulled_is_asked_about_and_prints_the_next_badge(evening, peer):
    peer.slow(30)
    device, key = evening.station()
    program = evening.program(key, peer.uri).start()
    job = evening.wants(evening.somebody())
    evening.is_now(job, "printing")

    peer.power_off()
    until(lambda: evening.row(device).state == "offline", lambda: program.said)
    peer.well()
    peer.start()
    evening.is_now(job, "unknown")
    other = evening.wants(evening.somebody("Noor Haddad"))

    evening.is_now(other, "printed")
    assert [name for name, _ in peer.printed()] == [f"last-badge-{evening.event.slug}-{other}-1"]


def test_out_of_labels_is_told_in_the_printers_words_and_the_next_printer_prints_what_waits(
    evening, peer, tmp_path
):
    second = Peer(tmp_path / "second", name="Second").start()
    (one, key), (_, other_key) = evening.station(), evening.station("Printer 2")
    evening.program(key, peer.uri, name="one").start()
    peer.out_of_labels()
    until(lambda: evening.row(one).state == "blocked", "it is not told")
    evening.program(other_key, second.uri, name="two").start()

    job = evening.wants(evening.somebody(), station=one)
    printed = evening.is_now(job, "printed")

    second.close()
    assert evening.row(one).words
    assert printed.moved == 1
    assert peer.printed() == []
    assert len(second.printed()) == 1


def test_a_key_that_is_revoked_ends_the_station_in_a_sentence_and_is_never_written_down(evening, peer):
    device, key = evening.station()
    program = evening.program(key, peer.uri).start()
    until(lambda: evening.row(device).heard_at, lambda: program.said)
    with evening.store.writing() as session:
        access.revoke_device(session, session.merge(evening.event), device.id, now=now())

    status = program.ends()

    assert status == 1
    assert "the organiser has ended it" in program.said
    assert "Traceback" not in program.said
    assert key not in program.said
    assert key not in " ".join(program.command)
    kept = [path.read_text() for path in program.folder.rglob("*") if path.is_file()]
    assert kept
    assert not any(key in text for text in kept)


def test_a_second_program_on_the_same_machine_says_why_it_does_not_run(evening, peer):
    device, key = evening.station()
    first = evening.program(key, peer.uri).start()
    until(lambda: evening.row(device).heard_at, lambda: first.said)

    second = evening.program(key, peer.uri).start()

    assert second.ends() == 1
    assert "Another program on this machine runs this station already; end it first." in second.said


def test_a_second_program_on_another_machine_says_why_it_waits(evening, peer):
    device, key = evening.station()
    first = evening.program(key, peer.uri, name="one").start()
    until(lambda: evening.row(device).heard_at, lambda: first.said)
    second = evening.program(key, peer.uri, name="two").start()
    until(lambda: "Another program runs as this station" in second.said, lambda: second.said)

    job = evening.wants(evening.somebody())

    evening.is_now(job, "printed")
    assert len(peer.printed()) == 1
    assert second.process.poll() is None


def test_a_printer_that_does_not_answer_is_told_of_and_prints_when_it_does_again(evening, peer):
    peer.hang()
    device, key = evening.station()
    program = evening.program(key, peer.uri).start()
    until(lambda: "The printer does not answer." in program.said, lambda: program.said)
    job = evening.wants(evening.somebody())
    meanwhile = evening.row(device).state

    peer.wake()

    evening.is_now(job, "printed", seconds=30)
    assert meanwhile == "offline"
    assert len(peer.printed()) == 1


def test_asked_to_end_it_ends_and_with_once_it_ends_when_nothing_waits(evening, peer):
    _, key = evening.station()
    job = evening.wants(evening.somebody())

    once = evening.program(key, peer.uri, "--once").start()
    status = once.ends()
    printed = evening.job(job).state
    lasting = evening.program(key, peer.uri).start()
    until(lambda: lasting.said.count("the server answers") == 2, lambda: lasting.said)

    assert (status, printed) == (0, "printed")
    assert lasting.stop() == 0


def test_a_station_of_the_servers_own_machine_prints_without_a_program(evening, peer):
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        device = stations.add_local(session, event, "Here", peer.uri, now=now())
    test = evening.test_badge(device)
    evening.is_now(test, "printed")
    with evening.store.writing() as session:
        stations.confirm_test(session, session.merge(evening.event), device.id, now=now())
    job = evening.wants(evening.somebody())

    evening.is_now(job, "printed")

    assert len(peer.printed()) == 2
    evening.service.kill()
    evening.service.start()
    evening.is_now(evening.wants(evening.somebody("Noor Haddad")), "printed")


def test_an_arrival_rings_the_stations_long_before_they_would_ask_by_themselves(evening):
    links = [HttpLink(evening.service.url, evening.station(f"Printer {n}")[1]) for n in range(3)]
    for n, link in enumerate(links):
        link.hello(Report(f"program {n}", f"ipp://printer-{n}.test/"))
    # The line is open.
    assert all(link.wait(10) for link in links)

    evening.arrives(evening.somebody())
    rung = [link.wait(10) for link in links]

    for link in links:
        link.close()
    assert rung == [True, True, True]


def test_the_ring_is_heard_again_after_the_server_was_started_anew(evening):
    link = HttpLink(evening.service.url, evening.station()[1])
    report = Report("a program", "ipp://printer.test/")
    link.hello(report)
    assert link.wait(10)

    evening.service.kill()
    evening.service.start()
    again = link.wait(20)
    evening.arrives(evening.somebody())
    rung = link.wait(20)

    link.close()
    assert (again, rung) == (True, True)
