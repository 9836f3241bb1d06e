"""Folding names for search: without case and marks, so that “Soren Aero” finds Søren Ærø."""

import unicodedata
from collections.abc import Callable

# Letters that no decomposition takes apart, as people type them.
_LETTERS = dict(zip("łđðø\u0131ħŋ", "lddoihn", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
# The okina, the modifier, the typographic and the plain apostrophe: O'Brien is OBrien in any of them.
_APOSTROPHES = frozenset("\u02bb\u02bc\u2018\u2019'")
# Most names are plain; for them one table does what takes the others seven times as long.
_PLAIN = {code: None if chr(code) == "'" else " " for code in range(128) if not chr(code).isalnum()}
# More letters than all the world's lists hold, and few enough to keep.
_KEPT_LETTERS = 30_000


class _Letters(dict[int, str | None]):
    """What becomes of each letter, found out when it first comes."""

    def __init__(self, becomes: Callable[[str], str | None]) -> None:
        super().__init__()
        self._becomes = becomes

    def __missing__(self, code: int) -> str | None:
        becomes = self._becomes(chr(code))
        if len(self) < _KEPT_LETTERS:
            self[code] = becomes
        return becomes


def folded(*texts: str) -> str:
    """The words of these texts as the search compares them, a blank before each."""
    return "".join(f" {word}" for text in texts for word in words(text))


def words(text: str) -> list[str]:
    """The words of a text, folded; whatever is no letter, mark or digit parts them."""
    if text.isascii():
        return text.lower().translate(_PLAIN).split()
    bare = unicodedata.normalize("NFKD", text).casefold().translate(_BARE)
    return unicodedata.normalize("NFC", bare).translate(_OF_A_WORD).split()


def _without_marks(char: str) -> str | None:
    # Accents fall; the vowel signs of other scripts are letters to those who write them.
    if char in _APOSTROPHES or (unicodedata.category(char) == "Mn" and "\u0300" <= char <= "\u036f"):
        return None
    return _LETTERS.get(char, char)


def _of_a_word(char: str) -> str:
    return char if unicodedata.category(char)[0] in "LMN" else " "


_BARE, _OF_A_WORD = _Letters(_without_marks), _Letters(_of_a_word)
