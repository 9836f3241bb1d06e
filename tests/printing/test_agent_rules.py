"""What a station does next with a job, in every state and for every word of its printer."""

from itertools import product

import pytest

from badges.model import JobState
from badges.printing.printer import Fate, Look, Told
from badges.printing.station.settle import SENT, SLOW_TO_SEE, UNSENT, Do, Held, Here, next_step

WELL = Look(stopped=False, busy=False)
OUT_OF_LABELS = Look(stopped=True, busy=False, words=("out of labels",))
EVERY_HELD = [
    Held(state, number="7", unwanted=unwanted, asked=asked, sent_for=sent_for, cancelled=cancelled)
    for state, unwanted, asked, sent_for, cancelled in product(
        JobState, (False, True), (False, True), (None, 1.0, SLOW_TO_SEE + 1), (False, True)
    )
]
EVERY_HERE = [
    Here(told and Told(told), look, leased=leased, impatient=impatient)
    for told, look, leased, impatient in product(
        (None, *Fate), (None, WELL, OUT_OF_LABELS), (False, True), (False, True)
    )
]


def held(state, number="7", **more):
    return Held(JobState(state), number=number, **more)


def here(fate=None, look=WELL, words=(), **more):
    return Here(fate and Told(Fate(fate), words), look, **more)


def does(*what):
    step = next_step(*what)
    return (str(step.do), str(step.state)) if step.state else str(step.do)


@pytest.mark.parametrize(
    ("state", "fate", "step"),
    [
        ("claimed", None, "make"),
        # Its number was made and not kept: it is found again by its name.
        ("claimed", "empty", "make"),
        ("created", "empty", "ask"),
        # The printer threw an empty job away, or was started anew.
        ("created", "gone", "make"),
        ("created", "failed", "make"),
        ("created", "cancelled", "make"),
        ("created", None, "wait"),
        ("sending", None, "wait"),
        ("sending", "empty", "ask"),
        ("sending", "waiting", ("say", "printing")),
        ("sending", "printing", ("say", "printing")),
        ("sending", "stopped", ("say", "blocked")),
        ("sending", "printed", ("say", "printed")),
        ("sending", "failed", ("say", "failed")),
        ("sending", "cancelled", ("say", "failed")),
        ("sending", "gone", ("say", "unknown")),
        ("printing", "waiting", "wait"),
        ("printing", "printing", "wait"),
        ("printing", "stopped", ("say", "blocked")),
        ("printing", "printed", ("say", "printed")),
        ("printing", "gone", ("say", "unknown")),
        # It was printing, and the printer has lost what it had of it.
        ("printing", "empty", ("say", "unknown")),
        ("blocked", "printing", ("say", "printing")),
        ("blocked", "printed", ("say", "printed")),
        ("blocked", "gone", ("say", "unknown")),
        ("unknown", "gone", "forget"),
        ("unknown", "empty", "forget"),
        ("unknown", "printed", ("say", "printed")),
        ("unknown", "failed", ("say", "failed")),
        ("unknown", "printing", ("say", "printing")),
        ("printed", "printed", "forget"),
        ("failed", None, "forget"),
        ("cancelled", None, "forget"),
        ("queued", None, "forget"),
    ],
)
def test_after_a_death_in_any_state_the_printer_is_asked_and_the_rest_follows(state, fate, step):
    assert does(held(state), here(fate)) == step


def test_a_document_goes_only_to_an_empty_job_right_after_the_servers_yes():
    senders = [
        (one, around)
        for one, around in product(EVERY_HELD, EVERY_HERE)
        if next_step(one, around).do is Do.SEND
    ]

    assert senders
    for one, around in senders:
        assert one.state is JobState.SENDING
        assert one.asked
        assert one.sent_for is None
        assert around.told == Told(Fate.EMPTY)
        assert around.look == WELL
        assert around.leased


def test_nothing_is_made_or_asked_for_without_a_lease_or_at_a_printer_that_is_out_of_order():
    for one, around in product(EVERY_HELD, EVERY_HERE):
        if not around.leased or around.look != WELL:
            assert next_step(one, around).do not in {Do.MAKE, Do.ASK, Do.SEND}


def test_what_was_sent_is_never_given_back_and_never_made_anew():
    for one, around in product(EVERY_HELD, EVERY_HERE):
        if one.state in SENT:
            assert next_step(one, around).do not in {Do.GIVE_BACK, Do.MAKE}


def test_nothing_is_called_printed_that_the_printer_does_not_call_so():
    for one, around in product(EVERY_HELD, EVERY_HERE):
        if next_step(one, around).state is JobState.PRINTED:
            assert around.told is not None
            assert around.told.fate is Fate.PRINTED


def test_every_state_has_an_answer_that_is_no_circle():
    for one, around in product(EVERY_HELD, EVERY_HERE):
        step = next_step(one, around)

        assert (step.do is Do.SAY) == (step.state is not None)
        assert step.state is not one.state or step.words != one.words


@pytest.mark.parametrize("state", sorted(UNSENT))
@pytest.mark.parametrize("around", [{"impatient": True}, {"impatient": True, "look": None}])
def test_a_printer_that_stays_out_of_order_loses_what_was_not_sent(state, around):
    assert does(held(state), here("empty", **around)) == "give back"


@pytest.mark.parametrize("state", sorted(UNSENT))
def test_a_badge_that_is_taken_back_before_it_was_sent_is_given_back(state):
    assert does(held(state, unwanted=True), here("empty")) == "give back"


def test_a_badge_that_is_taken_back_after_it_was_sent_is_asked_back_once():
    asked_back = held("printing", unwanted=True)

    assert does(asked_back, here("printing")) == "cancel"
    assert does(held("printing", unwanted=True, cancelled=True), here("printing")) == "wait"
    assert does(asked_back, here("cancelled")) == ("say", "cancelled")
    assert does(asked_back, here("printed")) == ("say", "printed")


def test_a_yes_that_is_stale_is_asked_for_again():
    assert does(held("sending", asked=True), here("empty")) == "send"
    assert does(held("sending", asked=False), here("empty")) == "ask"


def test_a_printer_that_is_slow_to_see_its_document_gets_no_second_one():
    assert does(held("sending", asked=True, sent_for=0.0), here("empty")) == ("say", "printing")
    assert does(held("printing", sent_for=1.0), here("empty")) == "wait"
    assert does(held("printing", sent_for=SLOW_TO_SEE), here("empty")) == ("say", "unknown")
    assert does(held("sending", asked=True, sent_for=SLOW_TO_SEE), here("empty")) == ("say", "unknown")


def test_the_printers_own_words_are_told_and_told_again_when_they_change():
    out, jam = ("out of labels",), ("jam", "cover open")

    first = next_step(held("printing"), here("stopped", OUT_OF_LABELS, words=out))
    same = next_step(held("blocked", words="out of labels"), here("stopped", words=out))
    other = next_step(held("blocked", words="out of labels"), here("stopped", words=jam))

    assert (first.state, first.words) == (JobState.BLOCKED, "out of labels")
    assert same.do is Do.WAIT
    assert (other.state, other.words) == (JobState.BLOCKED, "jam; cover open")


def test_a_badge_that_waits_in_a_printer_that_stopped_is_blocked_with_the_printers_words():
    step = next_step(held("printing"), here("waiting", OUT_OF_LABELS))

    assert (step.state, step.words) == (JobState.BLOCKED, "out of labels")


def test_a_badge_that_printed_is_told_although_the_server_has_been_silent():
    assert does(held("printing"), here("printed", leased=False)) == ("say", "printed")
