"""The order of the badge table: by last name where the list gave one, as the event's language sorts."""

import unicodedata
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

# A name with and without them is one name to whoever looks for it: O’Brien, Hawaiʻi, Rogal´.
_APOSTROPHES = frozenset("`´ʹʻʼʽʾʿˈ")
# Whose letters part the table at any event, beside those of the event's own language.
_LETTERED = (
    *("en", "ru", "uk", "sr", "el", "hy", "ka", "he", "ar", "fa", "am", "hi", "bn", "pa", "gu"),
    *("ta", "te", "kn", "ml", "si", "th", "lo", "my", "km", "ko", "ja", "zh"),
)
# All of theirs are some nine hundred; ICU would keep a hundred of them.
_MOST_LETTERS = 5_000

_SortKey = tuple[bytes, bytes, bytes, bytes, int]


class Named(Protocol):
    """What the order looks at; ``first_name`` and ``last_name`` may be empty."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def first_name(self) -> str: ...  # noqa: D102
    @property
    def last_name(self) -> str: ...  # noqa: D102
    @property
    def company(self) -> str: ...  # noqa: D102


class Placed(Named, Protocol):
    """Somebody whose badge may lie somewhere already."""

    @property
    def box(self) -> int | None: ...  # noqa: D102
    @property
    def slot(self) -> int | None: ...  # noqa: D102


_Named = TypeVar("_Named", bound=Named)
_Placed = TypeVar("_Placed", bound=Placed)


def filed_under(one: Named) -> str:
    """What a badge is sorted by: the last name as the list gave it, else the name as it is written.

    So van der Berg stands under B or V as the list has it, and nobody guesses
    which word of a whole name is the family's.
    """
    return one.last_name or one.name


def in_order(people: Iterable[_Named], language: str) -> list[_Named]:
    """These people as their badges are to stand."""
    everybody = list(people)
    # One badge is in order, and what sorts takes longer to make than the badge.
    return sorted(everybody, key=TableOrder(language).key) if len(everybody) > 1 else everybody


def as_they_lie(people: Iterable[_Placed], language: str) -> list[_Placed]:
    """These people as their badges lie on the table; those without a place come last, in its order."""
    everybody = list(people)
    lying = [((one.box, one.slot), one) for one in everybody if one.box is not None and one.slot is not None]
    lying.sort(key=lambda pair: pair[0])
    return [one for _, one in lying] + in_order((one for one in everybody if one.box is None), language)


class TableOrder:
    """How names are sorted, and under which letters they stand, where a language is at home.

    ``language`` is a BCP 47 tag; one that ICU does not know sorts as its
    root collation does, which is right for most.
    """

    def __init__(self, language: str) -> None:
        # Here and not above: it brings thirty megabytes, and who only checks people in sorts nobody.
        import icu  # noqa: PLC0415

        locale = _locale(icu, language)
        # Case alone does not part a family: schmidt Zoe stands among the Schmidts.
        self._family = icu.Collator.createInstance(locale)
        self._family.setStrength(icu.Collator.SECONDARY)
        self._whole = icu.Collator.createInstance(locale)
        self._index: Any = icu.AlphabeticIndex(locale)
        self._index.maxLabelCount = _MOST_LETTERS
        for lettered in _LETTERED:
            self._index.addLabels(icu.Locale(lettered))
        self._index = self._index.buildImmutableIndex()

    def key(self, one: Named) -> _SortKey:
        """By this somebody's badge is sorted; namesakes by company, and the last of them by their number."""
        whole = self._whole.getSortKey
        return (
            self._family.getSortKey(_bare(filed_under(one))),
            whole(_bare(one.first_name if one.last_name and one.first_name else one.name)),
            whole(_bare(one.company)),
            whole(one.name),
            one.id,
        )

    def initial(self, text: str) -> str:
        """The letter under which a text stands: S, Å, Щ, ㄱ; … where it begins with none of an alphabet."""
        label: str = self._index[self._index.getBucketIndex(_bare(text))][0]
        return label


def _locale(icu: Any, language: str) -> Any:
    try:
        return icu.Locale.forLanguageTag(language)
    except (icu.ICUError, ValueError):
        return icu.Locale.getRoot()


class _Bare(dict[int, str | None]):
    """What becomes of each letter: dashes part words, other punctuation goes, all else stays."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        kind = unicodedata.category(letter)
        gone = kind[0] == "P" or letter in _APOSTROPHES
        self[code] = kept = " " if kind == "Pd" else None if gone else letter
        return kept


_BARE = _Bare()


def _bare(text: str) -> str:
    """The text without what people leave out when they look for it.

    ICU's own way would leave out blanks too, and put Annabel between Anna Abel and Anna Zorn.
    """
    return text.translate(_BARE).strip() or text
