"""Names at the kiosk: found with a second fact, and nothing learnt of anybody without it."""

import re
import time

import pytest

from tests.builders import an_attendee
from tests.formless import without_guard
from tests.kiosks import ANYBODY, person, step, who, word
from web.kiosk import finding

SENTENCE = "We could not find you by that. Please look at both once more, or come to the desk."


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("Mira Okafor", "mira@example.test"),
        ("okafor mira", "MIRA@Example.Test"),
        ("Okafor", "mira@example.test"),
        ("Mira Okafor", "Okafor & Daughters"),
        ("Mira Okafor", "okafor and daughters ltd"),
        ("Mirra Okafor", "Okafor Daughters"),
    ],
)
def test_a_name_with_its_mail_address_or_company_finds_its_owner(evening, kiosk, name, fact):
    kiosk.with_mail(evening.mira, "Mira@example.test")

    shown = kiosk.name(name, fact)

    assert step(shown) == "read"
    assert word(kiosk.post("confirm", who=who(shown))) == "done"
    assert person(evening, evening.mira).arrived_at is not None


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("Mira Okafor", "Another House"),
        ("Mira Okafor", "other@example.test"),
        ("Mira Okafor", "noor@example.test"),
        ("Mira Okafor", "Ramit"),
        ("Mira Okafor", "Okafor"),
        ("Mira Okafor", ""),
        ("Mira Okafor", "%"),
        ("Mira", "Okafor & Daughters"),
        ("Nobody Here", "Okafor & Daughters"),
        ("Nobody Here", "mira@example.test"),
        ("Noor Haddad", ""),
        ("Zelda Elsewhere", "zelda@example.test"),
        ("%", "%"),
        ("!!!", "!!!"),
    ],
)
def test_a_name_without_its_fact_is_answered_like_a_name_nobody_has(evening, kiosk, name, fact):
    kiosk.with_mail(evening.mira, "mira@example.test")
    kiosk.with_mail(evening.noor, "noor@example.test")
    kiosk.with_mail(evening.stranger, "zelda@example.test")

    answer = kiosk.name(name, fact)

    assert (answer.status_code, step(answer)) == (200, "name")
    assert untyped(answer) == untyped(kiosk.name("Ann Other", "Elsewhere"))
    assert SENTENCE in answer.text
    assert not ANYBODY.search(untyped(answer))


def untyped(answer):
    """Without what was typed, which stays in its fields and is the typist's own, and the form's token."""
    return re.sub(r'(id="(?:name|fact)"[^>]* value=")[^"]*', r"\1", without_guard(answer.text))


def test_the_time_of_the_answer_does_not_say_whether_a_name_is_on_the_list(evening, slow_kiosk):
    kiosk = slow_kiosk
    kiosk.with_mail(evening.mira, "mira@example.test")
    took = []
    for name in ("Mira Okafor", "Nobody Here"):
        for fact in ("Wrong House", "wrong@example.test"):
            begun = time.monotonic()
            kiosk.name(name, fact)
            took.append(time.monotonic() - begun)

    # All begin to answer at one moment; how much later they are through is the machine's doing.
    assert finding.EVEN == 0.4
    assert min(took) >= finding.EVEN


def test_one_name_is_tried_five_times_and_then_even_its_right_fact_is_not_taken(evening, kiosk):
    kiosk.with_mail(evening.mira, "mira@example.test")
    for n in range(5):
        kiosk.name("Mira Okafor", f"House {n}")

    right = kiosk.name("mira  OKAFOR", "mira@example.test")

    # The same sentence again: nobody learns that they came near.
    assert (step(right), SENTENCE in right.text) == ("name", True)


def test_trying_names_at_a_kiosk_ends_at_the_desk(kiosk):
    answers = [kiosk.name(f"Person {n}", "House") for n in range(14)]

    assert {answer.status_code for answer in answers} == {200, 429}
    assert "Please come to the desk." in answers[-1].text
    assert step(answers[-1]) == "answer"


def test_two_of_one_name_at_one_company_are_sent_to_the_desk(evening, kiosk):
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        for _ in range(2):
            an_attendee(session, event, "Ann Twin", company="House of Twins")

    assert SENTENCE in kiosk.name("Ann Twin", "House of Twins").text


def test_guessing_short_codes_tells_nothing_and_ends(evening, kiosk):
    answers = [kiosk.code(f"A{n:05}") for n in range(70)]

    assert {answer.status_code for answer in answers} == {200, 429}
    assert not any(ANYBODY.search(answer.text) for answer in answers)
    assert len({len(answer.data) for answer in answers if answer.status_code == 200}) == 1


def test_of_another_events_people_the_kiosk_says_only_that_the_code_is_not_for_here(evening, kiosk):
    answer = kiosk.code(evening.strangers_badge)

    assert "This code is for another event." in answer.text
    assert "Zelda" not in answer.text
