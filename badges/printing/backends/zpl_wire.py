"""ZPL II as we speak it: a label as one graphic field, the questions about a printer, and its answers.

Sources: Zebra's ZPL II programming guide: ^GF and its Z64 encoding, ^PW, ^LL, ^MD, ^MM, ^PQ, ~HS, ~HQES,
~HI, ~JX, ~JA; and its Set-Get-Do variables.
"""

import base64
import binascii
import re
import zlib
from dataclasses import dataclass

from badges.paper import Bitmap
from badges.printing.printer import Look

HOST_STATUS = b"~HS\r\n"
ERRORS = b"~HQES\r\n"
IDENTITY = b"~HI\r\n"
# A format that was begun and never ended; whatever is printing goes on.
DROP_BEGUN = b"~JX"
DROP_ALL = b"~JA\r\n"

_FRAME = re.compile(rb"\x02([^\x02\x03]{0,2000})\x03")
_VARIABLE = re.compile(rb'"([^"\r\n]{0,200})"')
_FIELDS = (12, 11, 2)
_ERRORS = re.compile(rb"ERRORS:\s+([01])\s+([0-9A-Fa-f]{8})\s+([0-9A-Fa-f]{8})")
_DPI = {6: 152, 8: 203, 11: 300, 12: 300, 23: 600, 24: 600}
# The bits of the second group of ~HQES; what is not here is told by its number.
_SAYS = {
    0x1: "out of labels", 0x2: "out of ribbon", 0x4: "cover open", 0x8: "the cutter is stuck",
    0x10: "too hot", 0x20: "too hot", 0x1000: "paper jam", 0x8000: "paper jam", 0x10000: "paused",
}


class NonsenseError(ValueError):
    """An answer that is none."""


@dataclass(frozen=True)
class Identity:
    """What a printer says it is; ``dpi`` is 0 for a head that no Zebra has."""

    model: str
    dpi: int


def document(bitmap: Bitmap, *, darkness: int = 0, cut: bool = True) -> bytes:
    """One label of these dots.

    ``darkness`` is added to the printer's own. With ``cut`` the printer does after a label what it was set
    up to do, which we cannot know better: most have no cutter, and fail at being told to use it. Without,
    it leaves the label hanging.

    It is all ASCII, so that a document of which the rest never comes is ended by the next ``~`` or ``^``:
    in a binary field it would swallow as many bytes of whatever comes next.
    """
    total = len(bitmap.rows)
    packed = base64.b64encode(zlib.compress(bitmap.rows, 1))
    check = binascii.crc_hqx(packed, 0)
    return b"".join((
        b"^XA" if cut else b"^XA^MMT",
        f"^LH0,0^PON^PMN^LRN^MD{darkness}^PW{bitmap.width}^LL{bitmap.height}".encode(),
        f"^FO0,0^GFA,{total},{total},{bitmap.row_bytes},:Z64:".encode(), packed, f":{check:04X}^FS".encode(),
        b"^PQ1,0,0,N^XZ\r\n",
    ))


def variable(name: str) -> bytes:
    """The question for a variable."""
    return f'! U1 getvar "{name}"\r\n'.encode()


def value(said: bytes) -> str | None:
    """The variable in an answer; None while it is not whole, "?" where the printer has none of this name."""
    found = _VARIABLE.search(said)
    return found[1].decode("ascii", "replace") if found else None


def frames(said: bytes) -> list[bytes]:
    """The whole frames of an answer, each between STX and ETX."""
    return _FRAME.findall(said)


def status(said: bytes) -> Look | None:
    """How the printer is, by the three frames of ~HS; None while they are not whole. Raises NonsenseError."""
    found = frames(said)
    if len(found) < len(_FIELDS):
        return None
    parts = [frame.split(b",") for frame in found[-len(_FIELDS) :]]
    if tuple(map(len, parts)) != _FIELDS or not all(one.strip().isdigit() for one in (*parts[0], *parts[1])):
        raise NonsenseError(repr(said[:60]))
    first, second = ([int(one) for one in part] for part in parts[:2])
    signs = {"out of labels": first[1], "cover open": second[2], "out of ribbon": second[3],
             "too hot": first[11], "paused": first[2]}
    words = tuple(word for word, set_ in signs.items() if set_)
    # Formats that wait, and labels of the one that is printing.
    return Look(stopped=bool(words), busy=bool(first[4] or second[8]), words=words)


def has_begun(said: bytes) -> bool:
    """Whether ~HS tells of a format that was begun and not ended."""
    return frames(said)[-len(_FIELDS)].split(b",")[7].strip() == b"1"


def errors(said: bytes) -> Look | None:
    """How the printer is, by ~HQES, which it answers also where it is silent to ~HS; None if not whole."""
    found = _ERRORS.search(said)
    if not found:
        return None
    bits = int(found[3], 16) if found[1] == b"1" else 0
    words = dict.fromkeys(_SAYS.get(1 << n, f"error {1 << n:X}") for n in range(32) if bits >> n & 1)
    return Look(stopped=found[1] == b"1", busy=False, words=tuple(words))


def identity(said: bytes) -> Identity | None:
    """What it is, by ~HI; None while that is not whole."""
    found = frames(said)
    if not found:
        return None
    model, *more = found[-1].decode("ascii", "replace").split(",")
    dots = more[1].strip() if len(more) > 1 else ""
    return Identity(model.strip()[:80], _DPI.get(int(dots), 0) if dots.isascii() and dots.isdigit() else 0)
