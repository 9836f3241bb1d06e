"""From bytes to text: which encoding a list is in, or why it cannot be read."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import charset_normalizer

from badges.errors import BadFile

LARGEST_FILE = 20 * 1024 * 1024
SAVE_AS = "In the program it came from, choose “Save as” and “CSV UTF-8”, and try again."

_NOT_LISTS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"{\\rtf": "a text document",
}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
# What spreadsheets wrote before UTF-8, under the names people know, the most usual first: where two
# read the same bytes equally well, the first is meant.
_OLD = {
    "cp1252": "windows-1252",
    "cp1250": "windows-1250",
    "cp1251": "windows-1251",
    "gb18030": "gbk",
    "cp932": "shift-jis",
}
_OLD_MAC = {"mac_roman": "mac-roman"}
_LOOKED_AT = 64 * 1024  # bytes


@dataclass(frozen=True)
class Decoded:
    """A list's text and the encoding it was in, which was ``guessed`` where its bytes do not say it."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, largest: int = LARGEST_FILE, encoding: str = "") -> Decoded:
    """The text of a list, in the encoding named or else the one it seems to be in. Raises BadFile.

    UTF-8 and UTF-16 are known for certain; of the older encodings the one is
    taken whose text looks most like writing.
    """
    _refuse(data, largest)
    if encoding:
        return _as_told(data, encoding)
    unicode = next((name for mark, name in _MARKS.items() if data.startswith(mark)), _utf_16(data) or "utf-8")
    try:
        return Decoded(data.decode(unicode), unicode)
    except UnicodeDecodeError as trouble:
        if unicode == "utf-8" and (guess := _old_encoding(data)):
            return Decoded(data.decode(guess), {**_OLD, **_OLD_MAC}[guess], guessed=True)
        at = _line(data, trouble.start, unicode)
        shown = data[trouble.start : trouble.start + 1].hex().upper()
        raise BadFile(
            f"Line {at} of this list is not {'UTF-16' if 'utf-16' in unicode else 'UTF-8'} text "
            f"(byte {shown}), so its names might be printed wrong. {SAVE_AS}",
            line=at,
        ) from None


def encodings() -> tuple[str, ...]:
    """The encodings an organiser may name where we guessed wrong."""
    return ("utf-8", "utf-16", *_OLD.values(), *_OLD_MAC.values())


def _as_told(data: bytes, encoding: str) -> Decoded:
    spoken = {shown: name for name, shown in (_OLD | _OLD_MAC).items()}
    try:
        return Decoded(data.decode(spoken.get(encoding, encoding)).removeprefix("\ufeff"), encoding)
    except (LookupError, UnicodeError):
        raise BadFile(
            f"This list cannot be read as {encoding}. Try one of {', '.join(encodings())}.", encoding=encoding
        ) from None


def _refuse(data: bytes, largest: int) -> None:
    if len(data) > largest:
        raise BadFile(
            f"This file has more than {largest / 1e6:.0f} MB, which is the most a list may have. "
            "Divide it into several files.",
            largest=largest,
        )
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadFile("This file is empty. Choose the file with the list and try again.")
    begins = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    what = next((name for magic, name in _NOT_LISTS.items() if begins.startswith(magic)), None)
    if what:
        raise BadFile(f"This file is {what} and not a list as text. {SAVE_AS}")
    if data.startswith(_UTF_32) or (_is_not_text(data) and not _utf_16(data)):
        raise BadFile(f"Line 1 of this list is not UTF-8 text. {SAVE_AS}", line=1)


def _is_not_text(data: bytes) -> bool:
    # A few NULs in names are merely taken out; many are a file of another kind.
    beginning = data[:4096]
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return not marked and beginning.count(0) > len(beginning) // 5


def _utf_16(data: bytes) -> str | None:
    """UTF-16 that lost its mark: of plain header texts every other byte is nothing."""
    even, odd = data[:400:2], data[1:400:2]
    for name, empty, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if letters and empty and empty.count(0) > 0.8 * len(empty) and letters.count(0) == 0:
            return name
    return None


def _old_encoding(data: bytes) -> str | None:
    """The encoding in which the cells that are not plain look most like writing."""
    telling = b"\n".join(_telling_cells(data))
    known = _OLD | (_OLD_MAC if b"\n" not in data else {})
    found = charset_normalizer.from_bytes(telling, cp_isolation=list(known), preemptive_behaviour=False)
    graded = {
        name: round(match.chaos - match.coherence, 1) + _signs(str(match))
        for match in found
        for name in match.could_be_from_charset
        if name in known and _reads(data, name)
    }
    return min(graded, key=lambda name: (graded[name], list(known).index(name)), default=None)


def _telling_cells(data: bytes) -> Iterator[bytes]:
    # No letter of any of these encodings has one of these bytes in it.
    seen = 0
    for cell in re.split(rb'[,;\t"\r\n]', data):
        if not cell.isascii():
            yield cell
            seen += len(cell)
            if seen > _LOOKED_AT:
                return


def _signs(text: str) -> float:
    """The share of signs among what is not plain; names consist of letters."""
    odd = [char for char in text if not char.isascii()]
    return sum(not char.isalpha() for char in odd) / len(odd) if odd else 0


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _line(data: bytes, start: int, encoding: str) -> int:
    before = data[:start].decode(encoding, errors="ignore")
    return len(before.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
