"""Stations: one program and one printer each, what they are told, and what must be so before doors."""

import pytest

from badges.errors import BadInput, Conflict, NotFound, PrinterTaken, StationTaken
from badges.model import PrintStation
from badges.printers import set_printer
from badges.printing import asking, stations
from badges.printing.printer import Look, Makes
from badges.printing.stations import Report
from tests.builders import a_device, at
from tests.prints import Prints, Station

CHOSEN = {"stock": "", "offset_id": None, "darkness": 0, "cut": True, "labels_left": None, "warn_at": 20}


@pytest.fixture
def evening(store):
    return Prints(store)


def test_a_station_says_what_its_printer_is_and_how(evening):
    station = Station(evening)

    station.hello(
        "18:42", "blocked", "out of labels", model="QL-820NWB", printer_uuid="urn:uuid:1",
        formats=("application/pdf",), dpi=300, media=(62.0, 0.0), labels_left=12,
    )

    row = station.row()
    assert (row.model, row.printer_uuid, row.formats, row.dpi) == (
        "QL-820NWB", "urn:uuid:1", ["application/pdf"], 300,
    )
    assert (row.media_width, row.media_height, row.labels_left) == (62.0, 0.0, 12)
    assert (row.state, row.words, row.stopped_since) == ("blocked", ["out of labels"], at("18:42"))
    assert (row.heard_at, row.lease_until) == (at("18:42"), at("18:42:15"))


def test_what_a_printer_that_is_out_of_reach_said_before_is_not_forgotten(evening):
    station = Station(evening)
    station.hello("18:42", model="QL-820NWB", printer_uuid="urn:uuid:1", media=(62.0, 0.0), labels_left=12)

    station.hello("18:42:03", "offline")

    row = station.row()
    assert (row.model, row.printer_uuid, row.media_width, row.labels_left) == (
        "QL-820NWB", "urn:uuid:1", 62.0, 12,
    )
    assert (row.state, row.stopped_since) == ("offline", at("18:42:03"))


def test_a_printer_is_stopped_since_it_first_was_whatever_its_words(evening):
    station = Station(evening)
    station.hello("18:42", "blocked", "jam")
    station.hello("18:43", "offline")
    assert station.row().stopped_since == at("18:42")

    station.hello("18:44")

    assert station.row().stopped_since is None


def test_its_orders_name_the_paper_and_what_the_organiser_chose(evening):
    station = Station(evening)
    with evening.store.writing() as session:
        offset = set_printer(session, "Office", right_mm=1.5, down_mm=-0.5).id
    evening.writes(
        stations.change, station.id, **{**CHOSEN, "stock": "page-90x60", "offset_id": offset, "darkness": 3}
    )

    orders = station.hello()

    assert (orders.event, orders.station) == ("chums", station.id)
    assert (orders.lease, orders.lease_until) == (15.0, at("18:42:15"))
    assert (orders.stock, orders.width, orders.height) == ("page-90x60", 90.0, 60.0)
    assert (orders.offset, orders.darkness, orders.cut) == ((1.5, -0.5), 3, True)
    assert (orders.held, orders.tested, orders.holds, orders.stop) == (False, False, (), ())
    assert (orders.waiting, orders.refuses) == (False, "")


def test_a_second_program_of_a_station_waits_until_the_first_ones_lease_has_run_out(evening):
    station = Station(evening)
    station.hello("18:42")

    with pytest.raises(StationTaken):
        station.hello("18:42:14", instance="second")
    assert station.row().instance == "first of Printer 1"
    station.hello("18:42:15", instance="second")

    assert station.row().instance == "second"
    with pytest.raises(StationTaken):
        station.hello("18:42:16")


def test_a_program_that_was_started_anew_has_the_badges_of_the_one_that_died(evening):
    station, mira = Station(evening), evening.invites()
    evening.scans(mira)
    job = station.sends(station.takes())

    held = station.hello("18:42:20", instance="second").holds
    station.instance = "second"
    done = station.says(job, "printed", clock="18:42:21")

    assert [(one["id"], one["attempt"], one["state"]) for one in held] == [(job.id, 1, "printing")]
    assert held[0]["printer_job"] == "17"
    assert held[0]["name"] == f"last-badge-chums-{job.id}-1"
    assert done.state == "printed"


