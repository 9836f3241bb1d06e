"""What is taken out of cells: surrounding white space, NULs and hostile direction marks; nothing else."""

import re
import unicodedata

# Embeddings, overrides and isolates let a name be shown as another. The plain direction marks
# (U+200E, U+200F) and the joiners (U+200C, U+200D) belong to names as their owners write them.
_HOSTILE = re.compile("[\0\u202a-\u202e\u2066-\u2069]")
# Letters that this Python does not know yet are still somebody's letters.
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def has_hostile(text: str) -> bool:
    """Whether anything beside white space must be taken out of the text."""
    return _HOSTILE.search(text) is not None


def clean(cell: str) -> str:
    """The cell without what must not be in it."""
    return _HOSTILE.sub("", cell).strip()


def said_of(cell: str) -> str:
    """What ``clean`` takes out of this cell beside white space, in words; empty where nothing."""
    taken = set(_HOSTILE.findall(cell))
    told = ["a NUL"] if "\0" in taken else []
    return " and ".join(told + (["hidden direction marks"] if taken - {"\0"} else []))


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen."""
    return all(unicodedata.category(char) in _UNSEEN for char in text)
