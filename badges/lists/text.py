"""From bytes to text: which encoding a list is in, or why it cannot be read."""

import codecs
from dataclasses import dataclass

from badges.errors import BadFile

LARGEST_FILE = 20 * 1024 * 1024
SAVE_AS = "In the program it came from, choose “Save as” and “CSV UTF-8”, and try again."

_NOT_LISTS = {
    b"PK\x03\x04": "an Excel workbook or a zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True)
class Decoded:
    """A list's text and the encoding it was in."""

    text: str
    encoding: str


def decode(data: bytes, largest: int = LARGEST_FILE) -> Decoded:
    """The text of a list: UTF-8 with or without a byte order mark, or UTF-16 with one. Raises BadFile."""
    _refuse(data, largest)
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as trouble:
        at = _line(data, trouble.start, encoding)
        shown = data[trouble.start : trouble.start + 1].hex().upper()
        raise BadFile(
            f"Line {at} of this list is not {'UTF-16' if encoding == 'utf-16' else 'UTF-8'} text "
            f"(byte {shown}), so its names might be printed wrong. {SAVE_AS}",
            line=at,
        ) from None


def _refuse(data: bytes, largest: int) -> None:
    if len(data) > largest:
        raise BadFile(
            f"This file has {len(data) / 1e6:.0f} MB; a list may have {largest / 1e6:.0f} MB. "
            "Divide it into several files.",
            largest=largest,
        )
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadFile("This file is empty. Choose the file with the list and try again.")
    what = next((name for magic, name in _NOT_LISTS.items() if data.startswith(magic)), None)
    if what:
        raise BadFile(f"This file is {what} and not a list as text. {SAVE_AS}")
    if data.startswith(_UTF_32) or _is_not_text(data):
        raise BadFile(f"Line 1 of this list is not UTF-8 text. {SAVE_AS}", line=1)


def _is_not_text(data: bytes) -> bool:
    # UTF-16 without its mark decodes as UTF-8 full of NULs; a few NULs in names are merely taken out.
    beginning = data[:4096]
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return not marked and beginning.count(0) > len(beginning) // 5


def _line(data: bytes, start: int, encoding: str) -> int:
    before = data[:start].decode(encoding, errors="ignore")
    return len(before.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
