"""The header: which column says what, by its usual names; all others are kept as fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from badges.errors import BadFile

NAME, FIRST, LAST = "name", "first name", "last name"
EMAIL, COMPANY, TYPE, HOST, EXPECTED, CODE = "email", "company", "type", "host", "expected", "code"

_USUAL = {
    NAME: "name, full name, attendee name, attendee, display name",
    FIRST: "first name, first, firstname, given name, givenname, forename",
    LAST: "last name, last, lastname, surname, family name, familyname",
    EMAIL: "email, e mail, mail, email address, e mail address, mail address, attendee email",
    COMPANY: "company, company name, organisation, organization, organisation name, organization name, "
    "affiliation, employer",
    TYPE: "type, attendee type, ticket type, category, kind",
    HOST: "host, hosts, host name, host email, invited by",
    EXPECTED: "expected, expected at, expected time, expected arrival",
    CODE: "code, ticket code, ticket id, ticket reference, barcode, foreign code, external id",
}
_MEANS = {usual: what for what, names in _USUAL.items() for usual in names.split(", ")}


@dataclass(frozen=True)
class Columns:
    """Where each thing stands in a row; ``fields`` are the columns kept under their header text."""

    places: dict[str, int]
    fields: tuple[tuple[int, str], ...]
    header: tuple[str, ...]

    def has(self, what: str) -> bool:
        """Whether the list says anything about this."""
        return what in self.places

    @cached_property
    def titles(self) -> frozenset[str]:
        """Under which texts this list keeps fields."""
        return frozenset(title for _, title in self.fields)

    def title(self, what: str) -> str:
        """The column's own header text, as the organiser knows it."""
        return self.header[self.places[what]] if what in self.places else what


def meaning(title: str) -> str | None:
    """What a header text means, in any case, with blanks, dashes or underscores; None: a field."""
    return _MEANS.get(re.sub(r"[\s_\-.:*]+", " ", title).strip().casefold())


def read_header(header: Sequence[str]) -> Columns:
    """Which column is which. Where two mean the same, the first counts and the other is a field.

    Raises BadFile where no column could be names.
    """
    places: dict[str, int] = {}
    fields: list[tuple[int, str]] = []
    for place, title in enumerate(header):
        what = meaning(title)
        if what and what not in places:
            places[what] = place
        else:
            fields.append((place, title or f"column {place + 1}"))
    if not {NAME, FIRST, LAST} & places.keys():
        shown = ", ".join(title for title in header if title)[:200]
        raise BadFile(
            f"The list has no column for names; its first line reads: {shown}. "
            "Call one column “name”, or two “first name” and “last name”.",
            header=list(header)[:50],
        )
    return Columns(places, tuple(_told_apart(fields)), tuple(header))


def _told_apart(fields: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Two columns with one title are both kept."""
    seen: dict[str, int] = {}
    apart = []
    for place, title in fields:
        seen[title] = seen.get(title, 0) + 1
        apart.append((place, title if seen[title] == 1 else f"{title} ({seen[title]})"))
    return apart
