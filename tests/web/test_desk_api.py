"""What a desk's pages ask for: the copy and what is new since, walk-ins, corrections, the heartbeat."""

import gzip
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from badges import access, corrections
from badges.copies import LEASE
from badges.model import Attendee, Device, Scan
from badges.moments import now, read_moment, write_moment

OURS = {"X-Last-Badge": "app"}


def a_scan(**what):
    return {"id": str(uuid4()), "action": "collect", "at": write_moment(now()), "via": "camera", **what}


def everybody(copy):
    return {one["name"]: one for one in copy["attendees"]}


def post(evening, path, body, **how):
    return evening.api(path, method="POST", data=json.dumps(body).encode(), **how)


def test_the_copy_holds_what_a_desk_shows_and_nothing_it_does_not(evening):
    with evening.store.writing() as session:
        event, mira = session.merge(evening.event), session.merge(evening.mira)
        wish = "please do not announce me"
        mira.fields = {"Shirt": "M", "Wish": wish, "Mail 2": "m@x.test", "Job": "Poet"}
        event.desk_shows, event.quiet_field = ["Job", "Shirt", "Mail 2"], "Wish"

    mira = everybody(evening.api("copy").json)["Mira Okafor"]

    assert mira["fields"] == {"Job": "Poet", "Shirt": "M"}
    assert mira["quiet"] == "please do not announce me"
    assert mira["hosts"] == ["Ramit"]
    kinds = {kind for kind, _, retired in mira["codes"] if not retired}
    assert kinds == {"badge", "short", "pass", "foreign"}
    assert all(len(value) == 24 for kind, value, _ in mira["codes"] if kind == "pass")
    assert "okafor" in mira["found_by"].split()


def test_a_copy_after_a_number_holds_those_who_changed_since(evening):
    seq = evening.api("copy").json["seq"]
    evening.scan(a_scan(code=evening.badge))

    new = evening.api(f"copy?after={seq}").json
    nothing = evening.api(f"copy?after={new['seq']}").json

    assert (new["whole"], list(everybody(new))) == (False, ["Mira Okafor"])
    assert everybody(new)["Mira Okafor"]["collected_by"] == evening.desk.name
    assert (nothing["whole"], nothing["attendees"]) == (False, [])


def test_a_copy_says_the_devices_last_number_from_which_a_wiped_tablet_goes_on(evening):
    before = evening.api("copy").json["device"]["n"]
    evening.scan(a_scan(code=evening.badge, n=7))

    assert (before, evening.api("copy").json["device"]["n"]) == (0, 7)


def test_when_the_event_changes_a_copy_is_whole_again(evening):
    from badges import events

    seq = evening.api("copy").json["seq"]
    with evening.store.writing() as session:
        events.change_event(session, session.merge(evening.event), now=now(), venue="The Orangery")

    new = evening.api(f"copy?after={seq}").json

    assert (new["whole"], len(new["attendees"]), new["event"]["venue"]) == (True, 3, "The Orangery")


def test_a_copy_lasts_past_the_end_of_an_evening_that_is_near(evening):
    until = read_moment(evening.api("copy").json["lease"])

    assert until == pytest.approx(evening.event.end_at + LEASE, abs=timedelta(seconds=1))


def test_a_copy_travels_small(evening):
    answer = evening.api("copy", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.data))["attendees"]) == 3


def test_a_tablet_signed_in_by_its_link_reads_its_copy_and_nobody_elses_form_does(evening):
    tablet = evening.client(evening.links.device(evening.desk))
    copy = "/api/v1/events/chums/copy"

    ours, a_form = tablet.get(copy, headers=OURS), tablet.get(copy)
    elsewhere = tablet.get("/api/v1/events/gala/copy", headers=OURS)
    nobody = evening.app.test_client().get(copy, headers=OURS)
    with evening.store.writing() as session:
        access.revoke_device(session, session.merge(evening.event), evening.desk.id, now=now())
    after = tablet.get(copy, headers=OURS)

    assert [one.status_code for one in (ours, a_form, elsewhere, nobody, after)] == [200, 401, 401, 401, 401]


def test_a_walk_in_sent_twice_is_one_person_with_a_badge_code(evening):
    body = {"id": str(uuid4()), "name": "Ada Ng", "company": "Ng & Co", "host": evening.thea.id}

    first, again = post(evening, "walk-ins", body), post(evening, "walk-ins", body)

    assert first.json == again.json
    ada = first.json["attendee"]
    assert (ada["name"], ada["company"], ada["hosts"]) == ("Ada Ng", "Ng & Co", ["Thea"])
    lines = evening.api("journal").json["lines"]
    assert [(line["kind"], line["attendee"], line["device"]) for line in lines] == [
        ("added", ada["id"], evening.desk.name)
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "Ada"}, 422),
        ({"id": "no", "name": "Ada"}, 422),
        ({"id": str(uuid4()), "name": " "}, 422),
        ({"id": str(uuid4()), "name": ["Ada"]}, 422),
        ({"id": str(uuid4()), "name": "Ada", "host": 99}, 404),
    ],
)
def test_a_walk_in_that_cannot_be_is_refused_in_a_sentence(evening, body, status):
    answer = post(evening, "walk-ins", body)

    assert answer.status_code == status
    assert answer.json["error"]["message"].endswith(".")
    assert len(evening.api("copy").json["attendees"]) == 3


