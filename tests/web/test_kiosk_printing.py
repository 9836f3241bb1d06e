"""A badge printed at a kiosk: seen until it is out, else its owner, checked in, is sent to a desk."""

from datetime import timedelta

import pytest

from badges.badge_table.laying import lay_out
from badges.moments import now
from tests.kiosks import ANYBODY, person, step, who, word
from tests.working_station import Station, printing_on_arrival
from web.kiosk import printing
from web.kiosk.visit import Wait, sealed_wait


@pytest.fixture(name="prints")
def an_evening_that_prints_on_arrival(evening):
    return printing_on_arrival(evening)


@pytest.fixture(name="printer")
def a_station(prints):
    return Station(prints.store, prints.event)


def confirmed(kiosk, evening):
    return kiosk.post("confirm", who=who(kiosk.code(evening.badge)))


def waited(kiosk, evening, *, seconds, attendee=None):
    """The page of whoever has waited there for so long."""
    attendee = attendee or evening.mira
    wait = Wait(evening.kiosk.id, attendee.id, now() - timedelta(seconds=seconds))
    return kiosk.post("printing", who=sealed_wait(wait, evening.settings))


def test_a_check_in_shows_where_the_badge_is_printed_and_then_that_it_is_ready(prints, printer, kiosk):
    shown = confirmed(kiosk, prints)
    assert (step(shown), word(shown)) == ("printing", "done")
    assert 'Welcome, <bdi dir="auto" translate="no">Mira Okafor</bdi>.' in shown.text
    assert "Your badge is printed now." in shown.text
    assert person(prints, prints.mira).arrived_by == prints.kiosk.id

    printer.claims().sends()
    under_way = kiosk.post("printing", who=who(shown))
    printer.says("printed")
    ready = kiosk.post("printing", who=who(under_way))

    assert step(under_way) == "printing"
    assert 'now, at <bdi dir="auto" translate="no">Printer 1</bdi>.' in under_way.text
    assert (step(ready), word(ready)) == ("answer", "done")
    assert "Your badge is ready, " in ready.text
    assert 'Please take it at <bdi dir="auto" translate="no">Printer 1</bdi>.' in ready.text


def test_how_many_badges_come_before_it_is_said_and_whose_is_not(prints, printer, kiosk):
    for attendee in (prints.noor, prints.joanna):
        prints.scan(
            {
                "id": f"018f0000-0000-7000-8000-{attendee.id:012}",
                "action": "arrive",
                "attendee": attendee.id,
                "at": now().isoformat(),
                "via": "search",
            }
        )

    shown = confirmed(kiosk, prints)

    assert "2 badges come before it." in shown.text
    assert "Noor" not in shown.text
    assert "Joanna" not in shown.text


def test_when_nothing_is_printed_in_fifteen_seconds_they_are_checked_in_and_go_to_a_desk(prints, kiosk):
    confirmed(kiosk, prints)

    still, late = (waited(kiosk, prints, seconds=seconds) for seconds in (13, 15))

    assert step(still) == "printing"
    assert (step(late), word(late)) == ("answer", "ask")
    assert "You are checked in, " in late.text
    assert "Please come to the desk for your badge." in late.text
    assert person(prints, prints.mira).arrived_at is not None


@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_where_a_person_is_needed_nobody_waits_any_longer(prints, printer, kiosk, state):
    shown = confirmed(kiosk, prints)
    printer.claims().sends().says(state, words="jam")

    sent_on = kiosk.post("printing", who=who(shown))

    assert (step(sent_on), word(sent_on)) == ("answer", "ask")
    assert "jam" not in sent_on.text


def test_a_printer_that_stopped_has_until_then_to_go_on(prints, printer, kiosk):
    shown = confirmed(kiosk, prints)
    printer.claims().sends().stops("out of labels")

    assert step(kiosk.post("printing", who=who(shown))) == "printing"
    assert step(waited(kiosk, prints, seconds=16)) == "answer"


def test_a_badge_that_is_out_is_ready_however_long_it_took(prints, printer, kiosk):
    confirmed(kiosk, prints)
    printer.prints()

    assert "Your badge is ready, " in waited(kiosk, prints, seconds=40).text


def test_who_comes_back_before_it_is_out_goes_on_waiting_and_afterwards_is_told_where_it_was(
    prints, printer, kiosk
):
    confirmed(kiosk, prints)

    again = kiosk.code(prints.badge)
    printer.prints()
    after = kiosk.code(prints.badge)

    assert (step(again), word(again)) == ("printing", "again")
    assert "You are here already, " in again.text
    assert (step(after), word(after)) == ("answer", "again")
    assert "Your badge was printed at " in after.text
    assert "please come to the desk" in after.text


def test_a_confirmation_sent_twice_is_one_arrival_and_one_badge(prints, kiosk):
    token = who(kiosk.code(prints.badge))

    first, second = (kiosk.post("confirm", who=token) for _ in range(2))

    assert [step(first), step(second)] == ["printing", "printing"]
    mira = next(one for one in prints.api("copy").json["attendees"] if one["id"] == prints.mira.id)
    assert mira["print"]["revision"] == 1


def test_a_badge_that_lies_in_a_box_is_not_printed(prints, kiosk):
    lay_out(prints.store, "chums", now=now())

    welcome = confirmed(kiosk, prints)

    assert step(welcome) == "answer"
    assert "Your badge is at the desk, in box 1." in welcome.text


def test_at_any_other_event_nothing_is_printed(evening, kiosk):
    welcome = confirmed(kiosk, evening)

    assert step(welcome) == "answer"
    assert "Your badge is at the desk." in welcome.text


@pytest.mark.parametrize("token", ["", "forged", "a visit", "another kiosk's"])
def test_only_who_checked_in_here_a_moment_ago_sees_their_badge(prints, kiosk, token):
    shown = kiosk.code(prints.badge)
    given = {"a visit": who(shown), "another kiosk's": elsewhere(prints)}.get(token, token)

    answer = kiosk.post("printing", who=given)

    assert step(answer) == "start"
    assert not ANYBODY.search(answer.text)


def elsewhere(evening):
    return sealed_wait(Wait(evening.kiosk.id + 100, evening.mira.id, now()), evening.settings)


def test_the_page_knows_itself_what_to_say_where_nobody_answers(prints, kiosk):
    shown = confirmed(kiosk, prints)

    assert f'data-waits="{printing.PATIENCE.seconds}"' in shown.text
    late = shown.text.partition("<template data-late>")[2].partition("</template>")[0]
    assert "Please come to the desk for your badge." in late
