"""What a print station asks the server over HTTP: its own badges and nothing else, all of it bounded."""

import json
import re
from uuid import uuid4

import pytest

from badges import access
from badges.model import PrintJob, PrintStation
from badges.moments import now, write_moment
from badges.printing import asking
from tests.builders import an_attendee

REPORT = {
    "instance": "a program",
    "uri": "ipp://printer.test/ipp/print",
    "makes": {
        "model": "A printer",
        "uuid": "urn:uuid:1",
        "formats": ["application/pdf"],
        "dpi": 300,
        "media": [90, 60],
    },
    "look": {"stopped": False, "busy": False, "words": [], "media": None, "labels_left": 120},
}
A_JOB = {"instance": "a program", "attempt": 1}


class Station:
    """A paired station with its key, whose test badge was confirmed."""

    def __init__(self, evening, event=None, name="Printer 1"):
        self.evening = evening
        with evening.store.writing() as session:
            event = event or evening.event
            added = access.add_device(session, session.merge(event), role="station", name=name, now=now())
            session.add(PrintStation(device_id=added.device.id, event_id=event.id, tested_at=now()))
        self.device, self.key = added.device, added.key

    def asks(self, path="", sent=None, *, method="POST", **more):
        headers = {"Authorization": f"Bearer {self.key}"}
        client = self.evening.app.test_client()
        if sent is not None:
            more["json"] = sent
        return client.open(f"/api/v1/station{path}", method=method, headers=headers, **more)

    def claims(self):
        self.asks(sent=REPORT)
        return self.asks("/claim", {"instance": "a program"}).json["job"]

    def says(self, job, state, **more):
        return self.asks(f"/jobs/{job}", {**A_JOB, "state": state, **more})


@pytest.fixture
def station(evening):
    return Station(evening)


def wanted(evening, attendee=None, event=None):
    with evening.store.writing() as session:
        event = session.merge(event or evening.event)
        return asking.ask(session, event, (attendee or evening.mira).id, device=None, now=now()).id


def row(evening, job):
    with evening.store.reading() as session:
        return session.get_one(PrintJob, job)


def test_a_badge_is_claimed_drawn_sent_and_printed_and_each_answer_is_as_described(evening, station):
    job = wanted(evening)

    orders = station.asks(sent=REPORT).json
    claimed = station.asks("/claim", {"instance": "a program"}).json["job"]
    document = station.asks(f"/jobs/{job}/document?media_type=application/pdf", method="GET")
    answers = [station.says(job, state, printer_job="7") for state in ("created", "sending", "printed")]

    assert orders["waiting"] is True
    assert (orders["event"], orders["name"], orders["lease"]) == ("chums", "Printer 1", 15)
    assert claimed["name"] == f"last-badge-chums-{job}-1"
    assert document.content_type == "application/pdf"
    assert document.data.startswith(b"%PDF")
    assert [one.json["job"]["state"] for one in answers] == ["created", "sending", "printed"]
    paths = evening.app.test_client().get("/api/v1/openapi.json").json["paths"]
    for path, answer in (("/api/v1/station", orders), ("/api/v1/station/jobs/{job}", answers[0].json)):
        content = paths[path]["post"]["responses"]["200"]["content"]["application/json"]
        assert set(answer) == set(content["schema"]["properties"])
    one_job = paths["/api/v1/station/claim"]["post"]["responses"]["200"]["content"]["application/json"]
    assert set(claimed) == set(one_job["schema"]["properties"]["job"]["anyOf"][0]["properties"])


def test_a_badge_is_given_back_and_is_anybodys_again(evening, station):
    job = wanted(evening)
    station.claims()

    answer = station.asks(f"/jobs/{job}/release", A_JOB)

    assert answer.status_code == 200
    assert row(evening, job).state == "queued"