def test_a_correction_is_kept_and_its_answer_is_the_person(evening):
    path = f"attendees/{evening.mira.id}/correction"

    answer = post(evening, path, {"name": "Mira Okafor-Bell", "company": ""})

    assert (answer.json["attendee"]["name"], answer.json["attendee"]["company"]) == ("Mira Okafor-Bell", "")
    with evening.store.reading() as session:
        assert session.get_one(Attendee, evening.mira.id).corrected == "company name"
    assert post(evening, "attendees/999/correction", {"name": "X", "company": ""}).status_code == 404
    assert corrections.LONGEST == 500


def test_a_device_says_how_it_is(evening):
    clock = now() + timedelta(minutes=10)
    since = write_moment(now() - timedelta(minutes=3))

    said = {"unsent": 3, "oldest_unsent": since, "clock": write_moment(clock), "shift": " Ana\0 "}
    answer = post(evening, "status", said)

    assert set(answer.json) == {"now", "lease", "seq", "printers"}
    with evening.store.reading() as session:
        device = session.get_one(Device, evening.desk.id)
    assert (device.unsent, write_moment(device.oldest_unsent_at), device.shift) == (3, since, "Ana")
    assert device.clock_off == pytest.approx(600_000, abs=2_000)
    assert device.last_seen_at is not None


@pytest.mark.parametrize("unsent", [-1, "three", True, 10**9])
def test_a_number_of_scans_that_cannot_be_is_refused(evening, unsent):
    assert post(evening, "status", {"unsent": unsent}).status_code == 422


def test_two_desks_that_both_showed_done_were_a_double_whether_or_not_they_had_a_network(evening):
    evening.scan(a_scan(code=evening.badge, told="done"))
    with evening.store.writing() as session:
        other = access.add_device(session, session.merge(evening.event), role="desk", name="B", now=now())

    shown = a_scan(code=evening.badge, told="done")
    asked = a_scan(code=evening.badge)
    answer = post(evening, "scans", {"scans": [shown, asked]}, key=other.key).json["results"]

    assert [one["review"] for one in answer] == ["double_admission", None]
    with evening.store.reading() as session:
        kept = session.scalars(select(Scan.review).where(Scan.device_id == other.device.id))
        assert sorted(kept, key=str) == [None, "double_admission"]


def test_an_organiser_chooses_what_the_desk_shows_and_how_it_speaks(evening):
    with evening.store.writing() as session:
        session.merge(evening.mira).fields = {"Shirt": "M", "Wish": "no photos", "Job": "Poet"}
    page = evening.client(evening.links.organiser(evening.organiser))
    form = {"language": "fr", "quiet": "Wish", "shows": ["Shirt", "Wish", "Nonsense"]}

    kept = page.post("/organiser/chums/at-the-desk", data=form)
    copy = evening.api("copy").json

    assert kept.status_code == 302
    assert copy["event"]["shows"] == ["Shirt"]
    assert (everybody(copy)["Mira Okafor"]["fields"], copy["event"]["language"]) == ({"Shirt": "M"}, "fr")
    text = page.get("/organiser/chums/").text
    assert 'value="Shirt" checked' in text
    assert 'value="Job" checked' not in text
    assert page.post("/organiser/chums/at-the-desk", data={"language": "xx"}).status_code == 422


def test_who_had_left_and_collects_again_is_in_the_journal_as_back(evening):
    for action in ("collect", "leave", "collect"):
        (answer,) = evening.scan(a_scan(action=action, code=evening.badge))["results"]

    assert (answer["result"], answer["review"]) == ("done", None)
    kinds = [line["kind"] for line in evening.api("journal").json["lines"]]
    assert kinds == ["arrived", "collected", "left", "arrived"]


def test_two_who_let_somebody_in_are_known_though_they_left_before_the_second_was_sent(evening):
    with evening.store.writing() as session:
        other = access.add_device(session, session.merge(evening.event), role="desk", name="B", now=now())
    early = now() - timedelta(minutes=2)
    evening.scan(a_scan(action="arrive", code=evening.badge, at=write_moment(early)))
    shown = a_scan(action="arrive", code=evening.badge, at=write_moment(early + timedelta(minutes=1)))
    evening.scan(a_scan(action="leave", code=evening.badge))

    late = {**shown, "offline": True, "told": "done"}
    (answer,) = post(evening, "scans", {"scans": [late]}, key=other.key).json["results"]

    assert (answer["result"], answer["review"]) == ("again", "double_admission")
