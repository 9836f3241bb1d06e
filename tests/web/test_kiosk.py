"""The kiosk: a code, the badge to read, one arrival; whoever does not belong there; and the way out."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from badges import access, badge_table, codes
from badges.model import Code, CodeKind, Scan
from badges.moments import now, write_moment
from tests.builders import pass_of
from tests.kiosks import ANYBODY, code_of, counted, person, step, who, word


def test_a_code_shows_the_badge_and_only_a_yes_lets_its_owner_in(evening, kiosk):
    shown = kiosk.code(evening.badge)
    assert step(shown) == "read"
    assert 'aria-label="Mira Okafor Okafor &amp; Daughters"' in shown.text
    assert person(evening, evening.mira).arrived_at is None

    welcome = kiosk.post("confirm", who=who(shown))

    assert word(welcome) == "done"
    assert 'Welcome, <bdi dir="auto" translate="no">Mira Okafor</bdi>.' in welcome.text
    assert "Your badge is at the desk." in welcome.text
    here = person(evening, evening.mira)
    assert here.arrived_by == evening.kiosk.id
    assert here.collected_at is None


@pytest.mark.parametrize("kind", ["pass", "address", "badge", "short", "foreign", "small letters"])
def test_every_code_somebody_may_hold_is_taken(evening, kiosk, kind):
    text = {
        "pass": pass_of(evening.mira),
        "address": f"https://badges.example.test/P/{pass_of(evening.mira)}",
        "badge": f"LB1{evening.badge}",
        "short": code_of(evening, evening.mira, CodeKind.SHORT),
        "foreign": "evt-0042",
        "small letters": evening.badge.lower(),
    }[kind]

    assert step(kiosk.code(text)) == "read"


def test_the_second_reading_of_a_scanner_is_tried_where_the_first_is_nobodys(evening, kiosk):
    shown = kiosk.code("LB1YYYYYYYYYYYYYYYY", other=f"LB1{evening.badge}", via="wedge")

    assert step(shown) == "read"
    assert word(kiosk.code("nobody", other="nobody either")) == "refused"


def test_no_code_of_anybody_stands_on_the_screen(evening, kiosk):
    shown = kiosk.code(evening.badge).text

    assert evening.badge not in shown
    assert code_of(evening, evening.mira, CodeKind.SHORT) not in shown
    assert pass_of(evening.mira) not in shown


def test_a_confirmation_sent_twice_is_one_arrival_with_one_answer(evening, kiosk):
    token = who(kiosk.code(evening.badge))

    first, second = (kiosk.post("confirm", who=token) for _ in range(2))

    assert [word(first), word(second)] == ["done", "done"]
    assert counted(evening, Scan) == 1


def test_somebody_who_is_here_already_is_told_where_the_badge_is(evening, kiosk):
    kiosk.post("confirm", who=who(kiosk.code(evening.badge)))

    again = kiosk.code(evening.badge)

    assert word(again) == "again"
    assert "You are here already, " in again.text
    assert "Your badge is at the desk." in again.text


def test_who_collected_their_badge_and_whose_box_it_lies_in_is_said(evening, kiosk):
    badge_table.lay_out(evening.store, "chums", now=now())
    welcome = kiosk.post("confirm", who=who(kiosk.code(evening.badge)))
    collects = {"id": str(uuid4()), "action": "collect", "code": evening.badge, "at": write_moment(now())}
    evening.scan(collects)

    collected = kiosk.code(evening.badge)

    assert "Your badge is at the desk, in box 1." in welcome.text
    assert "You have your badge." in collected.text


@pytest.mark.parametrize("token", ["", "forged", "another kiosk's"])
def test_a_visit_that_this_kiosk_did_not_begin_lets_nobody_in(evening, kiosk, token):
    if token == "another kiosk's":
        with evening.store.writing() as session:
            other = access.add_device(session, evening.event, role="kiosk", name="Kiosk 2", now=now()).device
        client = evening.client(evening.links.device(other))
        token = who(client.post("/kiosk/chums/", data={"text": evening.badge}))

    for path in ("confirm", "correct"):
        answer = kiosk.post(path, who=token, attendee=evening.mira.id, do="edit")

        assert step(answer) == "start"
        assert "Please start once more." in answer.text
    assert person(evening, evening.mira).arrived_at is None


def test_who_was_taken_off_the_list_is_sent_to_the_desk_without_a_reason(evening, kiosk):
    token = who(kiosk.code(evening.badge))
    with evening.store.writing() as session:
        session.merge(evening.mira).cancelled_at = now()

    meanwhile, anew = kiosk.post("confirm", who=token), kiosk.code(evening.badge)

    for answer in (meanwhile, anew):
        assert word(answer) == "ask"
        assert "Please come to the desk." in answer.text
        assert not ANYBODY.search(answer.text)


def test_a_retired_code_is_still_its_owners(evening, kiosk):
    with evening.store.writing() as session:
        session.scalar(select(Code).where(Code.value == evening.badge)).retired_at = now()
        whose = {"event_id": evening.event.id, "attendee_id": evening.mira.id}
        session.add(Code(kind="badge", value=codes.new_code(), **whose))

    assert step(kiosk.code(evening.badge)) == "read"


def test_the_right_pin_turns_the_kiosk_into_a_tablet_that_can_be_paired_anew(evening, kiosk):
    organiser = evening.client(evening.links.organiser(evening.organiser))
    kept = organiser.post("/organiser/chums/kiosk-pin", data={"pin": "4711"})
    assert kept.status_code == 302
    assert "A PIN is set." in organiser.get("/organiser/chums/").text

    wrong = kiosk.post("leave", pin="4712")
    assert (wrong.status_code, step(wrong)) == (403, "leave")
    assert kiosk.client.get("/kiosk/chums/").status_code == 200
    right = kiosk.post("leave", pin="4711")

    assert right.headers["Location"] == "/pair"
    assert kiosk.client.get("/kiosk/chums/").status_code == 403


def test_without_a_pin_a_kiosk_cannot_be_left(evening, kiosk):
    page = kiosk.client.get("/kiosk/chums/leave")

    assert "No PIN was set" in page.text
    for pin in ("", "0000"):
        assert kiosk.post("leave", pin=pin).status_code == 403
    assert kiosk.client.get("/kiosk/chums/").status_code == 200


def test_guessing_pins_is_bounded(evening, kiosk):
    with evening.store.writing() as session:
        session.merge(evening.event).kiosk_pin_hash = access.hash_pin("4711")

    statuses = [kiosk.post("leave", pin=f"000{n}").status_code for n in range(8)]
    right = kiosk.post("leave", pin="4711")

    assert set(statuses) == {403, 429}
    assert right.status_code == 429


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "١٢٣٤"])
def test_a_pin_is_four_to_eight_digits_and_kept_as_a_hash(evening, pin):
    organiser = evening.client(evening.links.organiser(evening.organiser))

    refused = organiser.post("/organiser/chums/kiosk-pin", data={"pin": pin})

    assert refused.status_code == 422
    assert "A PIN is 4 to 8 digits." in refused.text
    with evening.store.reading() as session:
        assert session.merge(evening.event).kiosk_pin_hash == ""
    assert access.hash_pin("12345678").startswith("$argon2id$")
