"""What a desk asks of printers: a badge by hand or once more, whether one came out, how they are."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from badges.badge_table.laying import lay_out
from badges.model import Code, CodeKind, PrintJob
from badges.moments import now, write_moment
from tests.working_station import Station


@pytest.fixture(name="printing")
def an_evening_that_prints_on_arrival(evening):
    with evening.store.writing() as session:
        evening.event = session.merge(evening.event)
        evening.event.prints_on_arrival = True
    return evening


@pytest.fixture(name="printer")
def a_station(printing):
    return Station(printing.store, printing.event)


def post(evening, path, body=None, **how):
    return evening.api(path, method="POST", data=json.dumps(body or {}).encode(), **how)


def arrives(evening, attendee, **more):
    return evening.scan(
        {
            "id": str(uuid4()),
            "action": "arrive",
            "attendee": attendee.id,
            "at": write_moment(now()),
            "via": "search",
            **more,
        }
    )


def everybody(evening, path="copy"):
    return {one["name"]: one for one in evening.api(path).json["attendees"]}


def jobs_of(evening, attendee):
    with evening.store.reading() as session:
        query = select(PrintJob).where(PrintJob.attendee_id == attendee.id).order_by(PrintJob.revision)
        return [(one.revision, one.state, one.reason) for one in session.scalars(query)]


def codes_of(evening, attendee):
    with evening.store.reading() as session:
        query = select(Code).where(Code.attendee_id == attendee.id, Code.kind == CodeKind.BADGE)
        return [(one.value, one.retired_at is None) for one in session.scalars(query.order_by(Code.id))]


def test_the_copy_says_whether_badges_are_printed_on_arrival_and_how_each_stands(printing, printer):
    assert printing.api("copy").json["event"]["prints_on_arrival"] is True
    seq = printing.api("copy").json["seq"]
    arrives(printing, printing.mira)

    waits = everybody(printing, f"copy?after={seq}")["Mira Okafor"]
    assert waits["has_badge"] is False
    assert {key: waits["print"][key] for key in ("state", "position", "revision")} == {
        "state": "queued",
        "position": 1,
        "revision": 1,
    }
    printer.prints()

    printed = everybody(printing)["Mira Okafor"]
    assert (printed["print"]["state"], printed["print"]["printer"]) == ("printed", "Printer 1")
    assert printed["has_badge"] is True
    assert everybody(printing)["Noor Haddad"]["print"] is None


def test_a_first_badge_is_asked_for_by_hand_and_once(printing):
    first = post(printing, f"attendees/{printing.mira.id}/print")
    again = post(printing, f"attendees/{printing.mira.id}/print")

    assert first.json["attendee"]["print"]["state"] == "queued"
    assert again.json == first.json
    assert jobs_of(printing, printing.mira) == [(1, "queued", "")]


def test_a_badge_that_failed_is_tried_again(printing, printer):
    arrives(printing, printing.mira)
    printer.claims().sends().says("failed", words="jam")
    assert everybody(printing)["Mira Okafor"]["print"]["why"] == "jam"

    tried = post(printing, f"attendees/{printing.mira.id}/print")

    assert tried.json["attendee"]["print"]["state"] == "queued"
    assert jobs_of(printing, printing.mira) == [(1, "queued", "")]


def test_a_printed_badge_is_not_printed_again_without_a_reason(printing, printer):
    arrives(printing, printing.mira)
    printer.prints()

    refused = post(printing, f"attendees/{printing.mira.id}/print")

    assert (refused.status_code, refused.json["error"]["code"]) == (409, "conflict")


@pytest.mark.parametrize("reason", ["spoilt", "corrected", "lost"])
def test_one_more_badge_has_a_reason_and_a_lost_one_another_code(printing, printer, reason):
    arrives(printing, printing.mira)
    printer.prints()

    answer = post(printing, f"attendees/{printing.mira.id}/reprint", {"reason": reason})

    told = answer.json["attendee"]["print"]
    assert (told["revision"], told["state"], told["reason"]) == (2, "queued", reason)
    in_use = [used for _, used in codes_of(printing, printing.mira)]
    assert in_use == ([False, True] if reason == "lost" else [True])
    lines = printing.api("journal").json["lines"]
    assert [line["device"] for line in lines if line["kind"] == "reprinted"] == [printing.desk.name]


@pytest.mark.parametrize("body", [{}, {"reason": "bored"}, {"reason": 7}])
def test_one_more_badge_without_a_reason_that_we_know_is_refused(printing, body):
    answer = post(printing, f"attendees/{printing.mira.id}/reprint", body)

    assert answer.status_code == 422
    assert jobs_of(printing, printing.mira) == []


@pytest.mark.parametrize(("came_out", "state"), [(True, "printed"), (False, "queued")])
def test_a_person_says_whether_a_badge_came_out(printing, printer, came_out, state):
    arrives(printing, printing.mira)
    printer.claims().sends().says("unknown")
    job = everybody(printing)["Mira Okafor"]["print"]
    assert job["state"] == "unknown"

    answer = post(printing, f"print-jobs/{job['job']}/answer", {"came_out": came_out})

    assert answer.json["attendee"]["print"]["state"] == state
    assert answer.json["attendee"]["has_badge"] is came_out


def test_an_answer_is_yes_or_no_and_about_a_job_of_this_event(printing):
    assert post(printing, "print-jobs/1/answer", {"came_out": "maybe"}).status_code == 422
    assert post(printing, "print-jobs/1/answer", {"came_out": True}).status_code == 404


@pytest.mark.parametrize("path", ["attendees/{}/print", "attendees/{}/reprint"])
def test_nobody_of_another_event_is_printed_and_no_kiosk_prints(printing, path):
    body = {"reason": "lost"}

    stranger = post(printing, path.format(printing.stranger.id), body)
    kiosk = post(printing, path.format(printing.mira.id), body, key=printing.kiosk_key)

    assert (stranger.status_code, kiosk.status_code) == (404, 403)
    assert jobs_of(printing, printing.mira) == []


def test_a_badge_that_lies_in_a_box_is_not_printed_on_arrival_and_once_more_if_it_is_spoilt(printing):
    lay_out(printing.store, printing.event.slug, now=now())
    arrives(printing, printing.mira)
    mira = everybody(printing)["Mira Okafor"]
    assert (mira["box"], mira["has_badge"], mira["print"]) == (1, True, None)

    again = post(printing, f"attendees/{printing.mira.id}/reprint", {"reason": "spoilt"})

    assert again.json["attendee"]["print"]["reason"] == "spoilt"


def status(evening, **how):
    return post(evening, "status", {"unsent": 0}, **how).json["printers"]


def test_a_desk_hears_how_the_printers_are_with_each_word_of_its_own(printing, printer):
    assert status(printing) == [
        {
            "name": "Printer 1",
            "state": "idle",
            "words": [],
            "ready": True,
            "held": False,
            "labels_left": None,
        }
    ]
    arrives(printing, printing.mira)
    printer.claims().sends().stops("out of labels")

    (stopped,) = status(printing)

    assert (stopped["state"], stopped["words"]) == ("blocked", ["out of labels"])
    assert status(printing, key=printing.kiosk_key) == []


def test_a_printer_whose_program_is_silent_is_offline_and_few_labels_are_told(printing):
    printer = Station(printing.store, printing.event, labels_left=12)
    assert status(printing)[0]["labels_left"] == 12

    with printing.store.writing() as session:
        from badges.model import PrintStation

        session.get(PrintStation, printer.device.id).lease_until = now()

    assert (status(printing)[0]["state"], status(printing)[0]["ready"]) == ("offline", False)
