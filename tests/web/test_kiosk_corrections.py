"""The badge's text at the kiosk: its owner mends letters, and becomes nobody else."""

import pytest
from sqlalchemy import select

from badges.model import JournalLine
from tests.kiosks import counted, person, step, who


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("Mira Òkafor", True),
        ("MIRA OKAFOR", True),
        ("Okafor Mira", True),
        ("Mira B. Okafor", True),
        ("Myra Okafor", True),
        ("Joanna Wren", False),
        ("Somebody Else", False),
        ("", False),
        ("!!!", False),
        ("Mira Okafor, who wants to sell you something tonight", False),
    ],
)
def test_a_name_is_mended_in_its_letters_and_not_into_another(evening, kiosk, name, taken):
    token = who(kiosk.code(evening.badge))

    shown = kiosk.post("correct", who=token, do="keep", name=name, company="Okafor & Daughters")

    assert step(shown) == ("read" if taken else "correct")
    assert person(evening, evening.mira).name == "Mira Okafor"
    if taken:
        assert f'aria-label="{name} Okafor' in shown.text
        kiosk.post("confirm", who=who(shown))
        assert person(evening, evening.mira).name == name
    else:
        assert "please come to the desk" in shown.text.lower()


@pytest.mark.parametrize(
    ("company", "taken"),
    [("Okafor and Daughters", True), ("", True), ("Okafor & Dauhgters", True), ("Ministry of Magic", False)],
)
def test_a_company_is_mended_or_left_out_and_not_changed_for_another(evening, kiosk, company, taken):
    token = who(kiosk.code(evening.badge))

    shown = kiosk.post("correct", who=token, do="keep", name="Mira Okafor", company=company)

    assert step(shown) == ("read" if taken else "correct")


def test_a_name_that_was_refused_is_forgotten_whatever_is_touched_next(evening, kiosk):
    token = who(kiosk.code(evening.badge))
    refused = kiosk.post("correct", who=token, do="keep", name="Somebody Else", company="")
    assert 'value="Somebody Else"' in refused.text

    back = kiosk.post("correct", who=who(refused), do="back")
    kiosk.post("confirm", who=who(refused))

    assert 'aria-label="Mira Okafor Okafor' in back.text
    assert person(evening, evening.mira).name == "Mira Okafor"


def test_arrival_and_correction_are_one_and_the_journal_says_both(evening, kiosk):
    token = who(kiosk.code(evening.badge))
    shown = kiosk.post("correct", who=token, do="keep", name="Mira Ókafor", company="Okafor & Daughters")

    welcome = kiosk.post("confirm", who=who(shown))
    kiosk.post("confirm", who=who(shown))

    assert "Tell them that you corrected it." in welcome.text
    with evening.store.reading() as session:
        theirs = JournalLine.attendee_id == evening.mira.id
        kinds = list(session.scalars(select(JournalLine.kind).where(theirs)))
    assert (kinds.count("arrived"), kinds.count("changed")) == (1, 1)
    assert person(evening, evening.mira).corrected == "name"


def test_who_goes_away_before_the_yes_has_changed_nothing(evening, kiosk):
    lines = counted(evening, JournalLine)
    token = who(kiosk.code(evening.badge))
    edited = kiosk.post("correct", who=token, do="edit")
    kiosk.post("correct", who=who(edited), do="keep", name="Mira Ókafor", company="")

    back = kiosk.post("correct", who=token, do="back")

    assert step(edited) == "correct"
    assert step(back) == "read"
    assert person(evening, evening.mira).name == "Mira Okafor"
    assert counted(evening, JournalLine) == lines


def test_what_cannot_be_printed_is_sent_to_the_desk_before_anybody_says_yes(evening, kiosk):
    token = who(kiosk.code(evening.badge))

    shown = kiosk.post("correct", who=token, do="keep", name="Mira Okafor\U000f0000", company="")

    assert step(shown) == "correct"
    assert "This cannot be printed as it is written." in shown.text
