"""Names of other scripts as somebody at a Latin keyboard types them, so that “wang” finds 王小明.

What is made here is read by the search alone; nobody ever sees it.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

import icu

from badges.folded import folded, words

# Before the word that holds only the consonants of a name whose script writes no vowels.
BARE = "~"
_LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff]*")
# What Any-Latin writes otherwise than the people of these scripts do.
_OF_SCRIPT = {
    "Armn": "Armenian-Latin/BGN",
    "Cyrl": "Russian-Latin/BGN",
    "Ethi": "Amharic-Latin/BGN",
    "Geor": "Georgian-Latin/BGN",
    "Grek": "Greek-Latin/UNGEGN",
    "Hani": "Han-Latin/Names",
}
# Letters that only some of those who write Cyrillic have.
_CYRILLIC = (("Ukrainian-Latin/BGN", frozenset("іїєґ")), ("Serbian-Latin/BGN", frozenset("ђћљњџјѓќѕ")))
# ʿ, ʾ, ʹ and the like, which stand for letters that nobody types.
_SIGNS = re.compile("[\u02b9\u02be\u02bf\u2018\u2019']")
# What Any-Latin writes with a mark and people with two letters.
_IN_TWO = {"ś": "sh", "ṣ": "sh", "š": "sh", "č": "ch", "ž": "zh", "r̥": "ri", "c": "ch"}
_WITHOUT_VOWELS = frozenset(["Arab", "Hebr", "Syrc"])
_INDIC = frozenset(["Deva", "Beng", "Gujr", "Guru", "Orya", "Telu", "Knda", "Mlym", "Taml", "Sinh"])
# Families whose name is usually written otherwise than it is romanised.
_KOREAN = {
    "김": "kim",
    "이": "lee yi",
    "박": "park",
    "최": "choi",
    "정": "jung chung",
    "강": "kang",
    "조": "cho",
}
_KOREAN |= {"윤": "yoon", "장": "chang", "임": "lim", "오": "oh", "서": "suh", "신": "shin", "권": "kwon"}
_KOREAN |= {
    "안": "ahn",
    "유": "yoo ryu",
    "전": "jun",
    "고": "ko",
    "문": "moon",
    "백": "paik",
    "노": "noh roh",
}
_KOREAN |= {"구": "koo", "우": "woo", "주": "joo"}
# The letter that ends Fatima and is not heard; the article; and the servant of many names.
_SILENT, _ARTICLE, _SERVANT = "\u0629", "ال", "عبد"
_LONGER_THAN_ITS_ARTICLE = 4
_HALF = 2

# Consonants that are spelt in more than one way; then vowels, consonants that stand for them, and a last h.
_SOUNDS = {"sh": "s", "ch": "h", "kh": "h", "ph": "f", "gh": "g", "th": "t", "dh": "d", "ts": "z", "tz": "z"}
_SOUNDS |= {"ck": "k", "q": "k", "c": "k", "j": "g", "v": "b", "p": "f", "x": "ks"}
_SPELT = re.compile("|".join(_SOUNDS))
_VOWELS = re.compile("[aeiouyw]|h$")
_TWICE = re.compile(r"(.)\1+")
_FEWEST = 2


def found_by(name: str, company: str) -> str:
    """The words by which the search finds somebody, a blank before each: as written, then as typed."""
    written = folded(name, company)
    if _LATIN.fullmatch(written):
        return written
    known = written.split()
    typed = dict.fromkeys(
        form for word in _in_one(known) if not _LATIN.fullmatch(word) for form in _forms(word)
    )
    return written + "".join(f" {word}" for word in typed if word not in known)


def bare(word: str) -> str:
    """The consonants of a typed word, as they are looked for among bare words; empty where few are left."""
    sounds = _SPELT.sub(lambda found: _SOUNDS[found[0]], word)
    left = _TWICE.sub(r"\1", _VOWELS.sub("", sounds))
    return BARE + left if len(left) >= _FEWEST and _LATIN.fullmatch(left) else ""


def _in_one(known: list[str]) -> Iterator[str]:
    """The words, and Abd Allah, which is typed as one, as one too."""
    yield from known
    yield from (first + second for first, second in pairwise(known) if first == _SERVANT)


@lru_cache(maxsize=100_000)
def _forms(word: str) -> tuple[str, ...]:
    script = icu.Script.getScript(word[0]).getShortName()
    latin = _latin(word.removesuffix(_SILENT), script)
    forms = words(latin)
    if script == "Hani":
        forms += _together(forms)
    elif script == "Hang":
        forms += _korean(word)
    elif script in _WITHOUT_VOWELS:
        # An h that is a letter of its own is no part of the sound before it.
        forms += [bare(one) for one in words(latin.replace("h", "ah"))] + _without_article(word)
    elif len(forms) > 1:
        # Where the script writes no blanks, its Latin has them where words may end.
        forms.append("".join(forms))
    return tuple(filter(None, forms))


def _latin(text: str, script: str) -> str:
    how = _OF_SCRIPT.get(script, "Any-Latin")
    if script == "Cyrl":
        how = next((other for other, letters in _CYRILLIC if letters & set(text)), how)
    latin = _SIGNS.sub("", _transliterator(how).transliterate(text))
    for mark, two in _IN_TWO.items() if script in _INDIC else ():
        latin = latin.replace(mark, two)
    return latin


def _together(syllables: list[str]) -> list[str]:
    """Given names are typed as one word, and a family's name may have two syllables."""
    first, rest = syllables[:_HALF], syllables[_HALF:]
    return ["".join(some) for some in (syllables, syllables[1:], *([first, rest] if rest else []))]


def _korean(word: str) -> list[str]:
    syllables = [one for letter in word for one in words(_latin(letter, "Hang"))]
    given = "".join(syllables[1:])
    families = _KOREAN.get(word[0], "").split()
    # Min-jun and Do-yoon: the same vowel is written in two ways.
    return [*syllables, given, given.replace("u", "oo"), *families, *(family + given for family in families)]


def _without_article(word: str) -> list[str]:
    """Al-Masri, El Masry and Masri are one name."""
    if not word.startswith(_ARTICLE) or len(word) < _LONGER_THAN_ITS_ARTICLE:
        return []
    return ["al", "el", *_forms(word.removeprefix(_ARTICLE))]


@cache
def _transliterator(name: str) -> icu.Transliterator:
    # What the first leaves as it was, letters of other languages, the second takes.
    return icu.Transliterator.createInstance(f"{name}; Any-Latin")
