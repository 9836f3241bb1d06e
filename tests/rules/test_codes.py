"""Codes: made, spelt, derived and read back as scanners and people give them."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from badges import codes


def test_a_new_code_is_sixteen_letters_of_our_alphabet():
    made = {codes.new_code() for _ in range(500)}

    assert len(made) == 500
    assert all(len(code) == 16 and set(code) <= set(codes.ALPHABET) for code in made)


def test_every_letter_of_the_alphabet_comes_up_in_every_place():
    made = [codes.new_code() for _ in range(2000)]

    assert all({code[place] for code in made} == set(codes.ALPHABET) for place in range(16))


def test_a_short_code_has_six_letters():
    assert all(codes.read(codes.new_short_code()).short for _ in range(200))


def test_a_pass_code_is_eighty_bits_of_the_hmac_five_at_a_time():
    digest = hmac.new(b"secret", b"pass" + b"seed", hashlib.sha256).digest()
    bits = int.from_bytes(digest[:10])

    spelt = "".join(codes.ALPHABET[bits >> shift & 31] for shift in range(75, -5, -5))

    assert codes.pass_code("secret", b"seed") == spelt


def test_another_secret_or_another_seed_is_another_pass():
    seed = codes.new_seed()

    passes = {codes.pass_code("a", seed), codes.pass_code("b", seed), codes.pass_code("a", codes.new_seed())}

    assert len(passes) == 3


def test_a_badge_is_read_in_every_form_a_scanner_or_a_volunteer_gives():
    code = "0123456789ABCDEF"

    given = [
        code,
        f"LB1{code}",
        f"lb1{code.lower()}",
        f"  {code}\n",
        "0123-4567 89ab-cdef",
        "OI23456789ABCDEF",
        "oL23456789abcdef",
        f"https://badges.example.org/P/{code}",
        f"https://badges.example.org/P/{code}/",
        f"http://x/LB1{code}?from=mail",
    ]

    assert {codes.read(text).ours for text in given} == {code}


def test_somebody_elses_code_is_kept_as_it_is():
    reading = codes.read(" evt-0042_é ")

    assert (reading.ours, reading.short, reading.foreign) == (None, None, "evt-0042_é")


def test_half_an_address_is_a_code_nobody_has_and_no_fault():
    assert codes.read("http://[").ours is None


def test_what_no_database_can_look_up_is_in_no_code():
    assert codes.read("a\0b\ud800c").foreign == "abc"


@given(st.text())
def test_whatever_is_scanned_is_read_without_a_fault(text):
    assert codes.read(text).foreign.encode() is not None


def test_what_a_tickets_qr_wraps_round_its_code_is_read_too():
    luma = codes.read("https://lu.ma/check-in/evt-8Xa?pk=g-7Kd2mQxVbA")

    assert luma.within == ("g-7Kd2mQxVbA", "evt-8Xa")
    assert codes.read("6f1d-uuid/c2lnbmF0dXJl").within == ("6f1d-uuid",)
    assert codes.read("evt-0042").within == codes.read("http://[").within == ()
