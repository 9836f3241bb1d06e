"""The words of a text as they are set: which spaces divide them, and what no badge carries."""

import re
import unicodedata
from collections.abc import Iterable

from badges.paper.refusals import CannotSet

# No-break spaces are letters to us: they hold two words together.
_BETWEEN_WORDS = re.compile(r"[ \t\n\r\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")
# They come along with copied text and are never drawn. Joiners stay: some scripts need them.
_NO_INK = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
# Those that turn letters round by force. The marks that only say which way a text runs stay.
_OVERRIDES = frozenset("\u202d\u202e")

_RETYPE = "Type it again without the hidden character."
_LISTED = 6


def words(text: str) -> tuple[str, ...]:
    """The words of ``text``, letter for letter as they are written.

    Raises CannotSet for control characters and for marks that turn other letters round.
    """
    if text.isascii() and text.isprintable():
        return tuple(text.split())
    separate = tuple(word for word in _BETWEEN_WORDS.split(text.translate(_NO_INK)) if word)
    letters = dict.fromkeys("".join(separate))
    _refuse(filter(_OVERRIDES.__contains__, letters), "It carries a hidden mark that turns letters round")
    _refuse(filter(_is_control, letters), "It carries a control character")
    return separate


def _refuse(found: Iterable[str], why: str) -> None:
    listed = tuple(found)
    if listed:
        raise CannotSet(f"{why}: {shown(listed)}.", _RETYPE)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}


def shown(clusters: tuple[str, ...]) -> str:
    """The letters for reading aloud and for finding; what has no picture has its number only."""
    listed = ", ".join(_shown(cluster) for cluster in clusters[:_LISTED])
    more = len(clusters) - _LISTED
    return f"{listed} and {more} more" if more > 0 else listed


def _shown(cluster: str) -> str:
    number = f"U+{ord(cluster[0]):04X}"
    if unicodedata.category(cluster[0]).startswith("M") or not cluster[0].isprintable():
        return number
    return f"{cluster} ({number})"
