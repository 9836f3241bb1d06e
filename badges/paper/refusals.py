"""What paper says no to.

NotFound
├── UnknownStock        no sheet or page has that name
└── UnknownDesign       no design has that name
BadInput
├── BadDesign           a design document that cannot be used; ``where``, ``why`` and ``fix`` say all there is
└── BadgeRefused        this badge is not printed; ``name``, ``why`` and ``fix`` say all there is
    ├── NoName          nothing is written where the name belongs
    ├── CannotSet       a letter that no font has, or a hidden character that would spoil what is read
    ├── DoesNotFit      too long even at the smallest size on the most lines
    ├── BadCode         not a badge code, so its QR would collect nobody
    └── LabelTooSmall   the QR would be finer than scanners read
"""

from badges.errors import BadInput, NotFound


class UnknownStock(NotFound):
    """No stock has this name; the message lists those there are."""

    code = "unknown_stock"


class UnknownDesign(NotFound):
    """No design has this name; the message lists those there are."""

    code = "unknown_design"


class BadDesign(BadInput):
    """A design document that cannot be used: where it is wrong, why, and what to do about it."""

    code = "bad_design"

    def __init__(self, why: str, fix: str, where: str = "") -> None:
        super().__init__(" ".join(part for part in (where and f"{where}:", why, fix) if part),
                         where=where, why=why, fix=fix)
        self.where = where
        self.why = why
        self.fix = fix

    def at(self, where: str) -> "BadDesign":
        """The same refusal, now that it is known where in the document it is."""
        return type(self)(self.why, self.fix, where)


class BadgeRefused(BadInput):
    """One badge that is not printed: whose, why, and what to do about it."""

    code = "badge_refused"

    def __init__(self, why: str, fix: str, name: str = "") -> None:
        super().__init__(" ".join(part for part in (name and f"{name}:", why, fix) if part),
                         name=name, why=why, fix=fix)
        self.name = name
        self.why = why
        self.fix = fix

    def of(self, name: str) -> "BadgeRefused":
        """The same refusal, now that it is known whose badge it is."""
        return type(self)(self.why, self.fix, name)


class NoName(BadgeRefused):
    """Nothing is written where the name belongs."""

    code = "no_name"


class CannotSet(BadgeRefused):
    """A letter that no font has, or a hidden character that would spoil what is read."""

    code = "cannot_set"


class DoesNotFit(BadgeRefused):
    """Too long even at the smallest size on the most lines."""

    code = "does_not_fit"


class BadCode(BadgeRefused):
    """Not a badge code, so its QR would collect nobody."""

    code = "bad_code"


class LabelTooSmall(BadgeRefused):
    """The label is too small for a QR that scanners read."""

    code = "label_too_small"
