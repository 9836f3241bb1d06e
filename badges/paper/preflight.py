"""What a person should know before anything is printed: whose badge is refused, and whose to look at."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from badges.paper.badge import Badge
from badges.paper.dividers import Divider, divider_label
from badges.paper.label import Label
from badges.paper.layout import Composer
from badges.paper.refusals import BadgeRefused


@dataclass(frozen=True, slots=True)
class Problem:
    """One badge that is not printed: whose (the short code where no name is written), why, what to do."""

    name: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Look:
    """One badge that is printed, and worth a look before: at its floor, wrapped, lacking a fact, a namesake.

    ``kind`` is ``floor``, ``wrapped``, ``empty`` or ``namesake``.
    """

    name: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Preflight:
    """How many badges can be printed as they are, which cannot, and which to look at first."""

    count: int
    refused: tuple[Problem, ...]
    looks: tuple[Look, ...]


def look_over(badges: Iterable[Badge], composer: Composer) -> Preflight:
    """Lay all badges out and say what a person should know, in the order given."""
    listed = list(badges)
    names = Counter(badge.name.casefold() for badge in listed)
    refused: list[Problem] = []
    looks: list[Look] = []
    for badge, laid in zip(listed, laid_out(listed, composer), strict=True):
        if isinstance(laid, Problem):
            refused.append(laid)
        else:
            looks.extend(Look(badge.name, note.kind, note.why) for note in laid.notes)
        if names[badge.name.casefold()] > 1:
            looks.append(Look(badge.name, "namesake", _namesake(badge, names[badge.name.casefold()])))
    return Preflight(len(listed) - len(refused), tuple(refused), tuple(looks))


def laid_out(badges: Iterable[Badge | Divider], composer: Composer) -> Iterator[Label | Problem]:
    """Each badge laid out, or the problem that keeps it from being printed, in the order given."""
    for badge in badges:
        try:
            yield divider_label(badge, composer) if isinstance(badge, Divider) else composer.of(badge)
        except BadgeRefused as refused:
            yield Problem(refused.name, refused.why, refused.fix)


def _namesake(badge: Badge, count: int) -> str:
    company = badge.fact("company")
    told_apart = f"this one is of {company}" if company else f"this one has the short code {badge.short_code}"
    return f"{count} badges carry this name; {told_apart}."