EVERY = [
    ("POST", ""),
    ("POST", "/claim"),
    ("POST", "/jobs/1"),
    ("POST", "/jobs/1/release"),
    ("GET", "/jobs/1/document?media_type=application/pdf"),
    ("GET", "/live"),
]


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_the_keys_of_desks_and_kiosks_open_nothing_of_a_stations(evening, method, path):
    for key in (evening.key, evening.kiosk_key):
        headers = {"Authorization": f"Bearer {key}"}
        answer = evening.app.test_client().open(f"/api/v1/station{path}", method=method, headers=headers)

        assert answer.status_code == 403
        assert "print station" in answer.json["error"]["message"]


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_a_tablets_cookie_opens_nothing_of_a_stations(evening, method, path):
    client = evening.client(evening.links.device(evening.desk))

    answer = client.open(f"/api/v1/station{path}", method=method, headers={"X-Last-Badge": "app"})

    assert answer.status_code == 401


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_a_key_that_was_revoked_opens_nothing_any_more(evening, station, method, path):
    with evening.store.writing() as session:
        access.revoke_device(session, session.merge(evening.event), station.device.id, now=now())

    assert station.asks(path, method=method).status_code == 401


def test_a_stations_key_reads_no_list(evening, station):
    for path in ("journal", "live", "attendees", "copy", "report"):
        assert evening.api(path, key=station.key).status_code == 403, path


@pytest.mark.parametrize("whose", ["another event's", "another station's", "nobody's"])
def test_a_station_has_no_part_in_jobs_that_are_not_its_own(evening, station, whose):
    if whose == "another event's":
        owner = Station(evening, evening.other)
        job = wanted(evening, evening.stranger, evening.other)
        owner.claims()
    elif whose == "another station's":
        job = wanted(evening)
        station.claims()
        station = Station(evening, name="Printer 2")
    else:
        job = wanted(evening)
    before = row(evening, job).state
    station.asks(sent={**REPORT, "uri": "ipp://other.test/", "makes": None})

    answers = [
        station.says(job, "created", printer_job="9"),
        station.says(job, "printed"),
        station.asks(f"/jobs/{job}/release", A_JOB),
        station.asks(f"/jobs/{job}/document?media_type=application/pdf", method="GET"),
    ]

    assert {one.status_code for one in answers} <= {404, 409}
    assert b"Mira" not in b"".join(one.data for one in answers)
    assert row(evening, job).state == before
    assert row(evening, job).printer_job == ""


def test_a_station_of_another_event_claims_nothing_of_this_one(evening):
    wanted(evening)

    assert Station(evening, evening.other).claims() is None


def test_a_program_that_lost_its_lease_is_told_so_in_a_word_that_it_understands(evening, station):
    job = wanted(evening)
    station.claims()

    answers = [
        station.asks(f"/jobs/{job}", {**A_JOB, "state": "created", "instance": "another program"}),
        station.asks(f"/jobs/{job}", {**A_JOB, "state": "created", "attempt": 2}),
        station.asks("/claim", {"instance": "another program"}),
    ]

    assert [(one.status_code, one.json["error"]["code"]) for one in answers] == [(409, "lost_lease")] * 3


def test_a_second_program_and_a_second_station_at_one_printer_are_told_apart(evening, station):
    station.asks(sent=REPORT)

    program = station.asks(sent={**REPORT, "instance": "another program"})
    other = Station(evening, name="Printer 2").asks(sent=REPORT)

    assert (program.status_code, program.json["error"]["code"]) == (409, "station_taken")
    assert (other.status_code, other.json["error"]["code"]) == (409, "printer_taken")


