"""On which terms somebody is expected, by the list's own columns or else by their type of attendee.

How long they are waited for, whether their hosts hear of them at once, and
whether they may be written to.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from badges.lists.titles import bare
from badges.model import Event

# Header texts of a column with minutes, and of one that says who is not to be written to.
GRACE = frozenset({"grace", "grace minutes", "missing after", "wartezeit", "tolérance", "tolerancia"})
NO_CONTACT = frozenset(
    {"no contact", "do not contact", "nicht kontaktieren", "ne pas contacter", "no contactar"}
)
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "sí", "si"})
# A grace of more than a week is a mistake in the unit; seconds.
LONGEST_GRACE = 7 * 24 * 60 * 60


class Term(NamedTuple):
    """One attendee's terms; ``missing_after`` in seconds, None where it is the event's."""

    missing_after: int | None = None
    vip: bool = False
    no_contact: bool = False


@dataclass(frozen=True)
class Terms:
    """An event's terms by type of attendee."""

    graces: Mapping[str, int]
    vips: frozenset[str]

    def of(self, kind: str, fields: Mapping[str, Any]) -> Term:
        """The terms of somebody of this type, with these columns of the list."""
        if not fields and not self.graces and not self.vips:
            return Term()
        said = {bare(title): str(cell).strip() for title, cell in fields.items()}
        type_ = kind.strip().casefold()
        own = _seconds(_first(said, GRACE))
        return Term(
            self.graces.get(type_) if own is None else own,
            type_ in self.vips,
            _first(said, NO_CONTACT).casefold() in _YES,
        )


def terms_of(event: Event) -> Terms:
    """The terms of an event, its types compared without case."""
    return terms_by(event.type_graces, event.vip_types or ())


def terms_by(graces: Mapping[str, int], vips: Collection[str]) -> Terms:
    """The terms of types, by their names in any case."""
    by_type = {kind.casefold(): seconds for kind, seconds in graces.items()}
    return Terms(by_type, frozenset(kind.casefold() for kind in vips))


def _first(said: Mapping[str, str], titles: Collection[str]) -> str:
    return next((cell for title, cell in said.items() if title in titles and cell), "")


def is_a_grace(cell: str) -> bool:
    """Whether a cell of a grace column says how long somebody is waited for, or nothing."""
    return not cell.strip() or _seconds(cell.strip()) is not None


def _seconds(minutes: str) -> int | None:
    """Minutes as a list writes them; None where it is no number of them."""
    whole = minutes.isascii() and minutes.isdecimal() and len(minutes) <= len(str(LONGEST_GRACE))
    return int(minutes) * 60 if whole and int(minutes) * 60 <= LONGEST_GRACE else None