def test_two_stations_do_not_drive_one_printer(evening):
    Station(evening).hello("18:42", printer_uuid="urn:uuid:1")
    other = Station(evening, "Printer 2")

    with pytest.raises(PrinterTaken, match="Printer 1"):
        other.hello("18:42:05", uri="ipp://Printer-1/ipp/print")
    with pytest.raises(PrinterTaken, match="Printer 1"):
        other.hello("18:42:05", uri="ipp://192.0.2.7/ipp/print", printer_uuid="urn:uuid:1")

    assert other.row().uri == "ipp://Printer-2/ipp/print"


def test_stations_of_two_events_do_not_drive_one_printer(evening):
    Station(evening).hello("18:42")
    gala = Prints(evening.store, slug="gala")

    with pytest.raises(PrinterTaken):
        Station(gala, clock="18:42:05")
    assert Station(gala, "Printer 2", clock="18:42:05").row().state == "idle"


def test_a_printer_is_free_when_the_lease_of_its_station_has_run_out(evening):
    first, other = Station(evening), Station(evening, "Printer 2")
    first.hello("18:42")

    other.hello("18:42:15", uri=first.uri)

    assert other.row().uri == first.uri
    with pytest.raises(PrinterTaken, match="Printer 2"):
        first.hello("18:42:16")


def test_another_printer_behind_a_station_is_to_be_tried_out_anew(evening):
    station = Station(evening)
    assert station.hello("18:42").tested
    assert station.hello("18:42:01", printer_uuid="urn:uuid:1").tested

    assert not station.hello("18:42:02", printer_uuid="urn:uuid:2").tested


def test_another_address_is_another_printer(evening):
    station = Station(evening)
    station.hello("18:42")

    assert not station.hello("18:42:02", uri="ipp://192.0.2.7/ipp/print").tested


def test_a_station_is_tested_when_its_test_badge_came_out_and_somebody_said_so(evening):
    station = Station(evening, tested=False)
    with pytest.raises(Conflict, match="print one first"):
        evening.writes(stations.confirm_test, station.id)
    test = evening.writes(asking.test_badge, station.id, clock="18:42")
    with pytest.raises(Conflict):
        evening.writes(stations.confirm_test, station.id)

    station.prints(station.takes("18:43"), "18:43")
    evening.writes(stations.confirm_test, station.id, clock="18:44")

    assert station.row().tested_at == at("18:44")
    assert evening.job(test).state == "printed"


def test_a_test_badge_in_a_hand_answers_whether_it_came_out(evening):
    station = Station(evening, tested=False)
    test = evening.writes(asking.test_badge, station.id)
    job = station.sends(station.takes("18:43"), "18:43")
    station.says(job, "unknown", clock="18:43")

    evening.writes(stations.confirm_test, station.id, clock="18:44")

    assert evening.job(test).state == "printed"


def test_a_test_badge_lies_on_no_table(evening):
    station, mira = Station(evening, tested=False), evening.invites()
    evening.writes(asking.test_badge, station.id)

    station.prints(station.takes("18:43"), "18:43")

    assert evening.facts(mira).printed_at is None
    assert evening.lines("printed")[0]["attendee"] is None


def test_on_another_stock_a_station_is_to_be_tried_out_anew(evening):
    station = Station(evening)
    evening.writes(stations.change, station.id, **{**CHOSEN, "darkness": -2})
    assert station.row().tested_at is not None

    evening.writes(stations.change, station.id, **{**CHOSEN, "stock": "page-90x60"})

    assert station.row().tested_at is None


@pytest.mark.parametrize(
    "wrong", [{"darkness": 11}, {"labels_left": -1}, {"warn_at": -1}, {"labels_left": 10**7}]
)
def test_what_no_printer_can_do_is_refused(evening, wrong):
    with pytest.raises(BadInput):
        evening.writes(stations.change, Station(evening).id, **{**CHOSEN, **wrong})


