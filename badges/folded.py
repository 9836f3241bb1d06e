"""Folding names for search: without case and marks, so that “Soren Aero” finds Søren Ærø."""

import unicodedata

# Letters that no decomposition takes apart, as people type them.
_LETTERS = str.maketrans(
    dict(zip("łđðø\u0131ħŋ", "lddoihn", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
# The okina, the modifier, the typographic and the plain apostrophe: O'Brien is OBrien in any of them.
_APOSTROPHES = {ord(mark): None for mark in "\u02bb\u02bc\u2018\u2019'"}
# Most names are plain; for them one table does what takes the others seven times as long.
_PLAIN = {code: None if chr(code) == "'" else " " for code in range(128) if not chr(code).isalnum()}


def folded(*texts: str) -> str:
    """The words of these texts as the search compares them, a blank before each."""
    return "".join(f" {word}" for text in texts for word in words(text))


def words(text: str) -> list[str]:
    """The words of a text, folded; whatever is no letter, mark or digit parts them."""
    if text.isascii():
        return text.lower().translate(_PLAIN).split()
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in apart if unicodedata.category(c) != "Mn" or not _latin_mark(c))
    bare = unicodedata.normalize("NFC", bare.translate(_LETTERS).translate(_APOSTROPHES))
    return "".join(c if _is_of_a_word(c) else " " for c in bare).split()


def _latin_mark(char: str) -> bool:
    # Accents fall; the vowel signs of other scripts are letters to those who write them.
    return "\u0300" <= char <= "\u036f"


def _is_of_a_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"
