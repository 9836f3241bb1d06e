"""The symbols looked up in tables, beside those that python-qrcode encodes one by one."""

import sys
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

import numpy as np
import pytest
import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q

from badges.codes import ALPHABET, BADGE_PREFIX
from badges.paper import BadgeRefused
from badges.paper.qr import PREFIX, QUIET_MODULES, size_and_level, symbol, tables
from tests.paper.reading import CODE, a_code, scanned

MASK = 3
# The least and most letters of the sizes that could be worn, and some larger for what begins there: many
# blocks that are interleaved, the version written in the symbol (7), blocks of two lengths and a longer
# count of letters (10).
SIZES = [
    (4, 1, ERROR_CORRECT_H), (10, 1, ERROR_CORRECT_H), (11, 1, ERROR_CORRECT_Q), (16, 1, ERROR_CORRECT_Q),
    (17, 1, ERROR_CORRECT_M), (19, 1, ERROR_CORRECT_M), (20, 1, ERROR_CORRECT_M), (21, 2, ERROR_CORRECT_Q),
    (29, 2, ERROR_CORRECT_Q), (38, 2, ERROR_CORRECT_M), (39, 3, ERROR_CORRECT_Q), (61, 3, ERROR_CORRECT_M),
    (62, 4, ERROR_CORRECT_Q), (90, 4, ERROR_CORRECT_M), (91, 5, ERROR_CORRECT_M), (154, 6, ERROR_CORRECT_M),
    (155, 7, ERROR_CORRECT_M), (311, 10, ERROR_CORRECT_M),
]


def encoded(payload, version, level):
    """What python-qrcode makes of it, left to itself but for size, level and mask."""
    code = qrcode.QRCode(version=version, error_correction=level, mask_pattern=MASK)
    code.add_data(payload, optimize=0)
    code.make(fit=False)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def test_two_thousand_random_codes_are_bit_for_bit_what_the_library_encodes():
    codes = [a_code(n) for n in range(2000)]

    different = [code for code in codes if symbol(code).rows != encoded("LB1" + code, 1, ERROR_CORRECT_M)]

    assert different == []


def test_every_letter_at_every_place_is_what_the_library_encodes():
    codes = [CODE[:place] + letter + CODE[place + 1:] for place in range(16) for letter in ALPHABET]

    different = [code for code in codes if symbol(code).rows != encoded("LB1" + code, 1, ERROR_CORRECT_M)]

    assert different == []


@pytest.mark.parametrize(("length", "version", "level"), SIZES)
@pytest.mark.parametrize("odd", [0, 1], ids=["prefix-of-pairs", "odd-prefix"])
def test_every_size_and_level_is_what_the_library_encodes(length, version, level, odd):
    letters = Random(length)
    before = max(length - 16, 2) // 2 * 2 - odd
    # The signs that are in QR's alphabet and in no badge code, and a letter first, or all might be digits.
    prefix = "".join(["L", *letters.choices("ILOU $%*+-./:09AZ", k=length)])[:before]
    made = tables(prefix, length)
    payloads = [prefix + "".join(letters.choices(ALPHABET, k=length - before)) for _ in range(20)]

    different = [one for one in payloads if made.symbol(one).rows != encoded(one, version, level)]

    assert size_and_level(length) == (version, level)
    assert made.modules == 17 + 4 * version
    assert different == []


def test_a_badges_symbol_cannot_have_a_better_level_in_its_size():
    version, level = size_and_level(19)

    assert (version, level) == (1, ERROR_CORRECT_M)
    with pytest.raises(qrcode.exceptions.DataOverflowError):
        encoded("LB1" + CODE, version, ERROR_CORRECT_Q)


def test_the_packed_rows_are_whole_bytes_with_dark_as_nought_and_filled_up_with_one():
    made = symbol(CODE)

    dots = np.unpackbits(np.frombuffer(made.packed(), np.uint8)).reshape(21, 24)

    assert (dots[:, :21] == 1 - np.array(made.rows)).all()
    assert (dots[:, 21:] == 1).all()


def test_a_scanner_reads_the_code_from_a_symbols_bits():
    codes = [a_code(n) for n in range(50)]

    read = [scanned(picture(symbol(code))) for code in codes]

    assert [one.text for one in read] == ["LB1" + code for code in codes]
    assert {one.ec_level for one in read} == {"M"}


def picture(made):
    """Eight dots a module, 255 for white, the quiet zone around."""
    light = np.pad(1 - np.array(made.rows, np.uint8), QUIET_MODULES, constant_values=1)
    return np.kron(light, np.full((8, 8), 255, np.uint8))


def test_symbols_are_equal_by_their_bits():
    one, same, other = symbol(CODE), symbol(CODE), symbol(a_code(1))

    assert one == same
    assert one != other
    assert len({one, same, other}) == 2


NO_CODES = {
    "empty": "", "short": CODE[:15], "long": CODE + "0", "two-long": CODE + "00", "prefixed": "LB1" + CODE,
    "lower": CODE.lower(), "line": CODE[:15] + "\n", "line-behind": CODE + "\n", "blank": " " + CODE[1:],
    "wide-digit": "０" + CODE[1:], "arabic-digit": "٠" + CODE[1:], "half-a-pair": "\ud800" + CODE[1:],
    "nul": CODE[:15] + "\0", "sign": "$" + CODE[1:],
} | {f"{letter}-{place}": CODE[:place] + letter + CODE[place + 1:]
     for letter in "ILOU" for place in (0, 1, 2, 15)}


@pytest.mark.parametrize("code", NO_CODES.values(), ids=NO_CODES)
def test_what_is_no_badge_code_has_no_symbol(code):
    with pytest.raises(BadgeRefused, match="badge code") as refused:
        symbol(code)

    assert refused.value.code == "bad_code"
    assert repr(code) in refused.value.why


def test_threads_that_ask_first_at_once_get_the_same_tables():
    switching = sys.getswitchinterval()
    together = Barrier(8)

    def first(_):
        together.wait()
        return tables("AT ONCE", 11)

    try:
        sys.setswitchinterval(1e-5)
        with ThreadPoolExecutor(8) as threads:
            made = list(threads.map(first, range(8)))
    finally:
        sys.setswitchinterval(switching)

    assert len({id(one) for one in made}) == 1


def test_the_paper_and_the_scanners_know_the_same_prefix_and_letters():
    assert PREFIX == BADGE_PREFIX
    assert {symbol(letter * 16).modules for letter in ALPHABET} == {21}
