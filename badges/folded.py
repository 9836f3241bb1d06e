"""Folding names for search: without case and marks, so that “Soren Aero” finds Søren Ærø."""

import unicodedata

# Letters that no decomposition takes apart, as people type them.
_LETTERS = str.maketrans(
    dict(zip("łđðø\u0131ħŋ", "lddoihn", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
# The okina, the modifier and typographic apostrophes and the plain one: O'Brien is O’Brien is OBrien.
_APOSTROPHES = {ord(mark): None for mark in "\u02bb\u02bc\u2019'"}


def folded(*texts: str) -> str:
    """The words of these texts as the search compares them, a blank before each."""
    return "".join(f" {word}" for text in texts for word in words(text))


def words(text: str) -> list[str]:
    """The words of a text, folded; whatever is no letter, mark or digit parts them."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in apart if unicodedata.category(c) != "Mn" or not _latin_mark(c))
    bare = unicodedata.normalize("NFC", bare.translate(_LETTERS).translate(_APOSTROPHES))
    return "".join(c if _is_of_a_word(c) else " " for c in bare).split()


def _latin_mark(char: str) -> bool:
    # Accents fall; the vowel signs of other scripts are letters to those who write them.
    return "\u0300" <= char <= "\u036f"


def _is_of_a_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"