@pytest.mark.parametrize("unknown", [{"stock": "vellum"}, {"offset_id": 99}])
def test_a_stock_or_a_reading_that_is_not_there_is_refused(evening, unknown):
    with pytest.raises(NotFound):
        evening.writes(stations.change, Station(evening).id, **{**CHOSEN, **unknown})


def test_a_desk_is_no_station(evening):
    with pytest.raises(NotFound):
        evening.writes(stations.hold, evening.desk.id, held=True)


def test_labels_run_low_at_the_number_that_was_chosen(evening):
    station = Station(evening)
    for left, low in ((None, False), (21, False), (20, True), (0, True)):
        evening.writes(stations.change, station.id, **{**CHOSEN, "labels_left": left})
        assert stations.is_low(station.row()) is low


def test_a_printers_own_count_of_labels_wins(evening):
    station = Station(evening)
    evening.writes(stations.change, station.id, **{**CHOSEN, "labels_left": 100})

    station.hello("18:42", labels_left=7)
    assert station.row().labels_left == 7
    station.hello("18:42:03")
    assert station.row().labels_left == 7


def test_the_stations_of_an_event_are_there_before_their_first_word(evening):
    Station(evening, "Printer 2")
    with evening.store.writing() as session:
        a_device(session, evening.event, "Printer 1", role="station")
        a_device(session, evening.event, "Printer 3", role="station").revoked_at = at("18:00")

    with evening.store.reading() as session:
        there = stations.of_event(session, evening.event)

    assert [(one.device.name, one.state, one.warn_at) for one in there] == [
        ("Printer 1", "offline", 20),
        ("Printer 2", "idle", 20),
    ]


def test_a_printer_at_this_machine_becomes_a_station_of_ours(evening):
    device = evening.writes(stations.add_local, "Printer 1", "ipp://localhost/ipp/print")

    with evening.store.reading() as session:
        (there,) = stations.local(session, now=at("18:42"))
        assert (there.device_id, there.uri, there.local) == (device.id, "ipp://localhost/ipp/print", True)
        assert stations.local(session, now=at("22:01", day=9)) == []


def test_a_printer_at_this_machine_needs_an_address_and_a_name_of_its_own(evening):
    with pytest.raises(BadInput):
        evening.writes(stations.add_local, "Printer 1", "the grey one")
    evening.writes(stations.add_local, "Printer 1", "ipp://localhost/ipp/print")
    with pytest.raises(Conflict):
        evening.writes(stations.add_local, "Printer 1", "ipp://localhost/ipp/print")


def test_a_report_is_made_of_what_a_printer_says_of_itself():
    makes = Makes("QL-820NWB", "urn:uuid:1", ("image/pwg-raster",), 300, (62.0, 0.0))

    well = Report.of("a", "ipp://x", makes, Look(stopped=False, busy=True, media=(29.0, 90.0), labels_left=3))
    stopped = Report.of("a", "ipp://x", makes, Look(stopped=True, busy=True, words=("jam",)))
    gone = Report.of("a", "ipp://x", None, None)

    assert (well.state, well.media, well.labels_left, well.dpi) == ("printing", (29.0, 90.0), 3, 300)
    assert (stopped.state, stopped.words, stopped.media) == ("blocked", ("jam",), (62.0, 0.0))
    assert (gone.state, gone.model, gone.formats) == ("offline", "", ())


def test_a_device_that_is_removed_leaves_its_badges_to_the_others(evening):
    one, two = Station(evening), Station(evening, "Printer 2")
    evening.asks(evening.invites(), "18:42:00", station=one.id)
    with evening.store.writing() as session:
        session.delete(session.get_one(PrintStation, one.id))

    assert two.takes("18:42:05") is not None


def test_whatever_a_printer_says_of_itself_is_kept_in_one_line(evening):
    station, mira = Station(evening), evening.invites()
    evening.scans(mira)
    job = station.sends(station.takes())

    station.hello("18:42:03", "blocked", "cover\0 \ud800open\n", model="Grey\0 one")
    station.says(job, "blocked", words="cover\0\nopen")

    assert (station.row().words, station.row().model) == (["cover open"], "Grey one")
    assert evening.job(job).words == "cover open"
