"""What can be set letter by letter: the words of a text ready to draw, or why they cannot be."""

import re
import unicodedata
from collections.abc import Callable

from badges.paper.refusals import BadgeRefused, CannotSet

# No-break spaces are letters to us: they hold two words together.
_BETWEEN_WORDS = re.compile(r"[ \t\n\r\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")

# They leave no ink between Latin, Greek and Cyrillic letters, and come along with copied text.
_NO_INK = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x2060, 0xFEFF))

_TURNING_MARKS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_JOINING_SCRIPTS = frozenset({
    "BALINESE", "BENGALI", "DEVANAGARI", "GUJARATI", "GURMUKHI", "JAVANESE", "KANNADA", "KHMER", "LAO",
    "MALAYALAM", "MONGOLIAN", "MYANMAR", "ORIYA", "SINHALA", "TAMIL", "TELUGU", "THAI", "TIBETAN", "VEDIC",
})

_ASK = ("Ask how the attendee likes it written in Latin, Greek or Cyrillic letters, "
        "or write this badge by hand.")
_RETYPE = "Type it again without the hidden character."
_LISTED = 6


def words(text: str, has_glyph: Callable[[str], bool]) -> tuple[str, ...]:
    """The words of ``text`` as they are drawn, composed (NFC) and without marks that leave no ink.

    Raises CannotSet when one character cannot be drawn as its owner means it. Never changes a letter.
    """
    drawn = unicodedata.normalize("NFC", text)
    separate = tuple(word for word in _BETWEEN_WORDS.split(drawn.translate(_NO_INK)) if word)
    refused = _refusal(separate, has_glyph)
    if refused is not None:
        raise refused
    return separate


def _refusal(separate: tuple[str, ...], has_glyph: Callable[[str], bool]) -> BadgeRefused | None:
    """The first thing that stands in the way, the most telling first."""
    letters = "".join(separate)
    if letters.isascii() and letters.isprintable():
        return None
    characters = tuple(dict.fromkeys(letters))
    for stands_in_the_way, why, fix in (
        (_is_turning_mark, "It carries a hidden mark that turns the direction of writing", _RETYPE),
        (_is_control, "It carries a control character", _RETYPE),
        (_runs_right_to_left, "These letters run from right to left, which badges cannot set yet", _ASK),
        (_needs_joining, "These letters need joining, which badges cannot do yet", _ASK),
        (lambda character: not _is_mark(character) and not has_glyph(character),
         "The badge's typeface has no sign for", _ASK),
        (_is_mark, "These marks have no letter of their own to stand on in the badge's typeface", _ASK),
    ):
        found = [character for character in characters if stands_in_the_way(character)]
        if found:
            return CannotSet(f"{why}: {_listed(found)}.", fix)
    return None


def _is_turning_mark(character: str) -> bool:
    return unicodedata.bidirectional(character) in _TURNING_MARKS


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}


def _runs_right_to_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in _RIGHT_TO_LEFT


def _needs_joining(character: str) -> bool:
    return unicodedata.name(character, "").partition(" ")[0] in _JOINING_SCRIPTS


def _is_mark(character: str) -> bool:
    # A mark that is left after composing would be drawn beside its letter, not on it.
    return unicodedata.category(character).startswith("M")


def _listed(characters: list[str]) -> str:
    """The characters for reading aloud and for finding; what has no picture has its number only."""
    shown = ", ".join(_shown(character) for character in characters[:_LISTED])
    more = len(characters) - _LISTED
    return f"{shown} and {more} more" if more > 0 else shown


def _shown(character: str) -> str:
    number = f"U+{ord(character):04X}"
    if _is_mark(character) or not character.isprintable():
        return number
    return f"{character} ({number})"