@pytest.mark.parametrize(
    "nonsense",
    [
        {"instance": ""},
        {"uri": 7},
        {"makes": "a printer"},
        {"makes": {"formats": "application/pdf"}},
        {"makes": {"dpi": -1}},
        {"makes": {"dpi": True}},
        {"makes": {"media": [1]}},
        {"makes": {"media": ["90", "60"]}},
        {"makes": {"media": [-1, 60]}},
        {"makes": {"media": [10**400, 60]}},
        {"look": {"words": [7]}},
        {"look": {"labels_left": -1}},
        {"look": {"labels_left": "many"}},
        {"look": []},
    ],
)
def test_a_report_that_cannot_be_is_refused_in_a_sentence_and_changes_nothing(evening, station, nonsense):
    answer = station.asks(sent={**REPORT, **nonsense})

    assert answer.status_code == 422
    assert answer.json["error"]["message"].endswith(".")
    with evening.store.reading() as session:
        assert session.get_one(PrintStation, station.device.id).instance == ""


def test_numbers_that_json_has_not_are_refused(station):
    body = json.dumps({**REPORT, "look": {"media": [1, 2]}}).replace("[1, 2]", "[NaN, Infinity]")

    answer = station.asks(data=body, content_type="application/json")

    assert answer.status_code == 422


@pytest.mark.parametrize("state", ["queued", "claimed", "eaten", "", None, 7])
def test_a_station_says_only_what_stations_say(evening, station, state):
    job = wanted(evening)
    station.claims()

    answer = station.asks(f"/jobs/{job}", {**A_JOB, "state": state})

    assert answer.status_code == 422
    assert row(evening, job).state == "claimed"


def test_whatever_a_station_says_is_bounded(evening, station):
    long = "é\0x" * 500
    many = {**REPORT["look"], "stopped": True, "words": [long] * 3 + ["jam"] * 500}
    station.asks(sent={**REPORT, "look": many, "makes": {**REPORT["makes"], "formats": ["a/b"] * 500}})

    too_much = station.asks(sent={**REPORT, "uri": "x" * 70_000})

    assert too_much.status_code == 413
    with evening.store.reading() as session:
        kept = session.get_one(PrintStation, station.device.id)
        assert len(kept.words) <= 12
        assert all(len(one) <= 300 and "\0" not in one for one in kept.words)
        assert len(kept.formats) <= 20


@pytest.mark.parametrize("query", ["", "?media_type=text/html", "?media_type=application/pdf&dpi=-1"])
def test_a_badge_is_drawn_as_what_printers_take_and_nothing_else(evening, station, query):
    job = wanted(evening)
    station.claims()

    assert station.asks(f"/jobs/{job}/document{query}", method="GET").status_code == 422


def test_a_badge_that_does_not_fit_is_refused_by_its_name(evening, station):
    with evening.store.writing() as session:
        long = an_attendee(session, evening.event, "Wolfeschlegelsteinhausenbergerdorff" * 6)
    job = wanted(evening, long)
    station.claims()

    answer = station.asks(f"/jobs/{job}/document?media_type=application/pdf", method="GET")

    assert answer.status_code == 422
    assert "Wolfeschlegelstein" in answer.json["error"]["message"]


def test_a_line_rings_only_the_stations_that_may_print_its_badge():
    from badges.printing.station.rings import concerns

    queued = {"kind": "print_job", "state": "queued", "station": None}

    assert concerns(queued, 7)
    assert concerns({**queued, "station": 7}, 7)
    assert concerns({**queued, "kind": "reprinted"}, 7)
    assert not concerns({**queued, "station": 8}, 7)
    assert not concerns({**queued, "state": "claimed", "station": 7}, 7)
    assert not concerns({"kind": "arrived"}, 7)
    assert not concerns({"kind": "printed", "state": "printed", "station": 7}, 7)


def test_a_stations_open_line_carries_its_rings_and_nobodys_arrival(evening, station):
    from web.context import of

    answer = station.asks("/live?after=0", method="GET", buffered=False)
    chunks = answer.iter_encoded()
    next(chunks)
    arrival = {"id": str(uuid4()), "action": "arrive", "at": write_moment(now())}
    evening.scan({**arrival, "attendee": evening.noor.id})
    wanted(evening)

    heard = next(chunks).decode()

    of(evening.app).hub.close()
    answer.close()
    assert re.findall("event: (.*)", heard) == ["print_job"]
